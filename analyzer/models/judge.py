"""The verb `score`: reply trees in, a scored comment table out. Each comment is read in its context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.comment import COMMENT_SCHEMA
from analyzer.errors import check_argument
from analyzer.labels.operating import flags_of
from analyzer.models.bundle import load_bundle
from analyzer.models.heads import sigmoid, softmax
from analyzer.models.scorer import Scorer
from analyzer.models.spans import Mark
from analyzer.models.views import HEAD_LABELS, View
from analyzer.scored import Scored
from analyzer.text.judgeable import no_text_reason
from analyzer.text.language import detect
from analyzer.threads.forest import Forest

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

#: Told the stage, how many rows of it are done, and how many there are.
Progress = Callable[[str, int, int], None]

#: Names of the stages `Progress` is told, in order.
STAGES = ("reading", "scoring")
_STANCE_PREFIX: dict[View, str] = {"parent": "stance", "target": "target"}


@dataclass(frozen=True)
class _Sheet:
    """The rows that have words, and what each is read beside."""

    rows: IntArray  # rows of the forest that have text
    texts: list[str]  # of all comments
    forest: Forest

    def parents(self) -> list[str | None]:
        """Return what each row with text answers: the parent, or at top level title and article; None where lost."""
        return [self._parent(row) for row in self.rows.tolist()]

    def targets(self) -> list[str | None]:
        """Return the target of each row's thread, its title where none was named; None where there is neither."""
        return [self._target(row) for row in self.rows.tolist()]

    def _thread(self, row: int) -> str:
        place = int(np.searchsorted(self.forest.thread_starts, row, side="right")) - 1
        return self.forest.thread_ids[place]

    def _parent(self, row: int) -> str | None:
        parent = int(self.forest.parent_row[row])
        if parent >= 0:
            return self.texts[parent] or None
        if self.forest.placeholder[row] >= 0:
            return None  # it answers a comment the dump has lost
        info = self.forest.threads[self._thread(row)]
        return "\n".join(part for part in (info.title, info.article) if part) or None

    def _target(self, row: int) -> str | None:
        info = self.forest.threads[self._thread(row)]
        return info.target or info.title or None


def score(
    forest: Forest, *, model: str | Path | None = None, progress: Progress | None = None, threads: int | None = None
) -> Scored:
    """Score every comment of a forest that has words to judge.

    Args:
        forest: Reply trees, from `build_threads`.
        model: Folder of a bundle; the one that ships with the package where left out.
        progress: Told of each stage's progress.
        threads: Processor threads; as many as the machine has where left out.

    Returns:
        The comments (`COMMENT_SCHEMA`, same rows and order), the forest and what runs keep of the model.

    Raises:
        ModelError: The bundle is missing, damaged or of another format.
        TypeError: `forest` is something else.
    """
    check_argument("score", forest, Forest, "build_threads")
    bundle = load_bundle(None if model is None else Path(model), threads=threads)
    scorer = Scorer(bundle)
    told = progress or (lambda stage, done, total: None)
    texts: list[str] = forest.comments.column("text").to_pylist()
    states: list[str] = forest.states.to_pylist()
    reasons = [no_text_reason(text, state) for text, state in zip(texts, states, strict=True)]
    rows = np.array([i for i, reason in enumerate(reasons) if reason is None], dtype=np.int64)
    told(STAGES[0], 0, len(texts))
    sheet = _Sheet(rows, texts, forest)
    languages = detect(texts, forest.comments.column("thread_id").to_pylist())
    told(STAGES[0], len(texts), len(texts))
    columns: dict[str, pa.Array] = {
        "language": pa.array(languages, pa.string()),
        "no_text_reason": pa.array(reasons, pa.string()),
        **_judge(scorer, sheet, _Counter(told, STAGES[1], len(rows))),
    }
    return Scored(_joined(forest.comments, columns), forest, bundle.record, tuple(bundle.points))


def _judge(scorer: Scorer, sheet: _Sheet, counted: Callable[[int], None]) -> dict[str, pa.Array]:
    """Read every row with words beside its parent and target, and return the score columns."""
    words = [sheet.texts[i] for i in sheet.rows]
    own = scorer.tokens(words)
    parent, target = (_tokens(scorer, texts) for texts in (sheet.parents(), sheet.targets()))
    judged = scorer.judge(own, parent, target, counted)
    n = len(sheet.texts)
    return {
        **_comment_columns(scorer, sheet, sigmoid(judged.comment)),
        **_stance_columns(scorer, "parent", softmax(judged.parent), sheet.rows, n),
        **_stance_columns(scorer, "target", softmax(judged.target), sheet.rows, n),
        "spans": _span_column(scorer, sheet, sigmoid(judged.comment), judged.marks),
    }


def _tokens(scorer: Scorer, texts: list[str | None]) -> list[list[int] | None]:
    ids = scorer.context_tokens(texts)
    return [row if text else None for row, text in zip(ids, texts, strict=True)]


def _joined(comments: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    arrays = [columns[name] if name in columns else comments.column(name) for name in COMMENT_SCHEMA.names]
    return pa.table(arrays, names=COMMENT_SCHEMA.names).cast(COMMENT_SCHEMA)


def _comment_columns(scorer: Scorer, sheet: _Sheet, values: FloatArray) -> dict[str, pa.Array]:
    n = len(sheet.texts)
    labels = HEAD_LABELS["comment"]
    columns = {label: _spread(values[:, i], sheet.rows, n) for i, label in enumerate(labels)}
    flags: list[list[str]] = [[] for _ in range(n)]
    for place, at in np.argwhere(flags_of(values, labels, scorer.bundle.points)):
        flags[sheet.rows[place]].append(labels[at])
    return columns | {"flags": pa.array(flags, pa.list_(pa.string()))}


def _stance_columns(scorer: Scorer, view: View, values: FloatArray, rows: IntArray, n: int) -> dict[str, pa.Array]:
    known = ~np.isnan(values).any(axis=1)
    values, rows = values[known], rows[known]
    names = np.full(n, None, dtype=object)
    names[rows] = scorer.decide(view, values)
    prefix = _STANCE_PREFIX[view]
    columns = {f"{prefix}_{name}": _spread(values[:, i], rows, n) for i, name in enumerate(HEAD_LABELS[view])}
    return columns | {f"stance_{view}": pa.array(names, pa.string())}


def _span_column(scorer: Scorer, sheet: _Sheet, values: FloatArray, marks: list[FloatArray]) -> pa.Array:
    spans: list[list[Mark]] = [[] for _ in sheet.texts]
    flagged = flags_of(values, HEAD_LABELS["comment"], scorer.bundle.points)
    for place in np.flatnonzero(flagged.any(axis=1)):
        row, told = sheet.rows[place], flagged[place].tolist()
        spans[row] = scorer.spans(sheet.texts[row], marks[place], toxic=any(told[:-1]), plot=told[-1])
    return pa.array(spans, COMMENT_SCHEMA.field("spans").type)


def _spread(values: FloatArray, rows: IntArray, n: int) -> pa.Array:
    """Put `values` at `rows` of a column of n; the rest is null."""
    column = np.zeros(n, dtype=np.float32)
    missing = np.ones(n, dtype=bool)
    column[rows] = values
    missing[rows] = False
    return pa.array(column, pa.float32(), mask=missing)


class _Counter:
    """Turn "this many more rows" into what `Progress` is told; windows may count a row more than once."""

    def __init__(self, told: Progress, stage: str, total: int) -> None:
        self._told, self._stage, self._total, self._done = told, stage, total, 0
        told(stage, 0, total)

    def __call__(self, more: int) -> None:
        self._done = min(self._total, self._done + more)
        self._told(self._stage, self._done, self._total)
