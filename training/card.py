"""The model card, generated from a bundle's manifest: nothing in it is typed by hand (Mitchell et al. 2019)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_USE = """\
Scores comments of English comment threads for toxicity (six labels), stance towards the parent comment, stance towards
the thread's target, and conspiracy framing. Made to sort what a person then reads; not made to remove comments or to
judge people unseen. Scores are calibrated on comments on news, politics and geopolitics, and less sure elsewhere.
"""
_POINTS = """\
## Operating points

Chosen on validation rows; precision and flag rate are those at the label's natural rate.
"""
_LIMITS = """\
- English only. Comments in other languages are scored but marked, and kept out of rollups by default.
- Part of the training labels are silver (annotated by a language model); see the data table.
- Sarcasm, coded language and in-group use of slurs are hard for a model of this size; words that name a group or a
  dialect can raise scores without cause.
- Rare labels rest on few positives: read the intervals, not the point values.
- Stance needs its context. Without a parent or a title there is no stance, and a wrong parent gives a wrong stance.
"""


def write_card(manifest: dict[str, Any], path: Path) -> None:
    """Write the card of a manifest as Markdown."""
    path.write_text("\n".join(_sections(manifest)), encoding="utf-8")


def _sections(manifest: dict[str, Any]) -> Iterator[str]:
    yield f"# {manifest['name']} {manifest['version']}\n"
    yield f"{_USE}\nBase encoder: `{manifest['encoder']}`. Made {manifest['created']}.\n"
    yield "## Measured\n\nOn rows the model never saw; intervals are 95 % percentile bootstraps.\n"
    yield _table(
        ("suite", "metric", "value", "interval", "n", "how"),
        [
            (f["suite"], f["metric"], f"{f['value']:.3f}", f"{f['low']:.3f} to {f['high']:.3f}", f["n"], f["how"])
            for f in manifest["suites"]
        ],
    )
    yield _POINTS
    yield _table(
        ("label", "point", "threshold", "precision", "interval", "recall", "flagged", "positives", "n"),
        [
            (
                label,
                p["name"],
                f"{p['threshold']:.3f}",
                f"{p['precision']:.2f}",
                f"{p['precision_low']:.2f} to {p['precision_high']:.2f}",
                f"{p['recall']:.2f}",
                f"{100 * p['flag_rate']:.1f} %",
                p["positives"],
                p["n"],
            )
            for label, points in manifest["operating_points"].items()
            for p in points
        ],
    )
    yield "## Data\n"
    yield _table(
        ("corpus", "train", "val", "test", "licence", "source"),
        [(d["corpus"], d["train"], d["val"], d["test"], d["licence"], d["source"]) for d in manifest["data"]],
    )
    facts = "\n".join(f"- {key.replace('_', ' ')}: {value}" for key, value in manifest["training"].items())
    yield f"## Training\n\n{facts}\n"
    yield f"## Limits\n\n{_LIMITS}"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"
