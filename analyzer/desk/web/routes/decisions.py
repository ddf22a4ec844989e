"""What follows a decision: undo, the reason afterwards, and one decision for many comments."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from analyzer.desk.review.bulk import BulkResult, Target, decide_many
from analyzer.desk.review.decisions import Commit, give_reasons, undo
from analyzer.desk.review.filters import parse_filters
from analyzer.desk.review.judgement import InvalidJudgementError, parse, parse_reasons
from analyzer.desk.review.looks import looks_of
from analyzer.desk.review.queues import QUEUES
from analyzer.desk.store.models import Comment
from analyzer.desk.web.context import DeskOf, Form, Id, Settings, Viewer, safe_next, text_of
from analyzer.desk.web.pages import render

router = APIRouter()


@router.post("/events/{event_id}/undo", name="undo")
def undo_decision(event_id: Id, desk: DeskOf, person: Viewer) -> Response:
    """Take one's own decision back and show the comment again."""
    with desk.store.write() as session:
        event = undo(session, account_id=person.id, event_id=event_id, guideline=desk.policy.guideline)
        comment_id, queue = event.comment_id, event.queue
    query = f"&queue={queue}" if queue in QUEUES else ""
    return RedirectResponse(f"/items/{comment_id}?said=undone{query}", 303)


@router.post("/events/{event_id}/reason", name="reason")
def add_reason(event_id: Id, form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Add why a decision was made."""
    reasons, note = parse_reasons(form, desk.policy)
    with desk.store.write() as session:
        give_reasons(
            session,
            account_id=person.id,
            event_id=event_id,
            reasons=reasons,
            note=note,
            guideline=desk.policy.guideline,
        )
    return RedirectResponse(_without_done(safe_next(text_of(form, "back") or "/queues/mine")), 303)


@router.post("/bulk", name="bulk")
def decide_on_many(request: Request, form: Form, desk: DeskOf, person: Viewer, settings: Settings) -> Response:
    """Decide on the chosen comments at once; what could not be decided is named."""
    queue = text_of(form, "queue")
    key = text_of(form, "request_key")
    targets = [_target(value) for value in form.getlist("item")]
    if not targets or not 8 <= len(key) <= 64:
        raise InvalidJudgementError("no comments were chosen", where="the form", hint="Tick some in the list")
    commit = Commit(
        account_id=person.id,
        comment_id=0,
        token="",
        version=0,
        request_key=f"{person.id}-{key}",
        guideline=desk.policy.guideline,
        judgement=parse(form, desk.policy),
        queue=queue if queue in QUEUES else None,
    )
    with desk.store.write() as session:
        result = decide_many(session, commit, targets, mode=settings.mode)
        told = _told(session, person.id, result)
    filters = parse_filters(dict(parse_qsl(text_of(form, "query"))))
    back = f"/queues/{queue if queue in QUEUES else 'urgent'}?{filters.as_query()}"
    return render(request, "bulk.html", back=back, **told)


def _told(session: Session, account_id: int, result: BulkResult) -> dict[str, Any]:
    ids = [event.comment_id for event in result.events] + list(result.refused)
    return {
        "looks": looks_of(session, account_id, list(session.scalars(select(Comment).where(Comment.id.in_(ids))))),
        "events": [(event.id, event.comment_id) for event in result.events],
        "refused": dict(result.refused),
        "batch": result.events[0].batch if result.events else "",
    }


def _target(value: object) -> Target:
    comment_id, _, version = str(value).partition(":")
    if not (comment_id.isdecimal() and version.isdecimal() and len(comment_id) < 10 and len(version) < 10):
        raise InvalidJudgementError("the form is not whole", where="item", value=value, hint="Load the page again")
    return Target(int(comment_id), int(version))


def _without_done(address: str) -> str:
    """Return an address that says the reason was added instead of asking for it again."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in ("done", "said")]
    return f"{path}?{urlencode([*kept, ('said', 'reason')])}"
