"""What reviewers said of a comment, without who they are: what an adjudicator is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.insight.ballots import QUESTIONS
from analyzer.desk.policy import Policy
from analyzer.desk.review.judgement import Judgement
from analyzer.desk.review.state import conflicts
from analyzer.desk.store.models import Vote
from analyzer.desk.words import OUTCOMES, STANCES_PARENT, STANCES_TARGET, phrase


@dataclass(frozen=True)
class Voice:
    """One reviewer's word.

    Attributes:
        name: Reviewer A, B and so on: in an order that tells nothing of who they are or who was first.
        outcome: What they did, in words.
        said: What they answered, by question, in words.
        reasons: Why, in words.
        note: Their note to colleagues.
    """

    name: str
    outcome: str
    said: dict[str, str]
    reasons: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Voices:
    """All of them, and the questions they answered differently, in words."""

    each: Sequence[Voice]
    questions: Sequence[str]
    differ: frozenset[str]


def voices_of(session: Session, comment_id: int, policy: Policy) -> Voices:
    """Return what reviewers said of a comment; adjudications are left out."""
    query = select(Vote).where(Vote.comment_id == comment_id, Vote.kind == "review")
    votes = sorted(session.scalars(query), key=lambda vote: _lot(comment_id, vote.account_id))
    each = [_voice(vote, _letter(i), policy) for i, vote in enumerate(votes)]
    differ = conflicts(
        Judgement("decide", vote.labels, vote.stance_parent, vote.stance_target, vote.action)
        for vote in votes
        if vote.outcome == "decide"
    )
    asked = [words for words in _ORDER if any(words in voice.said for voice in each)]
    return Voices(each, asked, frozenset(_words_of(name) for name in differ))


def voted(session: Session, comment_id: int, account_id: int) -> bool:
    """Tell whether this person decided on the comment as a reviewer: then another must settle it."""
    vote = session.get(Vote, (comment_id, account_id))
    return vote is not None and vote.kind == "review" and vote.outcome == "decide"


def _voice(vote: Vote, letter: str, policy: Policy) -> Voice:
    said = {QUESTIONS[label].words: "yes" if holds else "no" for label, holds in vote.labels.items()}
    if vote.stance_parent:
        said[_words_of("stance_parent")] = STANCES_PARENT[vote.stance_parent]
    if vote.stance_target:
        said[_words_of("stance_target")] = STANCES_TARGET[vote.stance_target]
    if vote.action:
        action = policy.action(vote.action)
        said[_words_of("action")] = action.words if action else phrase(vote.action)
    reasons = tuple(policy.reason_words(code) for code in vote.reasons)
    return Voice(f"Reviewer {letter}", OUTCOMES[vote.outcome], said, reasons, vote.note)


def _words_of(name: str) -> str:
    return QUESTIONS[name].words if name in QUESTIONS else name


def _letter(number: int) -> str:
    return ascii_uppercase[number] if number < len(ascii_uppercase) else str(number + 1)


def _lot(comment_id: int, account_id: int) -> bytes:
    return hashlib.blake2b(f"{comment_id}:{account_id}".encode(), digest_size=8).digest()


#: Questions in the order they are shown.
_ORDER = (*(QUESTIONS[name].words for name in QUESTIONS), "action")
