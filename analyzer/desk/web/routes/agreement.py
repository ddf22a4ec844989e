"""The agreement page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from analyzer.desk.insight import agreement
from analyzer.desk.insight.ballots import QUESTIONS, Mode, pseudonyms, read_ballots
from analyzer.desk.review.filters import FilterError
from analyzer.desk.web.chosen import chosen_dump, dump_choices
from analyzer.desk.web.context import Db, Viewer
from analyzer.desk.web.pages import render

router = APIRouter()

_MODES: dict[str, Mode | None] = {"": None, "blind": "blind", "assisted": "assisted"}


@router.get("/agreement", name="agreement")
def show_agreement(request: Request, session: Db, person: Viewer) -> Response:
    """Show how far reviewers agree: on every question, and any two of them on one."""
    mode, question = request.query_params.get("mode", ""), request.query_params.get("question", "toxicity")
    if mode not in _MODES:
        raise FilterError("a mode is blind or assisted", where="mode", value=mode)
    if question not in QUESTIONS:
        raise FilterError("there is no such question", where="question", value=question)
    dump = chosen_dump(session, request)
    ballots = read_ballots(session, dump_id=dump.id if dump else None, mode=_MODES[mode])
    rows = agreement.rows_of(ballots)
    return render(
        request,
        "agreement.html",
        rows=rows,
        chart=agreement.chart_of(rows),
        measures=agreement.MEASURES,
        pairs=agreement.pairs_of(ballots, QUESTIONS[question], pseudonyms(session)),
        question=QUESTIONS[question],
        question_choices=[(q.name, q.words) for q in QUESTIONS.values()],
        mode=mode,
        dump=dump,
        dump_choices=dump_choices(session),
    )
