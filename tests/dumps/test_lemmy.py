from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.threads import build_threads
from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree


def test_a_path_gives_parents_and_placeholders_for_those_that_are_missing() -> None:
    dump = read_fixture("lemmy.json")
    assert dump.inputs[0].format == "lemmy"
    assert tree(dump) == [
        ("70", "9", "7"),
        ("70", "4", "3"),
        ("70", "3", None),
        ("70", "5", None),
        ("70", "7", "5"),
    ]
    assert told(dump, "state") == [("present",), ("removed",), ("present",), ("missing",), ("missing",)]
    depth = dict(
        zip(*(build_threads(dump).comments[name].to_pylist() for name in ("comment_id", "depth")), strict=True)
    )
    assert depth == {"9": 2, "7": 1, "5": 0, "4": 1, "3": 0}
    assert dump.inputs[0].repairs == {"placeholders": 2}


def test_creators_and_posts_are_told_where_they_stand_beside() -> None:
    dump = read_fixture("lemmy.json")
    assert told(dump, "author", "author_id", "author_kind")[:2] == [
        ("cy", "https://lemmy.example/u/cy", "user"),
        ("bo", "https://lemmy.example/u/bo", "bot"),
    ]
    info = dump.threads["70"]
    assert (info.title, info.article, info.url) == (
        "Do bees sleep?",
        "Asking for a friend.",
        "https://lemmy.example/post/70",
    )


def test_bare_comments_are_read_and_a_posts_own_view_declares_their_number(tmp_path: Path) -> None:
    views = json.loads((FIXTURES / "lemmy.json").read_text())["comments"]
    bare = read_one(tmp_path, "a.json", json.dumps([view["comment"] for view in views]))
    assert bare.inputs[0].format == "lemmy"
    assert tree(bare)[:3] == [("70", "9", "7"), ("70", "4", "3"), ("70", "3", None)]
    assert told(bare, "author_id")[0] == ("3",)
    post = {"post_view": {"post": {"id": 70, "name": "Do bees sleep?"}, "counts": {"comments": 12}}}
    lines = json.dumps(post) + "\n" + json.dumps({"comments": views}) + "\n"
    assert read_one(tmp_path, "a.jsonl", lines).threads["70"].declared == 12


@pytest.mark.parametrize("posts", [[{"post": {"id": 70, "name": "Bees"}, "counts": {"comments": 12}}], []])
def test_what_a_search_or_a_user_page_gives_has_comments_beside_its_posts(posts: object, tmp_path: Path) -> None:
    views = json.loads((FIXTURES / "lemmy.json").read_text())["comments"]
    dump = read_one(tmp_path, "a.json", json.dumps({"type_": "All", "comments": views, "posts": posts}))
    assert tree(dump) == tree(read_fixture("lemmy.json"))
    assert dump.threads["70"].declared == (12 if posts else None)
