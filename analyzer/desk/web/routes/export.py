"""Votes and the log as downloads, for admins."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from analyzer.desk.export.events import event_lines
from analyzer.desk.export.votes import lines
from analyzer.desk.review.decisions import MissingItemError
from analyzer.desk.review.log import EventDraft, append
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Event, Vote
from analyzer.desk.web.context import Db, DeskOf, Viewer
from analyzer.desk.web.pages import render

router = APIRouter()

_KINDS: dict[str, Callable[[Session], Iterator[bytes]]] = {"votes": lines, "log": event_lines}


@router.get("/export", name="export_page")
def show_export(request: Request, session: Db) -> Response:
    """Show what can be exported."""
    votes = session.execute(select(func.count()).select_from(Vote)).scalar_one()
    events = session.execute(select(func.count()).select_from(Event)).scalar_one()
    return render(request, "export.html", votes=votes, events=events)


@router.get("/export/{kind}.jsonl", name="export")
def download(kind: str, desk: DeskOf, person: Viewer) -> Response:
    """Send all votes, or the whole log, as JSON Lines; that it was taken is recorded."""
    if kind not in _KINDS:
        raise MissingItemError("there are the exports votes and log", where="export", value=kind)
    with desk.store.write() as session:
        append(session, EventDraft("exported", person.id, desk.policy.guideline, data={"export": kind}))
    headers = {"Content-Disposition": f'attachment; filename="desk-{kind}.jsonl"'}
    return StreamingResponse(_stream(desk.store, _KINDS[kind]), media_type="application/jsonl", headers=headers)


def _stream(store: Store, source: Callable[[Session], Iterator[bytes]]) -> Iterator[bytes]:
    with store.read() as session:
        yield from source(session)
