"""A page to score, and a bundle that is all manifest: enough for the command line, nothing a model could load."""

from __future__ import annotations

import json
from pathlib import Path

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS
from analyzer.labels.registry import FLAG_LABELS

TABLE = """\
id,parent_id,author,text,title
1,,Ada,"Hello [red]there[/red], you idiot :smile:",The bridge
2,1,Bo,Why so rude?,The bridge
3,2,Cy,"They staged it \x1b[31m all",The bridge
4,9,Dee,I had the same thought.,The bridge
"""


def write_table(folder: Path) -> Path:
    """Write the page as a CSV file."""
    path = folder / "page.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def write_bundle(folder: Path) -> Path:
    """Write a bundle's manifest into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bundle.json").write_text(json.dumps(manifest()), encoding="utf-8")
    return folder


def manifest() -> dict[str, object]:
    """The manifest of a bundle that was never trained."""
    points = [_point("wide", 0.3), _point("default", 0.5), _point("sure", 0.9)]
    return {
        "format": 2,
        "name": "made-up",
        "version": "7",
        "created": "2026-05-01",
        "encoder": "tiny",
        "languages": ["en"],
        "layout": {"own": 8, "parent": 8, "target": 8},
        "decisions": {
            "parent": dict.fromkeys(STANCE_PARENT_LABELS, 1.0),
            "target": dict.fromkeys(STANCE_TARGET_LABELS, 1.0),
        },
        "operating_points": dict.fromkeys(FLAG_LABELS, points),
        "spans": {"toxicity": 0.5},
        "training": {"seed": 1},
        "data": [{"corpus": "made", "train": 1200, "val": 10, "test": 10, "licence": "CC0", "source": "none"}],
        "suites": [{"suite": "made test", "metric": "F1", "value": 0.5, "low": 0.4, "high": 0.6, "n": 10, "how": "x"}],
        "files": {"encoder.onnx": "0" * 64},
    }  # fmt: skip


def _point(name: str, threshold: float) -> dict[str, object]:
    measured = {"precision": 0.8, "precision_low": 0.7, "precision_high": 0.9, "recall": 0.6, "flag_rate": 0.02}
    return {"name": name, "threshold": threshold, **measured, "n": 1000, "positives": 50}
