from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from analyzer.models.bundle import Bundle
from analyzer.models.encode import Row, SpecialTokens, lay_out
from analyzer.models.encoder import Encoded, Encoder
from analyzer.models.views import POOLED, SPAN_LABELS
from tests import tiny
from training.model import Network

FloatArray = npt.NDArray[np.float32]
PIECES = len(tiny.vocabulary())
BLOCKS = {"alone": (0, 0), "parent": (8, 0), "target": (0, 6), "both": (8, 6)}


def texts(n: int, longest: int, seed: int) -> list[tuple[int, ...]]:
    """Tokens of mixed lengths, the longest first and last."""
    rng = np.random.default_rng(seed)
    lengths = [longest, *rng.integers(1, longest, n - 2).tolist(), longest]
    return [tuple(rng.integers(len(tiny.SPECIAL), PIECES, length).tolist()) for length in lengths]


def rows(n: int, blocks: str = "alone") -> list[Row]:
    """Rows of random tokens, each with the named blocks."""
    parent, target = BLOCKS[blocks]
    none = [None] * n
    parents = texts(n, parent, 1) if parent else none
    targets = texts(n, target, 2) if target else none
    return [Row(*parts) for parts in zip(texts(n, 12, 0), parents, targets, strict=True)]


def mixed() -> list[Row]:
    """Rows of every combination of blocks, in turn."""
    return [row for group in zip(*(rows(7, blocks) for blocks in BLOCKS), strict=True) for row in group]


def pooled(encoder: Encoder, shown: Sequence[Row]) -> FloatArray:
    return np.stack(encoder.each(shown, lambda _, encoded: list(encoded.pooled)))


def by_torch(network: Network, bundle: Bundle, shown: Sequence[Row]) -> Encoded:
    """Read by the network itself, all rows in one padded batch, with the export's form of GELU."""
    feed = lay_out(SpecialTokens.of(bundle.tokenizer), shown).feed()
    encoder: Any = copy.deepcopy(network.encoder)
    for layer in encoder.transformer.encoder.layer:
        layer.intermediate.intermediate_act_fn = torch.nn.GELU(approximate="tanh")
    with torch.no_grad():
        vectors, states = encoder(**{name: torch.from_numpy(array) for name, array in feed.items()})
        return Encoded(vectors.numpy(), network.marks(states).numpy())


@pytest.fixture(params=[*BLOCKS, "mixed"])
def shown(request: pytest.FixtureRequest) -> list[Row]:
    return mixed() if request.param == "mixed" else rows(9, request.param)


def test_the_float_export_reads_as_the_network_does(
    float_bundle: Bundle, tiny_network: Network, shown: list[Row]
) -> None:
    found, expected = float_bundle.encoder.encode(shown), by_torch(tiny_network, float_bundle, shown)
    assert found.pooled.shape == (len(shown), POOLED, tiny.HIDDEN)
    assert found.marks.shape == (len(shown), max(row.width for row in shown), len(SPAN_LABELS))
    np.testing.assert_allclose(found.pooled, expected.pooled, atol=1e-4)
    np.testing.assert_allclose(found.marks, expected.marks, atol=1e-4)


def test_the_int8_export_reads_nearly_as_the_network_does(
    tiny_bundle: Bundle, tiny_network: Network, shown: list[Row]
) -> None:
    found, expected = tiny_bundle.encoder.encode(shown), by_torch(tiny_network, tiny_bundle, shown)
    for told, exact in zip(found, expected, strict=True):
        off = np.abs(told - exact)
        assert off.max() > 0  # it is quantised
        assert off.mean() < 0.05 * exact.std()


def test_a_block_that_is_not_there_has_no_vector(float_bundle: Bundle) -> None:
    found = pooled(float_bundle.encoder, [Row((9,)), Row((9,), (8,)), Row((9,), None, (8,)), Row((9,), (), ())])
    assert found.any(axis=2).tolist() == [
        [True, True, False, False, False, False],
        [True, True, True, True, False, False],
        [True, True, False, False, True, True],
        [True] * 6,
    ]


OWN, PARENT, TARGET = (40, 41, 42, 43, 44), (50, 51), (60, 61, 62)


def test_a_comment_is_read_the_same_whatever_stands_beside_it(float_bundle: Bundle) -> None:
    beside = [Row(OWN, p, t) for p in (None, (), PARENT, (70,) * 8) for t in (None, (), TARGET, (80,) * 6)]
    found = pooled(float_bundle.encoder, beside)[:, :2]
    np.testing.assert_allclose(found, np.broadcast_to(found[0], found.shape), atol=1e-5)
    marks = float_bundle.encoder.each(beside, lambda rows, e: list(e.marks[:, : len(OWN) + 2]))
    np.testing.assert_allclose(marks, np.broadcast_to(marks[0], np.shape(marks)), atol=1e-5)


def test_a_parent_and_a_target_do_not_feel_each_other(float_bundle: Bundle) -> None:
    parents = pooled(float_bundle.encoder, [Row(OWN, PARENT, t) for t in (None, (), TARGET, (80,) * 6)])[:, 2:4]
    targets = pooled(float_bundle.encoder, [Row(OWN, p, TARGET) for p in (None, (), PARENT, (70,) * 8)])[:, 4:]
    np.testing.assert_allclose(parents, np.broadcast_to(parents[0], parents.shape), atol=1e-5)
    np.testing.assert_allclose(targets, np.broadcast_to(targets[0], targets.shape), atol=1e-5)


def test_a_context_feels_the_comment_and_its_own_words(float_bundle: Bundle) -> None:
    shown = [Row(OWN, PARENT, PARENT), Row((45,), PARENT, PARENT), Row(OWN, TARGET, TARGET)]
    found = pooled(float_bundle.encoder, shown)
    for place in (2, 3, 4, 5):
        assert np.abs(found[0, place] - found[1, place]).max() > 1e-2
        assert np.abs(found[0, place] - found[2, place]).max() > 1e-2
    assert np.abs(found[0, 2:4] - found[0, 4:]).max() > 1e-2  # the same words as parent and as target


def test_rows_keep_their_order_and_do_not_feel_their_neighbours(float_bundle: Bundle) -> None:
    shown = mixed()
    together = pooled(float_bundle.encoder, shown)
    alone = np.concatenate([pooled(float_bundle.encoder, [row]) for row in shown])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    backwards = pooled(float_bundle.encoder, shown[::-1])
    np.testing.assert_allclose(backwards[::-1], together, atol=1e-5)


def test_int8_answers_are_the_same_to_the_bit_in_any_company(tiny_bundle: Bundle) -> None:
    shown = mixed()
    together = pooled(tiny_bundle.encoder, shown)
    np.testing.assert_array_equal(pooled(tiny_bundle.encoder, shown[::-1])[::-1], together)
    np.testing.assert_array_equal(np.concatenate([pooled(tiny_bundle.encoder, [row]) for row in shown]), together)


def test_each_row_gets_the_answer_to_it_and_equal_rows_are_read_once(float_bundle: Bundle) -> None:
    read: list[Row] = []

    def first(batch: Sequence[Row], encoded: Encoded) -> list[int]:
        assert len(batch) == len(encoded.pooled) == len(encoded.marks)
        read.extend(batch)
        return [row.own[0] for row in batch]

    shown = [Row((9, 8)), Row((7,)), Row((9, 8)), Row((9, 8), (7,)), Row((9, 8))]
    assert float_bundle.encoder.each(shown, first) == [9, 7, 9, 9, 9]
    assert sorted(read, key=repr) == sorted(set(shown), key=repr)


def test_progress_adds_up_to_all_rows_doubles_included(float_bundle: Bundle) -> None:
    told: list[int] = []
    float_bundle.encoder.each([*rows(20), *rows(20)], lambda batch, _: batch, told.append)
    assert sum(told) == 40
    assert min(told) > 0


def test_no_rows_are_no_answers(float_bundle: Bundle) -> None:
    told: list[int] = []
    assert float_bundle.encoder.each([], lambda batch, _: batch, told.append) == []
    assert told == []
