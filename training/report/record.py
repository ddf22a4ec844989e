"""The report as data: what `report.json` holds. Markdown, HTML and the model card are written from this alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analyzer.errors import AnalyzerError, ExitCode

FORMAT: Literal[1] = 1


class ReportError(AnalyzerError):
    """A report that cannot be read."""

    exit_code = ExitCode.BAD_INPUT


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BundleRecord(_Record):
    """Whom the report is about, as the bundle's manifest says."""

    name: str
    version: str
    hash: str = Field(description="identity of the bundle: SHA-256 over the hashes of its files")
    created: str
    encoder: str
    languages: list[str]
    operating_points: dict[str, list[dict[str, Any]]]
    training: dict[str, Any]
    data: list[dict[str, Any]]

    @property
    def title(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"


class SuiteRecord(_Record):
    """A suite that was run, or why it was not."""

    name: str
    about: str
    rows: int = Field(description="rows of the largest figure; 0 where the suite was not run")
    skipped: str | None = Field(None, description="why it was not run")


class FigureRecord(_Record):
    """One measured number; null intervals where a bootstrap has no value."""

    suite: str
    metric: str
    value: float
    low: float | None
    high: float | None
    n: int
    how: str
    better: Literal["up", "down", "none"] = "up"
    headline: bool = False


class ComparisonRecord(_Record):
    """One figure of this bundle against the same figure of another judge, on the same rows."""

    suite: str
    metric: str
    first: float
    second: float
    difference: float
    low: float | None
    high: float | None
    p: float
    mcnemar: float | None
    n: int
    better: Literal["up", "down", "none"]
    headline: bool
    verdict: str


class AgainstRecord(_Record):
    """Everything measured against one other judge."""

    name: str
    kind: Literal["bundle", "floor"]
    comparisons: list[ComparisonRecord]
    warnings: list[str] = Field(description="losses that are shown, one sentence each")


class SliceRecord(_Record):
    """A figure on a part of the rows."""

    suite: str
    metric: str
    by: str = Field(description="what the rows are parted by: length, source, depth, identity term")
    slice: str
    value: float
    low: float | None
    high: float | None
    n: int


class CurveRecord(_Record):
    """A precision-recall curve of one binary label, thinned to at most 200 points."""

    suite: str
    label: str
    positives: int
    n: int
    recall: list[float]
    precision: list[float]
    default: tuple[float, float] | None = Field(None, description="(recall, precision) at the default point")


class BinRecord(_Record):
    """One bin of a reliability diagram."""

    said: float = Field(description="mean probability")
    was: float = Field(description="share that carries the label")
    low: float = Field(description="lower end of the share's 95 % Wilson interval")
    high: float
    n: int


class ReliabilityRecord(_Record):
    """A reliability diagram of one label (bins of equally many rows)."""

    suite: str
    label: str
    n: int
    bins: list[BinRecord]


class ConfusionRecord(_Record):
    """Counts of true (rows) against decided (columns) classes."""

    suite: str
    classes: list[str]
    counts: list[list[int]]


class Report(_Record):
    """All that was measured of one bundle."""

    format: Literal[1] = FORMAT
    made: str
    bundle: BundleRecord
    examples_sha256: str | None = None
    suites: list[SuiteRecord] = []
    figures: list[FigureRecord] = []
    against: list[AgainstRecord] = []
    slices: list[SliceRecord] = []
    curves: list[CurveRecord] = []
    reliability: list[ReliabilityRecord] = []
    confusion: list[ConfusionRecord] = []

    @property
    def warnings(self) -> list[str]:
        """Losses against other bundles; a floor is no parent."""
        return [told for other in self.against if other.kind == "bundle" for told in other.warnings]


def read_report(path: Path) -> Report:
    """Read a `report.json`.

    Raises:
        ReportError: It is missing, or not a report of this format.
    """
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReportError("cannot read the report", where=str(path), hint=str(error.strerror)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        hint = "Write it again with analyzer-train evaluate."
        raise ReportError(f"not a report: {place}: {first['msg']}", where=str(path), hint=hint) from error
