from __future__ import annotations

import json
from pathlib import Path

from analyzer.threads import build_threads
from tests.dumps.helpers import read_fixture, read_one, told, tree


def test_a_video_gives_its_comments() -> None:
    dump = read_fixture("yt-dlp.info.json")
    assert dump.inputs[0].format == "yt-dlp"
    assert tree(dump) == [("vid1", "c1", None), ("vid1", "c1.r1", "c1"), ("vid1", "c2", None)]
    assert told(dump, "reply_to", "author_id", "text") == [
        (None, "UCann", "Newest first"),
        ("@ann", "UCbo", "@ann I disagree"),
        (None, "UCcy", "older & wiser"),
    ]
    info = dump.threads["vid1"]
    assert (info.title, info.declared) == ("Do bees sleep?", 5)
    assert info.url == "https://www.youtube.com/watch?v=vid1"


def test_estimated_times_do_not_sort_what_the_page_has_sorted() -> None:
    forest = build_threads(read_fixture("yt-dlp.info.json"))
    assert forest.comments["comment_id"].to_pylist() == ["c1", "c1.r1", "c2"]  # c2 is dated before c1


def test_a_video_without_comments_says_so(tmp_path: Path) -> None:
    video = {"id": "v", "title": "T", "extractor": "youtube", "webpage_url": "https://y.example/v", "comments": None}
    dump = read_one(tmp_path, "v.info.json", json.dumps(video))
    assert dump.comments.num_rows == 0
    assert list(dump.threads) == ["v"]
    assert any("--write-comments" in note for note in dump.inputs[0].notes)
