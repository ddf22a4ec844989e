"""What a run folder says of its run: the recipe as it was used, and which data it was trained on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from training.dedup import LeakReport
from training.readers import Account
from training.recipe import Part

CONFIG, DATA = "config.yaml", "data.json"


def write_record(
    folder: Path, settings: Part, examples: pl.DataFrame, leaks: LeakReport, accounts: Sequence[Account] = ()
) -> None:
    """Write `config.yaml` (the recipe or the tuning, defaults and your own rows' passes filled in) and `data.json`.

    `data.json` has rows and a SHA-256 per corpus and split, after leaks were taken out; what was taken out; and what
    became of the rows of each of the user's files. Equal data gives equal hashes on every machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_dump(json.loads(settings.model_dump_json()), sort_keys=False, allow_unicode=True)
    (folder / CONFIG).write_text(config, encoding="utf-8")
    told = {"corpora": corpus_hashes(examples), "leaks": asdict(leaks), "data": [asdict(a) for a in accounts]}
    (folder / DATA).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def corpus_hashes(examples: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return corpus → split → its rows and their SHA-256."""
    found: dict[str, dict[str, Any]] = {}
    for (corpus, split), rows in examples.sort("corpus", "split", maintain_order=True).group_by(
        "corpus", "split", maintain_order=True
    ):
        told = {"rows": rows.height, "sha256": hashlib.sha256(rows.drop("spans").write_csv().encode()).hexdigest()}
        found.setdefault(str(corpus), {})[str(split)] = told
    return found
