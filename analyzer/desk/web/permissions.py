"""Who may call what: every route by its name. A route that is not here does not start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from fastapi import APIRouter
from fastapi.routing import APIRoute

from analyzer.desk.people.roles import Role

Public = Literal["public"]
PUBLIC: Final = "public"

PERMISSIONS: dict[str, Role | Public] = {
    # log-in
    "health": PUBLIC,
    "login_page": PUBLIC,
    "login": PUBLIC,
    "logout": "viewer",
    # reading
    "home": "viewer",
    "queue": "viewer",
    "mine": "viewer",
    "item": "viewer",
    "item_around": "viewer",
    "item_thread": "viewer",
    "runs": "viewer",
    "run_changes": "viewer",
    "threads": "viewer",
    "thread": "viewer",
    "agreement": "viewer",
    "lab": "viewer",
    # one's own settings
    "settings_page": "viewer",
    "settings_save": "viewer",
    "password_change": "viewer",
    "filter_save": "viewer",
    "filter_delete": "viewer",
    # reviewing
    "queue_next": "reviewer",
    "item_take": "reviewer",
    "item_heartbeat": "reviewer",
    "item_release": "reviewer",
    "item_decide": "reviewer",
    "item_history": "reviewer",
    "bulk": "reviewer",
    "undo": "reviewer",
    "reason": "reviewer",
    "author": "reviewer",
    # settling
    "log": "adjudicator",
    "adjudication": "adjudicator",
    "adjudication_item": "adjudicator",
    "adjudicate": "adjudicator",
    # managing
    "people": "admin",
    "person_add": "admin",
    "person_change": "admin",
    "person_password": "admin",
    "export_page": "admin",
    "export": "admin",
    # the JSON API
    "api_schema": "viewer",
    "api_me": "viewer",
    "api_queue": "viewer",
    "api_comment": "viewer",
    "api_votes": "adjudicator",
    "api_take": "reviewer",
    "api_decide": "reviewer",
    "api_undo": "reviewer",
}


def routes_of(routers: Iterable[APIRouter]) -> list[APIRoute]:
    """Return every route of the routers.

    Raises:
        RuntimeError: One has no permission, or a permission has no route: none is served or refused by accident.
    """
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    names = {route.name for route in routes}
    if wrong := names - PERMISSIONS.keys():
        raise RuntimeError(f"routes without a permission, or permissions without a route: {', '.join(sorted(wrong))}")
    return routes
