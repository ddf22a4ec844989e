from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.bundle import Bundle
from analyzer.models.scorer import MAX_WINDOWS, OVERLAP, Scorer, windows_of
from analyzer.models.views import HEAD_LABELS, View


@pytest.fixture
def scorer(float_bundle: Bundle) -> Scorer:
    return Scorer(float_bundle)


def test_windows_by_hand() -> None:
    assert windows_of([], 4) == [[]]
    assert windows_of([1, 2, 3, 4], 4) == [[1, 2, 3, 4]]
    assert windows_of([1, 2, 3, 4, 5], 4) == [[1, 2, 3, 4], [4, 5]]
    assert windows_of([1, 2, 3, 4, 5, 6], 4) == [[1, 2, 3, 4], [4, 5, 6]]
    starts_and_ends = [(w[0], w[-1]) for w in windows_of(list(range(300)), 128)]
    assert starts_and_ends == [(0, 127), (96, 223), (192, 299)]


@given(st.integers(0, 1200), st.integers(4, 200))
def test_windows_cover_every_token_within_their_width(n: int, width: int) -> None:
    ids = list(range(n))
    windows = windows_of(ids, width)
    overlap = min(OVERLAP, width // 4)
    assert all(len(window) <= width for window in windows)
    assert all(window == list(range(window[0], window[0] + len(window))) for window in windows if window)
    assert all(after[0] == before[-1] + 1 - overlap for before, after in pairwise(windows))
    assert all(after[-1] > before[-1] for before, after in pairwise(windows))
    reach = width + (MAX_WINDOWS - 1) * (width - overlap)
    assert sorted({i for window in windows for i in window}) == ids[:reach]
    assert len(windows) <= MAX_WINDOWS


def test_each_label_takes_its_highest_window(scorer: Scorer) -> None:
    width = scorer.bundle.layouts["comment"].own
    short, long = scorer.tokens(
        ["thanks", "the bridge is closed you stupid idiot and what is the cost of the ferry report"]
    )
    parts = windows_of(long, width)
    assert len(parts) > 1
    single = scorer.comment_logits(parts)
    assert len(set(single.argmax(axis=0).tolist())) > 1  # the labels do not all peak in one window
    np.testing.assert_allclose(scorer.comment_logits([long])[0], single.max(axis=0), atol=1e-5)
    among = scorer.comment_logits([short, long, short])
    np.testing.assert_allclose(among[1], single.max(axis=0), atol=1e-5)
    np.testing.assert_allclose(among[[0, 2]], scorer.comment_logits([short, short]), atol=1e-5)


def test_comment_probabilities_are_independent_and_stances_share_one(scorer: Scorer) -> None:
    own = scorer.tokens(["you idiot", "what is the cost", "right"])
    values = scorer.comment(own)
    assert values.shape == (3, 7)
    assert ((values > 0) & (values < 1)).all()
    assert not np.allclose(values.sum(axis=1), 1)
    stances = scorer.stance("parent", own, scorer.context_tokens(["the bridge", None, "the ferry"]))
    assert stances.shape == (3, 4)
    np.testing.assert_allclose(stances.sum(axis=1), 1, rtol=1e-5)


def test_a_stance_is_read_from_the_cut_texts(scorer: Scorer) -> None:
    layout = scorer.bundle.layouts["parent"]
    own, context = list(range(10, 40)), list(range(40, 70))
    whole = scorer.stance_logits("parent", [own], [context])
    cut = scorer.stance_logits("parent", [own[: layout.own]], [context[: layout.context]])
    np.testing.assert_array_equal(whole, cut)
    other = scorer.stance_logits("parent", [own], [context[1:]])
    assert not np.allclose(whole, other)


def test_nothing_in_is_nothing_out(scorer: Scorer) -> None:
    assert scorer.tokens([]) == scorer.context_tokens([]) == []
    assert scorer.comment([]).shape == (0, 7)
    assert scorer.stance("parent", [], []).shape == (0, 4)
    assert scorer.stance("target", [], []).shape == (0, 3)
    assert scorer.decide("target", np.empty((0, 3), dtype=np.float32)) == []


def test_equal_contexts_are_tokenised_once_and_keep_their_places(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str | None] = []

    def prepare(text: str | None) -> str:
        prepared.append(text)
        return text or ""

    monkeypatch.setattr("analyzer.models.scorer.prepare_context", prepare)
    ids = scorer.context_tokens(["the", "ferry", "the", None])
    assert prepared == ["the", "ferry", None]
    assert ids[0] == ids[2] != ids[1]
    assert ids[3] == []


@pytest.mark.parametrize(
    ("view", "weights", "chosen"),
    [
        ("parent", {}, ["support", "comment"]),
        ("parent", {"deny": 2.0}, ["deny", "comment"]),  # 0.5 against 2 * 0.3
        ("parent", {"query": 9.0}, ["query", "query"]),
        ("target", {}, ["favor", "none"]),
        ("target", {"none": 0.1}, ["favor", "against"]),
    ],
)
def test_decision_weights_tip_the_choice(
    float_bundle: Bundle, view: View, weights: dict[str, float], chosen: list[str]
) -> None:
    tables = {"parent": [[0.5, 0.3, 0.1, 0.1], [0.1, 0.1, 0.2, 0.6]], "target": [[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]]}
    decisions = {view: dict.fromkeys(HEAD_LABELS[view], 1.0) | weights}
    bundle = replace(float_bundle, manifest=float_bundle.manifest.model_copy(update={"decisions": decisions}))
    assert Scorer(bundle).decide(view, np.array(tables[view], dtype=np.float32)) == chosen
