"""The pages that explain, as a browser without scripts gets them: on a used desk, an empty one, and asked nonsense."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from analyzer.desk.policy import Policy
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, Author, Comment, Event, Item, Thread
from tests.desk.browse import Browser, browse
from tests.desk.conftest import fill_people
from tests.desk.votes import vote, vote_all

Login = Callable[[str], Browser]

PAGES = ("/", "/agreement", "/lab", "/threads", "/adjudication", "/runs")


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_desk_explains_itself(empty: Store, policy: Policy, address: str) -> None:
    fill_people(empty)
    with browse(empty, policy) as opened:
        answer = opened("adjudicator").get(address)
    assert answer.status_code == 200
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/threads/999999", 404),
        ("/authors/999999", 404),
        ("/adjudication/999999", 404),
        ("/lab?label=stance_parent", 422),
        ("/lab?threshold=much", 422),
        ("/lab?threshold=101", 422),
        ("/lab?threshold=nan", 422),
        ("/lab?dump=999", 422),
        ("/lab?dump=one", 422),
        ("/agreement?mode=asleep", 422),
        ("/agreement?question=why", 422),
        ("/threads?page=-1", 422),
        ("/threads?page=99999999999999999999", 422),
        ("/threads/1?from=x", 422),
    ],
)
def test_nonsense_is_told_in_words(login: Login, address: str, status: int) -> None:
    answer = login("admin").get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_the_lab_answers_htmx_with_the_part_that_changes(login: Login) -> None:
    browser = login("viewer")
    part = browser.get("/lab?label=insult&threshold=30", **{"HX-Request": "true"}).text
    assert "<h1>" not in part
    assert "At 30.0" in part
    assert 'hx-swap-oob="true"' in part
    assert part.count("<svg") == 2, "a curve needs audited votes"
    assert "At 30.5" in browser.get("/lab?label=insult&threshold=30,5").text, "a comma is a point too"


def test_opening_a_writers_page_is_recorded(login: Login, store: Store) -> None:
    with store.read() as session:
        author = session.scalars(select(Author.id)).first()
    assert login("viewer").get(f"/authors/{author}").status_code == 403
    assert login("reviewer").get(f"/authors/{author}").status_code == 200
    with store.read() as session:
        event = session.scalars(select(Event)).one()
        assert (event.kind, event.data) == ("history_opened", {"author": author})


def test_scores_under_audit_stay_hidden_on_every_page(login: Login, store: Store) -> None:
    """One flagged comment is under audit: not its thread, its writer's page nor the lab's examples tell its labels."""
    with store.write() as session:
        session.execute(update(Item).values(audit_key=None))
        comment = session.scalars(select(Comment).where(Comment.key == "6")).one()
        session.get_one(Item, comment.id).audit_key = 0
        thread, author, at = comment.thread_id, comment.author_id, comment.id
    browser = login("reviewer")
    for address in (f"/threads/{thread}", f"/authors/{author}"):
        page = browser.get(address).text
        assert "scores are hidden" in page[page.index(f'id="comment-{at}"') :][:1500]
    assert f'id="comment-{at}"' not in browser.get(f"/threads/{thread}?show=flagged").text
    assert "What a silly idea" not in browser.get("/lab?label=insult&threshold=70").text
    vote(store, "reviewer", "6", "insult")
    assert "What a silly idea" in browser.get("/lab?label=insult&threshold=70").text


def test_pseudonyms_and_counts_by_person_are_for_adjudicators(login: Login, store: Store) -> None:
    vote_all(store, ("reviewer", "second"), ("f1", "f2"))
    with store.read() as session:
        name = session.scalars(select(Account.pseudonym).where(Account.name == "second")).one()
    assert name not in login("viewer").get("/").text
    assert name in login("adjudicator").get("/").text
    assert name in login("viewer").get("/agreement").text, "pairs go by pseudonym"


def test_settling_without_scripts(login: Login, store: Store) -> None:
    vote(store, "reviewer", "6", "insult")
    comment = vote(store, "second", "6", outcome="escalate")
    browser = login("adjudicator")
    assert login("reviewer").get("/adjudication").status_code == 403
    with store.read() as session:
        version = session.get_one(Item, comment).version
    sent = {"version": str(version), "request_key": "a-key-of-a-page", "outcome": "decide"}
    empty = browser.post(f"/adjudication/{comment}", sent)
    assert empty.status_code == 422
    assert "nothing was decided" in empty.text
    stale = browser.post(f"/adjudication/{comment}", sent | {"version": "0", "toxicity": "none", "note": "kept words"})
    assert stale.status_code == 409
    assert "kept words" in stale.text
    told = browser.post(f"/adjudication/{comment}", sent | {"version": "x"}, **{"HX-Request": "true"})
    assert told.status_code == 422
    done = browser.post(f"/adjudication/{comment}", sent | {"toxicity": "none", "action": "keep"})
    assert (done.status_code, done.headers["location"]) == (303, "/adjudication?said=settled")
    with store.read() as session:
        assert session.get_one(Item, comment).status == "settled"
        assert (
            session.execute(select(func.count()).select_from(Event).where(Event.kind == "adjudication")).scalar() == 1
        )


def test_threads_are_found_by_title_and_turned_over(
    login: Login, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.desk.insight.threads.PAGE", 1)
    browser = login("viewer")
    first = browser.get("/threads").text
    assert "Bridge to close" in first
    assert "Ferry times" not in first
    assert "page=1" in first
    assert "Ferry times" in browser.get("/threads?page=1").text
    assert "Ferry times" in browser.get("/threads?search=ferry").text
    assert "No thread fits" in browser.get("/threads?search=<script>").text
    with store.read() as session:
        thread = session.scalars(select(Thread.id).where(Thread.key == "bridge")).one()
    assert "Heat over time" in browser.get(f"/threads/{thread}").text
