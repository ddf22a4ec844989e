"""Threads: the list, and one thread with its tree and its course over time."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from analyzer.desk.insight import threads
from analyzer.desk.review.decisions import MissingItemError
from analyzer.desk.store.models import Thread
from analyzer.desk.web.chosen import chosen_dump, chosen_number, dump_choices
from analyzer.desk.web.context import Db, Id, Viewer
from analyzer.desk.web.pages import render

router = APIRouter()

_SEARCH = 100  # characters


@router.get("/threads", name="threads")
def list_threads(request: Request, session: Db, person: Viewer) -> Response:
    """List threads, those with most flagged comments waiting first."""
    dump, page = chosen_dump(session, request), chosen_number(request, "page")
    search = request.query_params.get("search", "").replace("\x00", "").strip()[:_SEARCH]
    lines, total = threads.lines(session, dump_id=dump.id if dump else None, search=search, page=page)
    return render(
        request,
        "threads.html",
        lines=lines,
        total=total,
        page=page,
        size=threads.PAGE,
        search=search,
        dump=dump,
        dump_choices=dump_choices(session),
    )


@router.get("/threads/{thread_id}", name="thread")
def show_thread(request: Request, thread_id: Id, session: Db, person: Viewer) -> Response:
    """Show one thread: its figures, its course, and a stretch of its tree."""
    thread = session.get(Thread, thread_id)
    if thread is None:
        raise MissingItemError("there is no such thread", where="thread", value=thread_id)
    only_flagged = request.query_params.get("show") == "flagged"
    start = chosen_number(request, "from")
    return render(
        request,
        "thread.html",
        thread=thread,
        rollup=thread.rollup,
        course=threads.course(session, person.id, thread_id=thread_id),
        stretch=threads.stretch(session, person.id, thread_id, start, only_flagged=only_flagged),
        only_flagged=only_flagged,
    )
