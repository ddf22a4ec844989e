from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.views import VIEWS, View
from tests import tiny
from training.fit import plan_run
from training.plan import POOL, Step, batches, interleave, repeat_rows
from training.views import ViewData, all_views

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
    steps = batches("parent", rows, lengths, size, rng(seed))
    assert {step.view for step in steps} == {"parent"}
    assert sorted(np.concatenate([step.rows for step in steps]).tolist()) == rows.tolist()
    assert all(1 <= len(step.rows) <= size for step in steps)
    for start in range(0, len(steps), POOL):
        seen = np.concatenate([lengths[step.rows] for step in steps[start : start + POOL]])
        assert (np.diff(seen) >= 0).all()


def test_a_pool_is_drawn_at_random_before_it_is_sorted() -> None:
    lengths = np.arange(4 * POOL)
    steps = batches("comment", np.arange(4 * POOL), lengths, 2, rng())
    assert np.concatenate([step.rows for step in steps[:POOL]]).tolist() != list(range(2 * POOL))


def test_views_are_mixed_and_no_batch_is_lost() -> None:
    steps = [Step(view, np.array([i])) for view in VIEWS for i in range(20)]
    mixed = interleave(steps, rng())
    assert Counter((s.view, int(s.rows[0])) for s in mixed) == Counter((s.view, int(s.rows[0])) for s in steps)
    assert len({step.view for step in mixed[:20]}) == len(VIEWS)


@pytest.fixture(scope="module")
def data() -> dict[View, ViewData]:
    train = tiny.examples().filter(split="train")
    return all_views(train, tiny.make_tokenizer(), {"comment": (12, 0), "parent": (10, 8), "target": (10, 8)})


def told(steps: list[Step]) -> list[tuple[View, list[int]]]:
    return [(step.view, step.rows.tolist()) for step in steps]


def test_a_run_shows_each_corpus_as_often_as_the_recipe_says(data: dict[View, ViewData]) -> None:
    passes = {"comment": {"house": 2.0, "jigsaw": 0.5}, "target": {"semeval2016": 3.0}}
    recipe = tiny.recipe(ENCODER, passes=passes)
    seen: Counter[tuple[View, str]] = Counter()
    for step in plan_run(recipe, data):
        seen.update((step.view, data[step.view].corpus[i]) for i in step.rows.tolist())
    assert seen == {("comment", "house"): 16, ("comment", "jigsaw"): 4, ("target", "semeval2016"): 18}


def test_the_seed_alone_fixes_the_run(data: dict[View, ViewData]) -> None:
    first, again, other = (plan_run(tiny.recipe(ENCODER, seed=seed), data) for seed in (1, 1, 2))
    assert told(first) == told(again)
    assert told(first) != told(other)
    assert {step.view for step in first} == set(VIEWS)
