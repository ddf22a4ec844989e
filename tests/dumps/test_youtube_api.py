from __future__ import annotations

import json
from pathlib import Path

from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree


def test_threads_give_their_comments_and_the_replies_embedded() -> None:
    dump = read_fixture("youtube-api.json")
    assert dump.inputs[0].format == "youtube-api"
    assert tree(dump) == [
        ("vid1", "UgA", None),
        ("vid1", "UgA.r1", "UgA"),
        ("vid1", "UgA.r2", "UgA"),
        ("vid1", "UgB", None),
    ]
    assert told(dump, "author", "author_id", "text")[0] == ("@ann", "UCann", "Bees & ants\nrule")
    assert told(dump, "text")[2] == ('@bo why "no"?',)  # of textDisplay, as HTML


def test_the_declared_count_is_that_of_all_replies() -> None:
    info = read_fixture("youtube-api.json").threads["vid1"]
    assert (info.declared, info.title) == (1 + 7 + 1, None)
    assert info.url == "https://www.youtube.com/watch?v=vid1"


def test_a_handle_in_front_is_kept_beside_the_parent_and_never_in_its_place() -> None:
    dump = read_fixture("youtube-api.json")
    assert told(dump, "parent_id", "parent_source", "reply_to")[1:3] == [
        ("UgA", "explicit", "@ann"),
        ("UgA", "explicit", "@bo"),
    ]
    assert told(dump, "reply_to")[0] == (None,)


def test_pages_overlap_and_lists_of_replies_follow(tmp_path: Path) -> None:
    page = json.loads((FIXTURES / "youtube-api.json").read_text())
    reply = page["items"][0]["replies"]["comments"][0] | {"id": "UgA.r9"}
    lists = [page, page, {"kind": "youtube#commentListResponse", "items": [reply]}]
    dump = read_one(tmp_path, "pages.jsonl", "".join(json.dumps(answer) + "\n" for answer in lists))
    assert tree(dump)[-1] == ("vid1", "UgA.r9", "UgA")
    assert dump.threads["vid1"].declared == 9  # a thread met twice is counted once


def test_a_reply_without_parent_has_it_in_its_id(tmp_path: Path) -> None:
    reply = {"kind": "youtube#comment", "id": "UgA.r1", "snippet": {"videoId": "v", "textOriginal": "x"}}
    assert tree(
        read_one(tmp_path, "a.json", json.dumps({"kind": "youtube#commentListResponse", "items": [reply]}))
    ) == [("v", "UgA.r1", "UgA")]


def test_a_list_of_replies_is_of_the_video_of_the_comment_they_answer(tmp_path: Path) -> None:
    page = json.loads((FIXTURES / "youtube-api.json").read_text())
    reply = {"kind": "youtube#comment", "id": "UgA.r9", "snippet": {"parentId": "UgA", "textOriginal": "No."}}
    lists = [page, {"kind": "youtube#commentListResponse", "items": [reply]}]
    dump = read_one(tmp_path, "pages.jsonl", "".join(json.dumps(page) + "\n" for page in lists))
    assert tree(dump)[-1] == ("vid1", "UgA.r9", "UgA")
