from __future__ import annotations

import json
from pathlib import Path

from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree


def test_an_archive_gives_its_comments_and_its_submission() -> None:
    dump = read_fixture("reddit-bdfr.json")
    assert dump.inputs[0].format == "reddit-bdfr"
    assert tree(dump) == [
        ("t3_p1", "t1_c1", None),
        ("t3_p1", "t1_c2", "t1_c1"),
        ("t3_p1", "t1_c3", "t1_c2"),
        ("t3_p1", "t1_c4", None),
    ]
    info = dump.threads["t3_p1"]
    assert (info.title, info.article, info.declared) == ("Do bees sleep & dream?", "I saw one nap.", 5)
    assert info.url == "https://www.reddit.com/r/bees/comments/p1/do_bees_sleep/"


def test_its_deleted_author_is_no_user_and_its_text_is_not_escaped() -> None:
    dump = read_fixture("reddit-bdfr.json")
    assert told(dump, "author", "author_kind", "state", "text")[:2] == [
        ("bo", "user", "present", "They do: 5 < 6 &amp; so on"),
        (None, "deleted", "deleted", ""),
    ]
    assert told(dump, "author_kind")[3] == ("bot",)


def test_archives_of_single_comments_and_of_several_submissions_are_read(tmp_path: Path) -> None:
    page = json.loads((FIXTURES / "reddit-bdfr.json").read_text())
    alone = read_one(tmp_path, "comment.json", json.dumps(page["comments"][0]))
    assert [row[:2] for row in tree(alone)] == [("t3_p1", "t1_c1"), ("t3_p1", "t1_c2"), ("t3_p1", "t1_c3")]
    two = read_one(tmp_path, "all.jsonl", json.dumps(page) + "\n" + json.dumps(page | {"id": "p2", "comments": []}))
    assert two.inputs[0].format == "reddit-bdfr"
    assert list(two.threads) == ["t3_p1", "t3_p2"]
