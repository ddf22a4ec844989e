"""The log of what people did, for adjudicators, with pseudonyms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from analyzer.desk.intake.thresholds import points_of, threshold
from analyzer.desk.review.conflicts import in_words
from analyzer.desk.review.judgement import from_json
from analyzer.desk.review.steps import steps_of
from analyzer.desk.store.models import Account, Event, Run
from analyzer.desk.web.context import Db
from analyzer.desk.web.pages import render
from analyzer.labels.registry import FLAG_LABELS

router = APIRouter()

PAGE = 100
#: Kinds of events in words.
KINDS: dict[str, str] = {
    "decision": "decided",
    "adjudication": "settled",
    "undo": "took back",
    "reason": "gave a reason",
    "history_opened": "opened a writer's history",
    "account_added": "added a person",
    "account_changed": "changed a role or a lock",
    "password_set": "set a password",
    "exported": "exported",
}


@router.get("/log", name="log")
def show_log(request: Request, session: Db) -> Response:
    """Show events, the latest first: who, what, on which model, in which mode, how long it took."""
    before, kind = request.query_params.get("before", ""), request.query_params.get("kind", "")
    query = select(Event, Account.pseudonym, Run).join(Account, Account.id == Event.account_id)
    query = query.join(Run, Run.id == Event.run_id, isouter=True).order_by(Event.id.desc()).limit(PAGE + 1)
    if before.isdecimal() and len(before) < 10:
        query = query.where(Event.id < int(before))
    if kind in KINDS:
        query = query.where(Event.kind == kind)
    rows = list(session.execute(query))
    onward = f"/log?kind={kind if kind in KINDS else ''}&before={rows[PAGE - 1][0].id}" if len(rows) > PAGE else None
    told = [(event, who, run, _words(event)) for event, who, run in rows[:PAGE]]
    steps = steps_of(session, [event for event, _, _, _ in told])
    runs = {run.id: run for _, _, run, _ in told if run is not None}
    return render(
        request,
        "log.html",
        rows=told,
        steps=steps,
        was={number: in_words(step.said_before) for number, step in steps.items() if step.said_before is not None},
        in_force=[(runs[number], _thresholds(runs[number])) for number in sorted(runs)],
        labels=FLAG_LABELS,
        kinds=KINDS,
        kind=kind,
        onward=onward,
    )


def _thresholds(run: Run) -> dict[str, float]:
    """Return the threshold that flags, by label."""
    points = points_of({"operating_points": run.points})
    found = ((label, threshold(points, label, "default")) for label in FLAG_LABELS)
    return {label: least for label, least in found if least is not None}


def _words(event: Event) -> str:
    if event.kind in ("decision", "adjudication"):
        judgement = from_json(event.data)
        return in_words(judgement) if judgement.outcome == "decide" else judgement.outcome
    telling = _TOLD.get(event.kind)
    return telling(event.data) if telling else ""


def _managed(data: dict[str, Any]) -> str:
    return f"{data['pseudonym']}: {data['role']}{'' if data['active'] else ', locked'}"


#: What events that are no decisions say of themselves.
_TOLD: dict[str, Callable[[dict[str, Any]], str]] = {
    "undo": lambda data: f"event {data['event']}",
    "reason": lambda data: ", ".join(data.get("reasons") or ()) or "a note",
    "account_added": _managed,
    "account_changed": _managed,
    "password_set": _managed,
    "exported": lambda data: str(data["export"]),
}
