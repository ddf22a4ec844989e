"""Imported runs, and what a newer model's run changed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from analyzer.desk.insight import drift
from analyzer.desk.insight.scores import shelf_of
from analyzer.desk.review.decisions import MissingItemError
from analyzer.desk.review.looks import Look, looks_of
from analyzer.desk.store.models import Comment, Dump, Run
from analyzer.desk.web.context import Db, Id, Viewer
from analyzer.desk.web.pages import render

router = APIRouter()


@router.get("/runs", name="runs")
def show_runs(request: Request, session: Db) -> Response:
    """Show every imported run, the latest first."""
    query = select(Run, Dump).join(Dump, Dump.id == Run.dump_id).order_by(Run.id.desc())
    return render(request, "runs.html", runs=list(session.execute(query)))


@router.get("/runs/{run_id}/changes", name="run_changes")
def show_changes(request: Request, run_id: Id, session: Db, person: Viewer) -> Response:
    """Show what a run changed against the one before it: flags gained and lost, and how often votes are met."""
    run = session.get(Run, run_id)
    if run is None or run.drift is None:
        raise MissingItemError("there is no such run with another before it", where="run", value=run_id)
    before = session.get_one(Run, run.drift["against"])
    lines = drift.lines(session, shelf_of(request.app.state), before, run)
    return render(
        request,
        "run_changes.html",
        run=run,
        before=before,
        drift=run.drift,
        lines=lines,
        chart=drift.chart_of(lines),
        looks=_looks(session, person.id, run.drift),
    )


def _looks(session: Session, account_id: int, changes: dict[str, Any]) -> dict[int, Look]:
    ids = {one for told in changes["labels"].values() for one in (*told["gained_ids"][:5], *told["lost_ids"][:5])}
    looks = looks_of(session, account_id, list(session.scalars(select(Comment).where(Comment.id.in_(ids)))))
    # To stand among what is flagged now tells the score of a comment under audit.
    return {comment: look for comment, look in looks.items() if not look.is_withheld}
