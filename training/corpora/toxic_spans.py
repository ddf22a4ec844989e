"""Toxic Spans (ACL 2022 edition): Civil Comments posts with typed spans by several annotators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build
from training.corpora.corpus import Corpus
from training.corpora.files import read_table
from training.corpora.splits import by_text

# By prefix: a few type names are cut off in the published file.
TYPES = {"Insu": "insult", "Prof": "obscene", "Iden": "identity_attack", "Thre": "threat"}

Span = tuple[str | None, int, int]


def read(path: Path) -> pl.DataFrame:
    """Read the folder with `comments.csv`, `annotations.csv` and `spans.csv`; split by text, 10 % val, 10 % test."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for number, kind, start, end in read_table(path / "spans.csv", ["annotation", "type", "start", "end"]).iter_rows():
        spans[number].append((TYPES.get((kind or "")[:4]), int(start), int(end)))
    readings: defaultdict[str, list[list[Span]]] = defaultdict(list)
    for number, comment in read_table(path / "annotations.csv", ["annotation", "comment_id"]).iter_rows():
        readings[comment].append(spans.get(number, []))
    comments = read_table(path / "comments.csv", ["comment_id", "comment_text"]).iter_rows()
    return build("toxic_spans", (_example(number, text, readings[number]) for number, text in comments))


def _example(number: str, text: str, readings: list[list[Span]]) -> dict[str, Any]:
    marked = [spans for spans in readings if spans]
    labels: dict[str, float | None] = {
        name: _share(any(kind == name for kind, _, _ in spans) for spans in marked) for name in TYPES.values()
    }
    return {
        "id": number,
        **by_text(text),  # not cleaned: spans count its characters
        # Chosen as toxic by earlier raters. An annotator without a span says "none" or "all of it": the file
        # cannot tell which.
        "toxicity": 0.5 + 0.5 * (_share(bool(spans) for spans in readings) or 0.0),
        **labels,
        "spans": _majority(text, readings),
    }


def _share(marks: Iterable[bool]) -> float | None:
    values = list(marks)
    return sum(values) / len(values) if values else None


def _majority(text: str, readings: list[list[Span]]) -> list[dict[str, Any]]:
    """Return the stretches that more than half of the annotators marked, of whatever type."""
    votes = [0] * (len(text) + 1)
    for spans in readings:
        for place in {place for _, start, end in spans for place in range(start, min(end, len(text)))}:
            votes[place] += 1
    found: list[dict[str, Any]] = []
    start = None
    for place, count in enumerate(votes):
        if 2 * count > len(readings):
            start = place if start is None else start
        elif start is not None:
            found.append({"start": start, "end": place, "label": "toxicity"})
            start = None
    return found


CORPUS = Corpus(
    name="toxic_spans",
    path="toxicity/toxic_spans",
    licence="CC0",
    source="github.com/ipavlopoulos/toxic_spans (ACL2022)",
    families=("toxicity", "spans"),
    mapping=(
        "insult, obscene, identity_attack, threat: share of the annotators who marked spans and gave one that type; "
        "toxicity: 0.5 + half the share who marked any span; spans: characters marked by more than half, as `toxicity`."
    ),
    traps=(
        "Pre-selected as toxic: no clean negatives for toxicity. Both boxes, 'all toxic' and 'not toxic', are set for "
        "annotations without spans, so these say nothing. Some type names are cut off."
    ),
    read=read,
)
