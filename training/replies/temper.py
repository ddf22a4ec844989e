"""Temperature: what probabilities are worth, set on threads that taught nothing (Guo et al. 2017).

A later pass is fitted to what earlier passes found in threads they were fitted to, so it trusts them too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analyzer.replies.facts import Facts
from analyzer.replies.infer import found_before
from analyzer.replies.nesting import tree_probabilities
from analyzer.replies.network import Ranker, softmax
from analyzer.replies.walk import Held, Pass
from training.replies.flatten import Flat
from training.replies.trees import UNKNOWN

Array = npt.NDArray[np.float64]

#: Temperatures tried.
TEMPERATURES = np.geomspace(0.7, 2.5, 24)
#: Probabilities count as at least this.
_LEAST = 1e-9


def best_temperature(settings: Sequence[Sequence[tuple[Flat, Facts]]], rankers: Sequence[Ranker]) -> float:
    """Return the temperature at which the right answers are likeliest, each setting counting alike.

    Args:
        settings: Flattened threads of the validation part, setting by setting.
        rankers: The rankers of all passes of one order.
    """
    losses = [_losses(flats, rankers) for flats in settings]
    return round(float(TEMPERATURES[int(np.mean(losses, axis=0).argmin())]), 3) if losses else 1.0


def with_temperature(ranker: Ranker, temperature: float) -> Ranker:
    """Return the ranker with its logits divided by a temperature."""
    *hidden, (weight, bias) = ranker.layers
    return replace(ranker, layers=(*hidden, (weight / np.float32(temperature), bias / np.float32(temperature))))


def _losses(flats: Sequence[tuple[Flat, Facts]], rankers: Sequence[Ranker]) -> Array:
    """Return the (t,) mean negative log probability of the right slots at each of `TEMPERATURES`."""
    total, count = np.zeros(len(TEMPERATURES)), 0
    for flat, facts in flats:
        parent = np.array(flat.tree.parent)
        *before, last = rankers
        for held in Pass(facts, flat.order, last, found_before(facts, flat.order, before)).walk():
            loss = _held_losses(held, parent, by_tree=flat.order == "reading")
            total, count = total + loss.sum(axis=1), count + loss.shape[1]
    return total / max(count, 1)


def _held_losses(held: Held, parent: npt.NDArray[np.int64], *, by_tree: bool) -> Array:
    """Return the (t, m) losses of the m comments whose parent is known and a candidate."""
    wanted = parent[held.pairs.rows]
    right = np.concatenate([(wanted == -1)[:, None], held.pairs.candidates == wanted[:, None]], axis=1) & held.there
    usable = np.flatnonzero(right.any(axis=1) & (wanted != UNKNOWN))
    slot = right[usable].argmax(axis=1)
    losses = np.zeros((len(TEMPERATURES), len(usable)))
    for at, temperature in enumerate(TEMPERATURES):
        logits = (held.logits / temperature).astype(np.float32)
        found = tree_probabilities(logits, held.there) if by_tree else softmax(logits, held.there)
        losses[at] = -np.log(np.maximum(found[usable, slot], _LEAST))
    return losses
