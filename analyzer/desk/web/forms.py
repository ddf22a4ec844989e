"""What stands in forms when a page is drawn: nothing, or what was posted and could not be stored."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from analyzer.desk.people.sessions import Person
from analyzer.desk.store.models import Event
from analyzer.desk.web.context import text_of

_SINGLE = (
    "token",
    "version",
    "toxicity",
    "conspiracy",
    "stance_parent",
    "stance_target",
    "action",
    "note",
    "duplicates",
)
_MANY = ("label", "reason")


def blank_form() -> dict[str, Any]:
    """Return an empty decision form."""
    return dict.fromkeys(_SINGLE, "") | {name: [] for name in _MANY}


def entered_form(form: FormData) -> dict[str, Any]:
    """Return the decision form as it was posted."""
    return {name: text_of(form, name) for name in _SINGLE} | {
        name: [value for value in form.getlist(name) if isinstance(value, str)] for name in _MANY
    }


def own_decision(session: Session, person: Person, text: str) -> Event | None:
    """Return the person's own decision that the page before made, for its undo and its reason."""
    event = session.get(Event, int(text)) if text.isdecimal() and len(text) < 10 else None
    return event if event is not None and event.account_id == person.id and event.kind == "decision" else None
