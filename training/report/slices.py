"""Slices: a suite's headline figures on parts of its rows, to show where a good mean hides a bad part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl

from training.evaluate import Measurement
from training.metrics import BINARY, interval
from training.report.figures import rounded
from training.report.record import SliceRecord
from training.suites import Reading
from training.suites.identity import terms

#: A part with fewer rows is not shown: its interval would say nothing.
LEAST = 20
#: Of a binary label a part must hold this many of either class.
LEAST_POSITIVES = 5
#: Bootstrap draws per slice; there are many slices.
ROUNDS = 200
#: Upper ends of the length bands, in words.
LENGTHS = ((10, "up to 10 words"), (25, "11 to 25 words"), (60, "26 to 60 words"), (10**9, "over 60 words"))
_PLACES = {name: place for place, (_, name) in enumerate(LENGTHS)}
_OTHER = "no identity term"


@dataclass(frozen=True)
class Cut:
    """One way of parting rows: a frame gives each row the name of its part, or null where it has none."""

    name: str
    part: Callable[[pl.DataFrame], pl.Series]


def _length(frame: pl.DataFrame) -> pl.Series:
    words = frame.get_column("text").str.split(" ").list.len().to_numpy()
    bands = np.searchsorted([end for end, _ in LENGTHS], words)
    return pl.Series([LENGTHS[band][1] for band in bands])


def _source(frame: pl.DataFrame) -> pl.Series:
    """The corpus; inside the house corpus, whose ids begin with it, the site the comment is from."""
    house = pl.col("corpus").str.starts_with("house") & (pl.col("id").str.count_matches("/") == 2)
    named = pl.when(house).then(pl.col("id").str.split("/").list.first()).otherwise(pl.col("corpus"))
    return frame.select(named.alias("part")).get_column("part")


def _depth(frame: pl.DataFrame) -> pl.Series:
    """Depth where ids end in @depth (RumourEval)."""
    depth = pl.col("id").str.extract(r"@(\d+)$").cast(pl.Int64)
    told = pl.when(depth >= 3).then(pl.lit("depth 3 and more")).otherwise(pl.format("depth {}", depth))
    return frame.select(told.alias("part")).get_column("part")


def _context(frame: pl.DataFrame) -> pl.Series:
    there = pl.when(pl.col("parent").is_not_null()).then(pl.lit("has a parent")).otherwise(pl.lit("no parent"))
    return frame.select(there.alias("part")).get_column("part")


@lru_cache(maxsize=1)
def _mentions() -> dict[str, str]:
    """Return one pattern per axis: its terms, as words, also in the plural."""
    axes: dict[str, list[str]] = {}
    for term, axis in terms().items():
        axes.setdefault(axis, []).append(re.escape(term.casefold()))
    return {axis: rf"\b(?:{'|'.join(members)})s?\b" for axis, members in axes.items()}


def _identity(frame: pl.DataFrame) -> pl.Series:
    """The first axis whose terms the comment holds. Mentions are of words, so "white paper" counts as well."""
    text = pl.col("text").str.to_lowercase()
    named = pl.lit(_OTHER)
    for axis, pattern in reversed(_mentions().items()):
        named = pl.when(text.str.contains(pattern)).then(pl.lit(f"mentions {axis}")).otherwise(named)
    return frame.select(named.alias("part")).get_column("part")


CUTS: tuple[Cut, ...] = (
    Cut("length", _length),
    Cut("source", _source),
    Cut("depth", _depth),
    Cut("parent", _context),
    Cut("identity terms", _identity),
)


def slices_of(measurement: Measurement) -> Iterator[SliceRecord]:
    """Yield the headline figures of a suite on every part of every cut that parts its rows; and its details."""
    for reading in measurement.readings:
        if reading.detail:
            yield _record(measurement.suite.name, reading, "identity term", reading.metric.split(" · ")[-1])
        elif reading.headline and reading.frame is not None and measurement.suite.name != "identity":
            for cut in CUTS:
                yield from _parts(measurement.suite.name, reading, cut)


def _parts(suite: str, reading: Reading, cut: Cut) -> Iterator[SliceRecord]:
    if reading.frame is None:
        return
    names = cut.part(reading.frame)
    parts = sorted(names.drop_nulls().unique().to_list(), key=lambda part: (_PLACES.get(part, 0), part))
    if len(parts) < 2:
        return
    for part in parts:
        rows = (names == part).fill_null(value=False).to_numpy()
        if rows.sum() >= LEAST:
            some = replace(
                reading,
                gold=reading.gold[rows],
                scores=reading.scores[rows],
                frame=reading.frame.filter(pl.Series(rows)),
            )
            if _tells(some):
                yield _record(suite, some, cut.name, str(part))


def _tells(reading: Reading) -> bool:
    """Say whether a part has what its metric needs: a value, and of a binary label enough of both classes."""
    if np.isnan(reading.measure(reading.gold, reading.scores)):
        return False
    positives = reading.gold.sum() if reading.gold.ndim == 1 else LEAST
    return reading.measure not in BINARY or min(positives, len(reading.gold) - positives) >= LEAST_POSITIVES


def _record(suite: str, reading: Reading, by: str, part: str) -> SliceRecord:
    e = interval(reading.measure, reading.gold, reading.scores, rounds=ROUNDS, groups=reading.clusters)
    return SliceRecord(
        suite=suite,
        metric=reading.metric.split(" · ")[0],
        by=by,
        slice=part,
        value=round(e.value, 4),
        low=rounded(e.low),
        high=rounded(e.high),
        n=e.n,
    )
