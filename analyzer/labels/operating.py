"""Operating points: where a probability becomes a flag, and what was measured there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from analyzer.errors import ModelError

PointName = Literal["wide", "default", "sure"]
BandName = Literal["sure", "likely", "possible", "none"]

#: Names of the points, thresholds ascending, with what each is chosen for.
POINTS: dict[PointName, str] = {
    "wide": "the filter: finds 9 of 10 of what there is, where that takes at most 15 of 100 comments",
    "default": "the flag: past it a comment is flagged",
    "sure": "the surest: 9 of 10 past it should be right; not every label gets there",
}
_HINT = "Export the bundle again with analyzer-train."


@dataclass(frozen=True)
class OperatingPoint:
    """One threshold of one label and what validation showed past it.

    Attributes:
        name: `wide`, `default` or `sure`.
        threshold: Least probability past the point.
        precision: Share of comments past it expected to be right at the natural rate; 95 % interval beside it.
        recall: Share of what there is that it finds.
        flag_rate: Share of all comments past it.
        n: Comments as they come that the flag rate was measured on.
        positives: Labelled comments that carry the label, which the recall was measured on.
    """

    name: PointName
    threshold: float
    precision: float
    precision_low: float
    precision_high: float
    recall: float
    flag_rate: float
    n: int
    positives: int

    @property
    def meaning(self) -> str:
        """Say it: "about 9 of 10 past it should be right (85 % to 94 %, from 40 positives)"."""
        right = f"about {round(self.precision * 10)} of 10 past it should be right"
        if self.precision < 0.15:
            right = f"about {max(1, round(self.precision * 100))} of 100 past it should be right"
        span = f"{self.precision_low:.0%} to {self.precision_high:.0%}".replace("%", " %")
        return f"{right} ({span}, from {self.positives:,} positives)"


@dataclass(frozen=True)
class Band:
    """A range of probabilities in words, with a symbol, so that colour is never the only sign.

    Attributes:
        name: The band.
        point: The operating point it begins at; None for what is below all.
        words: How it is said.
        symbol: How it is drawn in two columns of a terminal.
    """

    name: BandName
    point: PointName | None
    words: str
    symbol: str


#: The surest first.
BANDS: dict[BandName, Band] = {
    band.name: band
    for band in (
        Band("sure", "sure", "sure", "!!"),
        Band("likely", "default", "likely", "! "),
        Band("possible", "wide", "possible", "? "),
        Band("none", None, "not flagged", "  "),
    )
}


def band_of(probability: float, points: Iterable[OperatingPoint]) -> BandName:
    """Return the band of a probability: that of the surest point it reaches; NaN is in `none`."""
    reached = {point.name for point in points if probability >= point.threshold}
    return next((band.name for band in BANDS.values() if band.point in reached), "none")


def flags_of(
    probabilities: npt.NDArray[np.floating[Any]], labels: Sequence[str], points: Mapping[str, Sequence[OperatingPoint]]
) -> npt.NDArray[np.bool_]:
    """Return which labels flag which comments: (n, labels) booleans from (n, labels) probabilities.

    A comment without a score (NaN) and a label without a `default` point flag nothing.
    """
    thresholds = [
        next((point.threshold for point in points.get(label, ()) if point.name == "default"), math.inf)
        for label in labels
    ]
    return np.asarray(probabilities >= np.array(thresholds), dtype=np.bool_)


def points_to_json(points: Iterable[OperatingPoint]) -> list[dict[str, Any]]:
    """Return points as the bundle's manifest keeps them."""
    return [asdict(point) for point in points]


def points_from_json(entries: object) -> tuple[OperatingPoint, ...]:
    """Return the operating points of one label from its entries in a bundle's manifest, thresholds ascending.

    Raises:
        ModelError: An entry lacks a field, has an unknown one, a name that is not a point's or twice, a figure out
            of its range, or thresholds that do not rise from `wide` over `default` to `sure`.
    """
    if not isinstance(entries, list):
        raise _broken("operating points are not a list", "operating points", entries)
    points = sorted(
        (_point(entry, i) for i, entry in enumerate(entries)), key=lambda point: list(POINTS).index(point.name)
    )
    for lower, higher in pairwise(points):
        if lower.name == higher.name:
            raise _broken("an operating point is there twice", "operating points", lower.name)
        if lower.threshold > higher.threshold:
            place = f"operating points {lower.name} and {higher.name}"
            raise _broken("thresholds do not rise", place, (lower.threshold, higher.threshold))
    return tuple(points)


def _point(entry: object, number: int) -> OperatingPoint:
    place = f"operating point {number}"
    if not isinstance(entry, dict):
        raise _broken("an operating point is not an object", place, entry)
    expected = {field.name for field in fields(OperatingPoint)}
    if wrong := expected ^ entry.keys():
        raise _broken("fields are missing or unknown", place, sorted(map(str, wrong)))
    if entry["name"] not in POINTS:
        raise _broken(f"the name is none of {', '.join(POINTS)}", f"{place}, name", entry["name"])
    for name in sorted(expected - {"name"}):
        _check_figure(entry[name], f"{place}, {name}", most=math.inf if name in ("n", "positives") else 1.0)
    point = OperatingPoint(**entry)
    if point.precision_low > point.precision_high:
        raise _broken("the precision's interval is upside down", place, (point.precision_low, point.precision_high))
    return point


def _check_figure(value: object, place: str, *, most: float) -> None:
    whole_needed = most == math.inf
    if (
        isinstance(value, bool)
        or not isinstance(value, int if whole_needed else (int, float))
        or not 0 <= value <= most
    ):
        wanted = "a count" if whole_needed else "a number from 0 to 1"
        raise _broken(f"not {wanted}", place, value)


def _broken(message: str, where: str, value: object) -> ModelError:
    return ModelError(message, where=where, value=value, hint=_HINT)
