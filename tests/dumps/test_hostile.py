"""Every fixture spoiled in every way: readers raise errors of the package's own kind, or account for what they read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.dumps import read
from analyzer.dumps.record import Dump
from analyzer.errors import DumpError
from analyzer.threads import build_threads
from tests.dumps.helpers import FIXTURES, write

ALL = sorted(path for path in FIXTURES.iterdir() if path.is_file())
DOCUMENTS = [path for path in ALL if path.suffix == ".json"]
LINES = [path for path in ALL if path.suffix == ".jsonl"]
WRONG: list[Any] = [None, True, 0, -1, 7.9e17, 2**70, "", "\ud83d", "a\0b", [], [None], [[]], {}, {"id": {}}, "nan"]


def name_of(path: Path) -> str:
    return path.name


def format_of(path: Path) -> str:
    return read([path]).inputs[0].format


def trees(path: Path, format_name: str) -> Dump | None:
    """Read and thread an input; None where it is refused with an error of our own."""
    try:
        dump = read([path], format=format_name)
    except DumpError:
        return None
    forest = build_threads(dump)
    assert forest.comments.num_rows <= dump.comments.num_rows
    assert all(count > 0 for count in forest.report.repairs.values())
    assert all(text is not None and "\0" not in text for text in dump.comments["text"].to_pylist())
    return dump


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_cut_anywhere_gives_what_came_before_or_an_error(path: Path, tmp_path: Path) -> None:
    data, format_name = path.read_bytes(), format_of(path)
    whole = read([path]).comments.num_rows
    for cut in range(1, len(data), max(1, len(data) // 15)):
        dump = trees(write(tmp_path, path.name, data[:cut]), format_name)
        assert dump is None or dump.comments.num_rows <= whole + 1  # what is cut off may be a placeholder's own
    nearly = trees(write(tmp_path, path.name, data.rstrip()[:-3]), format_name)
    assert nearly is not None, "a file that lacks its last bytes only is read"
    assert nearly.comments.num_rows >= whole - 1


def spoiled(value: Any, wrong: Any) -> Iterator[Any]:
    """Yield copies of a JSON value in each of which one member, at any depth, is `wrong`."""
    members = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, member in members:
        for changed in (wrong, *spoiled(member, wrong)):
            copy = value.copy()
            copy[key] = changed
            yield copy


@pytest.mark.parametrize("path", DOCUMENTS + LINES, ids=name_of)
def test_any_member_may_be_of_any_type(path: Path, tmp_path: Path) -> None:
    lines = path.suffix == ".jsonl"
    values = [json.loads(line) for line in path.read_text().splitlines()] if lines else json.loads(path.read_text())
    format_name = format_of(path)
    for kind, wrong in enumerate(WRONG):
        for number, copy in enumerate(spoiled(values, wrong)):
            if number % (2 * len(WRONG)) != 2 * kind:
                continue  # every member gets some wrong values, every wrong value meets many members
            text = "\n".join(map(json.dumps, copy)) if lines else json.dumps(copy)
            trees(write(tmp_path, path.name, text), format_name)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_foreign_documents_are_refused_or_empty_under_any_format(path: Path, tmp_path: Path) -> None:
    own = format_of(path)
    for other in DOCUMENTS[::4]:
        trees(write(tmp_path, "foreign.json", other.read_bytes()), own)
    for text in ("[]", "{}", "[[]]", "3", '"x"', "null", "[1, 2]", '{"comments": 3}', "\ufeff{}", "{'a': 1}"):
        trees(write(tmp_path, "foreign.json", text), own)


NESTS = {
    "hn-algolia": ('{"id": 1, "author": "a", "created_at_i": 1, "text": "x", "children": [', "]}"),
    "reddit-bdfr": (
        '{"id": "1", "title": "t", "selftext": "", "permalink": "/", "comments": '
        '[{"id": "2", "body": "x", "submission": "1", "parent_id": "t3_1", "replies": [',
        "]}]}",
    ),
    "bluesky": (
        '{"thread": {"$type": "app.bsky.x", "post": {"uri": "a", "record": {"text": "x"}}, "replies": [',
        "]}}",
    ),
    "remark42": ('{"comments": [{"comment": {"id": "a", "pid": "", "locator": {}, "text": "x"}, "replies": [', "]}]}"),
}
INNER = {
    "hn-algolia": ('{"id": 2, "author": "a", "text": "x", "children": [', "]}"),
    "reddit-bdfr": ('{"id": "9", "body": "x", "submission": "1", "parent_id": "t1_8", "replies": [', "]}"),
    "bluesky": ('{"post": {"uri": "b", "record": {"text": "y"}}, "replies": [', "]}"),
    "remark42": ('{"comment": {"id": "b", "pid": "a", "locator": {}, "text": "x"}, "replies": [', "]}"),
}


@pytest.mark.parametrize(("name", "depth"), list(zip(NESTS, (10_000, 100_000, 10_000, 10_000), strict=True)))
def test_replies_of_any_depth_are_read(name: str, depth: int, tmp_path: Path) -> None:
    (begin, end), (inner, close) = NESTS[name], INNER[name]
    path = write(tmp_path, "deep.json", begin + inner * depth + close * depth + end)
    assert read([path], format=name).comments.num_rows >= depth


@pytest.mark.parametrize("depth", [50, 100_000])
def test_nests_that_mean_nothing_do_no_harm(depth: int, tmp_path: Path) -> None:
    for begin, end in (("[", "]"), ('{"comments": [', "]}"), ('{"a":', "}")):
        path = write(tmp_path, "a.json", begin * depth + "1" + end * depth)
        with pytest.raises(DumpError):
            read([path])


def test_of_members_said_twice_the_last_counts(tmp_path: Path) -> None:
    text = '{"comments": [{"commentHex": "a", "parentHex": "root", "markdown": "old", "markdown": "new"}]}'
    assert read([write(tmp_path, "a.json", text)]).comments["text"].to_pylist() == ["new"]


def test_giants_are_read_in_parts_that_know_their_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in DOCUMENTS:
        monkeypatch.undo()
        small = read([path]).comments.drop_columns(["source"])
        monkeypatch.setattr("analyzer.dumps.json_whole.WHOLE_BYTES", 200)
        monkeypatch.setattr("analyzer.dumps.json_input._CHUNK_MEMBERS", 2)
        assert read([path]).comments.drop_columns(["source"]).equals(small), path.name


def test_every_fixture_is_told_by_its_content_alone(tmp_path: Path) -> None:
    for path in ALL:
        renamed = write(tmp_path, "unnamed", path.read_bytes())
        assert format_of(renamed) == format_of(path), path.name
