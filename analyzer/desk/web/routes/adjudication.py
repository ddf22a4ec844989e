"""Adjudication: somebody who did not vote settles what reviewers differ about, without knowing who said what."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from analyzer.desk.insight.voices import voices_of, voted
from analyzer.desk.people.sessions import Person
from analyzer.desk.review.card import load_card
from analyzer.desk.review.conflicts import changes_since
from analyzer.desk.review.decisions import ConflictError, MissingItemError, adjudicate
from analyzer.desk.review.filters import Filters
from analyzer.desk.review.judgement import InvalidJudgementError, parse
from analyzer.desk.review.looks import looks_of
from analyzer.desk.review.queues import QUEUES, page, parse_cursor
from analyzer.desk.store.models import Comment, Thread
from analyzer.desk.web.context import Db, DeskOf, Form, Id, Settings, Viewer, is_partial, text_of
from analyzer.desk.web.forms import blank_form, entered_form
from analyzer.desk.web.pages import Message, render

router = APIRouter()

_QUEUE = QUEUES["disagreements"]


@router.get("/adjudication", name="adjudication")
def list_disagreements(request: Request, session: Db, person: Viewer, settings: Settings) -> Response:
    """List what waits to be settled by this person: not what they voted on."""
    after = parse_cursor(request.query_params.get("after"))
    found = page(session, _QUEUE, person.id, Filters(), after=after, size=settings.page_size)
    ids = [item.comment_id for item in found.items]
    comments = list(session.scalars(select(Comment).where(Comment.id.in_(ids))))
    titles = select(Thread.id, Thread.title).where(Thread.id.in_({comment.thread_id for comment in comments}))
    return render(
        request,
        "adjudication.html",
        queue=_QUEUE,
        items=found.items,
        looks=looks_of(session, person.id, comments, blind=True),
        titles=dict(session.execute(titles).all()),
        first="/adjudication" if after else None,
        onward=f"/adjudication?after={found.next}" if found.next else None,
    )


@router.get("/adjudication/{comment_id}", name="adjudication_item")
def show_disagreement(request: Request, comment_id: Id, session: Db, desk: DeskOf, person: Viewer) -> Response:
    """Show a comment, what reviewers said of it, and the form that settles it."""
    return _page(request, session, desk, person, comment_id)


@router.post("/adjudication/{comment_id}", name="adjudicate")
def settle(request: Request, comment_id: Id, form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Settle it and go on to the next; what was entered stays where it cannot be stored."""
    version, key = text_of(form, "version"), text_of(form, "request_key")
    try:
        if not version.isdecimal() or not 8 <= len(key) <= 64:
            raise InvalidJudgementError("the form is not whole", where="version, request_key", hint="Load it again")
        judgement = parse(form, desk.policy)
        with desk.store.write() as session:
            adjudicate(
                session,
                account_id=person.id,
                comment_id=comment_id,
                version=int(version[:9]),
                judgement=judgement,
                request_key=f"{person.id}-{key}",
                guideline=desk.policy.guideline,
            )
    except (InvalidJudgementError, ConflictError) as error:
        with desk.store.read() as session:
            return _refused(request, session, desk, person, comment_id, form, error)
    with desk.store.read() as session:
        waiting = page(session, _QUEUE, person.id, Filters(), size=1).items
        address = f"/adjudication/{waiting[0].comment_id}?said=settled" if waiting else "/adjudication?said=settled"
    if is_partial(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _refused(
    request: Request,
    session: Session,
    desk: DeskOf,
    person: Person,
    comment_id: int,
    form: FormData,
    error: InvalidJudgementError | ConflictError,
) -> Response:
    if is_partial(request):
        if isinstance(error, ConflictError):
            return render(request, "_conflict.html", 409, conflict=changes_since(session, person.id, error))
        return render(request, "_problem.html", 422, heading="This cannot be recorded", told=str(error))
    return _page(request, session, desk, person, comment_id, entered=form, error=error)


def _page(
    request: Request,
    session: Session,
    desk: DeskOf,
    person: Person,
    comment_id: int,
    *,
    entered: FormData | None = None,
    error: InvalidJudgementError | ConflictError | None = None,
) -> Response:
    card = load_card(session, person.id, comment_id, blind=True)
    if card is None:
        raise MissingItemError("there is no such comment to settle", where="comment", value=comment_id)
    conflict = changes_since(session, person.id, error) if isinstance(error, ConflictError) else None
    return render(
        request,
        "settle.html",
        409 if conflict else 422 if error else 200,
        card=card,
        voices=voices_of(session, comment_id, desk.policy),
        own=voted(session, comment_id, person.id),
        entered=entered_form(entered) if entered else blank_form(),
        request_key=text_of(entered, "request_key") if entered else secrets.token_urlsafe(16),
        conflict=conflict,
        messages=[Message("problem", str(error))] if error is not None and conflict is None else [],
    )
