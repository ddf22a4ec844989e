"""One writer: what they wrote in the dump. Opening it is recorded, for it primes whoever reads it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from analyzer.desk.insight import threads
from analyzer.desk.review.decisions import MissingItemError
from analyzer.desk.review.log import EventDraft, append
from analyzer.desk.store.models import Author
from analyzer.desk.web.chosen import chosen_number
from analyzer.desk.web.context import DeskOf, Id, Viewer
from analyzer.desk.web.pages import render

router = APIRouter()


@router.get("/authors/{author_id}", name="author")
def show_author(request: Request, author_id: Id, desk: DeskOf, person: Viewer) -> Response:
    """Show a writer's page and record that it was opened."""
    start = chosen_number(request, "from")
    with desk.store.write() as session:
        author = session.get(Author, author_id)
        if author is None:
            raise MissingItemError("there is no such writer", where="author", value=author_id)
        draft = EventDraft("history_opened", person.id, desk.policy.guideline, data={"author": author_id})
        append(session, draft)
    with desk.store.read() as session:
        return render(
            request,
            "author.html",
            author=author,
            rollup=author.rollup,
            course=threads.course(session, person.id, author_id=author_id),
            stretch=threads.of_author(session, person.id, author_id, start),
        )
