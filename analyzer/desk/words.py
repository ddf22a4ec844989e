"""Labels, bands, statuses and the like in words, as pages and the log say them."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.comment import TOXICITY_LABELS
from analyzer.desk.intake.places import BAND_RANKS
from analyzer.labels.operating import BANDS, BandName
from analyzer.labels.registry import meaning_of

SEVERITIES: dict[int, str] = {4: "critical", 3: "high", 2: "medium", 1: "low", 0: "none"}
#: Bands a filter can name, the surest first.
BAND_NAMES: tuple[str, ...] = tuple(BAND_RANKS[rank] for rank in sorted(BAND_RANKS, reverse=True))
STATUSES: dict[str, str] = {
    "open": "to be reviewed",
    "disputed": "reviewers differ",
    "escalated": "escalated",
    "done": "reviewed",
    "settled": "settled by an adjudicator",
}
OUTCOMES: dict[str, str] = {"decide": "decided", "unsure": "unsure", "skip": "skipped", "escalate": "escalated"}
STANCES_PARENT: dict[str, str] = {
    "support": "agrees",
    "deny": "disputes",
    "query": "asks",
    "comment": "none of these",
}
STANCES_TARGET: dict[str, str] = {"favor": "in favour", "against": "against", "none": "neither"}
MODES: dict[str, str] = {"blind": "blind", "assisted": "assisted"}


TOXICITY = TOXICITY_LABELS


def meaning(label: str) -> str:
    """Return what a label means."""
    return meaning_of(label)


def pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return names with their words, for drop-downs."""
    return [(name, phrase(name)) for name in names]


def phrase(name: str) -> str:
    """Return a label's name as words: `severe_toxicity` is `severe toxicity`."""
    return name.replace("_", " ")


def band_words(band: BandName) -> str:
    """Return a band in words."""
    return BANDS[band].words
