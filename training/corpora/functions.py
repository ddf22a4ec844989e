"""Sentences of the project's own in which a word alone does not decide: groups named, insults denied."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import yaml

from training.corpora.build import build
from training.corpora.corpus import Corpus
from training.corpora.splits import every


def fill(sentence: str, slot: str, word: str) -> str:
    """Put a word into its slot; `a` becomes `an` where the word wants it, and the sentence begins with a capital.

    Example:
        `fill("I married a {group} woman.", "group", "Indian")` is `"I married an Indian woman."`.
    """
    mark = "{" + slot + "}"
    if word[0].lower() in "aeiou" and not word.lower().startswith("ukr"):
        sentence = sentence.replace(f" a {mark}", f" an {mark}").replace(f"A {mark}", f"An {mark}")
    text = sentence.replace(mark, word)
    return text[0].upper() + text[1:]


def read(path: Path) -> pl.DataFrame:
    """Read `functions.yaml`: every sentence with every word of its slot; every fifth sentence is test, no val."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return build(
        "functions",
        (
            {
                "id": f"{kind}/{number}/{word}",
                "group": f"functions/{kind}/{number}",
                "split": every(number),
                "text": fill(sentence, told["slot"], word),
                "target": word,
                **{label: float(value) for label, value in told["labels"].items()},
            }
            for kind, told in content["kinds"].items()
            for number, sentence in enumerate(told["sentences"])
            for word in content["words"][told["slot"]]
        ),
    )


CORPUS = Corpus(
    name="functions",
    path="functions.yaml",
    licence="Apache-2.0, the project's own text",
    source="this project (synthetic)",
    families=("toxicity",),
    mapping="harmless and denied sentences are 0 in all six labels; attacks are toxicity and identity_attack, insults "
    "toxicity and insult. The word filled in is the target.",
    traps="Templates: a few sentences many times over. Few passes, and measured on held-out sentences only.",
    read=read,
    shipped="functions.yaml",
)
