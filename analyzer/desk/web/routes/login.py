"""Logging in and out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from analyzer.desk.people import accounts, passwords, sessions, throttle
from analyzer.desk.web.context import (
    BEFORE_COOKIE,
    SESSION_COOKIE,
    DeskOf,
    Form,
    begin_before,
    safe_next,
    set_cookie,
    text_of,
)
from analyzer.desk.web.desk import Desk
from analyzer.desk.web.pages import render

router = APIRouter()

_WRONG = "The name or the password is not right."
_CLOSED = "There were too many tries. Wait a quarter of an hour, or ask an admin."


@router.get("/healthz", name="health")
def health(desk: DeskOf) -> Response:
    """Answer if the database answers."""
    with desk.store.read() as session:
        accounts.has_admin(session)
    return PlainTextResponse("ok\n")


@router.get("/login", name="login_page")
def login_page(request: Request) -> Response:
    """Show the log-in page."""
    if request.state.visit is not None:
        return RedirectResponse("/", 303)
    return _page(request, request.query_params.get("next", "/"))


@router.post("/login", name="login")
def login(request: Request, form: Form, desk: DeskOf) -> Response:
    """Log in: a new session with a new token, whatever cookie came with the request."""
    name, password = text_of(form, "name"), text_of(form, "password")
    address = request.client.host if request.client else "unknown"
    onward = safe_next(text_of(form, "next") or "/")
    with desk.store.write() as session:
        is_open = throttle.enter(session, name, address)
        account = accounts.find(session, name)
        stored = account.password_hash if account is not None and account.active else None
    if not is_open:
        return _page(request, onward, _CLOSED, 429)
    if not passwords.verify(stored, password):
        return _page(request, onward, _WRONG, 401)
    response = RedirectResponse(onward, 303)
    token = _open(desk, name, password, address)
    set_cookie(response, request, SESSION_COOKIE, desk.signer.cookie(token), seconds=sessions.LIFE_MS // 1000)
    response.delete_cookie(BEFORE_COOKIE, path="/")
    return response


@router.post("/logout", name="logout")
def logout(request: Request, desk: DeskOf) -> Response:
    """End the session here and in the database."""
    with desk.store.write() as session:
        sessions.close_session(session, request.state.visit.token)
    response = RedirectResponse("/login?said=out", 303)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


def _open(desk: Desk, name: str, password: str, address: str) -> str:
    with desk.store.write() as session:
        account = accounts.find(session, name)
        assert account is not None  # noqa: S101  its password was just checked
        throttle.forget(session, name, address)
        if passwords.is_outdated(account.password_hash):
            account.password_hash = passwords.hash_password(password)
        return sessions.open_session(session, account)


def _page(request: Request, onward: str, error: str = "", status: int = 200) -> Response:
    cookie = begin_before(request)
    response = render(request, "login.html", status, onward=safe_next(onward), error=error)
    if cookie is not None:
        set_cookie(response, request, BEFORE_COOKIE, cookie)
    return response
