from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.encode import (
    CONTEXT_CHARACTERS,
    SpecialTokens,
    lay_out,
    prepare,
    prepare_context,
    tokenise,
    width,
)
from tests import tiny

SPECIAL = SpecialTokens(cls=101, sep=102, pad=0)
TOKENS = st.lists(st.integers(1, 99), max_size=9)
ROWS = st.lists(st.tuples(TOKENS, TOKENS), min_size=1, max_size=6)


def test_comments_alone_are_framed_and_padded() -> None:
    batch = lay_out(SPECIAL, [[5, 6], [7]])
    assert batch.input_ids.tolist() == [[101, 5, 6, 102], [101, 7, 102, 0]]
    assert batch.attention_mask.tolist() == [[1, 1, 1, 1], [1, 1, 1, 0]]
    assert batch.token_type_ids.tolist() == [[0, 0, 0, 0], [0, 0, 0, 0]]


def test_a_context_is_the_second_segment_and_an_empty_one_is_only_its_end() -> None:
    batch = lay_out(SPECIAL, [[5, 6], [7]], [[8], []])
    assert batch.input_ids.tolist() == [[101, 5, 6, 102, 8, 102], [101, 7, 102, 102, 0, 0]]
    assert batch.attention_mask.tolist() == [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]]
    assert batch.token_type_ids.tolist() == [[0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 0]]


def test_an_empty_comment_is_its_frame_and_no_rows_are_an_empty_batch() -> None:
    assert lay_out(SPECIAL, [[]]).input_ids.tolist() == [[101, 102]]
    assert lay_out(SPECIAL, []).input_ids.shape == (0, 2)


def test_the_feed_names_the_graph_inputs() -> None:
    feed = lay_out(SPECIAL, [[5]]).feed()
    assert list(feed) == ["input_ids", "attention_mask", "token_type_ids"]
    assert {array.dtype for array in feed.values()} == {np.dtype(np.int64)}


@given(ROWS)
def test_every_row_can_be_read_back_from_its_layout(rows: list[tuple[list[int], list[int]]]) -> None:
    batch = lay_out(SPECIAL, [own for own, _ in rows], [context for _, context in rows])
    for i, (own, context) in enumerate(rows):
        seen = batch.input_ids[i][batch.attention_mask[i] == 1].tolist()
        assert seen == [101, *own, 102, *context, 102]
        assert len(seen) == width(own, context)
        assert batch.input_ids[i][batch.token_type_ids[i] == 1].tolist() == [*context, 102]
        assert set(batch.input_ids[i][batch.attention_mask[i] == 0].tolist()) <= {0}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("plain words", "plain words"),
        ("> You are wrong.\nNo, you are.", "No, you are."),
        ("nice 🤡🤡", "nice clown face"),
        ("> quoted 🤡\nmine 🔥", "mine fire"),
        ("  many\n\n lines\t here ", "many lines here"),
        ("> all of it is quoted", "> all of it is quoted"),
    ],
)
def test_the_model_reads_own_words_with_emoji_spelled_out(text: str, read: str) -> None:
    assert prepare(text) == read


def test_a_context_is_cut_to_what_the_model_could_read() -> None:
    context = prepare_context("ab " * 1000)
    assert len(context) == CONTEXT_CHARACTERS
    assert context.startswith("ab ab ")
    assert prepare_context("short 🔥") == "short fire"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_context_reads_as_nothing(nothing: str | None) -> None:
    assert prepare_context(nothing) == ""


def test_special_tokens_are_read_by_either_family_of_names() -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    assert SpecialTokens.of(tiny.make_tokenizer()) == SpecialTokens(cls=2, sep=3, pad=0)
    pieces = {"<s>": 4, "<pad>": 5, "</s>": 6, "<unk>": 7}
    roberta = Tokenizer(WordLevel(pieces, unk_token=list(pieces)[-1]))
    assert SpecialTokens.of(roberta) == SpecialTokens(cls=4, sep=6, pad=5)


def test_tokens_come_without_frame_and_uncut() -> None:
    vocabulary = tiny.vocabulary()
    ids = tokenise(tiny.make_tokenizer(), ["The bridge", "", "zx " * 300])
    assert ids[0] == [vocabulary["the"], vocabulary["bridge"]]
    assert ids[1] == []
    assert ids[2] == [vocabulary["z"], vocabulary["##x"]] * 300
