"""The whole way from a dump to a forest: contracts that hold for any input, inference, report and coverage."""

from __future__ import annotations

import time
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.comment import RAW_SCHEMA, TREE_SCHEMA
from analyzer.dumps.record import Dump, InputReport, ThreadInfo
from analyzer.replies import FlatThread, Order, Replies
from analyzer.replies.features import REASONS
from analyzer.threads import Forest, build_threads, flat
from tests.threads.sample import column, dump_of, ids, outline, reread, row

#: Repairs that describe what a forest still is, not what was changed: they come again when it is read back.
LASTING = {"orphans", "missing_parents", "cross_thread_parents", "parent_newer_than_child", "soft_parents"}

NAMES = st.sampled_from(["0", "1", "2", "3", "4", "c1", "c2", "1~2", "t", "", "nan", "gone", None])
ROWS = st.lists(
    st.builds(
        row,
        comment_id=NAMES,
        parent_id=NAMES,
        thread_id=st.sampled_from(["t", "t", "u"]),
        author=st.sampled_from(["ann", "bob", None]),
        text=st.sampled_from(["", "yes", "@ann no"]),
        reply_to=st.sampled_from([None, None, "ann"]),
        created_at=st.one_of(st.none(), st.integers(0, 5)),
    ),
    max_size=14,
)
ALL_TIMED = st.lists(st.builds(row, NAMES, NAMES, created_at=st.integers(0, 5)), max_size=14)


def check_is_a_forest(forest: Forest, dump: Dump) -> None:
    """Assert everything the forest's contract promises."""
    comments, parent = forest.comments, forest.parent_row
    assert comments.schema == TREE_SCHEMA
    repairs = forest.report.repairs
    dropped = repairs.get("duplicate_comments", 0) + repairs.get("edited_duplicates", 0)
    positions = column(forest, "position")
    assert len(comments) == len(forest.states) == len(dump.comments) - dropped
    assert len(set(positions)) == len(positions)
    assert set(positions) <= set(range(len(dump.comments)))
    depth, names, wished = column(forest, "depth"), ids(forest), column(forest, "parent_id")
    threads = [name for i, name in enumerate(forest.thread_ids) for _ in range(np.diff(forest.thread_starts)[i])]
    assert column(forest, "thread_id") == threads
    held = set(zip(threads, names, strict=True))
    assert len(held) == len(comments)
    path: list[int] = []
    for at, above in enumerate(parent.tolist()):
        del path[depth[at] :]
        assert above == (path[-1] if path else -1)
        path.append(at)
        assert len(path) == depth[at] + 1
        if above >= 0:
            assert (threads[above], names[above]) == (threads[at], wished[at])
            assert forest.placeholder[at] == -1
        else:
            assert (wished[at] is not None) == (forest.placeholder[at] >= 0)
            assert (threads[at], wished[at]) not in held
        assert (column(forest, "parent_source")[at] == "none") == (wished[at] is None)
    missing = [(thread, name) for thread, name in zip(threads, wished, strict=True) if (thread, name) not in held]
    numbers = {key: i for i, key in enumerate(dict.fromkeys(key for key in missing if key[1] is not None))}
    expected = [numbers.get(key, -1) for key in zip(threads, wished, strict=True)]
    assert forest.placeholder.tolist() == expected
    assert repairs.get("missing_parents", 0) == len(numbers)
    assert repairs.get("orphans", 0) == forest.orphans


@settings(deadline=None, max_examples=150)
@given(st.one_of(ROWS, ALL_TIMED), st.sampled_from([None, True, False]))
def test_any_dump_becomes_a_forest_that_loses_nothing(rows: list[dict[str, Any]], order: bool | None) -> None:
    dump = dump_of(rows, {"u": ThreadInfo(chronological=order), "t": ThreadInfo(chronological=order)})
    forest = build_threads(dump)
    check_is_a_forest(forest, dump)
    again = build_threads(dump)
    assert again.comments.equals(forest.comments)
    assert again.report == forest.report


@settings(deadline=None, max_examples=100)
@given(st.one_of(ROWS, ALL_TIMED))
def test_a_forest_read_back_builds_the_same_forest(rows: list[dict[str, Any]]) -> None:
    first = build_threads(dump_of(rows))
    second = build_threads(reread(first))
    assert second.comments.drop(["position"]).equals(first.comments.drop(["position"]))
    assert second.states.equals(first.states)
    assert second.parent_row.tolist() == first.parent_row.tolist()
    assert second.placeholder.tolist() == first.placeholder.tolist()
    assert set(second.report.repairs) <= LASTING


def test_a_small_forest_worked_out_by_hand() -> None:
    forest = build_threads(dump_of([row("1"), row("2", "1"), row("3"), row("4", "2"), row("5", "9")]))
    assert outline(forest) == "1(2(4)) 3 5"
    assert forest.parent_row.tolist() == [-1, 0, 1, -1, -1]
    assert column(forest, "depth") == [0, 1, 2, 0, 0]
    assert column(forest, "position") == [0, 1, 3, 2, 4]


def test_what_is_no_dump_is_told_by_name() -> None:
    with pytest.raises(TypeError, match="build_threads takes the Dump that read returns, not an object of type str"):
        build_threads(cast(Dump, "page.csv"))


def test_threads_keep_the_dumps_order_and_empty_ones_have_an_empty_range() -> None:
    threads = {"a": ThreadInfo(title="A"), "empty": ThreadInfo(title="E"), "b": ThreadInfo(title="B")}
    rows = [row("1", thread_id="b"), row("2", thread_id="a"), row("3", thread_id="b")]
    forest = build_threads(dump_of(rows, threads))
    assert forest.thread_ids == ["a", "empty", "b"]
    assert forest.thread_starts.tolist() == [0, 1, 1, 3]
    assert column(forest, "thread_title") == ["A", "B", "B"]


def test_a_target_replaces_what_every_thread_says_and_leaves_the_dump_alone() -> None:
    dump = dump_of([row("1")], {"t": ThreadInfo(title="T", target="old"), "u": ThreadInfo()})
    forest = build_threads(dump, target="new")
    assert [info.target for info in forest.threads.values()] == ["new", "new"]
    assert forest.threads["t"].title == "T"
    assert dump.threads["t"].target == "old"
    assert build_threads(dump).threads["t"].target == "old"


def test_coverage_counts_unique_comments_against_what_a_thread_declares() -> None:
    threads = {"t": ThreadInfo(declared=8, stubs=2), "u": ThreadInfo(stubs=3), "v": ThreadInfo(declared=1)}
    forest = build_threads(dump_of([row("1"), row("1"), row("2")], threads))
    assert forest.report.coverage == [
        {"thread_id": "t", "seen": 2, "declared": 8},
        {"thread_id": "v", "seen": 0, "declared": 1},
    ]
    assert forest.report.repairs["load_more_stubs"] == 5


def test_the_readers_repairs_and_skips_are_in_the_report() -> None:
    one, two = InputReport("in.jsonl", "jsonl", "x"), InputReport("b.csv", "csv", "x")
    one.repair("nul_removed", 2)
    one.skip("line 4", "not an object")
    two.repair("nul_removed")
    report = build_threads(dump_of([row("1")], inputs=[one, two])).report
    assert report.repairs == {"nul_removed": 3, "skipped_records": 1}
    assert report.skipped == ["in.jsonl: line 4: not an object"]
    assert one.repairs == {"nul_removed": 2, "skipped_records": 1}


def test_an_indented_parent_keeps_its_source_and_an_unnamed_source_is_explicit() -> None:
    rows = [row("1"), row("2", "1", parent_source="indent"), row("3", "1", parent_source=None)]
    assert column(build_threads(dump_of(rows)), "parent_source") == ["none", "indent", "explicit"]


class Answers:
    """Stands in for `infer_replies`: everyone answers the comment before, quoting it; notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[FlatThread] = []
        self.orders: list[Order] = []

    def __call__(self, thread: FlatThread, order: Order) -> Replies:
        self.asked.append(thread)
        self.orders.append(order)
        size = len(thread)
        worth = np.zeros((size, len(REASONS)), np.float32)
        worth[:, REASONS.index("quote")] = 1
        return Replies(np.arange(size) - 1, np.full(size, 0.75, np.float32), worth)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Put an `Answers` in the place of `infer_replies`."""
    stand_in = Answers()
    monkeypatch.setattr(flat, "infer_replies", stand_in)
    return stand_in


def test_a_thread_without_ids_and_parents_gets_inferred_links(answers: Answers) -> None:
    rows = [row(text="a"), row("1", thread_id="u"), row(text="b", author=None), row(text="c")]
    forest = build_threads(dump_of([*rows, row("2", thread_id="u")]))
    (asked,) = answers.asked
    assert (asked.authors, asked.texts, asked.reply_to) == (["ann", None, "ann"], ["a", "b", "c"], [None] * 3)
    assert outline(forest) == "c1(c2(c3)) 1 2"
    assert column(forest, "parent_id") == [None, "c1", "c2", None, None]
    assert column(forest, "parent_source") == ["none", "inferred:quote", "inferred:quote", "none", "none"]
    assert column(forest, "parent_probability") == [None, 0.75, 0.75, None, None]
    assert forest.report.inferred == {"quote": 2}


def test_where_nobody_has_a_name_only_quotes_make_links() -> None:
    said = "The ferry was late again this morning and nobody told anybody why that was."
    nameless = [
        row(text=text, author=None) for text in ("It is wrong.", said, "Fools, all of them.", f"> {said}\nIce.")
    ]
    forest = build_threads(dump_of([*nameless, *(row(text=f"No, {n} is wrong.", author=None) for n in range(9))]))
    assert forest.report.inferred == {"quote": 1}
    assert outline(forest).startswith("c1 c2(c4) c3 c5")


def test_an_inferred_parent_stays_as_probable_when_the_forest_is_read_back(answers: Answers) -> None:
    forest = build_threads(dump_of([row(text="a"), row(text="b")]))
    again = build_threads(reread(forest))
    assert column(again, "parent_source") == ["none", "inferred:quote"]
    assert column(again, "parent_probability") == [None, 0.75]


@pytest.mark.parametrize(
    ("mapping", "inferred"),
    [({}, False), ({"text": "body"}, True), ({"text": "body", "parent_id": "parent"}, False)],
)
def test_ids_without_a_parent_column_count_as_flat(mapping: dict[str, str], inferred: bool, answers: Answers) -> None:
    inputs = [InputReport("in.jsonl", "jsonl", "x", mapping=mapping)]
    forest = build_threads(dump_of([row("1"), row("2")], inputs=inputs))
    assert forest.parent_row.tolist() == ([-1, 0] if inferred else [-1, -1])


def test_one_named_parent_keeps_a_thread_from_being_flat(answers: Answers) -> None:
    assert outline(build_threads(dump_of([row(), row(), row(None, "0")]))) == "c1 c2 c3"
    assert not answers.asked


def test_flat_threads_are_read_in_time_order_where_times_are_known(answers: Answers) -> None:
    build_threads(dump_of([row(text="late", created_at=2), row(text="early", created_at=1)]))
    assert answers.asked[0].texts == ["early", "late"]
    assert answers.orders == ["time"]


@pytest.mark.parametrize(
    ("chronological", "times", "texts", "order"),
    [
        (None, [None, None, None], "abc", "time"),
        (False, [None, None, None], "abc", "reading"),
        (False, [1, 3, 2], "abc", "reading"),
        (False, [3, 2, 2], "cba", "time"),
        (False, [3, None, 1], "abc", "reading"),
        (False, [2, 2, 2], "abc", "reading"),
    ],
)
def test_pages_are_read_as_shown_unless_the_newest_stand_first(
    chronological: bool | None, times: list[int | None], texts: str, order: Order, answers: Answers
) -> None:
    rows = [row(text=text, created_at=at) for text, at in zip("abc", times, strict=True)]
    forest = build_threads(dump_of(rows, {"t": ThreadInfo(chronological=chronological)}))
    assert "".join(answers.asked[0].texts) == texts
    assert answers.orders == [order]
    assert forest.roots == 1


def test_a_name_answered_is_looked_up_in_a_thread_with_parents(answers: Answers) -> None:
    rows = [row("1", author="Bob B"), row("2", "1"), row("3", reply_to="bobb"), row("4"), row("5", "0", reply_to="ann")]
    forest = build_threads(dump_of([*rows, row("6", "x", reply_to="bob b"), row("7", reply_to="nobody")]))
    assert outline(forest) == "1(2 3) 4(5) 6 7"
    assert column(forest, "parent_id") == [None, "1", "1", None, "4", "x", None]
    assert column(forest, "parent_probability") == [None] * 7
    assert forest.report.inferred == {"reply_to": 2}
    assert forest.report.repairs["reply_to_not_found"] == 1
    assert not answers.asked


def test_an_inferred_link_gives_way_where_it_closes_a_cycle() -> None:
    forest = build_threads(dump_of([row("1", "2", author="bob"), row("2", reply_to="bob")]))
    assert outline(forest) == "2(1)"
    assert forest.report.inferred == {}
    assert forest.report.repairs == {"cycles_broken": 1}


def test_a_thread_too_large_to_infer_is_left_alone_and_counted(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flat, "MAX_COMMENTS", 2)
    rows = [row(), row(), row(), row(thread_id="u"), row(thread_id="u")]
    forest = build_threads(dump_of(rows))
    assert forest.parent_row.tolist() == [-1, -1, -1, -1, 3]
    assert forest.report.repairs["threads_too_large_to_infer"] == 1


def shaped(parent: list[str | None]) -> Dump:
    """Return one thread of `len(parent)` comments with ids 0, 1, 2, …"""
    size = len(parent)
    columns: dict[str, Any] = {field.name: pa.nulls(size, field.type) for field in RAW_SCHEMA}
    for name in ("source", "thread_id", "author_kind", "text", "state"):
        columns[name] = pa.repeat(pa.scalar("t"), size)
    columns["comment_id"] = pa.array([str(i) for i in range(size)])
    columns["parent_id"] = pa.array(parent, pa.string())
    return Dump(pa.table(columns, schema=RAW_SCHEMA), {"t": ThreadInfo()}, [])


@pytest.mark.parametrize("shape", ["chain", "star", "cycle"])
def test_extreme_shapes_are_quick(shape: str) -> None:
    size = 100_000
    parents: dict[str, list[str | None]] = {
        "chain": [None, *(str(i) for i in range(size - 1))],
        "star": [None, *("0" for _ in range(size - 1))],
        "cycle": [str(size - 1), *(str(i) for i in range(size - 1))],
    }
    dump = shaped(parents[shape])
    begun = time.process_time()
    forest = build_threads(dump)
    assert time.process_time() - begun < 5
    assert max(column(forest, "depth")) == (1 if shape == "star" else size - 1)
    assert forest.roots == 1
