"""What routes are handed, checked before they run: who asks, a session on the database, the posted form."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Path, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from analyzer.desk.people.preferences import Preferences, preferences_of
from analyzer.desk.people.roles import reaches
from analyzer.desk.people.sessions import Person, Visit, touch, visit
from analyzer.desk.web.desk import Desk
from analyzer.desk.web.permissions import PERMISSIONS, PUBLIC
from analyzer.errors import AnalyzerError, ExitCode

SESSION_COOKIE: Final = "desk_session"
#: Holds a token for forms shown before there is a session: the log-in.
BEFORE_COOKIE: Final = "desk_before"
API: Final = "/api/"
#: Largest number a column of ids holds.
LARGEST_ID: Final = 2**31 - 1
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class LoginNeededError(AnalyzerError):
    """Nobody is logged in."""

    exit_code = ExitCode.USAGE


class ForbiddenError(AnalyzerError):
    """This person may not do this, or the form does not belong to their session."""

    exit_code = ExitCode.USAGE


def desk_of(request: Request) -> Desk:
    """Return the desk the application serves."""
    desk: Desk = request.app.state.desk
    return desk


def guard(request: Request) -> None:
    """Find out who asks and whether they may, by the table of permissions.

    Raises:
        LoginNeededError: The route is not public and nobody is logged in.
        ForbiddenError: The person's role does not reach.
    """
    desk = desk_of(request)
    request.state.visit = found = _visit(desk, request)
    needed = PERMISSIONS[request.scope["route"].name]
    if needed == PUBLIC:
        return
    if found is None:
        raise LoginNeededError("nobody is logged in", where=request.url.path)
    if not reaches(found.person.role, needed):
        hint = "An admin can give it to you, on the page People"
        where, role = request.url.path, found.person.role
        raise ForbiddenError(f"this takes the role {needed}", where=where, value=role, hint=hint)


async def guard_form(request: Request, _: Annotated[None, Depends(guard)]) -> None:
    """Check that whatever changes something comes from a form of this session.

    Raises:
        ForbiddenError: It does not.
    """
    if request.method in _SAFE:
        return
    value = request.headers.get("X-CSRF-Token")
    if value is None and not request.url.path.startswith(API):
        posted = (await request.form()).get("csrf")
        value = posted if isinstance(posted, str) else None
    token = _form_token(request)
    if token is None or not desk_of(request).signer.is_csrf(value, token):
        hint = "Load the page again and repeat it"
        raise ForbiddenError("the form does not belong to this session", where="csrf", hint=hint)


async def posted_form(request: Request) -> FormData:
    """Return the posted form, without the NUL characters that no database keeps."""
    form = await request.form()
    return FormData(
        [(name, value.replace("\x00", "") if isinstance(value, str) else value) for name, value in form.multi_items()]
    )


def read_session(request: Request) -> Iterator[Session]:
    """Yield a session for reading."""
    with desk_of(request).store.read() as session:
        yield session


def viewer(request: Request) -> Person:
    """Return who asks; only for routes that are not public."""
    found: Visit = request.state.visit
    return found.person


def preferences(request: Request) -> Preferences:
    """Return the settings of who asks, the usual ones where nobody is logged in."""
    found: Visit | None = getattr(request.state, "visit", None)
    return preferences_of(found.person.preferences if found else {})


#: An id in an address: those of the database; larger numbers are no ids anywhere.
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
DeskOf = Annotated[Desk, Depends(desk_of)]
#: A session for reading, closed before the answer is sent. To write, say `with desk.store.write() as session` in the
#: route itself: the answer must not leave before the change is kept.
Db = Annotated[Session, Depends(read_session, scope="function")]
Viewer = Annotated[Person, Depends(viewer)]
Settings = Annotated[Preferences, Depends(preferences)]
Form = Annotated[FormData, Depends(posted_form)]


def is_partial(request: Request) -> bool:
    """Tell whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def text_of(form: FormData, name: str) -> str:
    """Return one value of a form as text, empty where there is none."""
    value: Any = form.get(name)
    return value if isinstance(value, str) else ""


def csrf_of(request: Request) -> str:
    """Return what forms of this page must carry, empty where no session is there and none was begun."""
    token = _form_token(request)
    return desk_of(request).signer.csrf(token) if token else ""


def begin_before(request: Request) -> str | None:
    """Make sure there is a token for forms before log-in; return the cookie to set, None where one is there."""
    if _form_token(request) is not None:
        return None
    request.state.before = secrets.token_urlsafe(32)
    return desk_of(request).signer.cookie(request.state.before)


def set_cookie(response: Response, request: Request, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie that scripts and other sites cannot read."""
    secure = desk_of(request).https or request.url.scheme == "https"
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure, path="/")


def login_address(request: Request) -> str:
    """Return the log-in page that leads back here."""
    query = f"?{request.url.query}" if request.url.query else ""
    here = request.url.path + query if request.method in _SAFE else "/"
    return f"/login?next={quote(here, safe='')}"


def safe_next(address: str) -> str:
    """Return an address of this desk to go to, the first page for any other."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address
    return address if plain and address.isprintable() else "/"


def recognise(request: Request) -> None:
    """Find out who asks where no route did: an address that leads nowhere still shows its page with the menu."""
    if getattr(request.state, "visit", None) is None:
        request.state.visit = _visit(desk_of(request), request)


def _visit(desk: Desk, request: Request) -> Visit | None:
    token = desk.signer.token(request.cookies.get(SESSION_COOKIE))
    if token is None:
        return None
    with desk.store.read() as session:
        found = visit(session, token)
    if found is not None and found.is_stale:
        with desk.store.write() as session:
            touch(session, token)
    return found


def _form_token(request: Request) -> str | None:
    found: Visit | None = getattr(request.state, "visit", None)
    if found is not None:
        return found.token
    before: str | None = getattr(request.state, "before", None)
    return before or desk_of(request).signer.token(request.cookies.get(BEFORE_COOKIE))
