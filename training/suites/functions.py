"""What a word alone does not decide: groups named or attacked, insults made or denied, in held-out sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from training import metrics
from training.suites.suite import Bench, Direction, Part, Reading

#: Kinds of sentences, what being flagged there is called, and which way is better.
KINDS: dict[str, tuple[str, Direction]] = {
    "harmless": ("false alarms, group named", "down"),
    "denied": ("false alarms, insult denied", "down"),
    "attack": ("found, group attacked", "up"),
    "insult": ("found, insult", "up"),
}


def measure(bench: Bench) -> Iterator[Reading]:
    """AUC of toxicity over all held-out sentences, and how many of each kind are flagged at the default point."""
    part = bench.part("functions", "comment")
    if part.empty:
        return
    _, score = part.column("toxicity")
    yield part.of_label("AUC", metrics.auc, "toxicity", score, "toxicity, held-out sentences", headline=True)
    default = part.judge.threshold("toxicity")
    if default is not None:
        yield from _flagged(part, default)


def _flagged(part: Part, threshold: float) -> Iterator[Reading]:
    kinds = part.frame.get_column("id").str.split("/").list.first().to_numpy()
    for kind, (name, better) in KINDS.items():
        some = part.only(np.asarray(kinds == kind))
        if not some.empty:
            _, score = some.column("toxicity")
            flagged = (score >= threshold).astype(np.float64)
            how = "flagged at the default operating point"
            yield some.of_label(name, metrics.rate, "toxicity", flagged, how, better=better)
