"""Comments decoded many at a time are the comments the general way reads, whatever stands in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps import read, reddit_ndjson, source
from analyzer.dumps.record import Dump
from tests.dumps.helpers import column, json_lines, read_one, rows, write
from tests.dumps.test_reddit_ndjson import comment

IDS = st.sampled_from(["c1", "C1", "t1_c2", "t3_p1", "p1", " c3 ", "", "null", "t1_p1", "é", "a b", "0"])
RECORDS = st.builds(
    comment,
    id=IDS,
    parent_id=IDS,
    link_id=st.sampled_from(["t3_p1", "T3_P2", "p1", "", "null"]),
    author=st.sampled_from(["ann", None, "[deleted]", " a  b ", "AutoModerator", "x\u00a0y", "\u2028", "zoë", ""]),
    author_fullname=st.sampled_from(["t2_a", "T2_A", None, "null", ""]),
    body=st.sampled_from(
        ["", "hello", "&gt; a\r\nb &amp;lt;", "[deleted]", " [Removed] ", "[x]", "<deleted>", "\0nul"]
    ),
    created_utc=st.sampled_from(
        [0, 1_400_000_000, "1400000000", 1.5e9, "", "null", "soon", -5, 10**12, "1.4e9", 10**30]
    ),
    _meta=st.sampled_from([None, {}, {"removal_type": "deleted"}, {"removal_type": "removed by reddit"}]),
)


def outcome(dump: Dump) -> tuple[Any, ...]:
    report = dump.inputs[0]
    return rows(dump), dump.threads, report.repairs, report.skipped


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORDS, min_size=1, max_size=8))
def test_both_ways_read_the_same(records: list[dict[str, Any]], tmp_path: Path) -> None:
    path = write(tmp_path, "RC_made_up.ndjson", json_lines(records))
    with pytest.MonkeyPatch.context() as patch:
        fast = read([path], format="reddit-ndjson")
        patch.setattr(reddit_ndjson, "_decoded", lambda _: None)
        slow = read([path], format="reddit-ndjson")
    assert outcome(fast) == outcome(slow)


def test_ordinary_comments_do_go_the_fast_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("not needed for ordinary comments")

    monkeypatch.setattr("analyzer.dumps.reddit.RedditReader.comment", refuse)
    years = [comment(), comment(created_utc="1400000000"), comment(edited=1.5, author_fullname=None, _meta={"note": 1})]
    assert read_one(tmp_path, "RC", json_lines(years)).comments.num_rows == 3


@pytest.mark.parametrize(
    ("odd", "repairs", "skipped"),
    [
        (b'{"id": "x", "body": "\xff", "link_id": "p1", "parent_id": "p1"}', {"decoded_as_cp1252": 1}, []),
        (b'{"id": "x", "body": "\\ud83d", "link_id": "p1", "parent_id": "p1"}', {"lenient_json": 1}, []),
        (b'{"id": "x", "body": null, "link_id": "p1", "parent_id": "p1"}', {}, []),
        (b'{"id": "x", "body": "a", "link_id": "p1", "parent_id": 5, "score": NaN}', {"lenient_json": 1}, []),
        (b'{"id": "x", "body": "a", "link', {}, ["line 4: invalid JSON"]),
        (b"[1]", {}, ["line 4: not a JSON object but list"]),
        (b"", {}, []),
    ],
)
def test_an_odd_line_is_read_or_named_by_its_place_among_ordinary_ones(
    odd: bytes, repairs: dict[str, int], skipped: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "BLOCK_BYTES", 300)
    lines = [json.dumps(comment(id=f"c{n}")).encode() for n in range(6)]
    dump = read_one(tmp_path, "RC", b"\n".join([*lines[:3], odd, *lines[3:]]) + b"\n")
    report = dump.inputs[0]
    expected = [f"t1_c{n}" for n in range(6)]
    assert [name for name in column(dump, "comment_id") if name != "t1_x"] == expected
    assert dump.comments.num_rows == 6 + (not skipped and bool(odd))
    assert {k: v for k, v in report.repairs.items() if k in repairs} == repairs
    assert [place[: len(want)] for place, want in zip(report.skipped, skipped, strict=True)] == skipped
    assert "partial_last_line" not in report.repairs


def test_a_comment_named_like_its_submission_is_told_from_it_by_its_kind(tmp_path: Path) -> None:
    records = [comment(id="p1"), comment(id="c2", parent_id="t1_p1"), comment(id="c3", parent_id="p1")]
    assert column(read_one(tmp_path, "RC", json_lines(records)), "parent_id") == [None, "t1_p1", None]
