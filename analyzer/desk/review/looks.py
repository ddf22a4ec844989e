"""Comments as pages draw them, many at once: text, writer, time, and the labels past a point unless withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.review.blind import withheld
from analyzer.desk.review.marking import as_html
from analyzer.desk.store.models import Comment, Item, Run, Score
from analyzer.desk.words import STANCES_PARENT, phrase
from analyzer.labels.operating import BANDS
from analyzer.text.judgeable import NO_TEXT_REASONS
from analyzer.text.safe import printable

_NAMELESS = {"deleted": "(deleted)", "anonymous": "(anonymous)"}
_PART = 900
EXCERPT = 280
#: Characters shown of a comment that is not the one in hand.
LONG = 3_000


@dataclass(frozen=True)
class Pill:
    """A label at a band, with its words and symbol."""

    words: str
    band: str
    symbol: str


@dataclass(frozen=True)
class Look:
    """One comment as it is drawn.

    Attributes:
        id: The comment.
        author: Name as shown.
        author_id: The writer, None where they cannot be told from others.
        at: Time in milliseconds, None where unknown.
        text: As written.
        spans: What is marked in it.
        gone: Why there is no text, "" where there is.
        pills: Labels past a point; none where scores are withheld.
        depth: In the thread.
        anchor: Id of the element.
        href: Address of the comment's card, None where it cannot be reviewed.
        stance: Towards the parent, in a word, "" where it is none or withheld.
        status: Of its review, "" where it cannot be reviewed.
        is_hard: Whether a reader who asked for it sees it blurred first.
        is_withheld: Whether its scores are hidden from this person for now.
        excerpt: The beginning of the text in one line, for lists.
    """

    id: int
    author: str
    author_id: int | None
    at: int | None
    text: str
    spans: Sequence[Mapping[str, Any]]
    gone: str
    pills: tuple[Pill, ...]
    depth: int
    anchor: str
    href: str | None
    stance: str = ""
    status: str = ""
    is_hard: bool = False
    is_withheld: bool = False
    excerpt: str = ""

    @cached_property
    def text_html(self) -> Markup:
        """Escaped text with marks: made where it is drawn, for lists show the excerpt alone."""
        return as_html(self.text, self.spans)

    @property
    def is_long(self) -> bool:
        """Whether the text is longer than what is shown of a comment among others."""
        return len(self.text) > LONG

    @property
    def begin_html(self) -> Markup:
        """The beginning of a long text, as it is shown among others."""
        return as_html(self.text[:LONG], self.spans)


def looks_of(session: Session, account_id: int, comments: Sequence[Comment], *, blind: bool = False) -> dict[int, Look]:
    """Return how each comment is drawn for this person, by its id.

    Args:
        session: A reading session.
        account_id: Who looks: scores of audited comments they have not judged are withheld.
        comments: The comments.
        blind: Withhold all scores.
    """
    ids = [comment.id for comment in comments]
    hidden = set(ids) if blind else withheld(session, account_id, ids)
    found: dict[int, tuple[Item, Score | None]] = {}
    for start in range(0, len(ids), _PART):
        query = (
            select(Item, Score)
            .join(Score, (Score.comment_id == Item.comment_id) & (Score.run_id == Item.run_id), isouter=True)
            .where(Item.comment_id.in_(ids[start : start + _PART]))
        )
        found |= {item.comment_id: (item, score) for item, score in session.execute(query)}
    nothing: tuple[Item | None, Score | None] = (None, None)
    return {
        comment.id: _look(comment, *found.get(comment.id, nothing), is_hidden=comment.id in hidden)
        for comment in comments
    }


def pills_of(bands: Mapping[str, str]) -> tuple[Pill, ...]:
    """Return the labels past a point, the surest first."""
    return tuple(
        Pill(f"{phrase(label)}, {band.words}", band.name, band.symbol)
        for band in BANDS.values()
        for label, name in bands.items()
        if name == band.name
    )


def author_words(name: str | None, kind: str) -> str:
    """Return a writer's name as shown."""
    return _NAMELESS.get(kind) or printable(name or "") or "unknown"


def run_of(session: Session, run_id: int) -> Run:
    """Return a run that an item names."""
    return session.get_one(Run, run_id)


def _excerpt(text: str) -> str:
    line = printable(" ".join(text[: 4 * EXCERPT].split()))
    return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _look(comment: Comment, item: Item | None, score: Score | None, *, is_hidden: bool) -> Look:
    shown = item is not None and not is_hidden
    spans: Sequence[dict[str, Any]] = score.spans if score is not None and shown else ()
    stance = score.stance_parent if score is not None and shown and comment.parent_id is not None else None
    return Look(
        id=comment.id,
        author=author_words(comment.author_name, comment.author_kind),
        author_id=comment.author_id,
        at=comment.created_at,
        text=comment.text,
        spans=spans,
        gone="" if comment.text.strip() else NO_TEXT_REASONS.get(comment.no_text_reason or "empty", "there is no text"),
        pills=pills_of(item.bands) if item is not None and shown else (),
        depth=comment.depth,
        anchor=f"comment-{comment.id}",
        href=f"/items/{comment.id}" if item is not None else None,
        stance="" if stance in (None, "comment") else STANCES_PARENT[str(stance)],
        status=item.status if item is not None else "",
        is_hard=item is not None and shown and item.severity >= 2,
        is_withheld=is_hidden and item is not None,
        excerpt=_excerpt(comment.text),
    )
