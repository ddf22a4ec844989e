"""The log of what people did, for adjudicators, with pseudonyms."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from analyzer.desk.review.conflicts import in_words
from analyzer.desk.review.judgement import from_json
from analyzer.desk.store.models import Account, Event, Run
from analyzer.desk.web.context import Db
from analyzer.desk.web.pages import render

router = APIRouter()

PAGE = 100
#: Kinds of events in words.
KINDS: dict[str, str] = {
    "decision": "decided",
    "adjudication": "settled",
    "undo": "took back",
    "reason": "gave a reason",
    "history_opened": "opened a writer's history",
}


@router.get("/log", name="log")
def show_log(request: Request, session: Db) -> Response:
    """Show events, the latest first: who, what, on which model, in which mode, how long it took."""
    before, kind = request.query_params.get("before", ""), request.query_params.get("kind", "")
    query = select(Event, Account.pseudonym, Run).join(Account, Account.id == Event.account_id)
    query = query.join(Run, Run.id == Event.run_id, isouter=True).order_by(Event.id.desc()).limit(PAGE + 1)
    if before.isdecimal() and len(before) < 19:
        query = query.where(Event.id < int(before))
    if kind in KINDS:
        query = query.where(Event.kind == kind)
    rows = list(session.execute(query))
    onward = f"/log?kind={kind if kind in KINDS else ''}&before={rows[PAGE - 1][0].id}" if len(rows) > PAGE else None
    told = [(event, who, run, _words(event)) for event, who, run in rows[:PAGE]]
    return render(request, "log.html", rows=told, kinds=KINDS, kind=kind, onward=onward)


def _words(event: Event) -> str:
    if event.kind in ("decision", "adjudication"):
        judgement = from_json(event.data)
        return in_words(judgement) if judgement.outcome == "decide" else judgement.outcome
    if event.kind == "undo":
        return f"event {event.data['event']}"
    return ", ".join(event.data.get("reasons") or ())
