from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from analyzer.models.encode import Row
from analyzer.models.views import HEAD_LABELS, VIEWS, Layout
from tests import tiny
from training.examples import EXAMPLE_SCHEMA, as_examples
from training.views import TrainData, label_array, rows_of, train_data

WIDE = Layout(50, 50, 50)

FRAME = as_examples(
    pl.DataFrame(
        {
            "id": ["1", "2", "3", "4"],
            "corpus": ["a", "a", "b", "b"],
            "split": ["train"] * 4,
            "text": ["> quoted words\nthe ferry 🔥", "you idiot", "right", "wrong wrong wrong"],
            "parent": [None, "the bridge is closed", "> x\nwater", None],
            "target": ["money", None, None, "the plan"],
            "weight": [1.0, 0.5, 1.0, 2.0],
            "toxicity": [0.25, 1.0, None, None],
            "conspiracy": [None, 0.0, None, None],
            "stance_parent": ["support", "deny", "query", None],
            "stance_target": ["favor", None, None, "none"],
        }
    )
)


def ids(text: str) -> tuple[int, ...]:
    return tuple(tiny.make_tokenizer().encode(text, add_special_tokens=False).ids)


@pytest.fixture(scope="module")
def data() -> TrainData:
    return train_data(FRAME, tiny.make_tokenizer(), WIDE)


@pytest.mark.parametrize(
    ("view", "rows"),
    [("comment", ["1", "2"]), ("parent", ["2", "3"]), ("target", ["1", "4"])],
)
def test_a_view_takes_rows_with_its_label_and_its_context(view: str, rows: list[str]) -> None:
    assert next(rows_of(FRAME, v)["id"].to_list() for v in VIEWS if v == view) == rows


def test_unjudged_labels_are_nan_and_soft_ones_stay_soft() -> None:
    labels = label_array(rows_of(FRAME, "comment"), "comment")
    assert labels.shape == (2, len(HEAD_LABELS["comment"]))
    assert labels[:, 0].tolist() == [0.25, 1.0]
    assert np.isnan(labels[:, 1:6]).all()
    assert np.isnan(labels[0, 6])
    assert labels[1, 6] == 0


def test_stances_are_one_hot_in_the_order_of_the_head() -> None:
    assert label_array(rows_of(FRAME, "parent"), "parent").tolist() == [[0, 1, 0, 0], [0, 0, 1, 0]]
    assert label_array(rows_of(FRAME, "target"), "target").tolist() == [[1, 0, 0], [0, 0, 1]]


def test_a_row_is_prepared_as_in_use_and_has_the_contexts_its_judged_stances_need(data: TrainData) -> None:
    assert data.rows == [
        Row(ids("the ferry fire"), None, ids("money")),  # a stance to a parent that is not there cannot be taught
        Row(ids("you idiot"), ids("the bridge is closed")),
        Row(ids("right"), ids("water")),
        Row(ids("wrong wrong wrong"), None, ids("the plan")),
    ]
    assert data.lengths.tolist() == [8 + 3, 4 + 6, 3 + 3, 5 + 4]  # `fire` is four pieces
    assert data.weight.tolist() == [1.0, 0.5, 1.0, 2.0]
    assert data.corpus == ["a", "a", "b", "b"]


def test_every_row_has_the_labels_of_every_view_and_nan_where_it_judges_none(data: TrainData) -> None:
    assert {view: labels.shape for view, labels in data.labels.items()} == {
        view: (4, len(HEAD_LABELS[view])) for view in VIEWS
    }
    assert data.labels["comment"][:2, 0].tolist() == [0.25, 1.0]
    assert np.isnan(data.labels["comment"][2:]).all()
    judged = {view: (~np.isnan(data.labels[view]).any(axis=1)).tolist() for view in ("parent", "target")}
    assert judged == {"parent": [False, True, True, False], "target": [True, False, False, True]}
    assert data.labels["parent"][1:3].tolist() == [[0, 1, 0, 0], [0, 0, 1, 0]]
    assert data.labels["target"][[0, 3]].tolist() == [[1, 0, 0], [0, 0, 1]]


def test_a_context_without_a_judged_stance_is_not_read() -> None:
    frame = FRAME.with_columns(stance_parent=pl.lit(None, EXAMPLE_SCHEMA["stance_parent"]))
    data = train_data(frame, tiny.make_tokenizer(), WIDE)
    assert [row.parent for row in data.rows] == [None, None, None]  # the third row judges nothing any more
    assert np.isnan(data.labels["parent"]).all()


def test_every_block_is_cut_to_the_layout() -> None:
    data = train_data(FRAME, tiny.make_tokenizer(), Layout(2, 3, 1))
    assert data.rows[3] == Row(ids("wrong wrong"), None, ids("the"))
    assert data.rows[1] == Row(ids("you idiot"), ids("the bridge is"))
    assert data.lengths.tolist() == [row.width for row in data.rows]


def test_rows_without_any_label_are_left_out_and_marked_ones_kept() -> None:
    rows = {"id": ["1", "2", "3"], "corpus": ["a"] * 3, "split": ["train"] * 3, "text": ["you", "fool", "idiot"]}
    spans = [None, [], [{"start": 0, "end": 5, "label": "toxicity"}]]
    frame = as_examples(pl.DataFrame(rows | {"spans": spans}, schema_overrides={"spans": EXAMPLE_SCHEMA["spans"]}))
    data = train_data(frame, tiny.make_tokenizer(), WIDE)
    assert [row.own for row in data.rows] == [ids("fool"), ids("idiot")]
    assert [marks is not None for marks in data.marks] == [True, True]


def test_no_rows_are_no_data() -> None:
    data = train_data(FRAME.clear(), tiny.make_tokenizer(), WIDE)
    assert not data.rows
    assert not data.corpus
    assert not data.marks
    assert data.labels["target"].shape == (0, 3)
