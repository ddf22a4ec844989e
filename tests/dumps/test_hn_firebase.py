from __future__ import annotations

import json
from pathlib import Path

from analyzer.dumps.ancestry import Ancestry
from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree


def test_flat_items_find_their_story_whatever_their_order() -> None:
    dump = read_fixture("hn-firebase.jsonl")
    assert dump.inputs[0].format == "hn-firebase"
    assert tree(dump) == [
        ("200", "203", "202"),
        ("200", "201", None),
        ("200", "202", "201"),
        ("200", "204", None),
        ("899", "900", None),
    ]
    info = dump.threads["200"]
    assert (info.title, info.declared, info.url) == ("Bees & sleep", 5, "https://example.org/bees")


def test_deleted_and_dead_items_are_told_apart() -> None:
    found = told(read_fixture("hn-firebase.jsonl"), "author", "author_kind", "state", "text")
    assert found[1] == ("bo", "user", "present", "One\ntwo")
    assert found[2] == (None, "deleted", "deleted", "")
    assert found[3] == ("eve", "user", "removed", "")


def test_an_object_of_items_by_id_is_read(tmp_path: Path) -> None:
    items = [json.loads(line) for line in (FIXTURES / "hn-firebase.jsonl").read_text().splitlines()]
    dump = read_one(tmp_path, "a.json", json.dumps({str(item["id"]): item for item in items}))
    assert dump.inputs[0].format == "hn-firebase"
    assert dump.comments.num_rows == 5


def test_circles_of_items_end_somewhere_and_long_chains_are_climbed() -> None:
    circle = Ancestry({"a": "b", "b": "c", "c": "a"})
    assert len({circle.top(item) for item in "abc"}) == 1
    chain = Ancestry({str(n): str(n - 1) for n in range(1, 200_000)})
    assert chain.top("199999") == "0"
    assert chain.top("150000") == "0"
