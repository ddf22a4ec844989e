"""What people with bad intentions send: tricks in addresses and forms, and comments made to break pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from analyzer.desk.people import throttle
from analyzer.desk.review.looks import LONG
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, Author, Comment, Event, Item, Thread, Vote
from analyzer.desk.web.app import ROUTERS
from analyzer.desk.web.permissions import routes_of
from tests.desk.browse import PASSWORD, Browser
from tests.desk.votes import vote

Login = Callable[[str], Browser]
SCRIPT = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>"
NO_IDS = ("0", "-1", "2147483648", "99999999999999999999", "1e3", "%00", "..%2f1", "1%20or%201=1", "１")


def id_of(store: Store, key: str) -> int:
    with store.read() as session:
        return session.scalars(select(Comment.id).where(Comment.key == key)).one()


def test_ids_that_are_none_are_not_found(login: Login) -> None:
    admin = login("admin")
    admin.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    told = []
    for route in routes_of(ROUTERS):
        if not re.search(r"{\w+_id}", route.path):
            continue
        for method in route.methods or ():
            for trick in NO_IDS:
                address = re.sub(r"{\w+}", trick, route.path)
                answer = admin.client.request(method, address, headers={"X-CSRF-Token": admin.csrf})
                if answer.status_code != 404:
                    told.append((method, address, answer.status_code))
    assert not told


@pytest.mark.parametrize(
    "address",
    [
        "/threads/1?from=99999999999999999999",
        "/threads/1?from=-1",
        "/threads?page=999999999",
        "/threads?dump=2147483648",
        "/threads?search=%00%25_",
        "/items/1/thread?from=2147483648",
        "/queues/urgent?thread=2147483648",
        "/queues/urgent?author=99999999999999999999",
        "/queues/urgent?after=9999999999999999999-1",
        "/queues/urgent?after=1-9999999999",
        "/queues/urgent?language=%00",
        "/queues/urgent?done=99999999999",
        "/queues/..%2f..%2fetc",
        "/log?before=99999999999",
        "/log?kind=%00",
        "/lab?threshold=nan",
        "/lab?threshold=1e999",
        "/lab?dump=%00",
        "/agreement?question=__class__",
        "/export/..%2fdesk.jsonl",
        "/static/..%2f..%2fpolicy.toml",
        "/login?next=%00",
    ],
)
def test_values_that_are_none_are_told(login: Login, address: str) -> None:
    admin = login("admin")
    admin.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    assert admin.get(address).status_code in (200, 303, 404, 422)


def test_characters_no_database_keeps_do_no_harm(login: Login, store: Store) -> None:
    browser = login("reviewer")
    comment, form = browser.take_next()
    assert browser.decide(comment, form, toxicity="none", note="a\x00b").status_code == 303
    with store.read() as session:
        assert session.scalars(select(Vote)).one().note == "ab"
    assert browser.post("/filters", {"queue": "urgent", "query": "", "name": "a\x00b"}).status_code == 303
    assert login("").log_in("admin\x00", "x\x00").status_code == 401
    said = {"token": "t", "version": 0, "request_key": "abcdefgh", "note": "a\x00b", "action": "keep"}
    told = browser.client.post("/api/v1/comments/1/decide", json=said, headers={"X-CSRF-Token": browser.csrf})
    assert told.status_code == 422


def hostile(store: Store) -> None:
    """Make every text of the dump an attack; the comments keep words the sample's scores were made from."""
    with store.write() as session:
        session.execute(update(Comment).values(text=Comment.text + SCRIPT, author_name=SCRIPT + "\u202e"))
        session.execute(update(Thread).values(title=SCRIPT + "\u202e", target=SCRIPT, url="javascript:alert(1)"))
        session.execute(update(Author).values(name=SCRIPT))


def test_no_text_of_a_dump_becomes_part_of_a_page(login: Login, store: Store) -> None:
    disputed = vote(store, "reviewer", "6", "insult", note=SCRIPT)
    with store.write() as session:
        session.get_one(Item, disputed).status = "open"
    vote(store, "second", "6", note=SCRIPT)
    hostile(store)
    admin = login("admin")
    admin.post("/filters", {"queue": "urgent", "query": "label=insult", "name": SCRIPT[:60]})
    comment, _ = admin.take_next()
    pages = (
        "/",
        "/queues/urgent",
        f"/queues/urgent?thread=1&author={author_of(store, comment)}",
        "/queues/audit",
        "/queues/mine",
        f"/items/{comment}?queue=urgent",
        f"/items/{comment}/thread",
        f"/items/{comment}/around",
        "/threads",
        f"/threads?search={SCRIPT[:20]}",
        "/threads/1",
        f"/authors/{author_of(store, comment)}",
        "/adjudication",
        f"/adjudication/{disputed}",
        "/lab?label=insult&threshold=20",
        "/log",
        "/agreement",
    )
    for address in pages:
        answer = admin.get(address)
        assert answer.status_code == 200, address
        assert "<img src=x" not in answer.text, address
        assert "<script>alert" not in answer.text, address
        assert "\u202e" not in answer.text, address
        assert 'href="javascript' not in answer.text, address
    history = admin.post(f"/items/{comment}/history").text
    assert "&lt;img src=x" in history
    assert "<img src=x" not in history


def author_of(store: Store, comment_id: int) -> int:
    with store.read() as session:
        author = session.get_one(Comment, comment_id).author_id
    assert author is not None
    return author


def test_a_very_long_comment_is_read_whole_on_its_card_alone(login: Login, store: Store) -> None:
    browser = login("reviewer")
    item = id_of(store, "4")
    with store.write() as session:
        session.execute(
            update(Comment).where(Comment.id == item).values(text="> quoted\n" + "Zo\u0300\u0301\u0302! " * 15_000)
        )
        thread = session.get_one(Comment, item).thread_id
    card = browser.get(f"/items/{item}").text
    assert card.count("Zo\u0300") >= 15_000
    assert "comment__text--long" in card
    for address in ("/queues/urgent", f"/threads/{thread}", f"/items/{item}/thread"):
        page = browser.get(address).text
        assert page.count("Zo\u0300") < LONG, address
    assert "read all of it" in browser.get(f"/threads/{thread}").text


def test_a_chain_of_ten_thousand_replies(login: Login, store: Store) -> None:
    """No page walks it: what is above is the nearest few, and a thread is shown by the stretch."""
    depth = 10_000
    with store.write() as session:
        last = session.scalars(select(func.max(Comment.id))).one()
        first = session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()
        fixed = {"dump_id": first.dump_id, "thread_id": first.thread_id, "author_kind": "user", "text": "and so on"}
        rows: list[dict[str, Any]] = [
            fixed
            | {"id": last + step, "key": f"deep{step}", "parent_id": last + step - 1, "parent_key": "x"}
            | {"depth": step, "row": 1_000 + step}
            for step in range(1, depth + 1)
        ]
        session.execute(insert(Comment), rows)
        copied = {column.key: getattr(session.get_one(Item, last), column.key) for column in Item.__mapper__.columns}
        session.add(Item(**copied | {"comment_id": last + depth, "audit_key": None}))
        thread = first.thread_id
    browser = login("viewer")
    card = browser.get(f"/items/{last + depth}").text
    assert "earlier comments above" in card
    assert card.count('<article class="comment') < 20
    assert browser.get(f"/items/{last + depth}/thread").status_code == 200
    page = browser.get(f"/threads/{thread}?from=10500").text
    assert page.count('<article class="comment') == 100
    assert "depth 9500" in page


def test_guessing_from_many_addresses_closes_the_name(store: Store) -> None:
    with store.write() as session:
        for number in range(throttle.PER_NAME):
            assert throttle.enter(session, "admin", f"192.0.2.{number}")
        assert not throttle.enter(session, "ADMIN ", "198.51.100.1")
        assert throttle.enter(session, "reviewer", "198.51.100.1")


def test_guessing_many_names_closes_the_address(store: Store) -> None:
    with store.write() as session:
        for number in range(throttle.PER_ADDRESS):
            assert throttle.enter(session, f"name{number}", "192.0.2.1")
        assert not throttle.enter(session, "reviewer", "192.0.2.1")
        assert throttle.enter(session, "reviewer", "192.0.2.2")


def test_the_only_admin_cannot_lock_the_door_behind(login: Login, store: Store) -> None:
    admin = login("admin")
    with store.read() as session:
        number = session.scalars(select(Account.id).where(Account.name == "admin")).one()
    for sent in ({"role": "viewer", "active": "1"}, {"role": "admin"}):
        answer = admin.post(f"/people/{number}", sent)
        assert answer.status_code == 422
        assert "this is the only admin" in answer.text
    assert admin.get("/people").status_code == 200


def test_the_page_before_a_decision_sent_again_changes_nothing(login: Login, store: Store) -> None:
    """The back button shows the form once more: pressed again it finds its decision, filled anew it is told."""
    browser = login("reviewer")
    comment, form = browser.take_next()
    first = browser.decide(comment, form, toxicity="none", action="keep")
    again = browser.decide(comment, form, toxicity="none", action="keep")
    assert (first.status_code, again.status_code) == (303, 303)
    other = browser.decide(comment, form | {"request_key": "another-key-1"}, label=["insult"], action="remove")
    assert other.status_code == 409
    with store.read() as session:
        events = list(session.scalars(select(Event).where(Event.kind == "decision")))
    assert [event.data["action"] for event in events] == ["keep"]


def test_two_tabs_of_one_person(login: Login, store: Store) -> None:
    browser = login("reviewer")
    comment, one = browser.take_next()
    browser.post(f"/items/{comment}/take", {"queue": "urgent"})
    other = browser.form(f"/items/{comment}?queue=urgent")
    assert one["token"] == other["token"]
    assert browser.decide(comment, other, toxicity="none", action="keep").status_code == 303
    late = browser.decide(comment, one, label=["insult"], action="remove", note="in the first tab")
    assert late.status_code == 409
    assert "in the first tab" in late.text


def test_the_log_tells_who_managed_whom_and_who_exported(login: Login, store: Store) -> None:
    admin = login("admin")
    admin.post("/people", {"name": "fresh", "password": PASSWORD + " 2", "role": "reviewer"})
    with store.read() as session:
        fresh = session.scalars(select(Account).where(Account.name == "fresh")).one()
    admin.post(f"/people/{fresh.id}", {"role": "adjudicator", "active": "1"})
    admin.post(f"/people/{fresh.id}/password", {"password": "yet another password"})
    assert admin.get("/export/log.jsonl").status_code == 200
    with store.read() as session:
        kinds = list(session.scalars(select(Event.kind).order_by(Event.id)))
    assert kinds == ["account_added", "account_changed", "password_set", "exported"]
    page = admin.get("/log").text
    assert f"{fresh.pseudonym}: adjudicator" in page
    assert "fresh" not in page[page.index("<tbody>") : page.index("</tbody>")]
