from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from analyzer.models.scorer import Scorer
from tests import tiny
from training import metrics
from training.card import card
from training.evaluate import Measurement, named_suites
from training.examples import as_examples
from training.report import Plan, Report, build_report, markdown, read_report, write_report
from training.report.charts import confusion, overview, precision_recall, reliability, svg
from training.report.page import page
from training.report.pictures import wilson
from training.report.record import (
    AgainstRecord,
    BinRecord,
    BundleRecord,
    ComparisonRecord,
    ConfusionRecord,
    CurveRecord,
    FigureRecord,
    ReliabilityRecord,
    ReportError,
    SliceRecord,
    SuiteRecord,
)
from training.report.slices import CUTS, slices_of
from training.suites import Reading, Suite

BUNDLE = BundleRecord(
    name="made-up",
    version="3.1.4",
    hash="0123456789abcdef",
    created="2026-05-01T12:00:00Z",
    encoder="tiny-encoder",
    languages=["en"],
    operating_points={
        "insult": [
            {
                "name": "default",
                "threshold": 0.4321,
                "precision": 0.81,
                "precision_low": 0.72,
                "precision_high": 0.93,
                "recall": 0.64,
                "flag_rate": 0.0567,
                "n": 4321,
                "positives": 23,
            }
        ]
    },
    training={"seed": 17},
    data=[{"corpus": "house", "train": 10, "val": 2, "test": 3, "licence": "annotations: ours", "source": "here"}],
)
LOSS = "WORSE than parent on olid: <b>macro-F1</b>"
REPORT = Report(
    made="2026-05-02T12:00:00Z",
    bundle=BUNDLE,
    suites=[
        SuiteRecord(name="olid", about="Tweets.", rows=860),
        SuiteRecord(name="vast", about="News.", rows=0, skipped="no rows"),
    ],
    figures=[
        FigureRecord(
            suite="olid", metric="macro-F1", value=0.7654, low=0.7012, high=0.8296, n=861, how="a|b", headline=True
        ),
        FigureRecord(
            suite="natural-house", metric="toxicity precision", value=0.4, low=0.3, high=0.5, n=200, how="5 flagged"
        ),
    ],
    against=[
        AgainstRecord(
            name="parent",
            kind="bundle",
            comparisons=[
                ComparisonRecord(
                    suite="olid",
                    metric="macro-F1",
                    first=0.7654,
                    second=0.8,
                    difference=-0.0346,
                    low=-0.06,
                    high=-0.01,
                    p=0.004,
                    mcnemar=None,
                    n=861,
                    better="up",
                    headline=True,
                    verdict="worse",
                )
            ],
            warnings=[LOSS],
        ),
        AgainstRecord(name="floor", kind="floor", comparisons=[], warnings=["WORSE than floor"]),
    ],
    slices=[
        SliceRecord(
            suite="olid", metric="macro-F1", by="length", slice="up to 10 words", value=0.5, low=0.4, high=0.6, n=100
        ),
        SliceRecord(
            suite="identity", metric="BPSN AUC", by="identity term", slice="blue", value=0.7, low=0.6, high=0.8, n=96
        ),
    ],
    curves=[
        CurveRecord(
            suite="olid",
            label="toxicity",
            positives=2,
            n=4,
            recall=[1, 0.5, 0],
            precision=[0.5, 1, 1],
            default=(0.5, 1),
        )
    ],
    reliability=[
        ReliabilityRecord(
            suite="olid", label="toxicity", n=4, bins=[BinRecord(said=0.2, was=0.25, low=0.1, high=0.5, n=4)]
        )
    ],
    confusion=[ConfusionRecord(suite="olid", classes=["no", "yes"], counts=[[3, 1], [0, 2]])],
)


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_report(REPORT, tmp_path / "new" / "folder")
    assert read_report(tmp_path / "new" / "folder" / "report.json") == REPORT


@pytest.mark.parametrize("content", [None, "{", '{"format": 2}', "[]"])
def test_what_is_no_report_is_refused_by_name(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "report.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ReportError, match=r"report\.json"):
        read_report(file)


def test_losses_stand_first_and_floors_are_no_parents() -> None:
    assert REPORT.warnings == [LOSS]
    text, html = markdown(REPORT), page(REPORT)
    assert text.index("Worse than before") < text.index("## Figures")
    assert html.index("Worse than before") < html.index('id="figures"')
    assert "WORSE than floor" not in html.split('id="figures"')[0]


def test_the_page_escapes_what_it_is_told_and_fetches_nothing() -> None:
    html = page(REPORT)
    assert "&lt;b&gt;macro-F1&lt;/b&gt;" in html
    assert "<b>" not in html
    assert "<script" not in html
    assert "http" not in html.replace("http://www.w3.org/", "")
    assert html.count("<svg") == 4


@pytest.mark.parametrize(
    "line",
    [
        "| olid | ▸ macro-F1 | 0.765 | 0.701 to 0.830 | 861 | a\\|b |",
        "| olid | ▸ macro-F1 | 0.765 | 0.800 | -0.035 | -0.060 to -0.010 | 0.004 | – | 861 | WORSE |",
        "| olid | macro-F1 | up to 10 words | 0.500 | 0.400 to 0.600 | 100 |",
        "| no | 3 | 1 |",
        "| vast | News. | – | no rows |",
    ],
)
def test_every_fact_stands_on_its_line(line: str) -> None:
    assert line in markdown(REPORT).splitlines()


def test_charts_are_drawn_without_a_network() -> None:
    for chart in (
        overview(REPORT),
        precision_recall(REPORT.curves),
        reliability(REPORT.reliability),
        confusion(REPORT.confusion[0]),
    ):
        assert svg(chart).startswith("<svg")


def test_the_card_says_what_the_report_shows_and_nothing_else() -> None:
    told = card(REPORT)
    assert "Weaker on a part: olid, macro-F1, length “up to 10 words”: 0.500" in told
    assert "Words that name a group change scores most for: blue (BPSN AUC 0.700)" in told
    assert "rest on fewer than 50 positives: insult (23)" in told
    assert "natural-house) 40 % of toxicity flags were right" in told
    assert "never flagged: toxicity, severe_toxicity" in told
    assert "Labels of house are silver" in told
    bare = card(REPORT.model_copy(update={"slices": [], "figures": [], "against": []}))
    assert "Weaker" not in bare
    assert "natural rates (" not in bare


def test_wilson_by_hand() -> None:
    # 2 of 4: (0.5 ± 1.96 sqrt(1/16 + 3.8416/64)) / (1 + 3.8416/4), see Wilson 1927.
    assert wilson(0.5, 4) == pytest.approx((0.15, 0.85), abs=0.001)
    assert wilson(0.0, 10)[0] == 0
    assert wilson(1.0, 10)[1] == 1


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return as_examples(pl.DataFrame([{"corpus": "house", "split": "test", **row} for row in rows]))


@pytest.mark.parametrize(
    ("cut", "row", "part"),
    [
        ("length", {"text": "one two"}, "up to 10 words"),
        ("length", {"text": "w " * 30}, "26 to 60 words"),
        ("source", {"id": "4forums/random/7"}, "4forums"),
        ("source", {"id": "a/b/c", "corpus": "vast"}, "vast"),
        ("depth", {"id": "t/9@2"}, "depth 2"),
        ("depth", {"id": "t/9@7"}, "depth 3 and more"),
        ("depth", {"id": "t/9"}, None),
        ("parent", {"parent": "p"}, "has a parent"),
        ("identity terms", {"text": "Two Muslims said so"}, "mentions religion"),
        ("identity terms", {"text": "Two mice said so"}, "no identity term"),
    ],
)
def test_rows_are_parted(cut: str, row: dict[str, Any], part: str | None) -> None:
    (found,) = [c.part(frame({"id": "x", "text": "x", **row})) for c in CUTS if c.name == cut]
    assert found.to_list() == [part]


def test_a_slice_is_the_metric_on_its_rows_and_small_ones_are_left_out() -> None:
    rows = frame(*({"id": str(i), "text": "word " * (3 if i < 50 else 20 if i < 90 else 100)} for i in range(100)))
    gold = (np.arange(100) % 2).astype(np.float64)
    scores = np.where(np.arange(100) < 50, gold, 1 - gold).astype(np.float64)
    reading = Reading("accuracy", metrics.accuracy, gold, scores, "", frame=rows, headline=True)
    suite = Suite("s", "house", "comment", lambda _: iter(()), "")
    found = {(s.by, s.slice): (s.value, s.n) for s in slices_of(Measurement(suite, (reading,)))}
    assert found == {("length", "up to 10 words"): (1.0, 50), ("length", "11 to 25 words"): (0.0, 40)}


def test_a_slice_without_positives_says_nothing_of_a_binary_label() -> None:
    rows = frame(*({"id": str(i), "text": "word " * (3 if i < 50 else 20)} for i in range(100)))
    gold = np.where(np.arange(100) < 50, np.arange(100) % 2.0, 0.0).astype(np.float64)
    reading = Reading("F1", metrics.f1, gold, gold, "", frame=rows, headline=True)
    suite = Suite("s", "house", "comment", lambda _: iter(()), "")
    assert [s.slice for s in slices_of(Measurement(suite, (reading,)))] == ["up to 10 words"]


def test_a_bundle_is_built_into_a_whole_report(tiny_bundle: Any, tmp_path: Path) -> None:
    suites = named_suites(["semeval2016", "contrast"])
    plan = Plan(tiny.examples(), suites, skipped={"contrast": "left out"}, cache=tmp_path / "cache", sha256="abc")
    scorer = Scorer(tiny_bundle)
    report = build_report(scorer, plan, [scorer])
    assert {f.suite for f in report.figures} == {"semeval2016", "spans-toxic_spans"}  # the latter kept by the manifest
    assert [s.skipped for s in report.suites] == [None, "left out"]
    assert [a.kind for a in report.against] == ["bundle", "floor"]
    assert all(c.difference == 0 for c in report.against[0].comparisons)
    assert sum(map(sum, report.confusion[0].counts)) == 6
    assert report.bundle.hash == tiny_bundle.hash
    assert list((tmp_path / "cache").glob("*.npz"))
    json.loads(report.model_dump_json())
