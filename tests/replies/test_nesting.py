from __future__ import annotations

import numpy as np
import pytest

from analyzer.replies.nesting import nest, node_scores, slot_values

#: Two comments after a path of two: slots "none", then candidates nearest first.
LOGITS = np.array([[0, 2, 1, 0], [3, 9, 4, 1]], np.float32)
THERE = np.array([[True, True, True, False], [True, True, True, True]])


def test_slots_are_nodes_counted_back_from_the_comment() -> None:
    scores = node_scores(LOGITS, THERE)
    # Node 0 is the top, 1 and 2 the path, 3 and 4 the comments; each less its highest.
    assert scores[:3, 3].tolist() == [-2, -1, 0]
    assert scores[:4, 4].tolist() == [-6, -8, -5, 0]
    assert (scores[0, 1], scores[1, 2]) == (0, 0)
    assert np.isneginf(scores[0, 2])
    values = slot_values(np.where(np.isfinite(scores), scores, 0), 2)
    assert values.tolist() == [[-2, 0, -1, 0], [-6, 0, -5, -8]]


def test_one_comment_after_a_path_has_the_softmax_of_its_slots() -> None:
    nested = nest(np.log(np.array([[1, 5, 2]], np.float32)), np.ones((1, 3), bool))
    assert nested.probabilities[0] == pytest.approx([1 / 8, 5 / 8, 2 / 8])
    assert (nested.parent.tolist(), nested.chosen.tolist()) == ([2], [1])


def test_the_path_behind_a_block() -> None:
    # The first answers the top of the path, the second answers the first.
    nested = nest(np.array([[0, 0, 9, 0], [0, 9, 0, 0]], np.float32), THERE)
    assert nested.parent.tolist() == [1, 3]
    assert nested.path_after([10, 17], 18, 2) == [10, 18, 19]
    assert nested.path_after([10, 17], 18, 1) == [10, 18]


def test_who_answers_none_has_a_best_candidate_on_the_open_path_only() -> None:
    # Three comments: the second closes the first; the third stands at top level, and would rather answer what is open.
    logits = np.array([[0, 9, 0, 0], [9, 1, 0, 0], [9, 0, 5, 4]], np.float32)
    there = np.tril(np.ones((3, 4), bool), 1)
    nested = nest(logits, there)
    assert nested.parent.tolist() == [1, 0, 0]
    assert nested.chosen.tolist() == [1, 1, 1]
    assert nested.path_after([4], 5, 3) == [7]


def test_a_block_in_which_everything_is_ruled_out_still_has_a_tree() -> None:
    # Each comment may answer only what the one before has closed.
    there = np.array([[False, True, False, False], [False, False, True, False], [False, True, False, False]])
    nested = nest(np.zeros((3, 4), np.float32), there)
    assert nested.parent.tolist() == [1, 1, 3]
    nothing = nest(np.zeros((2, 3), np.float32), np.array([[True, False, False], [False, False, True]]))
    assert nothing.probabilities.sum(axis=1) == pytest.approx([1, 1])
    assert nothing.probabilities[0, 0] == 1
