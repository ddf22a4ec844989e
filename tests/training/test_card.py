from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from training.card import write_card

MANIFEST: dict[str, Any] = {
    "name": "made-up",
    "version": "3.1.4",
    "created": "2026-05-01T12:00:00Z",
    "encoder": "tiny-encoder",
    "suites": [
        {
            "suite": "olid",
            "metric": "macro-F1",
            "value": 0.7654,
            "low": 0.7012,
            "high": 0.8296,
            "n": 861,
            "how": "at x",
        },
        {"suite": "vast", "metric": "macro-F1", "value": 0.5, "low": 0.4, "high": 0.6, "n": 3006, "how": "a|b"},
    ],
    "operating_points": {
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
                "positives": 123,
            }
        ]
    },
    "data": [{"corpus": "olid", "train": 11916, "val": 1324, "test": 860, "licence": "CC BY 4.0", "source": "there"}],
    "training": {"seed": 17, "rows": 98765, "examples_sha256": "abc123"},
}


@pytest.fixture
def card(tmp_path: Path) -> str:
    write_card(MANIFEST, tmp_path / "CARD.md")
    return (tmp_path / "CARD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "# made-up 3.1.4",
        "| olid | macro-F1 | 0.765 | 0.701 to 0.830 | 861 | at x |",
        "| vast | macro-F1 | 0.500 | 0.400 to 0.600 | 3006 | a\\|b |",
        "| insult | default | 0.432 | 0.81 | 0.72 to 0.93 | 0.64 | 5.7 % | 123 | 4321 |",
        "| olid | 11916 | 1324 | 860 | CC BY 4.0 | there |",
        "- seed: 17",
        "- rows: 98765",
        "- examples sha256: abc123",
    ],
)
def test_every_figure_stands_on_its_line(card: str, line: str) -> None:
    assert line in card.splitlines()


def test_the_card_says_what_it_is_of(card: str) -> None:
    assert "`tiny-encoder`" in card
    assert "2026-05-01T12:00:00Z" in card
    assert [line for line in card.splitlines() if line.startswith("## ")] == [
        "## Measured",
        "## Operating points",
        "## Data",
        "## Training",
        "## Limits",
    ]


def test_every_table_is_whole(card: str) -> None:
    lines = card.splitlines()
    for rule in (i for i, line in enumerate(lines) if line.startswith("| ---")):
        columns = lines[rule].count("---")
        assert len(re.findall(r"(?<!\\)\|", lines[rule - 1])) == columns + 1
        assert len(re.findall(r"(?<!\\)\|", lines[rule + 1])) == columns + 1


def test_nothing_is_left_unfilled(card: str) -> None:
    assert not re.search(r"TODO|TBD|XXX|\bNone\b|\bnan\b|[{}]", card)


def test_the_packed_card_tells_the_packed_figures(tiny_bundle_path: Path) -> None:
    manifest = json.loads((tiny_bundle_path / "bundle.json").read_bytes())
    card = (tiny_bundle_path / "CARD.md").read_text(encoding="utf-8")
    assert manifest["suites"]
    for figure in manifest["suites"]:
        assert f"| {figure['suite']} | {figure['metric']} | {figure['value']:.3f} |" in card
    for label, points in manifest["operating_points"].items():
        for point in points:
            assert f"| {label} | {point['name']} | {point['threshold']:.3f} |" in card
    for corpus in manifest["data"]:
        assert f"| {corpus['corpus']} | {corpus['train']} | {corpus['val']} | {corpus['test']} |" in card
