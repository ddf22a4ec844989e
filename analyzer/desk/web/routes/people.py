"""Managing people, for admins."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from analyzer.desk.people import accounts, passwords
from analyzer.desk.people.roles import MEANINGS
from analyzer.desk.store.models import Account, Vote
from analyzer.desk.web.context import Db, DeskOf, Form, Viewer, text_of
from analyzer.desk.web.pages import render

router = APIRouter()


@router.get("/people", name="people")
def show_people(request: Request, session: Db) -> Response:
    """Show everybody, with their role and how much they decided."""
    return render(
        request,
        "people.html",
        people=list(session.scalars(select(Account).order_by(Account.active.desc(), Account.name))),
        votes=_votes(session),
        meanings=MEANINGS,
        least=passwords.LEAST_LENGTH,
    )


@router.post("/people", name="person_add")
def add_person(form: Form, desk: DeskOf) -> Response:
    """Add a person with a first password."""
    with desk.store.write() as session:
        accounts.add_account(session, text_of(form, "name"), text_of(form, "password"), text_of(form, "role"))
    return RedirectResponse("/people?said=saved", 303)


@router.post("/people/{account_id}", name="person_change")
def change_person(account_id: int, form: Form, desk: DeskOf) -> Response:
    """Give a person another role, or lock their account."""
    with desk.store.write() as session:
        account = accounts.get(session, account_id)
        accounts.set_role(session, account, text_of(form, "role"), active=text_of(form, "active") == "1")
    return RedirectResponse("/people?said=saved", 303)


@router.post("/people/{account_id}/password", name="person_password")
def reset_password(account_id: int, form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Give a person another password; their sessions end."""
    if account_id == person.id:
        raise accounts.AccountError("your own password is changed in the settings", where="password")
    with desk.store.write() as session:
        accounts.set_password(accounts.get(session, account_id), text_of(form, "password"))
    return RedirectResponse("/people?said=saved", 303)


def _votes(session: Session) -> dict[int, int]:
    query = select(Vote.account_id, func.count()).group_by(Vote.account_id)
    return dict(session.execute(query).all())
