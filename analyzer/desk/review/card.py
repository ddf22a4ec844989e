"""The card: one comment with all that is needed to judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import Integer, func, literal, select
from sqlalchemy.orm import Session, aliased

from analyzer.desk.review.bulk import MOST
from analyzer.desk.review.looks import Look, looks_of, run_of
from analyzer.desk.review.marking import as_read
from analyzer.desk.store.models import Comment, Item, Run, Score, Thread, Vote
from analyzer.desk.words import STANCES_PARENT, STANCES_TARGET, phrase
from analyzer.labels.operating import BANDS, BandName, OperatingPoint, points_from_json
from analyzer.labels.registry import FLAG_LABELS, meaning_of

#: Ancestors shown on the card, the nearest ones; the rest is one key away in the thread.
CHAIN = 12
AROUND = 20


@dataclass(frozen=True)
class BandLine:
    """One label of the comment: its band in words and what that band meant on validation."""

    label: str
    words: str
    band: BandName
    band_words: str
    symbol: str
    probability: float
    meaning: str
    definition: str


@dataclass(frozen=True)
class Card:
    """One comment as a reviewer sees it.

    Attributes:
        item: Its place in the queues and the state of its review.
        comment: The comment.
        look: How it is drawn.
        read_html: The text as the model reads it.
        chain: Ancestors, the outermost first; the nearest `CHAIN` of them.
        missing_above: Ancestors that are not in `chain`.
        orphan: Whether the parent is missing from the dump.
        thread: The thread.
        run: The run whose scores are shown.
        bands: One line per label, the surest first; empty where scores are hidden.
        stances: Stances in words: towards the parent, towards the target; empty where hidden.
        blind: Whether scores are hidden.
        is_foreign: Whether the model was not trained on the comment's language.
        alike: Other open comments that say the same.
        siblings: Number of other answers to the same parent.
        children: Number of answers.
    """

    item: Item
    comment: Comment
    look: Look
    read_html: Markup
    chain: tuple[Look, ...]
    missing_above: int
    orphan: bool
    thread: Thread
    run: Run
    bands: tuple[BandLine, ...]
    stances: tuple[tuple[str, str], ...]
    blind: bool
    is_foreign: bool
    alike: int
    siblings: int
    children: int


def load_card(session: Session, account_id: int, comment_id: int, *, blind: bool) -> Card | None:
    """Return the card of a comment for this person, None where it cannot be reviewed.

    Scores are hidden in blind mode, and always where the comment is under audit and this person has not judged it.
    """
    item, comment = session.get(Item, comment_id), session.get(Comment, comment_id)
    if item is None or comment is None:
        return None
    ancestors = _ancestors(session, comment)
    looks = looks_of(session, account_id, [comment], blind=blind)
    looks |= looks_of(session, account_id, [ancestor for ancestor in ancestors if ancestor.id != comment.id])
    hidden = looks[comment.id].is_withheld
    run = run_of(session, item.run_id)
    score = None if hidden else session.get(Score, (item.run_id, comment_id))
    chain = tuple(looks[ancestor.id] for ancestor in ancestors)
    return Card(
        item=item,
        comment=comment,
        look=looks[comment.id],
        read_html=as_read(comment.text),
        chain=chain,
        missing_above=comment.depth - len(chain),
        orphan=comment.parent_key is not None and comment.parent_id is None,
        thread=session.get_one(Thread, comment.thread_id),
        run=run,
        bands=() if score is None else band_lines(score, item.bands, run.points),
        stances=() if score is None else _stances(score, comment),
        blind=hidden,
        is_foreign=bool(run.languages) and item.language not in (*run.languages, "und"),
        alike=_alike(session, item),
        siblings=_siblings(session, comment),
        children=_count(session, Comment.parent_id == comment.id),
    )


def around(session: Session, account_id: int, comment: Comment) -> tuple[list[Look], list[Look]]:
    """Return the first siblings and the first children of a comment."""
    siblings: list[Comment] = []
    if comment.parent_id is not None:
        query = select(Comment).where(Comment.parent_id == comment.parent_id, Comment.id != comment.id)
        siblings = list(session.scalars(query.order_by(Comment.row).limit(AROUND)))
    query = select(Comment).where(Comment.parent_id == comment.id).order_by(Comment.row).limit(AROUND)
    children = list(session.scalars(query))
    looks = looks_of(session, account_id, [*siblings, *children])
    return [looks[one.id] for one in siblings], [looks[one.id] for one in children]


def band_lines(score: Score, bands: dict[str, str], points: dict[str, Any]) -> tuple[BandLine, ...]:
    """Return one line per scored label: the surest bands first, then by probability."""
    lines = [
        _line(label, probability, bands.get(label, "none"), points_from_json(points.get(label) or []))
        for label in FLAG_LABELS
        if (probability := getattr(score, label)) is not None
    ]
    return tuple(sorted(lines, key=lambda line: (list(BANDS).index(line.band), -line.probability)))


def _line(label: str, probability: float, name: Any, points: tuple[OperatingPoint, ...]) -> BandLine:
    band = BANDS[name]
    point = next((point for point in points if point.name == band.point), None)
    if point is not None:
        meaning = f"On validation, {point.meaning}."
    elif not points:
        meaning = "This run does not say what its bands meant on validation."
    else:
        lowest = points[0]
        meaning = f"Below every point of this label; the lowest finds {lowest.recall:.0%} of what there is.".replace(
            "%", "\u202f%"
        )
    return BandLine(label, phrase(label), band.name, band.words, band.symbol, probability, meaning, meaning_of(label))


def _stances(score: Score, comment: Comment) -> tuple[tuple[str, str], ...]:
    told = []
    if score.stance_parent is not None:
        towards = "the comment above" if comment.parent_key is not None else "the article"
        share = getattr(score, f"stance_{score.stance_parent}")
        told.append((f"towards {towards}", f"{STANCES_PARENT[score.stance_parent]} ({share:.0%})"))
    if score.stance_target is not None:
        share = getattr(score, f"target_{score.stance_target}")
        told.append(("towards the thread's claim", f"{STANCES_TARGET[score.stance_target]} ({share:.0%})"))
    return tuple((name, words.replace("%", "\u202f%")) for name, words in told)


def _ancestors(session: Session, comment: Comment) -> list[Comment]:
    """Return the nearest ancestors, the outermost first, by one walk up in the database."""
    if comment.parent_id is None:
        return []
    base = select(Comment.id, Comment.parent_id, literal(1, Integer).label("step")).where(
        Comment.id == comment.parent_id
    )
    chain = base.cte("chain", recursive=True)
    above = aliased(Comment)
    step = select(above.id, above.parent_id, chain.c.step + 1).where(above.id == chain.c.parent_id)
    chain = chain.union_all(step.where(chain.c.step < CHAIN))
    query = select(Comment).join(chain, Comment.id == chain.c.id).order_by(chain.c.step.desc())
    return list(session.scalars(query))


def _alike(session: Session, item: Item) -> int:
    if item.cluster is None:
        return 0
    query = select(func.count()).select_from(Item).where(Item.cluster == item.cluster, Item.status == "open")
    count = session.execute(query.where(Item.comment_id != item.comment_id, Item.audit_key.is_(None))).scalar_one()
    return min(count, MOST)  # as many as one decision takes along


def _siblings(session: Session, comment: Comment) -> int:
    return 0 if comment.parent_id is None else _count(session, Comment.parent_id == comment.parent_id) - 1


def _count(session: Session, condition: Any) -> int:
    return session.execute(select(func.count()).select_from(Comment).where(condition)).scalar_one()


def vote_of(session: Session, comment_id: int, account_id: int) -> Vote | None:
    """Return this person's vote on a comment."""
    return session.get(Vote, (comment_id, account_id))
