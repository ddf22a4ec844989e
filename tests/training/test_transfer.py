from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from training.corpora import by_name
from training.evaluate import EvaluationError
from training.transfer import ALL, HELD, LABELS, OTHERS, gather, matrix, tables, write_matrix


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """MediaEval with words that give the label away; the contrast sets ship."""
    path = tmp_path / by_name("mediaeval2020").path
    path.parent.mkdir(parents=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("ID", "Text", "Label"))
        for i in range(300):
            plot = "they secretly planned the towers" if i % 3 == 0 else "the towers open on monday"
            rows.writerow((i, f"{plot} {i} {'abcdefghij'[i % 10] * 3} {i * 7}", 1 if i % 3 == 0 else 3))
    return tmp_path


def test_the_matrix_has_every_pair_and_every_corpus_left_out(root: Path) -> None:
    found = matrix(root, ["conspiracy"], most=200)
    told = found["labels"]["conspiracy"]
    cells = told["methods"]["tfidf"]
    names = ["house_contrast", "mediaeval2020"]
    assert sorted(told["held_out"]) == names
    assert sorted(cells) == sorted([*names, ALL, OTHERS])
    assert all(sorted(line) == names for line in cells.values())
    own = cells["mediaeval2020"]["mediaeval2020"]
    assert own["auc"] == pytest.approx(1.0)
    assert own["n"] == told["held_out"]["mediaeval2020"]["n"]
    # With two corpora, leaving one out is training on the other.
    assert cells[OTHERS]["mediaeval2020"] == cells["house_contrast"]["mediaeval2020"]
    ((title, table),) = tables(found)
    assert title.startswith("conspiracy, tfidf")
    assert len(table.rows) == 4
    write_matrix(found, root / "matrix.json")
    assert json.loads((root / "matrix.json").read_bytes()) == found
    written = (root / "matrix.md").read_text(encoding="utf-8")
    assert title in written
    assert "| all others |" in written


def test_corpora_without_a_test_part_get_one_by_group(root: Path) -> None:
    rows = gather(root, "conspiracy").filter(pl.col("corpus") == "house_contrast")
    share = (rows["split"] == "test").mean()
    assert isinstance(share, float)
    assert abs(share - HELD) < 0.08
    assert rows.group_by("group").agg(pl.col("split").n_unique())["split"].max() == 1


def test_what_has_no_matrix_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="conspiracy"):
        matrix(tmp_path, ["anger"])
    with pytest.raises(EvaluationError, match="two corpora"):
        matrix(tmp_path, ["conspiracy"])


def test_labels_are_of_corpora_there_are() -> None:
    assert all(by_name(name) for wanted in LABELS.values() for name in wanted)
