from __future__ import annotations

import json
from pathlib import Path

from tests.dumps.helpers import FIXTURES, read_fixture, read_one, rows, told, tree

BEES = "https://blog.example/bees"


def test_a_backup_begins_with_a_line_about_itself() -> None:
    dump = read_fixture("remark42.jsonl")
    assert dump.inputs[0].format == "remark42"
    assert tree(dump) == [
        (BEES, "aa1", None),
        (BEES, "aa2", "aa1"),
        (BEES, "aa3", "aa2"),
        ("https://blog.example/ants", "bb1", None),
    ]
    assert not dump.inputs[0].repairs
    assert (dump.threads[BEES].title, dump.threads[BEES].url) == ("Do bees sleep?", BEES)


def test_deleted_comments_stay_and_network_addresses_do_not() -> None:
    dump = read_fixture("remark42.jsonl")
    assert told(dump, "author", "author_kind", "state", "text")[:2] == [
        ("ann", "user", "present", "They do."),
        (None, "deleted", "deleted", ""),
    ]
    assert "3b9acb" not in str(rows(dump))


def test_trees_and_lists_of_the_api_are_read(tmp_path: Path) -> None:
    first, second, third, _ = map(json.loads, (FIXTURES / "remark42.jsonl").read_text().splitlines()[1:])
    nest = {
        "comments": [
            {"comment": first, "replies": [{"comment": second, "replies": [{"comment": third | {"pid": ""}}]}]}
        ]
    }
    for wrapped in (nest, {"comments": [first, second, third]}, [first, second, third]):
        dump = read_one(tmp_path, "a.json", json.dumps(wrapped, indent=1))
        assert dump.inputs[0].format == "remark42"
        assert tree(dump) == [(BEES, "aa1", None), (BEES, "aa2", "aa1"), (BEES, "aa3", "aa2")]
