from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.dumps.times import TimeReader, of_datetime
from analyzer.dumps.values import as_count, as_id, as_label, as_switch, as_text, is_damaged

IDS: list[tuple[Any, str | None, dict[str, int]]] = [
    (5, "5", {}),
    ("5", "5", {}),
    (" 5 ", "5", {}),
    ("5,0", "5", {"float_id_mended": 1}),
    ("1,001", "1,001", {}),
    (b"5", "5", {}),
    ("\\N", None, {}),
    ("#N/A", None, {}),
    ("NA", "NA", {}),
    (5.0, "5", {"float_id_mended": 1}),
    ("5.0", "5", {"float_id_mended": 1}),
    ('="0123"', "0123", {"excel_id_mended": 1}),
    ("'123", "123", {"excel_id_mended": 1}),
    ("005", "005", {}),
    (123456789012345678901, "123456789012345678901", {}),
    ("t1_abc", "t1_abc", {}),
    ("", None, {}),
    ("  ", None, {}),
    (None, None, {}),
    (float("nan"), None, {}),
    (True, None, {}),
    ([1], None, {}),
    ({"$oid": "5f"}, "5f", {}),
]


@pytest.mark.parametrize(("value", "expected", "repairs"), IDS)
def test_ids_become_canonical_strings(value: Any, expected: str | None, repairs: dict[str, int]) -> None:
    counted: Counter[str] = Counter()
    assert as_id(value, lambda kind: counted.update([kind])) == expected
    assert counted == repairs


@pytest.mark.parametrize("value", ["7.9E+17", "7,9E+17", "1E+05", as_id(7.9e17)])
def test_ids_that_lost_digits_are_recognised(value: str) -> None:
    assert is_damaged(value)


@pytest.mark.parametrize("value", ["7e17", "12e45", "cafe", "1.5", "79", "c+e", "e"])
def test_ids_that_merely_hold_an_e_are_sound(value: str) -> None:
    assert not is_damaged(value)


@given(st.integers(min_value=0, max_value=2**53))
def test_whole_floats_and_integers_name_the_same_comment(number: int) -> None:
    assert as_id(number) == as_id(float(number)) == as_id(f"{number}.0") == str(number)


def test_text_of_lists_and_objects_is_joined() -> None:
    assert as_text(["see ", {"type": "link", "text": "this"}, 7, "!"]) == "see this!"
    assert as_text({"text": "inner"}) == "inner"
    assert as_text(3) == "3"
    assert as_text(None) is None
    assert as_text("größer".encode()) == "größer"
    assert as_text(float("nan")) is None


def test_small_cells() -> None:
    assert as_label("  Ann \n Lee ") == "Ann Lee"
    assert as_label(" ") is None
    assert [as_count(v) for v in (3, "4", -582, None, True, float("inf"), "x")] == [3, 4, None, None, None, None, None]
    assert [as_switch(v) for v in (True, "true", 1, "1")] == [True] * 4
    assert [as_switch(v) for v in (False, "false", "null", "", None, 0, float("nan"))] == [False] * 7


EPOCH = 1_700_000_000
TIMES: list[tuple[Any, str]] = [
    (EPOCH, "2023-11-14T22:13:20+00:00"),
    (str(EPOCH), "2023-11-14T22:13:20+00:00"),
    (float(EPOCH) + 0.5, "2023-11-14T22:13:20.500000+00:00"),
    (f"{EPOCH}.0", "2023-11-14T22:13:20+00:00"),
    (EPOCH * 1000, "2023-11-14T22:13:20+00:00"),
    (str(EPOCH * 10**6), "2023-11-14T22:13:20+00:00"),
    (EPOCH * 10**9, "2023-11-14T22:13:20+00:00"),
    ("2023-11-14T22:13:20Z", "2023-11-14T22:13:20+00:00"),
    ("2023-11-14T23:13:20+01:00", "2023-11-14T22:13:20+00:00"),
    ("2023-11-14 22:13", "2023-11-14T22:13:00+00:00"),
    ("2023-11-14 22:13:20 UTC", "2023-11-14T22:13:20+00:00"),
    ("20231114", "2023-11-14T00:00:00+00:00"),
    ("202311142213", "2023-11-14T22:13:00+00:00"),
    ("20231114221320", "2023-11-14T22:13:20+00:00"),
    (date(2023, 11, 14), "2023-11-14T00:00:00+00:00"),
    ("Tue Nov 14 22:13:20 +0000 2023", "2023-11-14T22:13:20+00:00"),
    ("Tue, 14 Nov 2023 22:13:20 GMT", "2023-11-14T22:13:20+00:00"),
    ("14.11.2023 22:13", "2023-11-14T22:13:00+00:00"),
    ("November 14, 2023 at 10:13 PM", "2023-11-14T22:13:00+00:00"),
    ("11/14/2023 22:13", "2023-11-14T22:13:00+00:00"),
    ({"$date": "2023-11-14T22:13:20Z"}, "2023-11-14T22:13:20+00:00"),
    (datetime(2023, 11, 14, 23, 13, 20, tzinfo=timezone(timedelta(hours=1))), "2023-11-14T22:13:20+00:00"),
]


@pytest.mark.parametrize(("value", "expected"), TIMES)
def test_times_of_many_notations_become_utc_microseconds(value: Any, expected: str) -> None:
    assert TimeReader().read(value) == of_datetime(datetime.fromisoformat(expected))


@pytest.mark.parametrize(
    "value", ["2 years ago", "12:30", "", "nan", float("nan"), float("inf"), True, 10**25, "9" * 30, []]
)
def test_what_is_no_point_in_time_is_none(value: Any) -> None:
    assert TimeReader().read(value) is None


def test_the_order_of_slashed_dates_is_learned_from_the_column() -> None:
    day_first = TimeReader(["03/04/2023", "25/12/2023"])
    assert day_first.read("03/04/2023") == TimeReader().read("2023-04-03")
    assert not day_first.ambiguous
    unknown = TimeReader(["03/04/2023"])
    assert unknown.read("03/04/2023") == TimeReader().read("2023-03-04")
    assert unknown.ambiguous


def test_what_a_columns_numbers_are_is_learned_from_it() -> None:
    days = TimeReader(["45292.5", "45293", ""])
    assert days.read("45292.5") == TimeReader().read("2024-01-01 12:00")
    assert days.read(45293) == TimeReader().read("2024-01-02")
    assert TimeReader([datetime(2024, 1, 1, tzinfo=UTC), 45293.0]).read(45293.0) == TimeReader().read("2024-01-02")
    assert TimeReader(["2019", "2020-01-01"]).read("2019") is None
    assert TimeReader([EPOCH, 45293]).read(45293) is None
    assert TimeReader([0, 1, 2]).read(1) == 1_000_000


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001
def test_iso_round_trip_is_exact(moment: datetime) -> None:
    micros = TimeReader().read(moment.replace(tzinfo=UTC).isoformat())
    assert micros is not None
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros) == moment.replace(tzinfo=UTC)
