from __future__ import annotations

import json
from pathlib import Path

from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree

TREE = [("69000", "7001", None), ("69000", "7002", "7001"), ("69000", "7003", "7002")]


def test_the_reply_answered_goes_before_the_comment_above_all() -> None:
    dump = read_fixture("tiktok.jsonl")
    assert dump.inputs[0].format == "tiktok"
    assert tree(dump) == TREE
    assert told(dump, "author", "author_id", "text")[0] == ("ann", "11", "Bees rule")
    assert dump.threads["69000"].declared == 4


def test_answers_of_the_api_and_tables_are_read(tmp_path: Path) -> None:
    comments = [json.loads(line)["data"] for line in (FIXTURES / "tiktok.jsonl").read_text().splitlines()]
    api = read_one(tmp_path, "a.json", json.dumps({"comments": comments, "has_more": 0}))
    assert (api.inputs[0].format, tree(api)) == ("tiktok", TREE)
    names = ("cid", "reply_id", "reply_to_reply_id", "aweme_id", "text", "create_time", "user")
    lines = [",".join(names)] + [
        ",".join(str(comment[name]) for name in names[:-1]) + "," + str(comment["user"]["unique_id"])
        for comment in comments
    ]
    table = read_one(tmp_path, "a.csv", "\n".join(lines) + "\n")
    assert (table.inputs[0].format, tree(table)) == ("tiktok", TREE)
    assert told(table, "author")[0] == ("ann",)
