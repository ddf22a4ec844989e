"""Identity-term bias: does a word that names a group change what a comment scores?

Subgroup AUC, BPSN and BNSP of Borkan et al. 2019 ("Nuanced Metrics for Measuring Unintended Bias with Real Data for
Text Classification"), over sentences of the project's own that differ in the term alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import yaml

from training import metrics
from training.corpora.functions import fill
from training.examples import as_examples
from training.suites.suite import Array, Bench, Part, Reading

Mask = npt.NDArray[np.bool_]

DATA = Path(__file__).parents[1] / "data" / "identity.yaml"
MEANINGS = {
    "subgroup AUC": "sentences with the term: attacks above the rest",
    "BPSN AUC": "attacks on others above harmless sentences with the term; low where the term raises scores",
    "BNSP AUC": "attacks with the term above harmless sentences on others; low where the term lowers scores",
}


@lru_cache(maxsize=1)
def terms() -> dict[str, str]:
    """Return every identity term with its axis (religion, gender, …)."""
    axes = yaml.safe_load(DATA.read_text(encoding="utf-8"))["axes"]
    return {term: axis for axis, members in axes.items() for term in members}


@lru_cache(maxsize=1)
def sentences() -> pl.DataFrame:
    """Return every template filled with every term: toxicity 0 or 1, the group is the template, the target the term."""
    content = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    rows = [
        {
            "id": f"{kind}/{number}/{term}",
            "corpus": "identity",
            "split": "test",
            "group": f"{kind}/{number}",
            "text": fill(template, "term", term),
            "target": term,
            "toxicity": float(kind == "toxic"),
        }
        for kind in ("toxic", "not_toxic")
        for number, template in enumerate(content[kind])
        for term in terms()
    ]
    return as_examples(pl.DataFrame(rows))


def measure(bench: Bench) -> Iterator[Reading]:
    """Lowest of each AUC over the terms, false alarms at the default point, and each AUC of each term."""
    part = bench.score(sentences(), "comment")
    gold, score = part.column("toxicity")
    names = list(terms())
    place = np.array([names.index(term) for term in part.frame.get_column("target")], dtype=np.float64)
    both = np.column_stack([score, place])
    for name, values in term_aucs(gold, both, len(names)).items():
        worst = names[int(np.nanargmin(values))]
        how = f"lowest of {len(names)} terms: {worst}; {MEANINGS[name]}"
        yield part.reading(f"{name}, lowest", _Lowest(name, len(names)), gold, both, how, headline=True)
    yield part.of_label("AUC", metrics.auc, "toxicity", score, f"all sentences, {len(names)} terms")
    yield from _false_alarms(part)
    yield from _by_term(part, place)


def _false_alarms(part: Part) -> Iterator[Reading]:
    default = part.judge.threshold("toxicity")
    if default is not None:
        harmless = part.only(part.gold[:, part.labels.index("toxicity")] == 0)
        _, score = harmless.column("toxicity")
        flagged = (score >= default).astype(np.float64)
        how = "harmless sentences flagged at the default operating point"
        yield harmless.of_label("false alarms", metrics.rate, "toxicity", flagged, how, better="down")


def _by_term(part: Part, place: Array) -> Iterator[Reading]:
    attack = part.gold[:, part.labels.index("toxicity")] > 0
    for number, (term, axis) in enumerate(terms().items()):
        for name, rows in _rows(attack, place == number).items():
            some = part.only(rows)
            gold, score = some.column("toxicity")
            yield some.reading(f"{name} · {term}", metrics.auc, gold, score, axis, detail=True)


def _rows(attack: Mask, mine: Mask) -> dict[str, Mask]:
    """Return which rows each of the three AUCs ranks."""
    return {
        "subgroup AUC": mine,
        "BPSN AUC": np.asarray(mine ^ attack),
        "BNSP AUC": np.asarray(mine == attack),
    }


def term_aucs(gold: Array, both: Array, count: int) -> dict[str, Array]:
    """Return the three AUCs of each term, each (count,); `both` holds (score, term number) per row.

    Counted as won pairs (Mann and Whitney 1947), ties half: pairs with the background are those with everybody less
    those inside the term.
    """
    attack = gold > 0
    score, place = both[:, 0], both[:, 1].astype(np.int64)
    up, down = np.sort(score[attack]), np.sort(score[~attack])
    beats = _below(down, score[attack])  # of each attack: harmless sentences it beats
    beaten = len(up) - _below(up, score[~attack])  # of each harmless sentence: attacks that beat it
    p, n = (np.bincount(place[rows], minlength=count).astype(np.float64) for rows in (attack, ~attack))
    inside = np.array([_wins(score[(place == t) & attack], score[(place == t) & ~attack]) for t in range(count)])
    won = np.bincount(place[attack], beats, count) - inside
    lost = np.bincount(place[~attack], beaten, count) - inside
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "subgroup AUC": inside / (p * n),
            "BPSN AUC": lost / ((len(up) - p) * n),
            "BNSP AUC": won / (p * (len(down) - n)),
        }


def _below(ordered: Array, values: Array) -> Array:
    """Return of each value how many of `ordered` lie below it, equal ones counted half."""
    return np.asarray((np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / 2)


def _wins(up: Array, down: Array) -> float:
    return float(_below(np.sort(down), up).sum())


class _Lowest:
    """The lowest of one AUC over all terms, as a metric of (gold, (score, term))."""

    def __init__(self, name: str, count: int) -> None:
        self.name, self.count = name, count

    def __call__(self, gold: Array, both: Array) -> float:
        values = term_aucs(gold, both, self.count)[self.name]
        return float(np.nanmin(values)) if not np.isnan(values).all() else float("nan")
