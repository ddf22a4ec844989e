"""A bundle at work on texts: prepared, tokenised once, read beside parent and target in one pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzer.models.bundle import Bundle
from analyzer.models.encode import Row, prepare, prepare_context, tokenise
from analyzer.models.encoder import Encoded
from analyzer.models.heads import features, sigmoid, softmax
from analyzer.models.spans import Mark, marked
from analyzer.models.views import HEAD_LABELS, SPAN_LABELS, View

FloatArray = npt.NDArray[np.float32]
Tokens = list[list[int]]
Uncut = Sequence[Sequence[int]]
Contexts = Sequence[Sequence[int] | None]
Progress = Callable[[int], None]

#: Tokens two neighbouring windows of a long comment share, and how many windows are read at most.
OVERLAP = 32
MAX_WINDOWS = 16


class _Answer(NamedTuple):
    """Logits of one row, those of its comment not yet calibrated, and of its comment's tokens (tokens, span labels).

    `shares` says how far each judge of conspiracy framing is believed.
    """

    comment: FloatArray
    shares: FloatArray
    parent: FloatArray | None
    target: FloatArray | None
    marks: FloatArray


@dataclass(frozen=True)
class Judgement:
    """What the model says of n comments.

    Attributes:
        comment: (n, 7) logits: six toxicity labels, then conspiracy.
        parent: (n, 4) logits of the stance to the parent; NaN where there is none.
        target: (n, 3) logits of the stance to the target; NaN where there is none.
        marks: n arrays (tokens, span labels): probabilities of the comment's tokens.
    """

    comment: FloatArray
    parent: FloatArray
    target: FloatArray
    marks: list[FloatArray]


class Scorer:
    """Logits and probabilities for prepared comments."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Return token ids of comments, prepared and uncut."""
        return tokenise(self.bundle.tokenizer, [prepare(text) for text in texts])

    def context_tokens(self, texts: Sequence[str | None]) -> Tokens:
        """Return token ids of contexts, each distinct text prepared once."""
        distinct = list(dict.fromkeys(texts))
        ids = dict(zip(distinct, tokenise(self.bundle.tokenizer, [prepare_context(t) for t in distinct]), strict=True))
        return [ids[text] for text in texts]

    def judge(
        self,
        own: Uncut,
        parent: Contexts | None = None,
        target: Contexts | None = None,
        progress: Progress | None = None,
    ) -> Judgement:
        """Read n comments, each beside its parent and its target where it has them, in one pass.

        A comment longer than the layout is read in overlapping windows; each label takes its highest window, since one
        toxic sentence makes a toxic comment. Stance is read from the first window, the n-grams from the whole.

        Args:
            own: n lists of token ids, uncut.
            parent: n lists of token ids or None; None altogether where no stance to a parent is asked.
            target: The same for the target.
            progress: Told how many rows (windows) are done since it was last called.
        """
        layout = self.bundle.layout
        windows = [windows_of(ids, layout.own) for ids in own]
        rows = [Row(tuple(window)) for parts in windows for window in parts]
        starts = np.cumsum([0, *map(len, windows)])
        for i, start in enumerate(starts[:-1]):
            rows[start] = Row(rows[start].own, _cut(parent, i, layout.parent), _cut(target, i, layout.target))
        answers = self.bundle.encoder.each(rows, self._answer, progress)
        first = [answers[i] for i in starts[:-1]]
        words = self.bundle.lexical.logits(own, _shares(answers, starts))
        return Judgement(
            comment=self.bundle.heads["comment"].calibrated(_highest(answers, starts) + words),
            parent=_stack([answer.parent for answer in first], "parent"),
            target=_stack([answer.target for answer in first], "target"),
            marks=[_joined(answers[low:high], len(own[i])) for i, (low, high) in enumerate(pairwise(starts))],
        )

    def _answer(self, rows: Sequence[Row], encoded: Encoded) -> list[_Answer]:
        comment, shares = self._comment(features(encoded.pooled, "comment"))
        parent = self._asked("parent", [row.parent for row in rows], encoded.pooled)
        target = self._asked("target", [row.target for row in rows], encoded.pooled)
        marks = sigmoid(encoded.marks)
        return [
            _Answer(comment[i], shares[i], parent.get(i), target.get(i), marks[i, 1 : 1 + len(row.own)])
            for i, row in enumerate(rows)
        ]

    def _comment(self, read: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return raw logits (n, 7) of comments, and the shares (n, k) of who judges conspiracy framing."""
        raw = self.bundle.heads["comment"].raw_logits(read)
        if self.bundle.experts is None:
            return raw, np.ones((len(raw), 1), dtype=np.float32)
        raw[:, -1], shares = self.bundle.experts.weigh(read, raw[:, -1])
        return raw, shares

    def _asked(self, view: View, contexts: Contexts, pooled: FloatArray) -> dict[int, FloatArray]:
        """Return the logits of a stance for the rows that have its context, by their places."""
        places = [i for i, context in enumerate(contexts) if context is not None]
        logits = self.bundle.heads[view].logits(features(pooled[places], view)) if places else ()
        return dict(zip(places, logits, strict=True))

    def vectors(self, own: Uncut) -> FloatArray:
        """Return what the head of comments reads, (n, 2 * hidden): an embedding of each comment's first window."""
        rows = [Row(tuple(ids[: self.bundle.layout.own])) for ids in own]
        found = self.bundle.encoder.each(rows, lambda _, encoded: list(features(encoded.pooled, "comment")))
        return np.stack(found) if found else np.empty((0, 0), dtype=np.float32)

    def comment_logits(self, own: Uncut, progress: Progress | None = None) -> FloatArray:
        """Return calibrated logits (n, 7) of comments alone: six toxicity labels, then conspiracy."""
        return self.judge(own, progress=progress).comment

    def comment(self, own: Uncut, progress: Progress | None = None) -> FloatArray:
        """Return probabilities (n, 7) of comments alone; see `comment_logits`."""
        return sigmoid(self.comment_logits(own, progress))

    def stance_logits(self, view: View, own: Uncut, context: Contexts, progress: Progress | None = None) -> FloatArray:
        """Return calibrated logits (n, k) of the view `parent` or `target`; long texts are cut to the layout."""
        own = [ids[: self.bundle.layout.own] for ids in own]
        if view == "parent":
            return self.judge(own, parent=context, progress=progress).parent
        return self.judge(own, target=context, progress=progress).target

    def stance(self, view: View, own: Uncut, context: Contexts, progress: Progress | None = None) -> FloatArray:
        """Return probabilities (n, k) of the view `parent` or `target`."""
        return softmax(self.stance_logits(view, own, context, progress))

    def decide(self, view: View, probabilities: FloatArray) -> list[str]:
        """Name the stance of each row: the class whose probability is highest against its decision weight.

        Decision weights are chosen on validation for macro-F1; with all weights 1 this is the plain argmax.
        """
        names = HEAD_LABELS[view]
        weights = np.array([self.bundle.manifest.decisions[view][name] for name in names], dtype=np.float32)
        return [names[i] for i in np.argmax(probabilities * weights, axis=1)]

    def spans(self, text: str, marks: FloatArray, *, toxic: bool, plot: bool) -> list[Mark]:
        """Return the stretches of a comment that bear its flags: toxic words, and the roles of a narrative.

        Args:
            text: The comment as written.
            marks: Its tokens' probabilities, from `judge`.
            toxic: Whether it is flagged for toxicity; toxic words are marked only then.
            plot: Whether it is flagged for conspiracy framing; roles are marked only then.
        """
        labels = (SPAN_LABELS[:1] if toxic else ()) + (SPAN_LABELS[1:] if plot else ())
        return marked(text, self.bundle.tokenizer, marks, self.bundle.manifest.spans, labels)


def _cut(context: Contexts | None, place: int, width: int) -> tuple[int, ...] | None:
    ids = None if context is None else context[place]
    return None if ids is None else tuple(ids[:width])


def _highest(answers: Sequence[_Answer], starts: npt.NDArray[np.int64]) -> FloatArray:
    """Return per comment the highest logit of its windows."""
    if not answers:
        return np.empty((0, len(HEAD_LABELS["comment"])), dtype=np.float32)
    logits = np.stack([answer.comment for answer in answers])
    return np.asarray(np.maximum.reduceat(logits, starts[:-1], axis=0), dtype=np.float32)


def _shares(answers: Sequence[_Answer], starts: npt.NDArray[np.int64]) -> FloatArray:
    """Return per comment the mean share of each judge over its windows."""
    if not answers:
        return np.empty((0, 1), dtype=np.float32)
    shares = np.stack([answer.shares for answer in answers])
    return np.asarray(np.add.reduceat(shares, starts[:-1], axis=0) / np.diff(starts)[:, None], dtype=np.float32)


def _stack(logits: Sequence[FloatArray | None], view: View) -> FloatArray:
    width = len(HEAD_LABELS[view])
    missing = np.full(width, np.nan, dtype=np.float32)
    rows = [missing if row is None else row for row in logits]
    return np.stack(rows) if rows else np.empty((0, width), dtype=np.float32)


def _joined(answers: Sequence[_Answer], n: int) -> FloatArray:
    """Return the token probabilities (n, span labels) of one comment from its windows: the highest where they overlap.

    Tokens no window reached are 0.
    """
    marks = np.zeros((n, answers[0].marks.shape[1]), dtype=np.float32)
    width = len(answers[0].marks)
    step = _step(width)
    for place, answer in enumerate(answers):
        low = place * step
        high = low + len(answer.marks)
        marks[low:high] = np.maximum(marks[low:high], answer.marks)
    return marks


def _step(width: int) -> int:
    return max(1, width - min(OVERLAP, width // 4))


def windows_of(ids: Sequence[int], width: int) -> list[Sequence[int]]:
    """Cut token ids into windows of `width` that overlap by `OVERLAP`; short texts are one window.

    With width 4 and an overlap of 1, `[1, 2, 3, 4, 5, 6]` is `[1, 2, 3, 4], [4, 5, 6]`.
    """
    if len(ids) <= width:
        return [ids]
    step = _step(width)
    return [ids[start : start + width] for start in range(0, len(ids) - width + step, step)][:MAX_WINDOWS]
