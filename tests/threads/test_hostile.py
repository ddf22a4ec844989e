"""Forests made to break readers: every comment is accounted for, and what comes out reads back as it was."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps import read
from analyzer.dumps.record import Dump, ThreadInfo
from analyzer.rollups import roll_up
from analyzer.runs.layout import OUTPUT_FORMATS, OutputFormat
from analyzer.runs.writer import write_run
from analyzer.threads import Forest, build_threads
from tests.dumps.helpers import json_lines
from tests.runs.sample import judged
from tests.threads.sample import column, ids
from tests.threads.test_build import check_is_a_forest

#: The same few ids in every type and dress they come in, so that all kinds of clashes are met.
IDS = st.sampled_from([1, "1", 1.0, " 1 ", "1.0", "01", 2, "2", '="2"', 3, "3", 0, "0", "x", "X", "t", "c1", "1~2"])
PARENTS = st.one_of(IDS, st.sampled_from([None, "", -1, "root", "null", "nan", "gone", "u"]))
TEXTS = st.sampled_from(
    [
        *("", "words", "=1+1", "'=1+1", "''-x", "-5", "@ann no", "a\nb", "a\r\nb", " padded ", '"quoted", comma'),
        *(
            "&lt;b&gt; &amp;amp;",
            "<p>one</p><p>two</p>",
            "[deleted]",
            "[removed]",
            "\0nul",
            "\u202eevil\u2028",
            "5",
            "|x",
        ),
    ]
)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"id": st.one_of(IDS, st.none()), "parent_id": PARENTS, "text": TEXTS},
        optional={
            "thread_id": st.sampled_from(["t", "u", 7, None]),
            "author": st.sampled_from(["ann", "Ann", "bob", None, "", "[deleted]", "guest", "=cmd", "AutoModerator"]),
            "author_id": st.sampled_from([1, "1", "u2", None]),
            "created_at": st.sampled_from([None, 0, 1, 2, 1_400_000_000, "2014-05-13T16:53:20Z", "soon", ""]),
        },
    ),
    min_size=1,
    max_size=14,
)
#: Columns a table read back must hold as they were; position and source tell where it was read from.
KEPT = [
    *("thread_id", "thread_title", "comment_id", "parent_id", "parent_source", "depth"),
    *("author", "author_id", "author_kind", "created_at", "text"),
]


def first_pass(records: list[dict[str, Any]], folder: Path) -> tuple[Dump, Forest]:
    path = folder / "page.jsonl"
    path.write_text(json_lines(records), encoding="utf-8")
    dump = read([path], format="jsonl")
    return dump, build_threads(dump)


def check_account(records: list[dict[str, Any]], dump: Dump, forest: Forest) -> None:
    """Assert that every record is a comment once, or counted as left out."""
    repairs = forest.report.repairs
    left_out = [repairs.get(kind, 0) for kind in ("skipped_records", "duplicate_comments", "edited_duplicates")]
    assert len(records) == len(forest.comments) + sum(left_out)
    assert len(dump.comments) == len(records) - left_out[0]


def check_dropping(dump: Dump, forest: Forest) -> None:
    """Assert that without orphans every other comment is there, and those left out are counted."""
    whole = build_threads(dump, keep_orphans=False)
    assert_parents_first(whole)
    repairs = whole.report.repairs
    left_out = repairs.get("orphans_dropped", 0) + repairs.get("replies_to_orphans_dropped", 0)
    assert len(forest.comments) == len(whole.comments) + left_out
    assert (whole.orphans, repairs.get("orphans_dropped", 0)) == (0, forest.orphans)


@settings(deadline=None, max_examples=120)
@given(RECORDS)
def test_every_record_is_in_the_forest_once_or_counted_as_left_out(records: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dump, forest = first_pass(records, Path(folder))
        check_account(records, dump, forest)
        check_is_a_forest(forest, dump)
        check_dropping(dump, forest)
        again = first_pass(records, Path(folder))[1]
        assert again.comments.equals(forest.comments)
        assert again.report == forest.report


@settings(deadline=None, max_examples=60)
@given(RECORDS, st.sampled_from(OUTPUT_FORMATS))
@example(
    [{"id": None, "parent_id": 1, "text": ""}, {"id": "01", "parent_id": 1, "text": ""}], "jsonl"
)  # `position` is no id
@example(
    [{"id": None, "parent_id": 1, "text": ""}, {"id": None, "parent_id": "01", "text": "", "thread_id": "t"}], "parquet"
)
def test_a_run_folders_comments_read_back_as_a_dump_are_the_same_forest(
    records: list[dict[str, Any]], output_format: OutputFormat
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dump, forest = first_pass(records, folder)
        scored = judged(forest)
        write_run(folder / "run", scored, roll_up(scored), dump, settings={}, timings={}, output_format=output_format)
        second = build_threads(read([folder / "run" / f"comments.{output_format}"]))
    assert second.comments.select(KEPT).to_pylist() == forest.comments.select(KEPT).to_pylist()
    assert second.states.equals(forest.states)
    assert second.parent_row.tolist() == forest.parent_row.tolist()
    assert second.placeholder.tolist() == forest.placeholder.tolist()


def shaped(parent: list[int | None], order: np.random.Generator | None = None) -> Dump:
    """Return one thread whose comment i answers `parent[i]`, in file order or shuffled."""
    size = len(parent)
    place = np.arange(size) if order is None else order.permutation(size)
    columns: dict[str, Any] = {field.name: pa.nulls(size, field.type) for field in RAW_SCHEMA}
    for name in ("source", "thread_id", "author_kind", "text", "state"):
        columns[name] = pa.repeat(pa.scalar("t"), size)
    columns["comment_id"] = pa.array(np.arange(size)[place]).cast(pa.string())
    columns["parent_id"] = pa.array(parent, pa.int64()).take(pa.array(place)).cast(pa.string())
    return Dump(pa.table(columns, schema=RAW_SCHEMA), {"t": ThreadInfo()}, [])


def assert_parents_first(forest: Forest) -> None:
    assert (forest.parent_row < np.arange(len(forest.parent_row))).all()


def test_half_a_million_siblings_in_any_order_stand_below_their_parent() -> None:
    size = 500_001
    forest = build_threads(shaped([None, *([0] * (size - 1))], np.random.default_rng(5)))
    assert (len(forest.comments), forest.roots, forest.report.repairs) == (size, 1, {})
    assert ids(forest)[0] == "0"
    assert (forest.parent_row[1:] == 0).all()


def test_a_chain_of_a_hundred_thousand_written_backwards_is_one_thread() -> None:
    size = 100_000
    forest = build_threads(shaped([*range(1, size), None]))
    assert column(forest, "depth") == list(range(size))
    assert ids(forest)[:2] == [str(size - 1), str(size - 2)]
    assert_parents_first(forest)


@pytest.mark.parametrize("cycles", [1, 1_000, 100_000])
def test_many_cycles_with_tails_lose_one_link_each(cycles: int) -> None:
    size = 200_000
    length = size // cycles
    ring = np.arange(size)
    after = np.where(ring % length == length - 1, ring - length + 1, ring + 1)
    tails = np.random.default_rng(7).integers(0, size, 50_000)
    forest = build_threads(shaped([*after.tolist(), *tails.tolist()], np.random.default_rng(8)))
    assert len(forest.comments) == size + 50_000
    assert forest.report.repairs == {"cycles_broken": cycles}
    assert forest.roots == cycles
    assert_parents_first(forest)
