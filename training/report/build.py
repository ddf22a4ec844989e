"""From benches to a report: the suites run, everything put into records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from analyzer.models.bundle import Bundle
from analyzer.models.scorer import Scorer
from training.evaluate import Measurement, measure
from training.floor import floor_of
from training.judges import BundleJudge
from training.report.figures import against_record, figure_records
from training.report.pictures import confusion_of, curves_of, reliability_of
from training.report.record import AgainstRecord, BundleRecord, FigureRecord, Report, SuiteRecord
from training.report.slices import slices_of
from training.suites import SUITES, Bench, Suite

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to measure, and on what.

    Attributes:
        examples: Example table with train, val and test rows.
        suites: The suites to run.
        pool: Unlabelled comments as they come.
        skipped: Suite → why it cannot be run.
        floors: Whether floors are fitted and put beside.
        cache: Folder that keeps what floors said; None keeps nothing.
        sha256: Hash of the example table, for the record.
    """

    examples: pl.DataFrame
    suites: Sequence[Suite] = SUITES
    pool: Sequence[str] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    floors: bool = True
    cache: Path | None = None
    sha256: str | None = None


def build_report(scorer: Scorer, plan: Plan, against: Sequence[Scorer] = (), tell: Tell = lambda _: None) -> Report:
    """Measure a bundle, compare it with others on the same rows, and return the report.

    Args:
        scorer: The bundle in question.
        plan: What to measure.
        against: Bundles to hold it against.
        tell: Told what is being done.
    """
    bench = Bench(BundleJudge(scorer), plan.examples, plan.pool)
    suites = [suite for suite in plan.suites if suite.name not in plan.skipped]
    found = measure(bench, suites, lambda name: tell(f"measuring {name}"))
    others = [_rival(found, other, plan, suites, tell) for other in against]
    if plan.floors:
        others += _floors(found, plan, tell)
    drawn = [m.suite for m in found]
    tell("drawing")
    return Report(
        made=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        bundle=bundle_record(scorer.bundle),
        examples_sha256=plan.sha256,
        suites=_suites(plan, found),
        figures=[*kept_figures(scorer.bundle, found), *figure_records(found)],
        against=others,
        slices=[record for m in found for record in slices_of(m)],
        curves=[record for suite in drawn for record in curves_of(bench, suite)],
        reliability=[record for suite in drawn for record in reliability_of(bench, suite)],
        confusion=[record for suite in drawn if (record := confusion_of(bench, suite)) is not None],
    )


def _rival(
    found: Sequence[Measurement], rival: Scorer, plan: Plan, suites: Sequence[Suite], tell: Tell
) -> AgainstRecord:
    judge = BundleJudge(rival)
    tell(f"measuring {judge.name}")
    theirs = measure(Bench(judge, plan.examples, plan.pool), suites)
    return against_record(judge.name, "bundle", found, theirs)


def _floors(found: Sequence[Measurement], plan: Plan, tell: Tell) -> list[AgainstRecord]:
    """Run every suite that has a floor with the floor as its judge."""
    theirs = [m for one in found for m in _floor(one.suite, plan, tell)]
    return [against_record("TF-IDF floor", "floor", found, theirs)] if theirs else []


def _floor(suite: Suite, plan: Plan, tell: Tell) -> Iterator[Measurement]:
    judge = floor_of(plan.examples, suite.corpus, suite.view, plan.cache) if suite.floor and suite.corpus else None
    if judge is not None:
        tell(f"fitting the floor of {suite.name}")
        yield from measure(Bench(judge, plan.examples), [suite])


def bundle_record(bundle: Bundle) -> BundleRecord:
    """Return what a report says of a bundle itself."""
    manifest = bundle.manifest
    return BundleRecord(
        name=manifest.name,
        version=manifest.version,
        hash=bundle.hash,
        created=manifest.created,
        encoder=manifest.encoder,
        languages=manifest.languages,
        operating_points=manifest.operating_points,
        training=manifest.training,
        data=manifest.data,
    )


def kept_figures(bundle: Bundle, found: Sequence[Measurement]) -> list[FigureRecord]:
    """Return the figures that training alone could measure (by folds) and the manifest keeps."""
    ours = {suite.name for suite in SUITES} | {m.suite.name for m in found}
    return [FigureRecord(**figure) for figure in bundle.manifest.suites if figure["suite"] not in ours]


def _suites(plan: Plan, found: Sequence[Measurement]) -> list[SuiteRecord]:
    rows = {m.suite.name: max(len(r.gold) for r in m.readings) for m in found}
    return [
        SuiteRecord(
            name=suite.name,
            about=suite.about,
            rows=rows.get(suite.name, 0),
            skipped=plan.skipped.get(suite.name, None if suite.name in rows else "no test rows for it here"),
        )
        for suite in plan.suites
    ]
