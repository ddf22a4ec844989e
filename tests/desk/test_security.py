from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlalchemy import func, select, update

from analyzer.desk.clock import HOUR, now_ms
from analyzer.desk.people import accounts, sessions, throttle
from analyzer.desk.people.accounts import AccountError
from analyzer.desk.people.passwords import PasswordError, check_new
from analyzer.desk.people.roles import ROLES, reaches
from analyzer.desk.policy import Policy
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, LoginAttempt, WebSession
from analyzer.desk.web.app import ROUTERS
from analyzer.desk.web.context import safe_next
from analyzer.desk.web.permissions import PERMISSIONS, PUBLIC, routes_of
from analyzer.desk.web.security import HEADERS, MOST_BODY
from tests.desk.browse import PASSWORD, Browser, token_of

Login = Callable[[str], Browser]
ROUTES = [(route, method) for route in routes_of(ROUTERS) for method in sorted(route.methods or ())]


def address(route: APIRoute) -> str:
    """An address of the route; ids that are nobody's where it changes something, so that no step spoils the next."""
    path = route.path.replace("{name}", "urgent").replace("{kind}", "votes")
    return re.sub(r"{\w+}", "999999" if "GET" not in (route.methods or ()) else "1", path)


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_every_route_as_every_role(login: Login, role: str) -> None:
    browser = login("" if role == "nobody" else role)
    refused = []
    for route, method in ROUTES:
        if route.name in ("logout", "login"):
            continue
        needed = PERMISSIONS[route.name]
        allowed = needed == PUBLIC or (role != "nobody" and reaches(role, needed))
        answer = browser.client.request(method, address(route), headers={"X-CSRF-Token": browser.csrf or "none"})
        if role == "nobody" and not allowed:
            is_api = route.path.startswith("/api/")
            expected = answer.status_code == (401 if is_api else 303) and (
                is_api or "/login" in answer.headers["location"]
            )
        elif allowed:
            expected = answer.status_code not in (401, 403, 500)
        else:
            expected = answer.status_code == 403
        if not expected:
            refused.append((role, method, route.path, answer.status_code))
    assert not refused


def test_there_are_routes_for_all_roles() -> None:
    assert {PERMISSIONS[route.name] for route, _ in ROUTES} == {PUBLIC, *ROLES}


def test_a_route_without_a_permission_does_not_start() -> None:
    router = APIRouter()
    router.add_api_route("/secret", lambda: None, name="secret")
    with pytest.raises(RuntimeError, match="secret"):
        routes_of([router])


def test_every_change_needs_the_token_of_its_session(login: Login) -> None:
    admin, other = login("admin"), login("reviewer")
    for route, method in ROUTES:
        if method in ("GET", "HEAD"):
            continue
        for headers in ({}, {"X-CSRF-Token": "forged"}, {"X-CSRF-Token": other.csrf}):
            answer = admin.client.request(method, address(route), headers=headers)
            assert answer.status_code == 403, route.path


def test_log_in_needs_a_token_too(login: Login) -> None:
    browser = login("")
    assert browser.post("/login", {"name": "admin", "password": PASSWORD}).status_code == 403


def test_every_answer_carries_the_headers(login: Login) -> None:
    browser = login("reviewer")
    for page in ("/queues/urgent", "/nothing", "/static/keys.js", "/login", "/healthz"):
        answer = browser.get(page)
        assert (
            HEADERS.items() <= {name.title(): value for name, value in answer.headers.items()}.items() | HEADERS.items()
        )
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert browser.get("/queues/urgent").headers["Cache-Control"] == "no-store"


def test_no_page_holds_inline_scripts_or_styles(login: Login) -> None:
    browser = login("admin")
    comment_id, _ = browser.take_next()
    for page in (
        "/queues/urgent",
        f"/items/{comment_id}?queue=urgent",
        "/settings",
        "/people",
        "/log",
        "/runs",
        "/export",
    ):
        text = browser.get(page).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), page
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), page
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text), page


def test_cookies_are_kept_from_scripts_and_other_sites(login: Login) -> None:
    browser = login("")
    browser.csrf = token_of(browser.get("/login").text)
    cookie = browser.post("/login", {"name": "admin", "password": PASSWORD}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie


def test_logging_in_gives_a_new_session_whatever_cookie_came(login: Login, store: Store) -> None:
    first = login("admin")
    planted = first.client.cookies["desk_session"]
    victim = login("")
    victim.client.cookies.set("desk_session", planted)
    assert victim.get("/people").status_code == 200  # as the planted session would
    victim.csrf = token_of(victim.get("/settings").text)
    victim.post("/logout")
    victim.client.cookies.clear()
    victim.client.cookies.set("desk_session", planted)
    assert victim.log_in("reviewer").status_code == 303
    assert {cookie.value for cookie in victim.client.cookies.jar if cookie.name == "desk_session"} - {planted}
    assert first.get("/people").status_code == 303  # the planted session is over


def test_an_altered_cookie_is_nobody(login: Login) -> None:
    browser = login("admin")
    cookie = browser.client.cookies["desk_session"]
    browser.client.cookies.clear()
    assert browser.get("/people").status_code == 303
    browser.client.cookies.set("desk_session", cookie)
    assert browser.get("/people").status_code == 200
    browser.client.cookies.clear()
    browser.client.cookies.set("desk_session", cookie[:-2] + ("aa" if cookie[-2:] != "aa" else "bb"))
    assert browser.get("/people").status_code == 303


@pytest.mark.parametrize("field", ["expires_at", "seen_at"])
def test_sessions_end(login: Login, store: Store, field: str) -> None:
    browser = login("admin")
    with store.write() as session:
        session.execute(update(WebSession).values({field: now_ms() - 3 * HOUR}))
    assert browser.get("/people").status_code == 303


def test_a_new_role_or_password_ends_sessions(login: Login, store: Store) -> None:
    admin, reviewer = login("admin"), login("reviewer")
    with store.read() as session:
        account_id = session.scalars(select(Account.id).where(Account.name == "reviewer")).one()
    assert admin.post(f"/people/{account_id}", {"role": "viewer", "active": "1"}).status_code == 303
    assert reviewer.get("/queues/urgent").status_code == 303
    assert reviewer.log_in("reviewer").status_code == 303
    admin.post(f"/people/{account_id}/password", {"password": "another long password"})
    assert reviewer.get("/queues/urgent").status_code == 303
    assert reviewer.log_in("reviewer").status_code == 401
    admin.post(f"/people/{account_id}", {"role": "viewer"})  # locked
    assert reviewer.log_in("reviewer", "another long password").status_code == 401


def test_guessing_is_slowed_down_per_name_and_address(login: Login, store: Store) -> None:
    browser = login("")
    for _ in range(throttle.PER_PAIR):
        assert browser.log_in("admin", "wrong wrong wrong").status_code == 401
    assert browser.log_in("admin").status_code == 429
    assert browser.log_in("reviewer").status_code == 303  # another name is free
    with store.write() as session:
        assert not throttle.is_closed(session, "admin", "192.0.2.7")  # as is another address
        session.execute(update(LoginAttempt).values(at=now_ms() - throttle.WINDOW_MS))
    fresh = login("")
    assert fresh.log_in("admin").status_code == 303


def test_an_unknown_name_is_told_like_a_wrong_password(login: Login) -> None:
    browser = login("")
    known, unknown = browser.log_in("admin", "wrong wrong wrong"), browser.log_in("nobody", "wrong wrong wrong")
    assert re.sub(r'value="[^"]*"', "", known.text) == re.sub(r'value="[^"]*"', "", unknown.text)


@pytest.mark.parametrize(
    ("given", "followed"),
    [
        ("/queues/urgent?x=1", "/queues/urgent?x=1"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil", "/"),
        ("/a\nb", "/"),
    ],
)
def test_log_in_leads_only_to_this_desk(given: str, followed: str) -> None:
    assert safe_next(given) == followed


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaa", "x" * 300, "reviewer-reviewer"])
def test_passwords_that_are_not_taken(password: str) -> None:
    with pytest.raises(PasswordError):
        check_new(password, "reviewer")


def test_accounts(store: Store) -> None:
    with store.write() as session:
        for name, role in (("admin", "viewer"), ("A", "viewer"), ("new one", "viewer"), ("fresh", "owner")):
            with pytest.raises(AccountError):
                accounts.add_account(session, name, PASSWORD, role)
        admin = accounts.find(session, " ADMIN ")
        assert admin is not None
        with pytest.raises(AccountError, match="only admin"):
            accounts.set_role(session, admin, "viewer", active=True)
        with pytest.raises(AccountError, match="only admin"):
            accounts.set_role(session, admin, "admin", active=False)


def test_the_database_holds_neither_passwords_nor_tokens(login: Login, store: Store) -> None:
    browser = login("admin")
    with store.read() as session:
        assert all(a.password_hash.startswith("$argon2id$") for a in session.scalars(select(Account)))
        kept = session.scalars(select(WebSession.id)).all()
        assert session.scalar(select(func.count()).select_from(WebSession)) == 1
        signer = sessions.Signer(sessions.secret_of(session))
    token = signer.token(browser.client.cookies["desk_session"])
    assert token is not None
    assert token not in kept


def test_bodies_that_are_too_large_are_refused(login: Login) -> None:
    browser = login("reviewer")
    assert browser.post("/bulk", {"note": "x" * MOST_BODY}).status_code == 413

    def unannounced() -> object:
        yield from (b"csrf=x&note=" + b"x" * 100_000 for _ in range(12))

    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.client.post("/bulk", content=unannounced(), headers=kind).status_code == 413  # type: ignore[arg-type]


def test_a_bug_shows_no_traceback(store: Store, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    from starlette.testclient import TestClient

    from analyzer.desk.web.app import create_app
    from analyzer.desk.web.desk import open_desk

    monkeypatch.setattr(accounts, "has_admin", lambda session: 1 / 0)
    client = TestClient(create_app(open_desk(store, policy)), raise_server_exceptions=False)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "Something went wrong" in answer.text


def test_comments_cannot_run_anything(login: Login, store: Store) -> None:
    from analyzer.desk.store.models import Comment

    browser = login("reviewer")
    comment_id, _ = browser.take_next()
    with store.write() as session:
        session.execute(update(Comment).where(Comment.id == comment_id).values(text="<script>alert(1)</script> \u202e"))
    page = browser.get(f"/items/{comment_id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page
