"""The application, put together: routes, guards, errors as pages."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from analyzer.desk.people.accounts import AccountError
from analyzer.desk.people.passwords import PasswordError
from analyzer.desk.review.decisions import ConflictError, MissingItemError
from analyzer.desk.review.filters import FilterError
from analyzer.desk.review.judgement import InvalidJudgementError
from analyzer.desk.web.assets import FOLDER, PREFIX
from analyzer.desk.web.context import (
    API,
    ForbiddenError,
    LoginNeededError,
    guard_form,
    is_partial,
    login_address,
    recognise,
)
from analyzer.desk.web.desk import Desk
from analyzer.desk.web.pages import render
from analyzer.desk.web.permissions import routes_of
from analyzer.desk.web.routes import (
    adjudication,
    agreement,
    api,
    authors,
    dashboard,
    decisions,
    export,
    history,
    items,
    lab,
    log,
    login,
    people,
    queues,
    runs,
    settings,
    threads,
)
from analyzer.desk.web.security import SecurityMiddleware
from analyzer.errors import AnalyzerError

ROUTERS: tuple[APIRouter, ...] = (
    login.router,
    dashboard.router,
    queues.router,
    items.router,
    decisions.router,
    history.router,
    threads.router,
    authors.router,
    agreement.router,
    adjudication.router,
    lab.router,
    settings.router,
    runs.router,
    log.router,
    people.router,
    export.router,
    api.router,
)


@dataclass(frozen=True)
class _Told:
    """How an error is told: its status and a title in words."""

    status: int
    title: str


_ERRORS: dict[type[AnalyzerError], _Told] = {
    ForbiddenError: _Told(403, "Not allowed"),
    MissingItemError: _Told(404, "Not found"),
    ConflictError: _Told(409, "Changed in the meantime"),
    InvalidJudgementError: _Told(422, "This cannot be recorded"),
    FilterError: _Told(422, "There is no such filter"),
    AccountError: _Told(422, "This cannot be done"),
    PasswordError: _Told(422, "This password cannot be taken"),
}
_STATUS_TITLES = {404: "Not found", 405: "Not possible here"}
_NO_PAGE = "There is nothing at this address. It may have been mistyped, or be of another desk's database."


def create_app(desk: Desk) -> FastAPI:
    """Return the application over a desk."""
    app = FastAPI(
        title="Analyzer desk",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(guard_form)],
    )
    app.state.desk = desk
    routes_of(ROUTERS)
    for router in ROUTERS:
        app.include_router(router)
    app.mount(PREFIX, StaticFiles(directory=FOLDER), name="static")
    app.add_middleware(SecurityMiddleware, https=desk.https)
    app.add_exception_handler(AnalyzerError, _told)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(Exception, _failed)
    return app


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnalyzerError)  # noqa: S101  registered for it
    if isinstance(error, LoginNeededError):
        return _to_login(request)
    told = next((_ERRORS[kind] for kind in type(error).__mro__ if kind in _ERRORS), _Told(400, "This did not work"))
    return _answer(request, told.status, told.title, str(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it
    recognise(request)
    words = _NO_PAGE if error.status_code == 404 else error.detail
    return _answer(request, error.status_code, _STATUS_TITLES.get(error.status_code, "This did not work"), words)


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it
    first = error.errors()[0]
    if first["loc"][0] == "path":
        return _answer(request, 404, _STATUS_TITLES[404], _NO_PAGE)
    place = ".".join(map(str, first["loc"]))
    return _answer(request, 422, "This cannot be read", f"{place}: {first['msg']}")


def _failed(request: Request, _: Exception) -> Response:
    """Tell of a bug without its traceback: that goes to the server's log."""
    return _answer(request, 500, "Something went wrong", "This is a bug. What it was stands in the server's log.")


def _to_login(request: Request) -> Response:
    if request.url.path.startswith(API):
        return JSONResponse({"error": "nobody is logged in"}, 401)
    if is_partial(request):
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    return RedirectResponse(login_address(request), 303)


def _answer(request: Request, status: int, title: str, words: str) -> Response:
    if request.url.path.startswith(API):
        return JSONResponse({"error": words}, status)
    name = "_problem.html" if is_partial(request) else "problem.html"
    return render(request, name, status, heading=title, told=words)
