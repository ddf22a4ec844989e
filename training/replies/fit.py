"""Fit a ranker: a softmax over each comment's candidates, the right one against the others.

The loss is that of conditional logit (McFadden 1974), in ranking known as ListNet's top-one loss (Cao et al. 2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from analyzer.replies.network import CLIP, Ranker
from analyzer.replies.words import FloatArray, IntArray
from training.replies.examples import Examples, as_floats

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
    usable = np.flatnonzero(examples.size > 1)
    steps = schedule.epochs * max(len(usable) // schedule.batch, 1)
    optimiser = torch.optim.AdamW(network.parameters(), schedule.rate, weight_decay=schedule.decay)
    climb = torch.optim.lr_scheduler.OneCycleLR(optimiser, schedule.rate, total_steps=steps + 1, pct_start=0.1)
    rng = np.random.default_rng(schedule.seed)
    start = np.concatenate([[0], np.cumsum(examples.size)])
    network.train()
    for epoch in range(schedule.epochs):
        losses = []
        for rows in np.array_split(rng.permutation(usable), max(len(usable) // schedule.batch, 1)):
            slots, sizes = _slots(start, rows)
            values = np.clip((as_floats(examples.features[slots]) - mean) * scale, -CLIP, CLIP)
            loss = _loss(network(torch.from_numpy(values))[:, 0], sizes, examples.gold[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            climb.step()
            losses.append(loss.item())
        tell({"epoch": epoch + 1, "loss": round(float(np.mean(losses)), 4)})
    return _export(network, mean, scale)


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


def _loss(logits: Tensor, sizes: IntArray, gold: IntArray) -> Tensor:
    """Return the mean negative log probability of the right slots."""
    count = len(sizes)
    row = torch.from_numpy(np.repeat(np.arange(count), sizes))
    highest = torch.full((count,), -torch.inf).scatter_reduce(0, row, logits.detach(), "amax")
    total = torch.zeros(count).index_add(0, row, (logits - highest[row]).exp()).log() + highest
    right = torch.from_numpy(np.cumsum(sizes) - sizes + gold)
    return (total - logits[right]).mean()


def _export(network: nn.Sequential, mean: FloatArray, scale: FloatArray) -> Ranker:
    layers = tuple(
        (layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy())
        for layer in network
        if isinstance(layer, nn.Linear)
    )
    return Ranker(mean, scale, layers)
