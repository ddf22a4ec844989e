"""What a stage's losses and validation metrics were, step by step: one JSON object a line, whole after any kill."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

METRICS = "metrics.jsonl"


@dataclass(frozen=True)
class Point:
    """One number at one step.

    Attributes:
        step: Batches trained on so far.
        steps: Batches of the whole stage.
        split: `train` (mean since the point before) or `val`.
        corpus: Whose rows; `all` for all of them.
        family: Label family.
        metric: `loss`, or how right the network is.
        value: The number.
        n: Rows it is of; batches for `train`.
    """

    step: int
    steps: int
    split: str
    corpus: str
    family: str
    metric: str
    value: float
    n: int


class History:
    """The file `metrics.jsonl` of a stage's folder."""

    def __init__(self, folder: Path, step: int) -> None:
        """Keep what is told up to `step`, where the run goes on from; nothing where it begins anew (step 0)."""
        self._path = folder / METRICS
        kept = [point for point in read_points(self._path) if point.step <= step] if step else []
        partial = self._path.with_suffix(".part")
        partial.write_text(_lines(kept), encoding="utf-8")
        partial.replace(self._path)

    def add(self, points: Iterable[Point]) -> None:
        """Append points; it is called at every step, and most have none."""
        if not (lines := _lines(points)):
            return
        with self._path.open("a", encoding="utf-8") as file:
            file.write(lines)


def _lines(points: Iterable[Point]) -> str:
    return "".join(json.dumps(asdict(point)) + "\n" for point in points)


def read_points(path: Path) -> list[Point]:
    """Return the points of a file, none where there is no file; a last line that a kill cut short is left out."""
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]  # behind the last line break stands nothing, or a stump
    return [Point(**json.loads(line)) for line in lines]
