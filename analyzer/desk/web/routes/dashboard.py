"""The first page: what waits, what the team did, what its labels changed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from analyzer.desk.clock import now_ms
from analyzer.desk.insight import dashboard
from analyzer.desk.people.roles import reaches
from analyzer.desk.review.queues import QUEUES
from analyzer.desk.web.context import Db, DeskOf, Viewer
from analyzer.desk.web.pages import render

router = APIRouter()

#: Seconds the figures are good for: they read every vote.
_FRESH: Final = 10.0


@dataclass(frozen=True)
class _Figures:
    at: float
    shown: dict[str, Any]


@router.get("/", name="home")
def show_home(request: Request, session: Db, desk: DeskOf, person: Viewer) -> Response:
    """Show the overview."""
    kept: _Figures | None = getattr(request.app.state, "overview", None)
    if kept is None or time.monotonic() - kept.at > _FRESH:
        kept = request.app.state.overview = _Figures(time.monotonic(), _figures(session))
    found = desk.waiting()
    waiting = [(queue, found[queue.name].count) for queue in QUEUES.values() if reaches(person.role, queue.role)]
    return render(request, "home.html", waiting=waiting, **kept.shown)


def _figures(session: Db) -> dict[str, Any]:
    return {
        "work": dashboard.work(session, now_ms()),
        "findings": dashboard.findings(session),
        "actions": dashboard.actions(session),
        "newest": dashboard.newest_change(session),
    }
