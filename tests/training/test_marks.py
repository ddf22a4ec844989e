from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.encode import prepare
from analyzer.models.spans import marked
from analyzer.models.views import SPAN_LABELS
from tests import tiny
from training.examples import EXAMPLE_SCHEMA, as_examples
from training.marks import token_marks

TOKENIZER = tiny.make_tokenizer()
TOXIC, ACTOR, ACTION = (SPAN_LABELS.index(label) for label in ("toxicity", "actor", "action"))


def frame(*rows: tuple[str, str, list[tuple[int, int, str]] | None]) -> pl.DataFrame:
    """Rows of corpus, text and spans."""
    told: list[dict[str, Any]] = [
        {
            "id": str(i),
            "corpus": corpus,
            "split": "train",
            "text": text,
            "spans": None if spans is None else [dict(zip(("start", "end", "label"), s, strict=True)) for s in spans],
        }
        for i, (corpus, text, spans) in enumerate(rows)
    ]
    return as_examples(pl.DataFrame(told, schema_overrides={"spans": EXAMPLE_SCHEMA["spans"]}))


def test_the_tokens_under_a_span_are_marked() -> None:
    [marks] = token_marks(frame(("a", "you stupid idiot thanks", [(4, 16, "toxicity")])), TOKENIZER, 50)
    assert marks is not None
    assert marks[:, TOXIC].tolist() == [0, 1, 1, 0]
    assert np.isnan(np.delete(marks, TOXIC, axis=1)).all()


def test_a_token_half_under_a_span_is_not_marked_and_one_mostly_under_it_is() -> None:
    rows = frame(("a", "good people", [(2, 5, "toxicity")]), ("a", "good people", [(1, 4, "toxicity")]))
    told = [marks[:, TOXIC].tolist() for marks in token_marks(rows, TOKENIZER, 50) if marks is not None]
    assert told == [[0, 0], [1, 0]]


def test_a_corpus_judges_the_labels_it_ever_marks_in_every_row_that_has_spans() -> None:
    rows = frame(
        ("roles", "they control water", [(0, 4, "actor"), (5, 12, "action")]),
        ("roles", "thanks", []),
        ("toxic", "you fool", [(4, 8, "toxicity")]),
        ("toxic", "thanks", None),
    )
    first, second, third, fourth = token_marks(rows, TOKENIZER, 50)
    assert first is not None
    assert second is not None
    assert third is not None
    assert fourth is None
    assert first[:, [ACTOR, ACTION]].tolist() == [[1, 0], [0, 1], [0, 0]]
    assert np.isnan(first[:, TOXIC]).all()
    assert second[:, [ACTOR, ACTION]].tolist() == [[0, 0]]
    assert third[:, TOXIC].tolist()[0] == 0
    assert third[-1, TOXIC] == 1
    assert np.isnan(third[:, ACTOR]).all()


def test_marks_follow_the_text_that_is_read_past_quotes_emoji_and_addresses() -> None:
    text = "> you idiot\nsee https://example.org/idiot 🤡 you idiot"
    start = text.rindex("idiot")
    [marks] = token_marks(frame(("a", text, [(start, start + 5, "toxicity")])), TOKENIZER, 50)
    tokens = TOKENIZER.encode(prepare(text), add_special_tokens=False).tokens
    assert marks is not None
    assert [token for token, there in zip(tokens, marks[:, TOXIC], strict=True) if there] == ["idiot"]


def test_marks_are_cut_to_the_layout() -> None:
    [marks] = token_marks(frame(("a", "you idiot you idiot", [(14, 19, "toxicity")])), TOKENIZER, 3)
    assert marks is not None
    assert marks.shape == (3, len(SPAN_LABELS))
    assert not marks[:, TOXIC].any()


def test_spans_past_the_text_do_no_harm() -> None:
    [marks] = token_marks(frame(("a", "you idiot", [(4, 99, "toxicity"), (-3, 0, "toxicity")])), TOKENIZER, 9)
    assert marks is not None
    assert marks[:, TOXIC].tolist() == [0, 1]


@given(st.lists(st.sampled_from(tiny.WORDS), min_size=3, max_size=12), st.data())
def test_what_was_marked_for_training_is_marked_again_in_use(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    start = len(" ".join(words[:first])) + (first > 0)
    end = start + len(words[first])
    [marks] = token_marks(frame(("a", text, [(start, end, "toxicity")])), TOKENIZER, 50)
    assert marks is not None
    assert marked(text, TOKENIZER, marks, {"toxicity": 0.5}, ("toxicity",)) == [
        {"start": start, "end": end, "label": "toxicity"}
    ]
