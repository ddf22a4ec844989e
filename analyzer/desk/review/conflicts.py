"""What to tell somebody whose decision came too late: who has the comment, and who changed what since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from analyzer.desk.review.blind import withheld
from analyzer.desk.review.decisions import ConflictError
from analyzer.desk.review.judgement import Judgement, from_json
from analyzer.desk.review.leases import held
from analyzer.desk.review.log import events_of
from analyzer.desk.store.models import Account
from analyzer.desk.words import OUTCOMES, phrase

_KINDS = {"undo": "took a decision back", "reason": "gave reasons", "adjudication": "settled it"}


@dataclass(frozen=True)
class Change:
    """One event since the page was shown: who, when, and what, in words."""

    who: str
    at: int
    what: str


@dataclass(frozen=True)
class Conflict:
    """Why a decision was not stored.

    Attributes:
        comment_id: The comment.
        why: taken, changed or gone.
        holder: Pseudonym of who has it in hand, None where nobody else has.
        changes: What happened since the page was shown, in order.
    """

    comment_id: int
    why: str
    holder: str | None
    changes: tuple[Change, ...]


def changes_since(session: Session, account_id: int, error: ConflictError) -> Conflict:
    """Return what stands against a decision; of a comment under blind audit, not what others decided."""
    lease = held(session, error.comment_id)
    holder = None if lease is None or lease.account_id == account_id else _pseudonym(session, lease.account_id)
    hides = bool(withheld(session, account_id, [error.comment_id]))
    events = events_of(session, error.comment_id)[error.version :]
    changes = tuple(
        Change(_pseudonym(session, event.account_id), event.at, _words(event.kind, event.data, hides=hides))
        for event in events
    )
    return Conflict(error.comment_id, error.why, holder, changes)


def _words(kind: str, data: dict[str, object], *, hides: bool) -> str:
    if kind not in ("decision", "adjudication"):
        return _KINDS[kind]
    judgement = from_json(data)
    told = _KINDS.get(kind, OUTCOMES[judgement.outcome])
    said = "" if hides else in_words(judgement)
    return f"{told}: {said}" if said else told


def in_words(judgement: Judgement) -> str:
    """Return a judgement in words: `toxicity, insult; hide`."""
    holds = [phrase(label) for label, value in judgement.labels.items() if value]
    parts = [", ".join(holds)] if holds else (["no label"] if judgement.labels else [])
    parts += [f"stance {phrase(stance)}" for stance in (judgement.stance_parent, judgement.stance_target) if stance]
    parts += [judgement.action] if judgement.action else []
    return "; ".join(parts)


def _pseudonym(session: Session, account_id: int) -> str:
    return session.get_one(Account, account_id).pseudonym
