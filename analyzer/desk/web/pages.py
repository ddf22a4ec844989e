"""Pages: the template environment and what every template is handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from analyzer.desk import words
from analyzer.desk.clock import DAY, HOUR, MINUTE, now_ms
from analyzer.desk.keys import groups
from analyzer.desk.people.roles import Role, reaches
from analyzer.desk.people.sessions import Visit
from analyzer.desk.review.queues import QUEUES, Queue
from analyzer.desk.web.assets import SCRIPTS, STYLES, TEMPLATES, asset
from analyzer.desk.web.context import csrf_of, desk_of, preferences
from analyzer.text.safe import printable


@dataclass(frozen=True)
class NavEntry:
    """One entry of the menu."""

    href: str
    name: str
    active: bool = False
    group: str = ""
    count: int | None = None
    action: str = ""


@dataclass(frozen=True)
class Message:
    """Something to tell at the top of a page; kind is good, problem or note."""

    kind: str
    words: str


#: What a page says after something was done, by the name in its address (`?said=`).
MESSAGES: dict[str, Message] = {
    "undone": Message("good", "The decision was taken back; the comment stands in its queue again."),
    "settled": Message("good", "Settled. The comment is out of the queue."),
    "reason": Message("good", "The reason was added."),
    "saved": Message("good", "Saved."),
    "password": Message("good", "The password was changed. Other sessions have ended."),
    "released": Message("note", "The comment was put back."),
    "empty": Message("note", "Nothing is waiting for you in this queue."),
    "out": Message("note", "You are logged out."),
}

_REVIEW, _UNDERSTAND, _TEAM = "Review", "Understand", "Team"
#: Menu entries after the queues: address, name, group, least role.
_MENU: tuple[tuple[str, str, str, Role], ...] = (
    ("/queues/mine", "Mine", _REVIEW, "reviewer"),
    ("/threads", "Threads", _UNDERSTAND, "viewer"),
    ("/agreement", "Agreement", _UNDERSTAND, "viewer"),
    ("/lab", "Threshold lab", _UNDERSTAND, "viewer"),
    ("/runs", "Runs", _UNDERSTAND, "viewer"),
    ("/log", "Log", _TEAM, "adjudicator"),
    ("/people", "People", _TEAM, "admin"),
    ("/export", "Export", _TEAM, "admin"),
)


def render(request: Request, template: str, /, status_code: int = 200, **context: Any) -> HTMLResponse:
    """Return a page. Beside `context` it is handed who asks, their settings, the menu and the form token."""
    found: Visit | None = getattr(request.state, "visit", None)
    person = found.person if found else None
    said = MESSAGES.get(request.query_params.get("said", ""))
    shared: dict[str, Any] = {
        "request": request,
        "person": person,
        "preferences": preferences(request).model_dump(),
        "csrf": csrf_of(request),
        "nav": _menu(request, person.role, context.get("queue")) if person else [],
        "flash": [said] if said else [],
        "policy": desk_of(request).policy,
        "may": lambda role: person is not None and reaches(person.role, role),
    }
    flash = [*shared["flash"], *context.pop("messages", ())]
    html = environment().get_template(template).render(**shared | {"flash": flash} | context)
    return HTMLResponse(html, status_code)


@cache
def environment() -> Environment:
    """Return the template environment: everything is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"asset": asset, "STYLES": STYLES, "SCRIPTS": SCRIPTS, "key_groups": groups, "words": words}
    made.filters |= {"when": when, "ago": ago, "percent": percent, "phrase": words.phrase, "span": span}
    made.filters |= {"plain": printable, "briefly": briefly}
    return made


def when(at: int | None) -> str:
    """Return a time as `2026-05-01 12:00` UTC."""
    return "" if at is None else datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M")


def ago(at: int | None) -> str:
    """Return how long ago a time is, in its largest unit."""
    return "" if at is None else span(now_ms() - at)


def span(milliseconds: int | None) -> str:
    """Return a duration in its largest unit: `3 days`, `5 min`, `40 s`."""
    if milliseconds is None:
        return ""
    for unit, one, many in (
        (365 * DAY, "year", "years"),
        (DAY, "day", "days"),
        (HOUR, "h", "h"),
        (MINUTE, "min", "min"),
    ):
        count = milliseconds // unit
        if count >= 1:
            return f"{count:,} {one if count == 1 else many}"
    return f"{max(0, milliseconds // 1000)} s"


def percent(share: float | None) -> str:
    """Return a share as `86 %`."""
    return "" if share is None else f"{share:.0%}".replace("%", "\u202f%")


def briefly(names: str) -> str:
    """Return a list of names, parted by commas, cut to its first three: a dump may be named by hundreds of files."""
    first, *more = names.split(", ")
    return names if len(more) < 3 else f"{', '.join([first, *more[:2]])} and {len(more) - 2} more"


def _menu(request: Request, role: str, shown: Queue | None) -> list[NavEntry]:
    """Return the menu of a role; a card belongs to the queue it was `shown` from."""
    path, waiting = request.url.path, desk_of(request).waiting()
    entries = [NavEntry("/", "Overview", path == "/")]
    for queue in QUEUES.values():
        if reaches(role, queue.role):
            active = path.startswith(queue.address) or queue is shown
            entries.append(NavEntry(queue.address, queue.title, active, _REVIEW, waiting[queue.name].count))
    entries += [
        NavEntry(address, name, path.startswith(address), group)
        for address, name, group, least in _MENU
        if reaches(role, least)
    ]
    return entries
