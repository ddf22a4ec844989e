"""A small scored run, made without a model."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from analyzer.comment import COMMENT_SCHEMA, RAW_SCHEMA, SCORE_COLUMNS, STANCE_PARENT_LABELS, STANCE_TARGET_LABELS
from analyzer.dumps.record import Dump, InputReport, ThreadInfo
from analyzer.labels.registry import FLAG_LABELS
from analyzer.rollups import Rollups, roll_up
from analyzer.scored import Scored
from analyzer.text.judgeable import no_text_reason
from analyzer.threads import build_threads
from analyzer.threads.forest import Forest

MODEL = {"name": "made-up", "version": "1", "hash": "0" * 64}
NOON = datetime(2026, 5, 1, 12, 0, 0, 250_000, tzinfo=UTC)


def raw(comment_id: str, parent: str | None, author: str | None, text: str, **more: Any) -> dict[str, Any]:
    """One comment as a reader yields it."""
    record = {
        "source": "page.csv",
        "thread_id": "t1",
        "comment_id": comment_id,
        "parent_id": parent,
        "parent_source": "explicit" if parent else None,
        "author": author,
        "author_kind": "user",
        "text": text,
        "state": "present",
    }
    return record | more


COMMENTS = (
    raw("1", None, "Ada", "=SUM(A1) is how you add, you idiot.", created_at=NOON),
    raw("2", "1", "-Bo", 'Why so rude?\nSecond line, with "quotes".'),
    raw("3", "1", None, "", author_kind="deleted", state="deleted"),
    raw("4", "gone", "Cy", "They staged all of it, you idiot."),
)


def dump_of(*comments: dict[str, Any], title: str | None = "A [bold]title[/bold]") -> Dump:
    """A dump of one thread."""
    records = [{name: comment.get(name) for name in RAW_SCHEMA.names} for comment in comments]
    report = InputReport("page.csv", "csv", "made by hand", 10, "0" * 64, {"text": "Body"}, len(comments))
    return Dump(pa.Table.from_pylist(records, RAW_SCHEMA), {"t1": ThreadInfo(title=title, declared=5)}, [report])


def judged(forest: Forest, **_: Any) -> Scored:
    """Score by a word list: `idiot` is an insult, `staged` a conspiracy, `?` a question."""
    rows = forest.comments.to_pylist()
    for row, state in zip(rows, forest.states.to_pylist(), strict=True):
        row |= _scores(row["text"], no_text_reason(row["text"], state))
    return Scored(pa.Table.from_pylist(rows, COMMENT_SCHEMA), forest, dict(MODEL), FLAG_LABELS)


def _scores(text: str, reason: str | None) -> dict[str, Any]:
    scores: dict[str, Any] = {column.name: None for column in SCORE_COLUMNS}
    scores |= {"no_text_reason": reason, "flags": [], "spans": [], "language": "und" if reason else "en"}
    if reason is None:
        found = {"toxicity": "idiot", "insult": "idiot", "conspiracy": "staged"}
        scores |= {label: 0.95 if found.get(label, "\0") in text else 0.0625 for label in FLAG_LABELS}
        scores["flags"] = [label for label in FLAG_LABELS if scores[label] > 0.5]
        stance = "query" if "?" in text else "comment"
        scores |= {f"stance_{name}": 0.7 if name == stance else 0.1 for name in STANCE_PARENT_LABELS}
        scores |= {f"target_{name}": 0.8 if name == "none" else 0.1 for name in STANCE_TARGET_LABELS}
        scores |= {"stance_parent": stance, "stance_target": "none"}
    return scores


def sample_run(*comments: dict[str, Any]) -> tuple[Scored, Rollups, Dump]:
    """A whole run over `COMMENTS` or the ones given."""
    dump = dump_of(*(comments or COMMENTS))
    scored = judged(build_threads(dump))
    return scored, roll_up(scored), dump
