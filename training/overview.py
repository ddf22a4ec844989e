"""What there is to train on, before anything is spent: counts, label distributions, duplicates, leaks, broken files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from analyzer.errors import AnalyzerError
from training import corpora
from training.corpora import SHIPPED, Corpus
from training.dedup import LeakReport, drop_leaks
from training.examples import EXAMPLE_SCHEMA
from training.readers import Account, free_name, read_labelled
from training.readers.fields import LABEL_FIELDS

_SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class CorpusRow:
    """One corpus: what was found of it, and what training would lose."""

    corpus: str
    path: str
    families: tuple[str, ...]
    licence: str
    rows: int = 0
    splits: dict[str, int] = field(default_factory=dict)
    leaks: int = 0  # rows of train and val whose text stands in a test, or of train in a val
    merged: int = 0  # training rows folded into an equal one
    problem: str | None = None  # why it could not be read
    missing: bool = False


@dataclass(frozen=True)
class LabelRow:
    """One label in one corpus: how many rows judge it, and how it is spread."""

    corpus: str
    label: str
    judged: int
    spread: str
    single: bool = False  # every row says the same


@dataclass(frozen=True)
class Overview:
    """All of it."""

    corpora: tuple[CorpusRow, ...]
    labels: tuple[LabelRow, ...]
    accounts: tuple[Account, ...]
    leaks: LeakReport
    rows: int
    errors: tuple[str, ...]

    def told(self) -> Iterator[str]:
        """Say the totals."""
        gone = sum(self.leaks.in_test.values()) + sum(self.leaks.in_val.values())
        yield f"{self.rows:,} rows in all after {gone:,} leaks and {sum(self.leaks.merged.values()):,} duplicates went."
        if self.leaks.conflicts:
            yield f"{self.leaks.conflicts:,} stances of equal rows disagree and count as unjudged."
        if self.leaks.textless:
            yield f"{self.leaks.textless:,} rows of links, mentions or emoji alone teach nothing and went."
        for row in self.labels:
            if row.single:
                yield f"{row.corpus}: all {row.judged:,} rows say the same of {row.label}: nothing to learn or measure."

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "corpora": [asdict(row) for row in self.corpora],
            "labels": [asdict(row) for row in self.labels],
            "data": [asdict(account) for account in self.accounts],
            "leaks": asdict(self.leaks),
            "rows": self.rows,
            "errors": list(self.errors),
        }


def overview(root: Path | None, data: Sequence[str] = (), names: Sequence[str] = ()) -> Overview:
    """Read every corpus found under `root` and every labelled file, and count.

    A broken one does not stop the others: what is wrong with it is among the errors.

    Args:
        root: Folder of the corpora, or None for the user's files alone.
        data: The user's labelled files.
        names: Corpora to look at; all of them where empty.
    """
    frames, errors = dict[str, pl.DataFrame](), list[str]()
    known = [c for c in corpora.CORPORA if not names or c.name in names] if root is not None or not data else []
    found = [_read(corpus, root, frames, errors) for corpus in known]
    accounts = [account for spec in data if (account := _own(spec, frames, errors)) is not None]
    kept, leaks = drop_leaks(pl.concat(frames.values())) if frames else (_empty(), LeakReport())
    own = [name for name in frames if name not in {row.corpus for row in found}]
    rows = [*found, *(CorpusRow(name, "", (), "your own") for name in own)]
    return Overview(
        tuple(_counted(row, frames.get(row.corpus), leaks) for row in rows),
        tuple(label for name, frame in frames.items() for label in spread_of(name, frame)),
        tuple(accounts),
        leaks,
        kept.height,
        tuple(errors),
    )


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=EXAMPLE_SCHEMA)


def _read(corpus: Corpus, root: Path | None, frames: dict[str, pl.DataFrame], errors: list[str]) -> CorpusRow:
    row = CorpusRow(corpus.name, corpus.path, corpus.families, corpus.licence)
    place = (root or SHIPPED) / corpus.path
    if not place.exists() and corpus.shipped is None:
        return CorpusRow(**(asdict(row) | {"missing": True, "problem": f"not there: {corpus.path}"}))
    try:
        frames[corpus.name] = corpora.load(root or SHIPPED, [corpus.name])
    except AnalyzerError as error:
        errors.append(str(error))
        return CorpusRow(**(asdict(row) | {"problem": "cannot be read, see below"}))
    return row


def _own(spec: str, frames: dict[str, pl.DataFrame], errors: list[str]) -> Account | None:
    try:
        frame, account = read_labelled(spec)
    except AnalyzerError as error:
        errors.append(str(error))
        return None
    name = free_name(frame.item(0, "corpus"), set(frames))
    frames[name] = frame.with_columns(corpus=pl.lit(name))
    return account


def _counted(row: CorpusRow, frame: pl.DataFrame | None, leaks: LeakReport) -> CorpusRow:
    if frame is None:
        return row
    counts = dict(frame.group_by("split").len().iter_rows())
    # Rows of some corpus files carry the name of the corpus whose test they are.
    names = frame.get_column("corpus").unique().to_list() if row.corpus not in ("tweeteval_offensive",) else []
    told = {
        "rows": frame.height,
        "splits": {name: counts.get(name, 0) for name in _SPLITS},
        "leaks": sum(leaks.in_test.get(name, 0) + leaks.in_val.get(name, 0) for name in names),
        "merged": sum(leaks.merged.get(name, 0) for name in names),
    }
    return CorpusRow(**(asdict(row) | told))


def spread_of(corpus: str, frame: pl.DataFrame) -> Iterator[LabelRow]:
    """Yield every label a corpus judges: the share of a binary one, the counts of a stance."""
    for label in LABEL_FIELDS:
        values = frame.get_column(label).drop_nulls()
        if values.is_empty():
            continue
        if values.dtype == pl.Float32:
            count = int((values >= 0.5).sum())
            told = f"{count:,} at or above one half ({count / len(values):.1%})".replace("%", " %")
            single = count in (0, len(values))
        else:
            counts = dict(values.cast(pl.String).value_counts(sort=True).iter_rows())
            told = ", ".join(f"{n:,} {name}" for name, n in counts.items())
            single = len(counts) == 1
        yield LabelRow(corpus, label, len(values), told, single)
