"""All votes as labelled JSON Lines, one vote a line, as `analyzer-train fit --data` reads them.

Every vote is there, not the majority alone: with its mode, its reviewer's pseudonym and the guideline's version. Where
an adjudicator settled a comment, weights say so: the settlement counts, the other votes next to nothing, and all of
them together as much as one comment.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from analyzer.comment import TOXICITY_LABELS
from analyzer.desk.export.splits import Held, held_for_test, split_of
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, Comment, Dump, Run, Thread, Vote
from analyzer.errors import OutputError

CORPUS = "desk"
_OVERRULED = 0.001
_BINARY = (*TOXICITY_LABELS, "conspiracy")
_BATCH = 1_000


@dataclass
class ExportCounts:
    """What was written: votes and comments, votes per split, and votes that judge no label and were left out."""

    votes: int = 0
    comments: int = 0
    train: int = 0
    val: int = 0
    test: int = 0
    undecided: int = 0


def export_votes(store: Store, out: Path) -> ExportCounts:
    """Write every vote that judges a label to `out`, whole or not at all.

    Raises:
        OutputError: The file cannot be written.
    """
    counts = ExportCounts()
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file, store.read() as session:
            for line in lines(session, counts):
                file.write(line)
            _sync(file)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        hint = "Name another file with --out"
        raise OutputError(f"cannot be written: {error.strerror or error}", where=str(out), hint=hint) from error
    return counts


def lines(session: Session, counts: ExportCounts | None = None) -> Iterator[bytes]:
    """Yield one JSON line per vote that judges a label, comment by comment."""
    counts = counts if counts is not None else ExportCounts()
    held = held_for_test(session)
    rows = session.execute(_query().execution_options(yield_per=_BATCH))
    for _, votes in groupby(rows, key=lambda row: row[0].comment_id):
        judged = []
        for row in votes:
            if judges(row[0]):
                judged.append(row)
            else:
                counts.undecided += 1
        counts.comments += bool(judged)
        weights = weights_of([row[0] for row in judged])
        for row, weight in zip(judged, weights, strict=True):
            record = _record(row, weight, held)
            counts.votes += 1
            setattr(counts, record["split"], getattr(counts, record["split"]) + 1)
            yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def judges(vote: Vote) -> bool:
    """Tell whether a vote says anything of a label: an action alone is nothing to learn from."""
    said = vote.labels or vote.stance_parent or vote.stance_target
    return vote.outcome == "decide" and bool(said)


def weights_of(votes: Iterable[Vote]) -> list[float]:
    """Return the weight of each vote of one comment.

    Each counts 1; a reader takes their mean as the comment's weight. Where the comment was settled, the settlement
    outweighs the others, and the mean stays 1. It is made blind, so blind votes are what a reader sets it beside.
    """
    votes = list(votes)
    settled = any(vote.kind == "adjudication" for vote in votes)
    beside = sum(vote.kind != "adjudication" and vote.mode == "blind" for vote in votes)
    whole = beside + 1 - beside * _OVERRULED
    if not settled:
        return [1.0] * len(votes)
    return [whole if vote.kind == "adjudication" else _OVERRULED for vote in votes]


def _query() -> Select[*tuple[Any, ...]]:
    parent = aliased(Comment)
    return (
        select(Vote, Comment, parent.text, Thread, Dump, Run, Account.pseudonym)
        .join(Comment, Comment.id == Vote.comment_id)
        .join(parent, parent.id == Comment.parent_id, isouter=True)
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Dump, Dump.id == Comment.dump_id)
        .join(Run, Run.id == Vote.run_id, isouter=True)
        .join(Account, Account.id == Vote.account_id)
        .order_by(Vote.comment_id, Vote.event_id)
    )


def _record(row: tuple[Any, ...], weight: float, held: Held) -> dict[str, Any]:
    vote, comment, parent, thread, dump, run, pseudonym = row
    group = _group(comment, thread, dump)
    # What a top-level comment answers is the article, of which the desk holds the title.
    context = parent if comment.parent_key is not None else thread.title
    return {
        "id": f"{dump.key[:12]}/{thread.key}/{comment.key}/{pseudonym}",
        "corpus": CORPUS,
        "split": split_of(group, is_held=held.holds(comment.id, comment.cluster, comment.text)),
        "group": group,
        "text": comment.text,
        "parent": context,
        "target": thread.target or thread.title,
        "weight": weight,
        **{label: _number(vote.labels.get(label)) for label in _BINARY},
        "stance_parent": vote.stance_parent,
        "stance_target": vote.stance_target,
        "mode": vote.mode,
        "reviewer": pseudonym,
        "guideline_version": vote.guideline,
        "kind": vote.kind,
        "action": vote.action,
        "reasons": vote.reasons,
        "scored_by": f"{run.model_name} {run.model_version}" if run is not None else None,
        "model_hash": run.model_hash if run is not None else None,
        "decided_at": vote.at,
        "duration_ms": vote.duration_ms,
        "source": {"dump": dump.name, "thread": thread.key, "comment": comment.key},
    }


def _group(comment: Comment, thread: Thread, dump: Dump) -> str:
    """Return what never parts across splits: near-duplicates together, else the comment by itself."""
    if comment.cluster is not None:
        return f"{dump.key[:12]}/cluster-{comment.cluster}"
    return f"{dump.key[:12]}/{thread.key}/{comment.key}"


def _number(value: bool | None) -> float | None:
    return None if value is None else float(value)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
