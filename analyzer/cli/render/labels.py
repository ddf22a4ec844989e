"""The labels in words: meaning, an example either way, rulings, operating points."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

from analyzer.cli.render.bands import Bands, style_of
from analyzer.cli.render.words import folded, percent, phrase
from analyzer.labels.label import Label
from analyzer.labels.operating import BANDS, OperatingPoint
from analyzer.labels.registry import LABELS

_TITLES = {
    "toxicity": "Toxicity: each judged by itself",
    "stance_parent": "Stance towards the parent comment: one of four",
    "stance_target": "Stance towards the thread's claim: one of three",
    "conspiracy": "Conspiracy framing",
}


def explain(bands: Bands, width: int) -> Iterator[Text]:
    """Yield every label, family by family, with what the model's operating points mean."""
    for family, members in groupby(LABELS.values(), key=lambda label: label.family):
        yield Text(_TITLES[family], style="bold underline")
        yield Text()
        for label in members:
            yield from _label(label, bands, width)
            yield Text()
    yield from folded(
        "A comment is flagged from “likely” on. “Possible” is the wider net for a search by hand; it flags nothing.",
        width,
        "",
    )


def _label(label: Label, bands: Bands, width: int) -> Iterator[Text]:
    yield Text(phrase(label.name), style="bold")
    yield from folded(label.meaning, width, "  ")
    yield from folded(f"yes: “{label.example_yes}”", width, "  ")
    yield from folded(f"no:  “{label.example_no}”", width, "  ")
    for ruling in label.rulings:
        for line in folded(ruling, width, "  "):
            line.stylize("dim")
            yield line
    for band in BANDS.values():
        point = next((point for point in bands.points.get(label.name, ()) if point.name == band.point), None)
        if point is not None:
            yield Text.assemble(
                "  ", (f"{band.symbol} {band.words}", style_of(band)), f" from {percent(point.threshold)} on"
            )
            yield from folded(_measured(point), width, "     ")


def _measured(point: OperatingPoint) -> str:
    found, share = percent(point.recall), percent(point.flag_rate)
    return f"{point.meaning}; it finds {found} of what there is and marks {share} of all comments"
