"""The JSON API: queues, comments, votes and decisions for scripts, under the same log-in, roles and rules as pages.

It goes by the session's cookie; whatever changes something carries the token that `GET /api/v1/me` gives, in the header
`X-CSRF-Token`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from starlette.responses import JSONResponse

from analyzer.desk.review import leases, queues
from analyzer.desk.review.card import load_card
from analyzer.desk.review.decisions import Commit, ConflictError, MissingItemError, decide, undo
from analyzer.desk.review.filters import Filters
from analyzer.desk.review.judgement import Judgement, Outcome, check
from analyzer.desk.store.models import Account, Event, Item, Vote
from analyzer.desk.web.context import LARGEST_ID, Db, DeskOf, Id, Settings, Viewer, csrf_of
from analyzer.desk.web.routes.queues import queue_of

router = APIRouter(prefix="/api/v1")

QueueName = Literal["urgent", "uncertain", "audit", "disagreements"]
LabelName = Literal["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack", "conspiracy"]
Problem = {"description": "What is wrong, in `error`", "content": {"application/json": {"schema": {"type": "object"}}}}
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: Problem,
    401: Problem,
    403: Problem,
    404: Problem,
    409: Problem,
    413: Problem,
    422: Problem,
}


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Me(_Shape):
    """Who is logged in, and the token for changes."""

    name: str
    pseudonym: str
    role: str
    csrf: str


class Entry(_Shape):
    """One comment of a queue; scores are null where they are withheld."""

    comment_id: int
    status: str
    version: int
    severity: int | None
    bands: dict[str, str] | None
    votes: int
    votes_needed: int


class Page(_Shape):
    """One page of a queue, and the cursor of the next, null on the last."""

    items: list[Entry]
    next: str | None


class CommentCard(_Shape):
    """One comment with its context; scores are null where they are withheld."""

    comment_id: int
    thread_id: int
    title: str | None
    author: str
    created_at: int | None
    text: str
    language: str | None
    parent_id: int | None
    ancestors: list[int]
    status: str
    version: int
    model: str
    bands: dict[str, str] | None
    probabilities: dict[str, float] | None


class Taken(_Shape):
    """A comment in hand: the token to decide with, and until when (milliseconds since 1970, UTC)."""

    comment_id: int
    token: str
    version: int
    expires_at: int


class Decision(_Shape):
    """A decision. `request_key` is of the sender's own making: a repeated request is stored once."""

    token: str = Field(max_length=64)
    version: int = Field(ge=0, le=LARGEST_ID)
    request_key: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")
    outcome: Outcome = "decide"
    labels: dict[LabelName, bool] = Field(default_factory=dict)
    stance_parent: Literal["support", "deny", "query", "comment"] | None = None
    stance_target: Literal["favor", "against", "none"] | None = None
    action: str | None = Field(default=None, max_length=32)
    reasons: list[str] = Field(default_factory=list, max_length=40)
    note: str = Field(default="", max_length=2_000)


class Stored(_Shape):
    """An event of the log."""

    event_id: int
    comment_id: int
    status: str


class VoteEntry(_Shape):
    """One person's vote."""

    reviewer: str
    kind: str
    outcome: str
    labels: dict[str, bool]
    stance_parent: str | None
    stance_target: str | None
    action: str | None
    reasons: list[str]
    mode: str | None
    at: int


@router.get("/openapi.json", name="api_schema", include_in_schema=False)
def schema() -> JSONResponse:
    """Return the description of this API."""
    return JSONResponse(get_openapi(title="Analyzer desk", version="1", routes=router.routes))


@router.get("/me", name="api_me", responses=REFUSALS)
def me(request: Request, person: Viewer) -> Me:
    """Return who is logged in, and the token for changes."""
    return Me(name=person.name, pseudonym=person.pseudonym, role=person.role, csrf=csrf_of(request))


@router.get("/queues/{name}", name="api_queue", responses=REFUSALS)
def queue(
    name: QueueName,
    session: Db,
    person: Viewer,
    label: LabelName | None = None,
    band: Literal["sure", "likely", "possible"] | None = None,
    thread: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    after: Annotated[str | None, Query(max_length=40)] = None,
    size: Annotated[int, Query(ge=1, le=100)] = 25,
) -> Page:
    """Return a page of a queue, in its order."""
    found = queue_of(name, person)
    filters = Filters(label=label, band=band, thread=thread)
    page = queues.page(session, found, person.id, filters, after=queues.parse_cursor(after), size=size)
    hides = {item.comment_id for item in page.items if item.audit_key is not None or found.blind}
    return Page(
        items=[_entry(item, hides=item.comment_id in hides) for item in page.items],
        next=None if page.next is None else str(page.next),
    )


@router.get("/comments/{comment_id}", name="api_comment", responses=REFUSALS)
def comment(comment_id: Id, session: Db, person: Viewer) -> CommentCard:
    """Return a comment with its context."""
    card = load_card(session, person.id, comment_id, blind=False)
    if card is None:
        raise MissingItemError("there is no such comment to review", where="comment", value=comment_id)
    return CommentCard(
        comment_id=comment_id,
        thread_id=card.thread.id,
        title=card.thread.title,
        author=card.look.author,
        created_at=card.comment.created_at,
        text=card.comment.text,
        language=card.item.language,
        parent_id=card.comment.parent_id,
        ancestors=[look.id for look in card.chain],
        status=card.item.status,
        version=card.item.version,
        model=f"{card.run.model_name} {card.run.model_version}",
        bands=None if card.blind else dict(card.item.bands),
        probabilities=None if card.blind else {line.label: line.probability for line in card.bands},
    )


@router.get("/comments/{comment_id}/votes", name="api_votes", responses=REFUSALS)
def votes(comment_id: Id, session: Db) -> list[VoteEntry]:
    """Return the votes on a comment, with pseudonyms."""
    if session.get(Item, comment_id) is None:
        raise MissingItemError("there is no such comment to review", where="comment", value=comment_id)
    query = select(Vote, Account.pseudonym).join(Account, Account.id == Vote.account_id)
    rows = session.execute(query.where(Vote.comment_id == comment_id).order_by(Vote.event_id))
    names = [name for name in VoteEntry.model_fields if name != "reviewer"]
    return [VoteEntry(reviewer=who, **{name: getattr(vote, name) for name in names}) for vote, who in rows]


@router.post("/comments/{comment_id}/take", name="api_take", responses=REFUSALS)
def take(comment_id: Id, desk: DeskOf, person: Viewer, settings: Settings) -> Taken:
    """Take a comment in hand."""
    with desk.store.write() as session:
        item = session.get(Item, comment_id)
        if item is None:
            raise MissingItemError("there is no such comment to review", where="comment", value=comment_id)
        mode = "blind" if item.audit_key is not None else settings.mode
        lease = leases.take(session, comment_id, person.id, mode)
        if lease is None:
            raise ConflictError(comment_id, "taken", item.version)
        return Taken(comment_id=comment_id, token=lease.token, version=item.version, expires_at=lease.expires_at)


@router.post("/comments/{comment_id}/decide", name="api_decide", responses=REFUSALS)
def decide_comment(comment_id: Id, said: Decision, desk: DeskOf, person: Viewer) -> Stored:
    """Store a decision on a comment in hand."""
    judgement = Judgement(
        said.outcome,
        {str(label): holds for label, holds in said.labels.items()},
        said.stance_parent,
        said.stance_target,
        said.action,
        tuple(dict.fromkeys(said.reasons)),
        said.note,
    )
    commit = Commit(
        account_id=person.id,
        comment_id=comment_id,
        token=said.token,
        version=said.version,
        request_key=f"{person.id}-{said.request_key}",
        guideline=desk.policy.guideline,
        judgement=check(judgement, desk.policy),
    )
    with desk.store.write() as session:
        event = decide(session, commit)
        return Stored(event_id=event.id, comment_id=comment_id, status=session.get_one(Item, comment_id).status)


@router.post("/events/{event_id}/undo", name="api_undo", responses=REFUSALS)
def undo_event(event_id: Id, desk: DeskOf, person: Viewer) -> Stored:
    """Take one's own decision back."""
    with desk.store.write() as session:
        event: Event = undo(session, account_id=person.id, event_id=event_id, guideline=desk.policy.guideline)
        assert event.comment_id is not None  # noqa: S101  a decision is about a comment
        status = session.get_one(Item, event.comment_id).status
        return Stored(event_id=event.id, comment_id=event.comment_id, status=status)


def _entry(item: Item, *, hides: bool) -> Entry:
    return Entry(
        comment_id=item.comment_id,
        status=item.status,
        version=item.version,
        severity=None if hides else item.severity,
        bands=None if hides else dict(item.bands),
        votes=item.votes,
        votes_needed=item.votes_needed,
    )
