"""Measure scoring speed against the transformers text-classification pipeline, in one process run.

    python benchmarks/scoring.py [--texts comments.jsonl] [--write]

Both sides score the same comments for toxicity and conspiracy (seven logits). The pipeline runs the same architecture
in float32 (the encoder the bundle was trained from, with a seven-way head), one comment at a time, in batches of 8, 32
and 64; its best counts. They take turns on slices of 200 comments, for on a machine shared with others the same work
takes up to twice as long from one minute to the next; what is told is all comments over all seconds. Then all label
families are scored with parents and titles, as `analyzer score` does: once all comments, once as many of them, in their
order, as have 40 tokens in the mean (`chosen_at`; a comment that would move the mean away from 40 is left out). Texts
are JSON lines with `text` and, for the second part, `parent` and `title` where they have them; without `--texts` the
contrast sets that ship with the training code stand in.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

RESULTS = Path(__file__).parent / "results" / "scoring.json"
Row = dict[str, str | None]
#: Mean tokens of a comment at which the speed of all label families is told.
MEAN = 40
#: Comments a side scores before the other has its turn.
SLICE = 200


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, help="JSON lines with text, parent, title")
    parser.add_argument("--limit", type=int, default=2000)
    parser.add_argument("--model", type=Path, help="bundle folder; the shipped one where left out")
    parser.add_argument("--write", action="store_true", help=f"keep the result in {RESULTS.name}")
    chosen = parser.parse_args()
    rows = read_rows(chosen.texts)[: chosen.limit] if chosen.texts else contrast_rows()[: chosen.limit]
    scorer = loaded(chosen.model)
    speeds = beside(scorer, [str(row["text"]) for row in rows])
    best = max(speed for name, speed in speeds.items() if name.startswith("pipeline"))
    times = round(speeds["analyzer_comment"] / best, 2)
    speeds = speeds | {"pipeline_best": best} | families(scorer, rows)
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    result = {"machine": machine, "comments": len(rows), **speeds, "times_pipeline": times}
    print(json.dumps(result, indent=1))
    if chosen.write:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def contrast_rows() -> list[Row]:
    """Return the comments of the contrast sets as rows."""
    sets = read_rows(Path(__file__).parents[1] / "training" / "data" / "contrast.jsonl")
    parts = ("pos", "neg_critical", "neg_other")
    return [{"text": row[part], "parent": row["parent"], "title": row["topic"]} for row in sets for part in parts]


def timed(work: Callable[[], Any], count: int) -> float:
    """Return how many of `count` comments `work` does a second."""
    began = time.perf_counter()
    work()
    return round(count / (time.perf_counter() - began), 1)


def chosen_at(lengths: list[int], mean: int) -> list[int]:
    """Return the places, in order, of lengths whose mean is about `mean`: each that does not lead further away."""
    kept, off = [], 0
    for place, length in enumerate(lengths):
        if (length - mean) * off <= 0:
            kept.append(place)
            off += length - mean
    return kept


def loaded(model: Path | None) -> Any:
    """Return the shipped runtime on a bundle, warmed up."""
    from analyzer.models.bundle import load_bundle
    from analyzer.models.scorer import Scorer

    scorer = Scorer(load_bundle(model))
    scorer.comment(scorer.tokens(["a comment of a few words to begin with"] * 64))
    return scorer


def beside(scorer: Any, texts: list[str]) -> dict[str, float]:
    """Return comments a second, text to probabilities, of our side and of the pipeline at each batch size."""
    classify = pipeline_of()
    sides: dict[str, Callable[[list[str]], Any]] = {
        "analyzer_comment": lambda some: scorer.comment(scorer.tokens(some))
    }
    for size in (1, 8, 32, 64):
        sides[f"pipeline_batch_{size}"] = partial(classify, batch_size=size, truncation=True, max_length=160)
    seconds = dict.fromkeys(sides, 0.0)
    for start in range(0, len(texts), SLICE):
        for name, work in sides.items():
            time.sleep(0.3)  # threads of the side before may spin on for a moment
            began = time.perf_counter()
            work(texts[start : start + SLICE])
            seconds[name] += time.perf_counter() - began
    return {name: round(len(texts) / spent, 1) for name, spent in seconds.items()}


def families(scorer: Any, rows: list[Row]) -> dict[str, Any]:
    """Measure our side on all label families, and tell how long the comments are."""

    def judge(shown: list[Row]) -> None:
        parents = [row.get("parent") or row.get("title") for row in shown]
        targets = [row.get("title") or "the article" for row in shown]
        own = scorer.tokens([str(row["text"]) for row in shown])
        scorer.judge(own, scorer.context_tokens(parents), scorer.context_tokens(targets))

    tokens = [len(ids) for ids in scorer.tokens([str(row["text"]) for row in rows])]
    kept = chosen_at(tokens, MEAN)
    subset = [rows[i] for i in kept]
    return {
        "mean_tokens": round(sum(tokens) / len(tokens), 1),
        "analyzer_all_families": timed(lambda: judge(rows), len(rows)),
        f"at_{MEAN}_tokens": {
            "comments": len(kept),
            "mean_tokens": round(sum(tokens[i] for i in kept) / len(kept), 1),
            "analyzer_all_families": timed(lambda: judge(subset), len(subset)),
        },
    }


def pipeline_of() -> Any:
    """Return the transformers pipeline, warmed up."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

    from training.model import packaged_minilm

    place = packaged_minilm()
    model = AutoModelForSequenceClassification.from_pretrained(place, num_labels=7)
    classify: Any = pipeline(
        "text-classification", model=model, tokenizer=AutoTokenizer.from_pretrained(place), device="cpu", top_k=None
    )
    classify(["a comment of a few words to begin with"] * 16, truncation=True, max_length=160)
    return classify


if __name__ == "__main__":
    main()
