"""Managing people, for admins."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from analyzer.desk.people import accounts, passwords
from analyzer.desk.people.roles import MEANINGS
from analyzer.desk.people.sessions import Person
from analyzer.desk.review.log import EventDraft, append
from analyzer.desk.store.models import Account, Vote
from analyzer.desk.web.context import Db, DeskOf, Form, Id, Viewer, text_of
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
def add_person(form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Add a person with a first password."""
    with desk.store.write() as session:
        added = accounts.add_account(session, text_of(form, "name"), text_of(form, "password"), text_of(form, "role"))
        _record(session, desk, person, "account_added", added)
    return RedirectResponse("/people?said=saved", 303)


@router.post("/people/{account_id}", name="person_change")
def change_person(account_id: Id, form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Give a person another role, or lock their account."""
    with desk.store.write() as session:
        account = accounts.get(session, account_id)
        accounts.set_role(session, account, text_of(form, "role"), active=text_of(form, "active") == "1")
        _record(session, desk, person, "account_changed", account)
    return RedirectResponse("/people?said=saved", 303)


@router.post("/people/{account_id}/password", name="person_password")
def reset_password(account_id: Id, form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Give a person another password; their sessions end."""
    if account_id == person.id:
        raise accounts.AccountError("your own password is changed in the settings", where="password")
    with desk.store.write() as session:
        account = accounts.get(session, account_id)
        accounts.set_password(account, text_of(form, "password"))
        _record(session, desk, person, "password_set", account)
    return RedirectResponse("/people?said=saved", 303)


def _record(session: Session, desk: DeskOf, person: Person, kind: str, account: Account) -> None:
    """Write down who managed whom, so that it can be told later who gave which right."""
    told = {"account": account.id, "pseudonym": account.pseudonym, "role": account.role, "active": account.active}
    append(session, EventDraft(kind, person.id, desk.policy.guideline, data=told))


def _votes(session: Session) -> dict[int, int]:
    query = select(Vote.account_id, func.count()).group_by(Vote.account_id)
    return dict(session.execute(query).all())
