"""The training loop: multi-task, masked, length-bucketed, resumable to the same result.

On a CPU three things make it quick: bfloat16 autocast, batches of like length, and an embedding table left as it is.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl
import torch
from torch import Tensor

from analyzer.models.encode import Row, SpecialTokens, lay_out
from analyzer.models.experts import GATE
from analyzer.models.views import SPAN_LABELS, STANCES
from training.history import History, Point
from training.losses import CELLS, binary_loss, choice_loss, positive_weights, span_loss, stance_weights
from training.model import EXPERT, HEADS, Network, PooledEncoder, Shape, load_transformer
from training.plan import IntArray, batches, repeat_rows
from training.recipe import Recipe, RecipeError
from training.views import TrainData, train_data
from training.watch import Watcher, sample

#: Completes the labels of training rows.
Fill = Callable[[TrainData], TrainData]

CHECKPOINT = "checkpoint.pt"
WEIGHTS = "network.pt"


def build_network(recipe: Recipe, corpora: tuple[str, ...]) -> tuple[Network, Any]:
    """Return a fresh network on the recipe's pretrained encoder, and its tokenizer."""
    torch.manual_seed(recipe.seed)
    transformer, tokenizer = load_transformer(recipe.encoder, recipe.encoder_dropout)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    network = Network(
        PooledEncoder(transformer), Shape(recipe.head_width, recipe.head_dropout, corpora, recipe.experts)
    )
    if recipe.freeze_embeddings:
        cast("Any", transformer).get_input_embeddings().requires_grad_(False)
    return network, tokenizer


def plan_run(recipe: Recipe, data: TrainData) -> list[IntArray]:
    """Lay out every batch of the run as rows of `data`, fixed by the recipe's seed."""
    rng = np.random.default_rng(recipe.seed)
    corpora = np.array(data.corpus)
    rows = [repeat_rows(np.flatnonzero(corpora == name), passes, rng) for name, passes in recipe.passes.items()]
    return batches(np.concatenate(rows), data.lengths, recipe.optimiser.batch, rng)


@dataclass
class Averaged:
    """An exponential moving average of the trained weights (Polyak and Juditsky 1992); evaluated instead of them."""

    decay: float
    weights: dict[str, Tensor] = field(default_factory=dict)

    def update(self, network: Network, step: int) -> None:
        """Move the average towards the network's weights; early steps move it faster."""
        decay = min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, value in network.named_parameters():
                if value.requires_grad:
                    if name in self.weights:
                        self.weights[name].lerp_(value, 1 - decay)
                    else:
                        self.weights[name] = value.detach().clone()

    def apply(self, network: Network) -> None:
        """Put the averaged weights into the network."""
        with torch.no_grad():
            for name, value in network.named_parameters():
                if name in self.weights:
                    value.copy_(self.weights[name])


class Trainer:
    """One run: holds the network, the data, the plan and the place in it."""

    def __init__(
        self,
        recipe: Recipe,
        examples: pl.DataFrame,
        *,
        corpora: tuple[str, ...] = (),
        init: Path | None = None,
        fill: Fill | None = None,
    ) -> None:
        """Prepare a run over the training rows of `examples`.

        Args:
            recipe: What to train on, and how.
            examples: Example table; only its `train` rows are used.
            corpora: Corpora that get an offset; those of all stages where left out.
            init: Weights of an earlier run to start from.
            fill: Completes the labels of the training rows; what rows do not judge stays masked where left out.
        """
        self.recipe = recipe
        corpora = corpora or recipe.corpora()
        self.network, self.tokenizer = build_network(recipe, corpora)
        if init is not None:
            load_weights(self.network, init)
        self.special = SpecialTokens.of(self.tokenizer)
        train = examples.filter(pl.col("split") == "train", pl.col("corpus").is_in(recipe.corpora()))
        self.data = train_data(train, self.tokenizer, recipe.tokens.layout(), contexts="all" if fill else "judged")
        if fill is not None:
            self.data = fill(self.data)
        known = {name: place for place, name in enumerate(corpora)}
        self.corpus_ids = np.array([known.get(name, 0) for name in self.data.corpus])
        expert = {name: place for place, name in enumerate(recipe.experts, 1)}
        self.experts = np.array([expert.get(name, 0) for name in self.data.corpus])
        self.stance_weights = stance_weights(self.data, recipe.losses.class_power)
        self.positive = torch.from_numpy(positive_weights(self.data.labels["comment"], recipe.losses.rare_weight))
        self.steps = plan_run(recipe, self.data)
        # What is watched decides nothing.
        told = f"{recipe.model_dump_json(exclude={'watch'})}{self.data.lengths.sum()}{len(self.data.rows)}"
        self.identity = hashlib.sha256(told.encode()).hexdigest()
        self.optimiser = self._optimiser()
        self.average = Averaged(recipe.optimiser.average)
        self.step = 0
        self.losses: list[dict[str, float]] = []

    def _optimiser(self) -> torch.optim.Optimizer:
        chosen = self.recipe.optimiser
        encoder = [p for p in self.network.encoder.parameters() if p.requires_grad]
        return torch.optim.AdamW(
            [
                {"params": encoder, "lr": chosen.encoder_rate, "peak": chosen.encoder_rate},
                {
                    "params": [*self.network.heads.parameters(), *self.network.marks.parameters()],
                    "lr": chosen.head_rate,
                    "peak": chosen.head_rate,
                },
            ],
            weight_decay=chosen.weight_decay,
            fused=True,
        )

    def rate(self, step: int) -> float:
        """Return the share of the peak learning rate at a step: linear up, then linear down to zero."""
        warm = max(1, round(self.recipe.optimiser.warmup * len(self.steps)))
        if step < warm:
            return (step + 1) / warm
        return max(0.0, (len(self.steps) - step) / max(1, len(self.steps) - warm))

    def forward(self, rows: list[Row], corpus: IntArray) -> dict[str, Tensor]:
        """Return the logits of every head for rows of those corpora."""
        batch = lay_out(self.special, rows)
        inputs = {name: torch.from_numpy(array) for name, array in batch.feed().items()}
        with torch.autocast("cpu", dtype=getattr(torch, self.recipe.dtype), enabled=self.recipe.dtype != "float32"):
            return {name: logits.float() for name, logits in self.network(inputs, torch.from_numpy(corpus)).items()}

    def loss(self, rows: IntArray) -> dict[str, Tensor]:
        """Return the weighted loss of one batch by label family."""
        found = self.forward([self.data.rows[i] for i in rows], self.corpus_ids[rows])
        comment = torch.from_numpy(self.data.labels["comment"][rows])
        weight = torch.from_numpy(self.data.weight[rows])
        losses = {
            "toxicity": binary_loss(found["toxicity"], comment[:, :-1], weight, self.positive[:-1]) / CELLS,
            **self._conspiracy(found, comment[:, -1:], weight, torch.from_numpy(self.experts[rows])),
            "spans": span_loss(found["spans"], self._marks(rows, found["spans"].shape[1])),
        }
        for view in STANCES:
            labels = torch.from_numpy(self.data.labels[view][rows])
            weights = torch.from_numpy(self.stance_weights[view][rows])
            losses[view] = choice_loss(found[view], labels, weights, self.recipe.losses.smoothing)
        families: dict[str, float] = {str(name): value for name, value in self.recipe.losses.families.items()}
        return {name: value * families.get(name, 1.0) for name, value in losses.items()}

    def _conspiracy(
        self, found: dict[str, Tensor], labels: Tensor, weight: Tensor, expert: Tensor
    ) -> dict[str, Tensor]:
        """Return the losses of conspiracy framing: each expert learns from its own rows, the gate whose they are."""
        if "experts" not in found:
            return {"conspiracy": binary_loss(found["conspiracy"], labels, weight, self.positive[-1:])}
        own = found["experts"].gather(1, expert.unsqueeze(1))
        missed = torch.nn.functional.cross_entropy(found["gate"], expert, reduction="none")
        return {
            "conspiracy": binary_loss(own, labels, weight, self.positive[-1:]),
            "gate": (missed * ~torch.isnan(labels[:, 0])).sum() / len(labels),
        }

    def _marks(self, rows: IntArray, width: int) -> Tensor:
        """Return the span labels of a batch (rows, width, labels), NaN where not judged."""
        marks = np.full((len(rows), width, len(SPAN_LABELS)), np.nan, dtype=np.float32)
        for place, row in enumerate(rows):
            told = self.data.marks[row]
            if told is not None:
                marks[place, 1 : 1 + len(told)] = told  # behind [CLS]
        return torch.from_numpy(marks)

    def run(
        self,
        folder: Path,
        report: Callable[[dict[str, Any]], None],
        *,
        resume: bool = False,
        watched: pl.DataFrame | None = None,
    ) -> None:
        """Train to the end of the plan, writing checkpoints, the final weights and `metrics.jsonl` into `folder`.

        Args:
            folder: Where to.
            report: Told of progress.
            resume: Go on from the checkpoint in `folder`, where there is one.
            watched: Example table whose validation rows are measured as the recipe's `watch` says; none where left out.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if resume and (folder / CHECKPOINT).is_file():
            self._restore(folder / CHECKPOINT)
        history = History(folder, self.step)
        watcher = self._watcher(watched)
        self.network.train()
        if self.step == 0:
            history.add(self._watch(watcher))
        began, seen = time.monotonic(), 0
        while self.step < len(self.steps):
            step = self.steps[self.step]
            self._update(step)
            seen += len(step)
            if self.step % 50 == 0 or self.step == len(self.steps):
                report(self._progress(seen / (time.monotonic() - began)))
            history.add([*self._mean_losses(), *self._watch(watcher)])
            if self.step % self.recipe.checkpoint_every == 0:
                self._save(folder / CHECKPOINT)
        if self.average.decay:
            self.average.apply(self.network)
        save_weights(self.network, folder / WEIGHTS)

    def _update(self, rows: IntArray) -> None:
        scale = self.rate(self.step)
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * scale
        self.optimiser.zero_grad(set_to_none=True)
        losses = self.loss(rows)
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.optimiser.clip)
        self.optimiser.step()
        self.losses.append({name: float(value.detach()) for name, value in losses.items()})
        self.step += 1
        if self.average.decay:
            self.average.update(self.network, self.step)

    def _watcher(self, examples: pl.DataFrame | None) -> Watcher | None:
        if examples is None or not self.recipe.watch.times:
            return None
        rows = sample(examples, self.recipe)
        return None if rows.is_empty() else Watcher(rows, self.recipe, self.tokenizer, self.network.shape.corpora)

    def _due(self, times: int) -> bool:
        """Say whether this step ends one of `times` equal parts of the stage."""
        return self.step * times // len(self.steps) > (self.step - 1) * times // len(self.steps)

    def _mean_losses(self) -> Iterator[Point]:
        """Yield each family's mean training loss since the point before, at a point."""
        times = self.recipe.watch.losses
        if self._due(times):
            parts = [step * times // len(self.steps) for step in range(self.step)]
            recent = self.losses[parts.index(parts[-1]) :]
            for name in recent[0]:
                value = round(float(np.mean([losses[name] for losses in recent])), 5)
                yield Point(self.step, len(self.steps), "train", "all", name, "loss", value, len(recent))

    def _watch(self, watcher: Watcher | None) -> list[Point]:
        """Measure on validation rows, with the averaged weights where there are some; leave everything as it was."""
        if watcher is None or not self._due(self.recipe.watch.times):
            return []
        own = {name: value.detach().clone() for name, value in self.network.named_parameters()}
        self.average.apply(self.network)
        self.network.eval()
        found = list(watcher.points(self.forward, self.step, len(self.steps)))
        self.network.train()
        with torch.no_grad():
            for name, value in self.network.named_parameters():
                value.copy_(own[name])
        return found

    def _progress(self, speed: float) -> dict[str, Any]:
        recent = self.losses[-200:]
        told = {f"loss_{name}": round(float(np.mean([x[name] for x in recent])), 4) for name in recent[0]}
        return {"step": self.step, "steps": len(self.steps), "examples_per_second": round(speed, 1), **told}

    def _save(self, path: Path) -> None:
        state = {
            "identity": self.identity,
            "step": self.step,
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": self.average.weights,
            "random": torch.get_rng_state(),
            "losses": self.losses,
        }
        partial = path.with_suffix(".part")
        torch.save(state, partial)
        partial.replace(path)

    def _restore(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        if state["identity"] != self.identity:
            raise RecipeError(
                "the checkpoint is of another recipe or other data",
                where=str(path),
                hint="Train without --resume, or into another folder.",
            )
        self.step = state["step"]
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.weights = state["average"]
        self.losses = [dict(losses) for losses in state["losses"]]
        torch.set_rng_state(state["random"])


def save_weights(network: Network, path: Path) -> None:
    """Write a network's weights and the sizes that rebuild it."""
    partial = path.with_suffix(".part")
    torch.save({"shape": asdict(network.shape), "weights": network.state_dict()}, partial)
    partial.replace(path)


def load_weights(network: Network, path: Path) -> None:
    """Put saved weights into `network`.

    Corpora the saved network did not know start from the mean offset of those it did, experts as its head of all
    corpora; a gate it did not have stays as it is.
    """
    saved = torch.load(path, weights_only=True)
    known = tuple(saved["shape"]["corpora"])
    weights = dict(saved["weights"])
    for name in HEADS:
        old = weights[f"heads.{name}.offset.weight"]
        rows = [old[known.index(corpus)] if corpus in known else old.mean(dim=0) for corpus in network.shape.corpora]
        weights[f"heads.{name}.offset.weight"] = torch.stack(rows)
    network.load_state_dict(_experts(network, saved["weights"]) | weights)


def _experts(network: Network, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights experts and gate start with where `weights` have none."""
    offset = weights["heads.conspiracy.offset.weight"].mean(dim=0)
    begun = {name: value for name, value in network.state_dict().items() if name.startswith(f"heads.{GATE}.")}
    for expert in network.shape.experts:
        for part in ("first.weight", "first.bias", "second.weight", "second.bias"):
            shift = offset if part == "second.bias" else 0.0
            begun[f"heads.{EXPERT}{expert}.{part}"] = weights[f"heads.conspiracy.{part}"] + shift
    return begun


def load_network(recipe: Recipe, weights: Path) -> tuple[Network, Any]:
    """Return the recipe's network with saved weights, and its tokenizer."""
    network, tokenizer = build_network(recipe, recipe.corpora())
    load_weights(network, weights)
    return network, tokenizer


def mix_weights(network: Network, first: Path, share: float) -> None:
    """Draw `network` back towards the saved weights it started from: first + share * (network - first).

    Half the way keeps most of what a short stage on few corpora learnt and loses less of the rest (Wortsman et al.
    2022, "Robust fine-tuning of zero-shot models").
    """
    tuned = {name: value.clone() for name, value in network.state_dict().items()}
    load_weights(network, first)
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                value.lerp_(tuned[name], share)


def write_log(path: Path, entry: dict[str, Any]) -> None:
    """Append one progress entry to a JSON-lines log."""
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")
