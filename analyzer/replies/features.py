"""What speaks for a comment being the one that is answered, as numbers: one row per candidate.

Slot 0 of every comment is the candidate "answers none of them"; its pair features are 0. Each feature belongs to the
kind of reason it gives, so that a link can say what it rests on (`reasons.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analyzer.replies.clock import Clock, clock_features
from analyzer.replies.exchange import Exchange, exchange_features
from analyzer.replies.facts import Facts
from analyzer.replies.overlap import common_words
from analyzer.replies.words import BoolArray, FloatArray, IntArray

AnyArray = npt.NDArray[np.bool_] | npt.NDArray[np.int64] | npt.NDArray[np.float32] | npt.NDArray[np.float64]


class Feature(NamedTuple):
    """A feature's name and the kind of reason it gives."""

    name: str
    reason: str


_FEATURES: dict[str, str] = {
    "position": """
        none log_distance inverse_distance distance_1 distance_2 distance_3 distance_4 slot last_slot relative_place
        first log_place voices thread_length tops candidate_top candidate_depth my_depth timed written_later
        time_log_distance time_inverse_distance time_distance_1 time_distance_2 time_distance_3 time_goes_back
        """,
    "alternation": """
        same_author lost_author latest_of_author newer_by_author mine_since mine_none_since new_here after_mine
        just_after_mine since_mine answers_me answers_me_far back_soon back_first candidate_turns my_turns
        directly_after_me starter_wrote i_am_starter told_me answered_before answered_after answered_by_me told_back
        told_them told_them_later they_told they_told_later past_mine before_next told_me_to_best mine_since_in_time
        newer_by_author_in_time
        """,
    "name": "marked named marks_other names_other marking",
    "question": """
        asks speaks_to answers agrees disagrees speaks_of_opening candidate_asks candidate_speaks_to question_answered
        opening_meant length candidate_length
        """,
    "affinity": """
        words cosine words_log owned owned_log words_to_best words_best cosine_to_best cosine_best owned_to_best
        owned_best
        """,
    "quote": """
        runs runs_of_candidate runs_log own_runs own_runs_log runs_to_best runs_best own_runs_to_best own_runs_best
        """,
}

FEATURES: tuple[Feature, ...] = tuple(
    Feature(name, reason) for reason, names in _FEATURES.items() for name in names.split()
)
#: Features that describe the comment itself, not a pair: the slot "none" has them too.
_OWN_NAMES = """
    log_place my_turns new_here i_am_starter asks speaks_to answers agrees disagrees speaks_of_opening length
    words_best cosine_best owned_best runs_best own_runs_best marks_other names_other voices thread_length
    tops my_depth marking time_goes_back
    """
_OWN = frozenset(_OWN_NAMES.split())

#: The kinds of reasons, in the order of ties.
REASONS: tuple[str, ...] = ("quote", "name", "alternation", "question", "affinity", "position")


@dataclass(frozen=True)
class Pairs:
    """Comments and the candidates they are held against.

    Attributes:
        rows: (b,) comments.
        candidates: (b, k) earlier comments, best placed first, -1 for an empty slot.
    """

    rows: IntArray
    candidates: IntArray


def pair_features(
    facts: Facts, pairs: Pairs, exchange: Exchange | None = None, clock: Clock | None = None
) -> tuple[FloatArray, BoolArray]:
    """Return (b, k + 1, f) features and (b, k + 1) flags, true where a slot holds a candidate; slot 0 is "none".

    Args:
        facts: The thread.
        pairs: What is compared.
        exchange: What a pass before found.
        clock: When the comments were written, where the order of the page does not tell.
    """
    there = pairs.candidates >= 0
    i, j = pairs.rows[:, None], np.maximum(pairs.candidates, 0)
    values: dict[str, AnyArray] = {
        **_position(facts, i, j, there),
        **_alternation(facts, i, j),
        **_names(facts, i, j),
        **_questions(facts, i, j),
        **_wording(facts, pairs.rows, i, j, there),
        **_exchange(exchange, i, j, there),
        **({} if clock is None else clock_features(clock, i, j)),
    }
    return _stack(values, there), np.concatenate([np.ones((len(there), 1), bool), there], axis=1)


def _stack(values: Mapping[str, AnyArray], there: BoolArray) -> FloatArray:
    rows, slots = there.shape
    block = np.zeros((rows, slots + 1, len(FEATURES)), np.float32)
    for at, (name, _) in enumerate(FEATURES):
        if name == "none":
            block[:, 0, at] = 1.0
        if name not in values:
            continue
        value = values[name]
        block[:, 1:, at] = np.where(there, value, 0)
        if name in _OWN and slots:
            block[:, 0, at] = np.where(there.any(axis=1), block[:, 1:, at].max(axis=1), 0)
    return block


def _position(facts: Facts, i: IntArray, j: IntArray, there: BoolArray) -> dict[str, AnyArray]:
    distance = i - j
    slot = np.broadcast_to(np.arange(j.shape[1]), j.shape)
    return {
        "log_distance": np.log1p(distance),
        "inverse_distance": 1 / np.maximum(distance, 1),
        **{f"distance_{step}": distance == step for step in (1, 2, 3, 4)},
        "slot": np.log1p(slot),
        "last_slot": slot == there.sum(axis=1, keepdims=True) - 1,
        "relative_place": j / np.maximum(i, 1),
        "first": j == 0,
        "log_place": np.log1p(i) + np.zeros_like(j),
        "voices": np.full(j.shape, facts.voices),
        "thread_length": np.full(j.shape, np.log1p(len(facts))),
    }


def _alternation(facts: Facts, i: IntArray, j: IntArray) -> dict[str, AnyArray]:
    turns, author = facts.turns, facts.turns.author
    everywhere = np.zeros_like(j)
    mine, theirs = author[i] + everywhere, author[j]
    later, before = turns.after[j], turns.before[i] + everywhere
    since = turns.between(mine, j, i + everywhere)
    spoke = turns.latest(mine, j)
    back, own_next = turns.next(theirs, i + everywhere), turns.after[i] + everywhere
    end = np.full_like(j, len(facts))
    starter = author[0]
    return {
        "same_author": (mine >= 0) & (mine == theirs),
        "lost_author": (mine < 0) | (theirs < 0),
        "latest_of_author": (theirs >= 0) & ~((later >= 0) & (later < i)),
        "newer_by_author": np.log1p(turns.between(theirs, j, i + everywhere)),
        "mine_since": np.log1p(since),
        "mine_none_since": since == 0,
        "new_here": before < 0,
        "after_mine": (before >= 0) & (j > before),
        "just_after_mine": (before >= 0) & (j == before + 1),
        "since_mine": np.where((before >= 0) & (j > before), 1 / np.maximum(j - before, 1), 0),
        "answers_me": np.where(spoke >= 0, 1 / (1 + j - spoke), 0),
        "answers_me_far": np.where(spoke >= 0, np.log1p(j - spoke), 6),
        "back_soon": np.where(back >= 0, 1 / np.maximum(back - i, 1), 0),
        "back_first": (back >= 0) & ((own_next < 0) | (back < own_next)),
        "candidate_turns": np.log1p(turns.between(theirs, everywhere - 1, end)),
        "my_turns": np.log1p(turns.between(mine, everywhere - 1, end)),
        "directly_after_me": (mine >= 0) & (j > 0) & (author[np.maximum(j - 1, 0)] == mine),
        "starter_wrote": (theirs >= 0) & (theirs == starter),
        "i_am_starter": (mine >= 0) & (mine == starter),
    }


def _names(facts: Facts, i: IntArray, j: IntArray) -> dict[str, AnyArray]:
    theirs, marked, named = facts.turns.author[j], facts.marked[i], facts.named[i]
    return {
        "marked": (marked >= 0) & (marked == theirs),
        "named": (named >= 0) & (named == theirs),
        "marks_other": (marked >= 0) & (marked != theirs),
        "names_other": (named >= 0) & (named != theirs),
        "marking": np.full(j.shape, facts.marking),
    }


def _questions(facts: Facts, i: IntArray, j: IntArray) -> dict[str, AnyArray]:
    everywhere = np.zeros(j.shape, np.float32)
    return {
        "asks": facts.asks[i] + everywhere,
        "speaks_to": facts.second[i] + everywhere,
        "answers": facts.answers[i] + everywhere,
        "agrees": facts.agrees[i] + everywhere,
        "disagrees": facts.disagrees[i] + everywhere,
        "speaks_of_opening": facts.opening[i] + everywhere,
        "candidate_asks": facts.asks[j],
        "candidate_speaks_to": facts.second[j],
        "question_answered": facts.asks[j] * facts.answers[i],
        "opening_meant": facts.opening[i] * (j == 0),
        "length": np.log1p(facts.length[i]) + everywhere,
        "candidate_length": np.log1p(facts.length[j]),
    }


def _wording(facts: Facts, rows: IntArray, i: IntArray, j: IntArray, there: BoolArray) -> dict[str, AnyArray]:
    columns, at = np.unique(j, return_inverse=True)
    line, at = np.arange(len(rows))[:, None], at.reshape(j.shape)
    words, rare, owned = (np.where(there, part[line, at], 0) for part in common_words(facts.words, rows, columns))
    mine, norm = np.maximum(facts.words.total[i], 1), np.maximum(facts.words.norm, 1)
    runs, own_runs = facts.repeats.find(i, j)
    my_runs, their_runs = np.maximum(facts.run_total[i], 1), np.maximum(facts.run_total[j], 1)
    values: dict[str, AnyArray] = {
        "words": words / mine,
        "cosine": rare / np.sqrt(norm[i] * norm[j]),
        "words_log": np.log1p(words),
        "owned": owned / mine,
        "owned_log": np.log1p(owned),
        "runs": runs / my_runs,
        "runs_of_candidate": runs / their_runs,
        "runs_log": np.log1p(runs),
        "own_runs": own_runs / my_runs,
        "own_runs_log": np.log1p(own_runs),
    }
    for name in ("words", "cosine", "owned", "runs", "own_runs"):
        value = np.where(there, values[name], 0)
        best = value.max(axis=1, keepdims=True, initial=0)
        values[f"{name}_to_best"] = value / np.maximum(best, 1e-6)
        values[f"{name}_best"] = best + np.zeros_like(value)
    return values


def _exchange(exchange: Exchange | None, i: IntArray, j: IntArray, there: BoolArray) -> dict[str, AnyArray]:
    if exchange is None:
        return {}
    values = exchange_features(exchange, i, j)
    best = np.where(there, values["told_me"], 0).max(axis=1, keepdims=True, initial=0)
    return {**values, "told_me_to_best": values["told_me"] - best}
