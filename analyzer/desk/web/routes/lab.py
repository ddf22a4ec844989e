"""The threshold lab: drag a threshold and see what it finds, what it costs and what it changes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from analyzer.desk.insight import lab, threads
from analyzer.desk.insight.ballots import QUESTIONS
from analyzer.desk.insight.scores import shelf_of
from analyzer.desk.review.filters import FilterError
from analyzer.desk.review.looks import Look, looks_of
from analyzer.desk.store.models import Comment, Dump
from analyzer.desk.web.chosen import chosen_dump, dump_choices
from analyzer.desk.web.context import Db, Viewer, is_partial
from analyzer.desk.web.pages import render
from analyzer.labels.registry import FLAG_LABELS, meaning_of

router = APIRouter()


@router.get("/lab", name="lab")
def show_lab(request: Request, session: Db, person: Viewer) -> Response:
    """Show the lab; with htmx only what a threshold does, so that the slider stays in hand."""
    label = request.query_params.get("label", FLAG_LABELS[0])
    if label not in FLAG_LABELS:
        raise FilterError(f"a label is one of {', '.join(FLAG_LABELS)}", where="label", value=label)
    threshold = _threshold(request.query_params.get("threshold", ""))
    dump: Dump | None = chosen_dump(session, request) or next(iter(threads.dumps(session)), None)
    run = lab.current_run(session, dump.id) if dump else None
    trial = lab.attempt(session, shelf_of(request.app.state), run, label, threshold) if run else None
    return render(
        request,
        "_trial.html" if is_partial(request) else "lab.html",
        trial=trial,
        partial=is_partial(request),
        run=run,
        moved=_shown(session, person.id, trial) if trial else [],
        dump=dump,
        dump_choices=dump_choices(session),
        label=QUESTIONS[label],
        label_choices=[(name, QUESTIONS[name].words) for name in FLAG_LABELS],
        meaning=meaning_of(label),
    )


def _threshold(value: str) -> float | None:
    """Read a threshold in percent."""
    if not value:
        return None
    try:
        percent = float(value.replace(",", "."))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise FilterError("a threshold is a number from 0 to 100", where="threshold", value=value)
    return percent / 100


def _shown(session: Session, account_id: int, trial: lab.Trial) -> list[Look]:
    """Return some of the comments that would change, without those whose scores this person must not know."""
    query = select(Comment).where(Comment.id.in_(list(trial.moved)))
    looks = looks_of(session, account_id, list(session.scalars(query)))
    found = (looks[comment] for comment in trial.moved if comment in looks)
    return [look for look in found if not look.is_withheld][: lab.SHOWN]
