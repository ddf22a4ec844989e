from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.dumps.merging import canonical, merge_threads
from analyzer.dumps.record import Dump
from analyzer.threads import build_threads
from tests.dumps.helpers import json_lines, read_one, tree


def dump_of(folder: Path, *records: tuple[str, str, str, str | None]) -> Dump:
    """Return a dump of comments given as thread, address of the thread, id and parent."""
    told = [{"id": id_, "parent_id": parent, "thread_id": thread, "text": "x"} for thread, _, id_, parent in records]
    dump = read_one(folder, "dump.jsonl", json_lines(told))
    for thread, url, _, _ in records:
        dump.threads[thread].url = url
    return dump


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.lantern.example/bees/", "https://lantern.example/bees#comments", True),
        ("https://Lantern.example/bees", "https://lantern.example/bees/", True),
        ("https://lantern.example/bees", "https://lantern.example/bees?page=2", False),
        ("https://lantern.example/Bees", "https://lantern.example/bees", False),
        ("http://[broken", "http://[broken", True),
    ],
)
def test_addresses_are_one_but_for_scheme_www_slash_and_fragment(one: str, other: str, same: bool) -> None:
    assert (canonical(one) == canonical(other)) is same


def test_threads_of_one_address_become_one_and_replies_across_them_are_found(tmp_path: Path) -> None:
    dump = dump_of(
        tmp_path,
        ("a", "http://lantern.example/bees/", "1", None),
        ("b", "https://lantern.example/eels", "2", None),
        ("c", "https://lantern.example/bees", "3", "1"),
    )
    assert build_threads(dump).orphans == 1
    merged = merge_threads(dump)
    assert tree(merged) == [("a", "1", None), ("b", "2", None), ("a", "3", "1")]
    assert list(merged.threads) == ["a", "b"]
    assert merged.inputs[0].repairs == {"threads_merged": 1}
    assert build_threads(merged).orphans == 0


def test_threads_that_use_the_same_ids_stay_apart(tmp_path: Path) -> None:
    url = "https://lantern.example/bees"
    merged = merge_threads(dump_of(tmp_path, ("a", url, "1", None), ("b", url, "1", None)))
    assert tree(merged) == [("a", "1", None), ("b", "1", None)]
    assert merged.inputs[0].repairs == {"threads_not_merged": 2}


def test_declared_counts_add_up_where_every_thread_has_one(tmp_path: Path) -> None:
    dump = dump_of(tmp_path, ("a", "http://l.example/x", "1", None), ("b", "https://l.example/x", "2", None))
    dump.threads["a"].declared, dump.threads["b"].declared = 3, 4
    assert merge_threads(dump).threads["a"].declared == 7
    dump.threads["b"].declared = None
    assert merge_threads(dump).threads["a"].declared is None


def test_without_shared_addresses_the_dump_stays_as_it_is(tmp_path: Path) -> None:
    dump = dump_of(tmp_path, ("a", "http://l.example/x", "1", None))
    assert merge_threads(dump) is dump
