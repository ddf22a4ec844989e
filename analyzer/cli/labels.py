"""`analyzer labels`: what each label means and from where on it flags."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from analyzer.cli.options import Json, ModelPath

if TYPE_CHECKING:
    from analyzer.cli.render.bands import Bands


def labels(model: ModelPath = None, as_json: Json = False) -> None:
    """Explain each label and the model's operating points: from where on it flags, and how often rightly."""
    from analyzer.cli.console import output, print_json, print_lines
    from analyzer.cli.render.bands import load_bands
    from analyzer.cli.render.labels import explain

    bands = load_bands(model)
    if as_json:
        print_json(describe_labels(bands))
    else:
        console = output()
        print_lines(console, explain(bands, console.width))


def describe_labels(bands: Bands) -> dict[str, Any]:
    """Return every label with its operating points as one JSON object."""
    from analyzer.labels.operating import points_to_json
    from analyzer.labels.registry import LABELS

    return {
        "labels": [
            asdict(label) | {"column": label.column, "operating_points": points_to_json(bands.points.get(name, ()))}
            for name, label in LABELS.items()
        ]
    }
