"""A bundle at work on texts: prepared, tokenised once, shown to the encoder view by view, turned into probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from analyzer.models.bundle import Bundle
from analyzer.models.encode import prepare, prepare_context, tokenise
from analyzer.models.heads import features, sigmoid, softmax
from analyzer.models.views import HEAD_LABELS, View

FloatArray = npt.NDArray[np.float32]
Tokens = list[list[int]]
Progress = Callable[[int], None]

#: Tokens two neighbouring windows of a long comment share, and how many windows are read at most.
OVERLAP = 32
MAX_WINDOWS = 16


class Scorer:
    """Probabilities for prepared comments; keeps token ids so that three views tokenise a text once."""

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

    def comment_logits(self, own: Tokens, progress: Progress | None = None) -> FloatArray:
        """Return calibrated logits (n, 7) of comments alone: six toxicity labels, then conspiracy.

        A comment longer than the layout is read in overlapping windows; each label takes its highest window, since one
        toxic sentence makes a toxic comment however long the rest.
        """
        if not own:
            return np.empty((0, len(HEAD_LABELS["comment"])), dtype=np.float32)
        width = self.bundle.layouts["comment"].own
        windows = [windows_of(ids, width) for ids in own]
        starts = np.cumsum([0, *map(len, windows[:-1])])
        rows = [window for parts in windows for window in parts]
        pooled = self.bundle.encoder.pool(rows, progress=progress)
        logits = self.bundle.heads["comment"].logits(features(pooled, "comment"))
        return np.asarray(np.maximum.reduceat(logits, starts, axis=0), dtype=np.float32)

    def comment(self, own: Tokens, progress: Progress | None = None) -> FloatArray:
        """Return probabilities (n, 7) of comments alone; see `comment_logits`."""
        return sigmoid(self.comment_logits(own, progress))

    def stance_logits(self, view: View, own: Tokens, context: Tokens, progress: Progress | None = None) -> FloatArray:
        """Return calibrated logits (n, k) of the view `parent` or `target`; long texts are cut to the layout."""
        layout = self.bundle.layouts[view]
        if not own:
            return np.empty((0, len(HEAD_LABELS[view])), dtype=np.float32)
        pooled = self.bundle.encoder.pool(
            [ids[: layout.own] for ids in own], [ids[: layout.context] for ids in context], progress
        )
        return self.bundle.heads[view].logits(features(pooled, view))

    def stance(self, view: View, own: Tokens, context: Tokens, progress: Progress | None = None) -> FloatArray:
        """Return probabilities (n, k) of the view `parent` or `target`."""
        return softmax(self.stance_logits(view, own, context, progress))

    def decide(self, view: View, probabilities: FloatArray) -> list[str]:
        """Name the stance of each row: the class whose probability is highest against its decision weight.

        Decision weights are chosen on validation for macro-F1; with all weights 1 this is the plain argmax.
        """
        names = HEAD_LABELS[view]
        weights = np.array([self.bundle.manifest.decisions[view][name] for name in names], dtype=np.float32)
        return [names[i] for i in np.argmax(probabilities * weights, axis=1)]


def windows_of(ids: list[int], width: int) -> Tokens:
    """Cut token ids into windows of `width` that overlap by `OVERLAP`; short texts are one window.

    With width 4 and an overlap of 1, `[1, 2, 3, 4, 5, 6]` is `[1, 2, 3, 4], [4, 5, 6]`.
    """
    if len(ids) <= width:
        return [ids]
    step = max(1, width - min(OVERLAP, width // 4))
    return [ids[start : start + width] for start in range(0, len(ids) - width + step, step)][:MAX_WINDOWS]
