"""Probabilities as bands: a word, a symbol and a colour, so that none of the three is needed to read the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from analyzer.cli.render.words import percent, phrase
from analyzer.labels.operating import BANDS, Band, BandName, OperatingPoint, band_of, points_from_json

_STYLES: dict[BandName, str] = {"sure": "bold red", "likely": "magenta", "possible": "yellow", "none": "dim"}


@dataclass(frozen=True)
class Bands:
    """What a model's operating points say of its probabilities.

    Attributes:
        points: Operating points per flagging label.
        languages: Languages the model was trained on.
    """

    points: Mapping[str, Sequence[OperatingPoint]]
    languages: tuple[str, ...]

    def band(self, label: str, probability: float) -> Band:
        """Return the band of a probability."""
        return BANDS[band_of(probability, self.points.get(label, ()))]

    def flag(self, label: str, probability: float) -> Text:
        """Return a flag in words: `!! insult, sure (94 %)`."""
        band = self.band(label, probability)
        return Text(f"{band.symbol} {phrase(label)}, {band.words} ({percent(probability)})", style=style_of(band))

    def default(self, label: str) -> OperatingPoint | None:
        """Return the point past which a label flags, None where the model has none."""
        return next((point for point in self.points.get(label, ()) if point.name == "default"), None)


def style_of(band: Band) -> str:
    """Return the style of a band, in colours every terminal theme defines for itself."""
    return _STYLES[band.name]


def load_bands(model: Path | None) -> Bands:
    """Read the operating points of a bundle's manifest.

    Raises:
        ModelError: There is no bundle, or its manifest is damaged.
    """
    from analyzer.models.bundle import default_path, read_manifest

    manifest = read_manifest(model or default_path())
    points = {label: points_from_json(entries) for label, entries in manifest.operating_points.items()}
    return Bands(points, tuple(manifest.languages))
