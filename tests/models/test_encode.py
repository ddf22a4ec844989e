from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.encode import (
    CONTEXT_CHARACTERS,
    Batch,
    Row,
    SpecialTokens,
    lay_out,
    prepare,
    prepare_context,
    tokenise,
)
from tests import tiny

SPECIAL = SpecialTokens(cls=101, sep=102, pad=0, mask=103)
TOKENS = st.lists(st.integers(1, 99), max_size=7).map(tuple)
ROWS = st.lists(st.builds(Row, TOKENS, st.none() | TOKENS, st.none() | TOKENS), min_size=1, max_size=5)
MEAN, FIRST = (0, 2, 4), (1, 3, 5)


def blocks(batch: Batch, place: int) -> list[str]:
    """What each token of a row may see, as a row of marks: `x` where it may."""
    return ["".join("x" if there else "." for there in line) for line in batch.visible[place].tolist()]


def test_comments_alone_are_framed_and_padded() -> None:
    batch = lay_out(SPECIAL, [Row((5, 6)), Row((7,))])
    assert batch.input_ids.tolist() == [[101, 5, 6, 102], [101, 7, 102, 0]]
    assert batch.position_ids.tolist() == [[0, 1, 2, 3], [0, 1, 2, 0]]
    assert batch.token_type_ids.tolist() == [[0, 0, 0, 0], [0, 0, 0, 0]]
    assert blocks(batch, 0) == ["xxxx"] * 4
    assert blocks(batch, 1) == ["xxx."] * 4  # padding sees the comment and is seen by nobody
    none = [0, 0, 0, 0]
    assert batch.pool[0].tolist() == [[0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0], none, none, none, none]
    third = np.float32(1 / 3)
    assert batch.pool[1].tolist() == [[third, third, third, 0], [1, 0, 0, 0], none, none, none, none]


def test_a_parent_follows_the_comment_and_sees_it() -> None:
    batch = lay_out(SPECIAL, [Row((5,), parent=(8, 9))])
    assert batch.input_ids.tolist() == [[101, 5, 102, 101, 8, 9, 102]]
    assert batch.position_ids.tolist() == [[0, 1, 2, 3, 4, 5, 6]]
    assert batch.token_type_ids.tolist() == [[0, 0, 0, 1, 1, 1, 1]]
    assert blocks(batch, 0) == ["xxx...."] * 3 + ["xxxxxxx"] * 4
    pool = batch.pool[0]
    assert pool[2].tolist() == [0, 0, 0, 0.25, 0.25, 0.25, 0.25]
    assert pool[3].tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert not pool[4:].any()


def test_a_target_is_opened_by_a_mask_and_stands_where_a_parent_would() -> None:
    batch = lay_out(SPECIAL, [Row((5,), target=(8,))])
    assert batch.input_ids.tolist() == [[101, 5, 102, 103, 8, 102]]
    assert batch.position_ids.tolist() == [[0, 1, 2, 3, 4, 5]]
    assert batch.token_type_ids.tolist() == [[0, 0, 0, 1, 1, 1]]
    assert blocks(batch, 0) == ["xxx..."] * 3 + ["xxxxxx"] * 3
    third = np.float32(1 / 3)
    pool = batch.pool[0]
    assert not pool[2:4].any()
    assert pool[4].tolist() == [0, 0, 0, third, third, third]
    assert pool[5].tolist() == [0, 0, 0, 1, 0, 0]


def test_parent_and_target_share_their_positions_and_do_not_see_each_other() -> None:
    batch = lay_out(SPECIAL, [Row((5,), (8, 9), (7,))])
    assert batch.input_ids.tolist() == [[101, 5, 102, 101, 8, 9, 102, 103, 7, 102]]
    assert batch.position_ids.tolist() == [[0, 1, 2, 3, 4, 5, 6, 3, 4, 5]]
    assert batch.token_type_ids.tolist() == [[0, 0, 0, 1, 1, 1, 1, 1, 1, 1]]
    assert blocks(batch, 0) == ["xxx......."] * 3 + ["xxxxxxx..."] * 4 + ["xxx....xxx"] * 3
    quarter, third = 0.25, np.float32(1 / 3)
    assert batch.pool[0].tolist() == [
        [third, third, third, 0, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, quarter, quarter, quarter, quarter, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, third, third, third],
        [0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
    ]


def test_an_empty_text_is_its_frame_and_no_rows_are_an_empty_batch() -> None:
    assert lay_out(SPECIAL, [Row(())]).input_ids.tolist() == [[101, 102]]
    assert lay_out(SPECIAL, [Row((), ())]).input_ids.tolist() == [[101, 102, 101, 102]]
    empty = lay_out(SPECIAL, [])
    assert (empty.input_ids.shape, empty.visible.shape, empty.pool.shape) == ((0, 2), (0, 2, 2), (0, 6, 2))


def test_the_feed_names_the_graph_inputs() -> None:
    feed = lay_out(SPECIAL, [Row((5,))]).feed()
    assert {name: array.dtype for name, array in feed.items()} == {
        "input_ids": np.int64,
        "position_ids": np.int64,
        "token_type_ids": np.int64,
        "visible": np.int32,
        "pool": np.float32,
    }


def _kinds(row: Row, width: int) -> list[int]:
    """Which block each token of a padded row is of; -1 is padding."""
    lengths = [0 if block is None else len(block) + 2 for block in row]
    kinds = [kind for kind, length in enumerate(lengths) for _ in range(length)]
    return kinds + [-1] * (width - len(kinds))


@given(ROWS)
def test_tokens_see_the_comment_and_their_own_block_and_nothing_else(rows: list[Row]) -> None:
    batch = lay_out(SPECIAL, rows)
    width = max(row.width for row in rows)
    assert batch.visible.shape == (len(rows), width, width)
    for i, row in enumerate(rows):
        kinds = _kinds(row, width)
        for seeing, line in zip(kinds, batch.visible[i].tolist(), strict=True):
            assert line == [int(seen == 0 or seen == seeing >= 0) for seen in kinds]


@given(ROWS)
def test_every_row_can_be_read_back_from_its_layout(rows: list[Row]) -> None:
    batch = lay_out(SPECIAL, rows)
    starts = (101, 101, 103)
    for i, row in enumerate(rows):
        framed = [[starts[k], *block, 102] for k, block in enumerate(row) if block is not None]
        told = [token for block in framed for token in block]
        assert len(told) == row.width
        assert batch.input_ids[i].tolist() == told + [0] * (batch.input_ids.shape[1] - len(told))
        own = len(row.own) + 2
        positions = [*range(own), *(own + k for block in framed[1:] for k in range(len(block)))]
        assert batch.position_ids[i].tolist()[: row.width] == positions


@given(ROWS)
def test_pool_rows_average_a_block_or_pick_its_first_token_or_are_empty(rows: list[Row]) -> None:
    batch = lay_out(SPECIAL, rows)
    for i, row in enumerate(rows):
        there = np.array([block is not None for block in row], dtype=np.float32)
        np.testing.assert_allclose(batch.pool[i].sum(axis=1), there.repeat(2), rtol=1e-6)
        kinds = np.array(_kinds(row, batch.pool.shape[2]))
        for kind in np.flatnonzero(there):
            assert (batch.pool[i, MEAN[kind]] > 0).tolist() == (kinds == kind).tolist()
            assert batch.pool[i, FIRST[kind]].argmax() == np.flatnonzero(kinds == kind)[0]


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

    assert SpecialTokens.of(tiny.make_tokenizer()) == SpecialTokens(cls=2, sep=3, pad=0, mask=4)
    pieces = {"<s>": 4, "<pad>": 5, "</s>": 6, "<unk>": 7}
    roberta = Tokenizer(WordLevel(pieces, unk_token=list(pieces)[-1]))
    assert SpecialTokens.of(roberta) == SpecialTokens(cls=4, sep=6, pad=5, mask=4)  # without a mask CLS opens a target
    masked = Tokenizer(WordLevel(pieces | {"<mask>": 8}, unk_token=list(pieces)[-1]))
    assert SpecialTokens.of(masked).mask == 8


def test_tokens_come_without_frame_and_uncut() -> None:
    vocabulary = tiny.vocabulary()
    ids = tokenise(tiny.make_tokenizer(), ["The bridge", "", "zx " * 300])
    assert ids[0] == [vocabulary["the"], vocabulary["bridge"]]
    assert ids[1] == []
    assert ids[2] == [vocabulary["z"], vocabulary["##x"]] * 300
