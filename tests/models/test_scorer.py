from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.models.bundle import Bundle
from analyzer.models.scorer import MAX_WINDOWS, OVERLAP, Scorer, windows_of
from analyzer.models.views import HEAD_LABELS, SPAN_LABELS, View
from tests import tiny


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
    width = scorer.bundle.layout.own
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
    stances = scorer.stance("parent", own, scorer.context_tokens(["the bridge", "", "the ferry"]))
    assert stances.shape == (3, 4)
    np.testing.assert_allclose(stances.sum(axis=1), 1, rtol=1e-5)


def test_a_stance_is_read_from_the_cut_texts(scorer: Scorer) -> None:
    layout = scorer.bundle.layout
    cuts: tuple[tuple[View, int], ...] = (("parent", layout.parent), ("target", layout.target))
    own, context = list(range(10, 40)), list(range(40, 70))
    for view, width in cuts:
        whole = scorer.stance_logits(view, [own], [context])
        cut = scorer.stance_logits(view, [own[: layout.own]], [context[:width]])
        np.testing.assert_array_equal(whole, cut)
        beside = getattr(scorer.judge([own], [context], [context]), view)
        np.testing.assert_allclose(beside, whole, atol=1e-5)
        other = scorer.stance_logits(view, [own], [context[1:]])
        assert not np.allclose(whole, other)


CONTEXTS: list[str | None] = [None, "the bridge is closed", "they said the ferry is good and the council is wrong"]


@given(st.lists(st.sampled_from(tiny.WORDS), min_size=1, max_size=40), st.sampled_from(CONTEXTS))
@settings(max_examples=20)
def test_toxicity_and_conspiracy_do_not_feel_parent_and_target(
    float_bundle: Bundle, words: list[str], context: str | None
) -> None:
    scorer = Scorer(float_bundle)
    [own] = scorer.tokens([" ".join(words)])
    beside = [None if text is None else scorer.context_tokens([text])[0] for text in (*CONTEXTS, context)]
    n = len(beside)
    alone = scorer.judge([own])
    for parent, target in ((beside, None), (None, beside), (beside, beside[::-1])):
        judged = scorer.judge([own] * n, parent, target)
        np.testing.assert_allclose(judged.comment, np.repeat(alone.comment, n, axis=0), atol=1e-5)
        for marks in judged.marks:
            np.testing.assert_allclose(marks, alone.marks[0], atol=1e-5)


def test_a_stance_depends_on_its_own_context_alone(scorer: Scorer) -> None:
    own = scorer.tokens(["no you are wrong"] * 3)
    ferry, bridge, plan = scorer.context_tokens(["the ferry is good", "close the bridge", "they control the plan"])
    judged = scorer.judge(own, [ferry, ferry, bridge], [bridge, plan, bridge])
    np.testing.assert_allclose(judged.parent[0], judged.parent[1], atol=1e-5)  # another target
    np.testing.assert_allclose(judged.target[0], judged.target[2], atol=1e-5)  # another parent
    assert np.abs(judged.parent[0] - judged.parent[2]).max() > 1e-3
    assert np.abs(judged.target[0] - judged.target[1]).max() > 1e-3


def test_where_there_is_no_context_there_is_no_stance(scorer: Scorer) -> None:
    own = scorer.tokens(["no you are wrong", "thanks", "why"])
    [ferry] = scorer.context_tokens(["the ferry is good"])
    judged = scorer.judge(own, [ferry, None, []], None)
    assert np.isnan(judged.parent).all(axis=1).tolist() == [False, True, False]  # an empty context is one
    assert np.isnan(judged.target).all()
    assert np.isfinite(judged.comment).all()


def test_marks_of_a_long_comment_are_its_windows_joined(scorer: Scorer) -> None:
    width = scorer.bundle.layout.own
    own = list(range(20, 20 + 2 * width))
    windows = windows_of(own, width)
    step = windows[1][0] - own[0]
    assert step < width  # they overlap
    expected = np.zeros((len(own), len(SPAN_LABELS)), dtype=np.float32)
    for place, marks in enumerate(scorer.judge(windows).marks):
        low = place * step
        expected[low : low + len(marks)] = np.maximum(expected[low : low + len(marks)], marks)
    short, long = scorer.judge([[30, 31], own]).marks
    assert short.shape == (2, len(SPAN_LABELS))
    np.testing.assert_allclose(long, expected, atol=1e-5)
    assert (long > 0).all()


def test_tokens_past_the_last_window_are_not_marked(scorer: Scorer) -> None:
    width = scorer.bundle.layout.own
    [marks] = scorer.judge([[30, 31] * (MAX_WINDOWS * width)]).marks
    reach = width + (MAX_WINDOWS - 1) * (width - min(OVERLAP, width // 4))
    assert (marks[:reach] > 0).all()
    assert not marks[reach:].any()


def test_spans_are_marked_for_what_is_flagged_alone(scorer: Scorer) -> None:
    manifest = scorer.bundle.manifest.model_copy(update={"spans": {"toxicity": 0.5, "actor": 0.5}})
    told = Scorer(replace(scorer.bundle, manifest=manifest))
    marks = np.zeros((3, len(SPAN_LABELS)), dtype=np.float32)
    marks[1, 0] = marks[2, 1] = 0.9
    text = "you idiot council"
    toxic, actor = {"start": 4, "end": 9, "label": "toxicity"}, {"start": 10, "end": 17, "label": "actor"}
    assert told.spans(text, marks, toxic=True, plot=True) == [toxic, actor]
    assert told.spans(text, marks, toxic=True, plot=False) == [toxic]
    assert told.spans(text, marks, toxic=False, plot=True) == [actor]
    assert told.spans(text, marks, toxic=False, plot=False) == []


def test_vectors_are_of_the_first_window(scorer: Scorer) -> None:
    own = [[20, 21], list(range(20, 60))]
    found = scorer.vectors(own)
    assert found.shape == (2, 2 * tiny.HIDDEN)
    np.testing.assert_allclose(found, scorer.vectors([own[0], own[1][: scorer.bundle.layout.own]]), atol=1e-5)
    assert np.abs(found[0] - found[1]).max() > 1e-2
    assert len(scorer.vectors([])) == 0


def test_nothing_in_is_nothing_out(scorer: Scorer) -> None:
    assert scorer.tokens([]) == scorer.context_tokens([]) == []
    assert scorer.comment([]).shape == (0, 7)
    assert scorer.stance("parent", [], []).shape == (0, 4)
    assert scorer.stance("target", [], []).shape == (0, 3)
    assert scorer.judge([], [], []).marks == []
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
