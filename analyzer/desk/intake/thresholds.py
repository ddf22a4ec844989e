"""A run's operating points, as the desk uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analyzer.labels.operating import OperatingPoint, PointName, points_from_json
from analyzer.labels.registry import FLAG_LABELS

Points = Mapping[str, Sequence[OperatingPoint]]


def points_of(model: Mapping[str, Any]) -> dict[str, tuple[OperatingPoint, ...]]:
    """Return the operating points that run.json keeps of its model; none where the run predates them.

    Raises:
        ModelError: They are damaged.
    """
    kept = model.get("operating_points") or {}
    return {label: points_from_json(kept[label]) for label in FLAG_LABELS if kept.get(label)}


def threshold(points: Points, label: str, name: PointName) -> float | None:
    """Return the threshold of one point of a label, None where the model has no such point."""
    return next((point.threshold for point in points.get(label, ()) if point.name == name), None)
