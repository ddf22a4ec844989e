from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.views import Layout
from tests import tiny
from training.fit import plan_run
from training.plan import POOL, IntArray, batches, repeat_rows
from training.views import TrainData, train_data

ENCODER = Path("unused")  # planning loads no encoder


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize(
    ("passes", "counts"),
    [(0.0, {}), (0.5, {1: 5}), (1.0, {1: 10}), (1.2, {1: 8, 2: 2}), (3.0, {3: 10})],
)
def test_rows_are_seen_as_often_as_their_passes_say(passes: float, counts: dict[int, int]) -> None:
    seen = Counter(repeat_rows(np.arange(100, 110), passes, rng()).tolist())
    assert set(seen) <= set(range(100, 110))
    assert Counter(seen.values()) == counts


def test_the_fraction_is_drawn_at_random() -> None:
    rows = np.arange(100)
    drawn = [repeat_rows(rows, 0.5, rng(seed)).tolist() for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1]
    assert sorted(drawn[0]) != sorted(drawn[2])


@given(st.integers(1, 300), st.integers(1, 9), st.integers(0, 5))
def test_batches_hold_every_row_once_and_rows_of_like_length(n: int, size: int, seed: int) -> None:
    rows = np.arange(n)
    lengths = rng(seed).integers(1, 100, n)
    steps = batches(rows, lengths, size, rng(seed))
    assert sorted(np.concatenate(steps).tolist()) == rows.tolist()
    assert all(1 <= len(step) <= size for step in steps)
    if n <= POOL * size:  # one pool: batches part the sorted lengths
        ranges = sorted((int(lengths[step].min()), int(lengths[step].max())) for step in steps)
        assert all(before[1] <= after[0] for before, after in pairwise(ranges))


def test_a_pool_is_drawn_at_random_before_it_is_sorted() -> None:
    lengths = np.arange(4 * POOL)
    steps = batches(np.arange(4 * POOL), lengths, 2, rng())
    assert len(steps) == 2 * POOL
    spread = [int(np.ptp(step)) for step in steps]
    assert max(spread) < 4 * POOL / 4  # like lengths
    assert max(spread) > 1  # but not the very next, as sorting all of them would give


def test_batches_come_in_random_order() -> None:
    lengths = np.arange(2 * POOL)
    means = [float(step.mean()) for step in batches(np.arange(2 * POOL), lengths, 2, rng())]
    assert means != sorted(means)


def test_no_rows_are_no_batches() -> None:
    assert batches(np.array([], dtype=np.int64), np.array([], dtype=np.int64), 4, rng()) == []


@pytest.fixture(scope="module")
def data() -> TrainData:
    return train_data(tiny.examples().filter(split="train"), tiny.make_tokenizer(), Layout(12, 8, 6))


def told(steps: list[IntArray]) -> list[list[int]]:
    return [step.tolist() for step in steps]


def test_a_run_shows_each_corpus_as_often_as_the_recipe_says(data: TrainData) -> None:
    recipe = tiny.recipe(ENCODER, passes={"house": 2.0, "jigsaw": 0.5, "semeval2016": 3.0, "toxic_spans": 0.0})
    seen = Counter(data.corpus[i] for step in plan_run(recipe, data) for i in step.tolist())
    assert seen == {"house": 16, "jigsaw": 4, "semeval2016": 18}


def test_the_seed_alone_fixes_the_run(data: TrainData) -> None:
    first, again, other = (plan_run(tiny.recipe(ENCODER, seed=seed), data) for seed in (1, 1, 2))
    assert told(first) == told(again)
    assert told(first) != told(other)


def test_corpora_are_mixed_within_a_run(data: TrainData) -> None:
    steps = plan_run(tiny.recipe(ENCODER), data)
    assert any(len({data.corpus[i] for i in step.tolist()}) > 1 for step in steps)
