"""One's own settings: look, keys, mode, password; and the filters one keeps."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from pydantic import ValidationError
from sqlalchemy import delete, select
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from analyzer.desk.keys import COMMANDS, problems
from analyzer.desk.people import accounts, passwords, sessions
from analyzer.desk.people.preferences import Preferences
from analyzer.desk.review.filters import FilterError, parse_filters
from analyzer.desk.store.models import SavedFilter
from analyzer.desk.web.context import SESSION_COOKIE, DeskOf, Form, Id, Settings, Viewer, set_cookie, text_of
from analyzer.desk.web.pages import Message, render
from analyzer.desk.web.routes.queues import queue_of
from analyzer.labels.registry import FLAG_LABELS

router = APIRouter()

#: Filters one person can keep.
MOST_FILTERS = 50


@router.get("/settings", name="settings_page")
def show_settings(request: Request, settings: Settings) -> Response:
    """Show one's settings."""
    return _page(request, settings.model_dump())


@router.post("/settings", name="settings_save")
def save_settings(request: Request, form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Keep one's settings; where a value is wrong, all stay as they were and the form says why."""
    entered = _entered(form)
    wrong = problems(entered["keys"])
    try:
        wanted = None if wrong else Preferences.model_validate(entered)
    except ValidationError as error:
        first = error.errors()[0]
        told = f"{first['loc'][0]}: {first['msg']}" if first["loc"] else first["msg"]
        return _page(request, entered, status=422, messages=[Message("problem", told)])
    if wanted is None:
        told = "Some keys cannot be used so."
        return _page(request, entered, wrong, status=422, messages=[Message("problem", told)])
    with desk.store.write() as session:
        accounts.get(session, person.id).preferences = wanted.model_dump(mode="json")
    return RedirectResponse("/settings?said=saved", 303)


@router.post("/settings/password", name="password_change")
def change_password(request: Request, form: Form, desk: DeskOf, person: Viewer, settings: Settings) -> Response:
    """Change one's password; all sessions end, and this one begins anew."""
    with desk.store.read() as session:
        stored = accounts.get(session, person.id).password_hash
    if not passwords.verify(stored, text_of(form, "old")):
        return _page(
            request, settings.model_dump(), status=422, messages=[Message("problem", "The old password is not right.")]
        )
    if text_of(form, "new") != text_of(form, "again"):
        return _page(
            request,
            settings.model_dump(),
            status=422,
            messages=[Message("problem", "The new password was not repeated alike.")],
        )
    with desk.store.write() as session:
        account = accounts.get(session, person.id)
        accounts.set_password(account, text_of(form, "new"))
        token = sessions.open_session(session, account)
    response = RedirectResponse("/settings?said=password", 303)
    set_cookie(response, request, SESSION_COOKIE, desk.signer.cookie(token), seconds=sessions.LIFE_MS // 1000)
    return response


@router.post("/filters", name="filter_save")
def save_filter(form: Form, desk: DeskOf, person: Viewer) -> Response:
    """Keep a queue's filters under a name; a name used before gets the new ones."""
    queue = queue_of(text_of(form, "queue"), person)
    filters = parse_filters(dict(parse_qsl(text_of(form, "query"))))
    name = " ".join(text_of(form, "name").split())
    if not 1 <= len(name) <= 64:
        raise FilterError("a filter's name has 1 to 64 characters", where="name", value=name)
    with desk.store.write() as session:
        own = list(session.scalars(select(SavedFilter).where(SavedFilter.account_id == person.id)))
        kept = next((one for one in own if one.name == name), None)
        if kept is None and len(own) >= MOST_FILTERS:
            raise FilterError(f"you keep {MOST_FILTERS} filters already", where="name", value=name)
        if kept is None:
            kept = SavedFilter(account_id=person.id, name=name)
            session.add(kept)
        kept.queue, kept.query = queue.name, filters.as_json()
    return RedirectResponse(f"/queues/{queue.name}?{filters.as_query(said='saved')}", 303)


@router.post("/filters/{filter_id}/delete", name="filter_delete")
def delete_filter(filter_id: Id, desk: DeskOf, person: Viewer) -> Response:
    """Delete a filter of one's own; another person's stays."""
    with desk.store.write() as session:
        session.execute(delete(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.account_id == person.id))
    return RedirectResponse("/queues/urgent", 303)


def _entered(form: FormData) -> dict[str, Any]:
    keys = {name: text_of(form, f"key_{name}").strip() for name in COMMANDS if f"key_{name}" in form}
    return {
        "theme": text_of(form, "theme"),
        "mode": text_of(form, "mode"),
        "blur": text_of(form, "blur") == "1",
        "mixed": text_of(form, "mixed") == "1",
        "keys_on": text_of(form, "keys_on") == "1",
        "keys": keys,
        "nudge_minutes": text_of(form, "nudge_minutes"),
        "page_size": text_of(form, "page_size"),
        "hidden_labels": tuple(form.getlist("hidden_label")),
    }


def _page(
    request: Request,
    entered: dict[str, Any],
    wrong: dict[str, str] | None = None,
    *,
    status: int = 200,
    messages: list[Message] | None = None,
) -> Response:
    return render(
        request,
        "settings.html",
        status,
        entered=entered,
        wrong=wrong or {},
        labels=FLAG_LABELS,
        least=passwords.LEAST_LENGTH,
        messages=messages or [],
    )
