from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analyzer.errors import ModelError
from analyzer.labels.operating import (
    BANDS,
    OperatingPoint,
    band_of,
    flags_of,
    points_from_json,
    points_to_json,
)

POINTS = (
    OperatingPoint("wide", 0.2, 0.4, 0.35, 0.45, 0.9, 0.3, 2000, 200),
    OperatingPoint("default", 0.5, 0.7, 0.6, 0.8, 0.7, 0.1, 2000, 200),
    OperatingPoint("sure", 0.8, 0.9, 0.85, 0.94, 0.4, 0.05, 2000, 200),
)


@pytest.mark.parametrize(
    ("probability", "band"),
    [
        (0.0, "none"),
        (0.19, "none"),
        (0.2, "possible"),
        (0.5, "likely"),
        (0.79, "likely"),
        (0.8, "sure"),
        (math.nan, "none"),
    ],
)
def test_a_probability_is_in_the_band_of_the_surest_point_it_reaches(probability: float, band: str) -> None:
    assert band_of(probability, POINTS) == band


def test_points_at_one_threshold_give_the_surest_band() -> None:
    same = [OperatingPoint(name, 0.5, 0.9, 0.8, 1.0, 0.5, 0.1, 10, 5) for name in ("wide", "default", "sure")]
    assert band_of(0.5, same) == "sure"


def test_without_points_nothing_is_in_a_band() -> None:
    assert band_of(1.0, ()) == "none"


def test_bands_differ_in_words_and_symbols() -> None:
    assert len({band.words for band in BANDS.values()}) == len({band.symbol for band in BANDS.values()}) == 4


def test_the_meaning_is_made_of_the_numbers() -> None:
    assert (
        POINTS[2].meaning
        == f"about 9 of 10 past it should be right (85 % to 94 %, from {POINTS[2].positives:,} positives)"
    )


def test_a_low_precision_is_told_of_a_hundred() -> None:
    assert replace(POINTS[2], precision=0.04).meaning.startswith("about 4 of 100 past it should be right")


def test_flags_are_set_at_the_default_point_and_never_without_a_score() -> None:
    probabilities = np.array([[0.5, 0.9], [0.49, 1.0], [np.nan, np.nan]], dtype=np.float32)
    flags = flags_of(probabilities, ["insult", "threat"], {"insult": POINTS})
    assert flags.tolist() == [[True, False], [False, False], [False, False]]


def test_points_come_back_from_json_in_order() -> None:
    assert points_from_json(points_to_json(reversed(POINTS))) == POINTS


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"name": "wider"}, "name"),
    ({"threshold": 1.5}, "threshold"),
    ({"threshold": "0.2"}, "threshold"),
    ({"recall": float("nan")}, "recall"),
    ({"n": 2.5}, "n"),
    ({"positives": -1}, "positives"),
    ({"n": True}, "n"),
    ({"precision_low": 0.6}, "interval"),
    ({"extra": 1}, "extra"),
    ({"name": "sure"}, "twice"),
    ({"threshold": 0.6}, "rise"),
]


@pytest.mark.parametrize(("change", "named"), BROKEN)
def test_a_broken_point_is_refused_by_name(change: dict[str, Any], named: str) -> None:
    entries = points_to_json(POINTS)
    entries[0 if "name" not in change else 1] |= change
    with pytest.raises(ModelError, match=named):
        points_from_json(entries)


@pytest.mark.parametrize("entries", [None, {"wide": 0.5}, ["wide"], [{}]])
def test_what_is_no_list_of_points_is_refused(entries: object) -> None:
    with pytest.raises(ModelError, match="operating point"):
        points_from_json(entries)
