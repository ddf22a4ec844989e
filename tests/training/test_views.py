from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from analyzer.models.views import HEAD_LABELS, VIEWS
from tests import tiny
from training.examples import as_examples
from training.views import all_views, label_array, rows_of, view_data

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


def ids(text: str) -> list[int]:
    found: list[int] = tiny.make_tokenizer().encode(text, add_special_tokens=False).ids
    return found


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


def test_a_comment_is_prepared_as_in_use_and_stands_alone() -> None:
    data = view_data(FRAME, "comment", tiny.make_tokenizer(), 50, 50)
    assert data.own == [ids("the ferry fire"), ids("you idiot")]
    assert data.context is None
    assert data.lengths.tolist() == [len(row) for row in data.own]
    assert data.weight.tolist() == [1.0, 0.5]
    assert data.corpus == ["a", "a"]


def test_a_stance_has_its_context_prepared_as_well() -> None:
    data = view_data(FRAME, "parent", tiny.make_tokenizer(), 50, 50)
    assert data.own == [ids("you idiot"), ids("right")]
    assert data.context == [ids("the bridge is closed"), ids("water")]
    assert data.lengths.tolist() == [6, 2]


def test_both_sides_are_cut_to_the_layout() -> None:
    data = view_data(FRAME, "target", tiny.make_tokenizer(), 2, 1)
    assert data.own == [ids("the ferry"), ids("wrong wrong")]
    assert data.context == [ids("money"), ids("the")]
    assert data.lengths.tolist() == [3, 3]


def test_every_view_is_there_even_without_rows() -> None:
    layouts = dict.fromkeys(VIEWS, (9, 9))
    data = all_views(FRAME.filter(pl.col("stance_target").is_null()), tiny.make_tokenizer(), layouts)
    assert {view: len(d.own) for view, d in data.items()} == {"comment": 1, "parent": 2, "target": 0}
    assert data["target"].labels.shape == (0, 3)
