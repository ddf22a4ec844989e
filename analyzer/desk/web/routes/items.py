"""The card and what is done with it: take, prolong, put back, decide."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, RedirectResponse, Response

from analyzer.desk.people.roles import reaches
from analyzer.desk.people.sessions import Person
from analyzer.desk.review import bulk, leases
from analyzer.desk.review.card import around, load_card
from analyzer.desk.review.conflicts import changes_since
from analyzer.desk.review.decisions import Commit, ConflictError, MissingItemError, decide
from analyzer.desk.review.filters import parse_filters
from analyzer.desk.review.judgement import InvalidJudgementError, Judgement, parse
from analyzer.desk.review.looks import looks_of
from analyzer.desk.review.queues import QUEUES
from analyzer.desk.store.models import Comment, Item
from analyzer.desk.web.context import Db, DeskOf, Form, Id, Settings, Viewer, is_partial, text_of
from analyzer.desk.web.desk import Desk
from analyzer.desk.web.forms import blank_form, entered_form, own_decision
from analyzer.desk.web.pages import Message, render
from analyzer.desk.web.routes.queues import next_address, queue_of

router = APIRouter()

#: Comments of a thread shown at once beside the card.
WINDOW = 200


@router.get("/items/{comment_id}", name="item")
def show_item(request: Request, comment_id: Id, session: Db, person: Viewer, settings: Settings) -> Response:
    """Show the card of a comment; to decide, it must be in hand."""
    return _card_page(request, session, person, comment_id, settings.mode, entered=None)


@router.get("/items/{comment_id}/around", name="item_around")
def show_around(request: Request, comment_id: Id, session: Db, person: Viewer) -> Response:
    """Show the siblings and the children of a comment."""
    comment = _comment(session, comment_id)
    siblings, children = around(session, person.id, comment)
    name = "_around.html" if is_partial(request) else "around.html"
    return render(request, name, comment=comment, siblings=siblings, children=children)


@router.get("/items/{comment_id}/thread", name="item_thread")
def show_thread(request: Request, comment_id: Id, session: Db, person: Viewer) -> Response:
    """Show the thread around a comment with its scores, a window of it where it is long."""
    comment = _comment(session, comment_id)
    start = request.query_params.get("from", "")
    first = int(start) if start.isdecimal() and len(start) < 10 else max(0, comment.row - WINDOW // 3)
    query = select(Comment).where(Comment.thread_id == comment.thread_id, Comment.row >= first)
    rows = list(session.scalars(query.order_by(Comment.row).limit(WINDOW + 1)))
    earlier = select(Comment.row).where(Comment.thread_id == comment.thread_id, Comment.row < first)
    lease = leases.held(session, comment_id)
    in_hand = lease is not None and lease.account_id == person.id and lease.mode == "blind"
    blind = in_hand or request.query_params.get("blind") == "1"
    looks = looks_of(session, person.id, rows[:WINDOW])
    if blind:
        looks |= looks_of(session, person.id, [comment], blind=True)
    name = "_thread.html" if is_partial(request) else "item_thread.html"
    return render(
        request,
        name,
        comment=comment,
        looks=[looks[row.id] for row in rows[:WINDOW]],
        before=max(0, first - WINDOW) if session.scalars(earlier.limit(1)).first() is not None else None,
        after=rows[WINDOW].row if len(rows) > WINDOW else None,
    )


@router.post("/items/{comment_id}/take", name="item_take")
def take_item(comment_id: Id, form: Form, desk: DeskOf, person: Viewer, settings: Settings) -> Response:
    """Take a comment in hand."""
    queue, query = text_of(form, "queue"), dict(parse_qsl(text_of(form, "query")))
    blind = queue in QUEUES and QUEUES[queue].blind
    with desk.store.write() as session:
        item = session.get(Item, comment_id)
        if item is None:
            raise MissingItemError("there is no such comment to review", where="comment", value=comment_id)
        mode = "blind" if blind or item.audit_key is not None else settings.mode
        lease = leases.take(session, comment_id, person.id, mode)
        if lease is None:
            raise ConflictError(comment_id, "taken", item.version)
    return RedirectResponse(f"/items/{comment_id}?{parse_filters(query).as_query(queue=queue)}", 303)


@router.post("/items/{comment_id}/heartbeat", name="item_heartbeat")
def prolong(request: Request, comment_id: Id, form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Keep a comment in hand while its page is open."""
    with desk.store.write() as session:
        lease = leases.heartbeat(session, comment_id, person.id, text_of(form, "token"))
        expires = None if lease is None else lease.expires_at
    if expires is not None:
        return JSONResponse({"expires_at": expires})
    with desk.store.read() as session:
        return _conflict(request, session, person, ConflictError(comment_id, "gone", 0))


@router.post("/items/{comment_id}/release", name="item_release")
def put_back(comment_id: Id, form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Put a comment back without deciding."""
    with desk.store.write() as session:
        leases.release(session, comment_id, person.id)
    queue = text_of(form, "queue")
    return RedirectResponse(f"/queues/{queue if queue in QUEUES else 'urgent'}?said=released", 303)


@router.post("/items/{comment_id}/decide", name="item_decide")
def decide_item(
    request: Request, comment_id: Id, form: Form, desk: DeskOf, person: Viewer, settings: Settings
) -> Response:
    """Store a decision and go on to the next comment; what was entered stays where it cannot be stored."""
    try:
        judgement = parse(form, desk.policy)
        commit = _commit(comment_id, form, desk, person, judgement)
        with desk.store.write() as session:
            event = decide(session, commit)
            if text_of(form, "duplicates") == "1":
                targets = bulk.alike(session, session.get_one(Item, comment_id), person.id)
                bulk.decide_many(session, commit, targets, mode=event.mode or "assisted")
            done = event.id
    except (InvalidJudgementError, ConflictError) as error:
        with desk.store.read() as session:
            return _refused(request, session, person, comment_id, form, settings.mode, error)
    queue = text_of(form, "queue")
    if queue not in QUEUES:
        return _onward(request, f"/items/{comment_id}?done={done}")
    filters = parse_filters(dict(parse_qsl(text_of(form, "query"))))
    return _onward(request, next_address(desk, queue_of(queue, person), filters, person, settings, done))


def _onward(request: Request, address: str) -> Response:
    """Go to another page, with htmx as without."""
    if is_partial(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _commit(comment_id: int, form: Form, desk: Desk, person: Person, judgement: Judgement) -> Commit:
    version, key = text_of(form, "version"), text_of(form, "request_key")
    if not version.isdecimal() or not 8 <= len(key) <= 64:
        raise InvalidJudgementError("the form is not whole", where="version, request_key", hint="Load the page again")
    queue = text_of(form, "queue")
    return Commit(
        account_id=person.id,
        comment_id=comment_id,
        token=text_of(form, "token"),
        version=int(version[:9]),
        request_key=f"{person.id}-{key}",
        guideline=desk.policy.guideline,
        judgement=judgement,
        queue=queue if queue in QUEUES else None,
        batch=f"{person.id}-{key}" if text_of(form, "duplicates") == "1" else None,
    )


def _refused(
    request: Request,
    session: Session,
    person: Person,
    comment_id: int,
    form: Form,
    mode: str,
    error: InvalidJudgementError | ConflictError,
) -> Response:
    if is_partial(request):
        if isinstance(error, ConflictError):
            return _conflict(request, session, person, error)
        return render(request, "_problem.html", 422, heading="This cannot be recorded", told=str(error))
    return _card_page(request, session, person, comment_id, mode, entered=form, error=error)


def _conflict(request: Request, session: Session, person: Person, error: ConflictError) -> Response:
    told = changes_since(session, person.id, error)
    return render(request, "_conflict.html", 409, conflict=told)


def _card_page(
    request: Request,
    session: Session,
    person: Person,
    comment_id: int,
    mode: str,
    *,
    entered: Form | None,
    error: InvalidJudgementError | ConflictError | None = None,
) -> Response:
    lease = leases.held(session, comment_id)
    own = lease if lease is not None and lease.account_id == person.id else None
    blind = own.mode == "blind" if own else mode == "blind"
    card = load_card(session, person.id, comment_id, blind=blind)
    if card is None:
        raise MissingItemError("there is no such comment to review", where="comment", value=comment_id)
    conflict = changes_since(session, person.id, error) if isinstance(error, ConflictError) else None
    queue = request.query_params.get("queue") or (text_of(entered, "queue") if entered else "")
    filters = parse_filters(request.query_params if entered is None else dict(parse_qsl(text_of(entered, "query"))))
    messages = [Message("problem", str(error))] if error is not None and conflict is None else []
    return render(
        request,
        "item.html",
        409 if conflict else 422 if error else 200,
        card=card,
        lease=own,
        taken=lease is not None and own is None,
        can_review=reaches(person.role, "reviewer"),
        entered=entered_form(entered) if entered else blank_form(),
        conflict=conflict,
        queue=QUEUES.get(queue),
        query=filters.as_query(),
        request_key=text_of(entered, "request_key") if entered else secrets.token_urlsafe(16),
        done=own_decision(session, person, request.query_params.get("done", "")),
        messages=messages,
    )


def _comment(session: Session, comment_id: int) -> Comment:
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise MissingItemError("there is no such comment", where="comment", value=comment_id)
    return comment
