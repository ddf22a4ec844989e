"""Queues: what waits, and taking the next one."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from analyzer.desk.clock import now_ms
from analyzer.desk.people.preferences import Preferences
from analyzer.desk.people.roles import reaches
from analyzer.desk.people.sessions import Person
from analyzer.desk.review import queues
from analyzer.desk.review.decisions import MissingItemError
from analyzer.desk.review.filters import Filters, parse_filters
from analyzer.desk.review.looks import author_words, looks_of
from analyzer.desk.review.mine import mine
from analyzer.desk.store.models import Account, Author, Comment, Item, Lease, Run, SavedFilter, Thread
from analyzer.desk.web.chosen import dump_choices
from analyzer.desk.web.context import Db, DeskOf, ForbiddenError, Form, Settings, Viewer, text_of
from analyzer.desk.web.forms import blank_form, own_decision
from analyzer.desk.web.pages import render
from analyzer.desk.words import BAND_NAMES
from analyzer.labels.registry import FLAG_LABELS

router = APIRouter()


@router.get("/queues/mine", name="mine")
def show_mine(request: Request, session: Db, person: Viewer) -> Response:
    """Show what this person has in hand and what they decided last."""
    return render(request, "mine.html", mine=mine(session, person.id))


@router.get("/queues/{name}", name="queue")
def show_queue(request: Request, name: str, session: Db, desk: DeskOf, person: Viewer, settings: Settings) -> Response:
    """Show a page of a queue."""
    queue = queue_of(name, person)
    if queue.address != f"/queues/{name}":
        return RedirectResponse(queue.address, 303)
    filters = parse_filters(request.query_params)
    after = queues.parse_cursor(request.query_params.get("after"))
    found = queues.page(
        session, queue, person.id, filters, after=after, size=settings.page_size, spared=settings.hidden_labels
    )
    onward = f"/queues/{name}?{filters.as_query(after=found.next)}" if found.next else None
    return render(
        request,
        "queue.html",
        queue=queue,
        filters=filters,
        query=filters.as_query(),
        entries=_entries(session, person.id, found.items, blind=queue.blind),
        audited=0 if after else desk.waiting()[name].audited,
        first=f"/queues/{name}?{filters.as_query()}" if after else None,
        onward=onward,
        choices=_choices(session, queue, filters),
        saved=list(session.scalars(select(SavedFilter).where(SavedFilter.account_id == person.id))),
        bulk=reaches(person.role, "reviewer") and queue.gathers,
        blank=blank_form(),
        request_key=secrets.token_urlsafe(16),
        done=own_decision(session, person, request.query_params.get("done", "")),
    )


@router.post("/queues/{name}/next", name="queue_next")
def next_item(name: str, form: Form, desk: DeskOf, person: Viewer, settings: Settings) -> Response:
    """Take the next item in hand and go to its card."""
    queue = queue_of(name, person)
    if queue.address != f"/queues/{name}":
        return RedirectResponse(queue.address, 303)
    filters = parse_filters(dict(parse_qsl(text_of(form, "query"))))
    return RedirectResponse(next_address(desk, queue, filters, person, settings), 303)


def next_address(
    desk: DeskOf, queue: queues.Queue, filters: Filters, person: Person, settings: Preferences, done: int | None = None
) -> str:
    """Take the next item of a queue and return the address of its card, or of the queue where nothing is left."""
    with desk.store.write() as session:
        lease = queues.take_next(
            session,
            queue,
            person.id,
            filters,
            mode=settings.mode,
            spared=settings.hidden_labels,
            mixed=settings.mixed,
        )
        taken = None if lease is None else lease.comment_id
    if taken is None:
        return f"/queues/{queue.name}?{filters.as_query(said='empty', done=done)}"
    return f"/items/{taken}?{filters.as_query(queue=queue.name, done=done)}"


def queue_of(name: str, person: Person) -> queues.Queue:
    """Return a queue this person may see.

    Raises:
        MissingItemError: There is no such queue.
        ForbiddenError: It takes another role.
    """
    queue = queues.QUEUES.get(name)
    if queue is None:
        raise MissingItemError(f"there are the queues {', '.join(queues.QUEUES)}", where="queue", value=name)
    if not reaches(person.role, queue.role):
        raise ForbiddenError(f"this queue takes the role {queue.role}", where=queue.title, value=person.role)
    return queue


def _entries(session: Session, account_id: int, items: list[Item], *, blind: bool) -> list[dict[str, Any]]:
    """Return what a list shows of each item: its look, thread, near-duplicates, and whose hands it is in."""
    ids = [item.comment_id for item in items]
    comments = {one.id: one for one in session.scalars(select(Comment).where(Comment.id.in_(ids)))}
    looks = looks_of(session, account_id, list(comments.values()), blind=blind)
    threads = {item.thread_id for item in items}
    titles = dict(session.execute(select(Thread.id, Thread.title).where(Thread.id.in_(threads))).all())
    holders = _holders(session, account_id, ids)
    alike = {} if blind else _alike(session, {item.cluster for item in items if item.cluster is not None})
    return [
        {
            "item": item,
            "look": looks[item.comment_id],
            "title": titles.get(item.thread_id),
            "holder": holders.get(item.comment_id),
            "alike": alike.get(item.cluster, 1) - 1 if item.cluster is not None else 0,
        }
        for item in items
    ]


def _holders(session: Session, account_id: int, ids: list[int]) -> dict[int, str]:
    query = (
        select(Lease.comment_id, Account.pseudonym)
        .join(Account, Account.id == Lease.account_id)
        .where(Lease.comment_id.in_(ids), Lease.expires_at > now_ms(), Lease.account_id != account_id)
    )
    return dict(session.execute(query).all())


def _alike(session: Session, clusters: set[int]) -> dict[int, int]:
    query = select(Item.cluster, func.count()).where(Item.cluster.in_(clusters), Item.status == "open")
    query = query.where(Item.audit_key.is_(None))
    return {number: count for number, count in session.execute(query.group_by(Item.cluster)) if number is not None}


def _choices(session: Session, queue: queues.Queue, filters: Filters) -> dict[str, Any]:
    """Return what the filter form offers; a blind queue offers nothing that tells of scores."""
    thread = session.get(Thread, filters.thread) if filters.thread is not None else None
    author = session.get(Author, filters.author) if filters.author is not None else None
    return {
        "labels": () if queue.blind else FLAG_LABELS,
        "bands": () if queue.blind else BAND_NAMES,
        "languages": languages(session),
        "dumps": dump_choices(session),
        "thread": thread,
        "author": None if author is None else author_words(author.name, author.kind),
    }


def languages(session: Session) -> list[str]:
    """Return the languages of the comments shown, as their runs counted them."""
    counted = session.scalars(select(Run.counts).where(Run.current))
    return sorted({language for counts in counted for language in counts["languages"]})
