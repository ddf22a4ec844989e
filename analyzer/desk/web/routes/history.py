"""A writer's history on the card: shown on request, and the request recorded."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from analyzer.desk.review.decisions import MissingItemError
from analyzer.desk.review.log import EventDraft, append
from analyzer.desk.review.looks import author_words, looks_of
from analyzer.desk.store.models import Author, Comment, Item
from analyzer.desk.web.context import DeskOf, Id, Viewer, is_partial
from analyzer.desk.web.pages import render

router = APIRouter()

SHOWN = 20


@router.post("/items/{comment_id}/history", name="item_history")
def show_history(request: Request, comment_id: Id, desk: DeskOf, person: Viewer) -> Response:
    """Record that this person opened the history of a comment's writer, then show it."""
    with desk.store.write() as session:
        comment, item = session.get(Comment, comment_id), session.get(Item, comment_id)
        if comment is None or comment.author_id is None:
            raise MissingItemError("this comment's writer has no history", where="comment", value=comment_id)
        draft = EventDraft(
            kind="history_opened",
            account_id=person.id,
            guideline=desk.policy.guideline,
            comment_id=comment_id,
            run_id=item.run_id if item is not None else None,
            data={"author": comment.author_id},
        )
        append(session, draft)
        author = session.get_one(Author, comment.author_id)
        query = select(Comment).where(Comment.author_id == author.id, Comment.id != comment_id)
        others = list(session.scalars(query.order_by(Comment.row.desc()).limit(SHOWN)))
        looks = looks_of(session, person.id, others)
        return render(
            request,
            "_history.html" if is_partial(request) else "history.html",
            author=author,
            name=author_words(author.name, author.kind),
            rollup=author.rollup or {},
            looks=[looks[other.id] for other in others],
            comment_id=comment_id,
        )
