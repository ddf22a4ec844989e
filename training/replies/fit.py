"""Fit a ranker: the right candidate against the others, or the right tree of a block against all others.

By time the loss is that of conditional logit (McFadden 1974), in ranking known as ListNet's top-one loss (Cao et al.
2007). In reading order it is that of a conditional random field over trees (Lafferty et al. 2001; Finkel et al. 2008).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from analyzer.replies.network import CLIP, Ranker
from analyzer.replies.words import FloatArray, IntArray
from training.replies.examples import Examples, as_floats
from training.replies.loss import loss_and_slope

Tell = Callable[[dict[str, object]], None]


@dataclass(frozen=True)
class Schedule:
    """How a ranker is fitted."""

    hidden: tuple[int, ...] = (64, 32)
    epochs: int = 6
    batch: int = 400
    rate: float = 2e-3
    dropout: float = 0.1
    decay: float = 1e-4
    seed: int = 1


def fit_ranker(examples: Examples, schedule: Schedule, tell: Tell) -> Ranker:
    """Return a ranker fitted to examples; the same examples and schedule give the same ranker."""
    torch.manual_seed(schedule.seed)
    mean, scale = _standard(examples)
    network = _network(len(mean), schedule)
    batches = _batches(examples, schedule)
    steps = schedule.epochs * batches.count
    optimiser = torch.optim.AdamW(network.parameters(), schedule.rate, weight_decay=schedule.decay)
    climb = torch.optim.lr_scheduler.OneCycleLR(optimiser, schedule.rate, total_steps=steps + 1, pct_start=0.1)
    rng = np.random.default_rng(schedule.seed)
    start = np.concatenate([[0], np.cumsum(examples.size)])
    network.train()
    for epoch in range(schedule.epochs):
        losses = []
        for rows in batches.draw(rng):
            slots, sizes = _slots(start, rows)
            values = np.clip((as_floats(examples.features[slots]) - mean) * scale, -CLIP, CLIP)
            logits = network(torch.from_numpy(values))[:, 0]
            value, slope = loss_and_slope(logits.detach().numpy(), sizes, examples.gold[rows], examples.block[rows])
            optimiser.zero_grad()
            logits.backward(torch.from_numpy(slope))
            optimiser.step()
            climb.step()
            losses.append(value)
        tell({"epoch": epoch + 1, "loss": round(float(np.mean(losses)), 4)})
    return _export(network, mean, scale)


@dataclass(frozen=True)
class _Batches:
    """Comments drawn by whole blocks.

    Attributes:
        usable: Comments that have a choice, ascending.
        bounds: (m + 1,) where each block begins in them.
        count: Batches an epoch.
    """

    usable: IntArray
    bounds: IntArray
    count: int

    def draw(self, rng: np.random.Generator) -> Iterator[IntArray]:
        """Yield the comments of each batch of one epoch; those of a block stay together."""
        for blocks in np.array_split(rng.permutation(len(self.bounds) - 1), self.count):
            yield self.usable[_slots(self.bounds, blocks)[0]]


def _batches(examples: Examples, schedule: Schedule) -> _Batches:
    usable = np.flatnonzero(examples.size > 1)
    block = examples.block[usable]
    begins = np.flatnonzero(np.diff(block, prepend=-1) > 0)
    count = min(max(len(usable) // schedule.batch, 1), max(len(begins), 1))
    return _Batches(usable, np.append(begins, len(usable)), count)


def _standard(examples: Examples) -> tuple[FloatArray, FloatArray]:
    """Return the mean of each feature and one over its spread; a feature that never varies is switched off."""
    total = np.zeros(examples.features.shape[1])
    squares = np.zeros_like(total)
    count = max(len(examples.features), 1)
    for begin in range(0, count, 500_000):
        part = examples.features[begin : begin + 500_000].astype(np.float64)
        total += part.sum(axis=0)
        squares += (part * part).sum(axis=0)
    mean = total / count
    spread = np.sqrt(np.maximum(squares / count - mean * mean, 0))
    scale = np.where(spread > 1e-6, 1 / np.maximum(spread, 1e-6), 0)
    return mean.astype(np.float32), scale.astype(np.float32)


def _network(features: int, schedule: Schedule) -> nn.Sequential:
    layers: list[nn.Module] = []
    width = features
    for size in schedule.hidden:
        layers += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(schedule.dropout)]
        width = size
    return nn.Sequential(*layers, nn.Linear(width, 1))


def _slots(start: IntArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Return the slots of comments `rows`, one after the other, and how many each has."""
    sizes = start[rows + 1] - start[rows]
    ends = np.cumsum(sizes)
    return np.arange(ends[-1]) + np.repeat(start[rows] - (ends - sizes), sizes), sizes


def _export(network: nn.Sequential, mean: FloatArray, scale: FloatArray) -> Ranker:
    layers = tuple(
        (layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy())
        for layer in network
        if isinstance(layer, nn.Linear)
    )
    return Ranker(mean, scale, layers)
