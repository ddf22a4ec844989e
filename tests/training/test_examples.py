from __future__ import annotations

import polars as pl
import pytest

from training.examples import EXAMPLE_SCHEMA, as_examples

LEAST = {"id": ["1", "2"], "corpus": ["c", "c"], "split": ["train", "val"], "text": ["a", "b"]}


def test_missing_columns_are_unjudged_and_defaults_filled() -> None:
    frame = as_examples(pl.DataFrame(LEAST))
    assert dict(frame.schema) == EXAMPLE_SCHEMA
    assert frame["weight"].to_list() == [1.0, 1.0]
    assert frame["group"].to_list() == ["1", "2"]
    assert frame["toxicity"].null_count() == 2


def test_given_weights_and_groups_are_kept() -> None:
    frame = as_examples(pl.DataFrame({**LEAST, "weight": [0.5, None], "group": ["g", None]}))
    assert frame["weight"].to_list() == [0.5, 1.0]
    assert frame["group"].to_list() == ["g", "2"]


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(ValueError, match="toxic_ity"):
        as_examples(pl.DataFrame({**LEAST, "toxic_ity": [1, 0]}))


@pytest.mark.parametrize("name", ["id", "corpus", "split", "text"])
def test_a_missing_column_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        as_examples(pl.DataFrame(LEAST).drop(name))


def test_an_unknown_stance_is_refused() -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError):
        as_examples(pl.DataFrame({**LEAST, "stance_parent": ["agree", "deny"]}))
