from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from analyzer.desk.clock import now_ms
from analyzer.desk.intake.run import import_run
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Comment, Event, Item, Lease, Vote
from analyzer.desk.web.pages import briefly
from tests.desk.browse import Browser

Login = Callable[[str], Browser]


def key_of(store: Store, comment_id: int) -> str:
    with store.read() as session:
        return session.get_one(Comment, comment_id).key


def id_of(store: Store, key: str) -> int:
    with store.read() as session:
        return session.scalars(select(Comment.id).where(Comment.key == key)).one()


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'class="comment__author" href="/items/(\d+)', page)]


def test_urgent_is_gravest_first_then_oldest(login: Login, store: Store) -> None:
    page = login("viewer").get("/queues/urgent").text
    assert [key_of(store, one) for one in listed(page)] == ["4", "5", "9", "6", "11"]


def test_what_is_under_audit_waits_there_alone(login: Login, store: Store) -> None:
    """To stand in Urgent would tell that a comment is flagged; the audit's order tells nothing."""
    browser = login("reviewer")
    urgent, audit = browser.get("/queues/urgent").text, browser.get("/queues/audit").text
    assert {"2", "7", "10"} <= {key_of(store, one) for one in listed(audit)}
    assert not {"2", "7", "10"} & {key_of(store, one) for one in listed(urgent)}
    assert "3 more are under audit" in urgent
    assert re.search(r"Urgent</span> <span class=\"nav__count\">5<", urgent)
    assert "more are under audit" not in audit
    taken = set()
    while (answer := browser.post("/queues/urgent/next")).headers["location"].startswith("/items/"):
        comment = int(re.findall(r"/items/(\d+)", answer.headers["location"])[0])
        taken.add(key_of(store, comment))
        browser.decide(comment, browser.form(f"/items/{comment}"), toxicity="none", duplicates="1")
    assert taken == {"4", "5", "9", "6", "11"}


def test_after_two_grave_comments_a_milder_one_comes_to_who_wants_it(login: Login, store: Store) -> None:
    browser = login("reviewer")
    sent = {"theme": "system", "mode": "assisted", "page_size": "25", "nudge_minutes": "0", "mixed": "1"}
    assert browser.post("/settings", sent).status_code == 303
    order = []
    for _ in range(5):
        comment, form = browser.take_next()
        order.append(key_of(store, comment))
        browser.decide(comment, form, toxicity="none")
    assert order == ["4", "5", "6", "9", "11"]  # 4, 5 and 9 are grave


def test_a_label_orders_by_its_own_band(login: Login, store: Store) -> None:
    browser = login("viewer")
    assert [key_of(store, one) for one in listed(browser.get("/queues/urgent?label=insult").text)] == [
        "4",
        "9",
        "6",
        "11",
    ]
    assert [key_of(store, one) for one in listed(browser.get("/queues/urgent?label=insult&band=likely").text)] == [
        "6",
        "11",
    ]
    assert [key_of(store, one) for one in listed(browser.get("/queues/urgent?band=likely").text)] == [
        "5",
        "6",
        "11",
    ]
    assert listed(browser.get("/queues/urgent?language=de").text) == []


@pytest.mark.parametrize("query", ["label=rude", "band=surest", "thread=x", "language=e%20n", "author=-1"])
def test_a_filter_that_is_none_is_told(login: Login, query: str) -> None:
    answer = login("viewer").get(f"/queues/urgent?{query}")
    assert answer.status_code == 422
    assert "There is no such filter" in answer.text


def test_pages_go_on_where_the_last_ended(login: Login, store: Store) -> None:
    from analyzer.desk.review.filters import Filters
    from analyzer.desk.review.queues import QUEUES, page

    with store.read() as session:
        whole = page(session, QUEUES["urgent"], 1, Filters(), size=50)
        seen, after = [], None
        while True:
            part = page(session, QUEUES["urgent"], 1, Filters(), after=after, size=3)
            seen += [item.comment_id for item in part.items]
            after = part.next
            if after is None:
                break
    assert seen == [item.comment_id for item in whole.items]
    assert len(seen) == 5


def test_reviewing_without_scripts_from_the_queue_to_the_undo(login: Login, store: Store) -> None:
    browser = login("reviewer")
    first, form = browser.take_next()
    answer = browser.decide(first, form, label=["insult"], action="hide")
    onward = answer.headers["location"]
    assert answer.status_code == 303
    second = browser.get(onward).text
    assert "Decided: hide." in second
    assert "Attacks a person" in second  # why is asked afterwards
    event = int(re.findall(r"/events/(\d+)/undo", second)[0])
    reason = browser.post(f"/events/{event}/reason", {"reason": ["personal_attack"], "back": onward})
    assert "said=reason" in reason.headers["location"]
    undone = browser.post(f"/events/{event}/undo")
    assert undone.headers["location"].startswith(f"/items/{first}?said=undone")
    assert "was taken back" in browser.get(undone.headers["location"]).text
    assert first in listed(browser.get("/queues/urgent").text)
    with store.read() as session:
        kinds = [event.kind for event in session.scalars(select(Event).order_by(Event.id))]
    assert kinds == ["decision", "reason", "undo"]


def test_the_card_shows_the_context_and_what_bands_meant(login: Login, store: Store) -> None:
    page = login("viewer").get(f"/items/{id_of(store, '11')}").text
    chain = re.findall(r'id="comment-(\d+)"', page)
    assert [key_of(store, int(one)) for one in chain] == ["1", "2", "3", "11"]
    assert '<mark data-label="insult" title="insult">silly</mark>' in page
    assert "about 8 of 10 past it should be right (70\u202f% to 90\u202f%" in page.replace(" %", "\u202f%")
    assert "made-up 1" in page
    assert '<span class="comment__quote">' in page
    assert "2 of 10 rated" not in page
    orphan = login("viewer").get(f"/items/{id_of(store, '9')}").text
    assert "answers a comment that is not in the dump" in orphan


def test_around_and_thread(login: Login, store: Store) -> None:
    browser = login("viewer")
    item = id_of(store, "2")
    around = browser.get(f"/items/{item}/around", **{"HX-Request": "true"}).text
    assert "<html" not in around
    assert "Replies to it: 1" in around
    assert "Other answers to the same comment: 6" in around
    thread = browser.get(f"/items/{item}/thread").text
    assert thread.count('<article class="comment') == 12
    assert "its writer deleted it" not in thread
    assert "there is no text" in thread


def test_the_writers_history_is_collapsed_and_opening_it_recorded(login: Login, store: Store) -> None:
    browser = login("reviewer")
    item = id_of(store, "2")
    assert "vermin" not in browser.get(f"/items/{item}").text
    answer = browser.post(f"/items/{item}/history")
    assert answer.status_code == 200
    assert "hmm, not sure" not in answer.text  # another writer's
    with store.read() as session:
        event = session.scalars(select(Event)).one()
        assert (event.kind, event.comment_id) == ("history_opened", item)
        assert session.get_one(Item, item).version == 0


def test_the_audit_is_blind_everywhere_until_one_has_decided(login: Login, store: Store) -> None:
    browser = login("reviewer")
    item = id_of(store, "2")  # the threat, under audit
    for page in (f"/items/{item}", f"/items/{item}/thread", "/queues/audit", "/queues/urgent"):
        text = browser.get(page).text
        assert "threat, sure" not in text, page
        assert ">harm</mark>" not in text, page
    page = browser.get("/queues/audit?label=threat&band=sure").text
    assert len(listed(page)) == 8  # filters by score do nothing here
    browser.post(f"/items/{item}/take", {"queue": "audit", "query": ""})
    form = browser.form(f"/items/{item}?queue=audit")
    assert "What the model says" not in browser.get(f"/items/{item}").text
    assert browser.decide(item, form, label=["threat"]).status_code == 303
    assert "threat, sure" in browser.get(f"/items/{item}").text
    with store.read() as session:
        assert session.scalars(select(Vote)).one().mode == "blind"
        assert session.get_one(Item, item).status == "open"  # a second person is asked
    assert item in listed(login("second").get("/queues/audit").text)
    assert item not in listed(browser.get("/queues/audit").text)


def test_blind_by_choice_is_stored(login: Login, store: Store) -> None:
    browser = login("reviewer")
    sent = {"theme": "dark", "mode": "blind", "page_size": "25", "nudge_minutes": "0", "keys_on": "1"}
    assert browser.post("/settings", sent).status_code == 303
    item = id_of(store, "4")
    browser.post(f"/items/{item}/take", {"queue": "urgent"})
    page = browser.get(f"/items/{item}").text
    assert 'data-theme="dark"' in page
    assert "insult, sure" not in page
    browser.decide(item, browser.form(f"/items/{item}"), toxicity="none")
    with store.read() as session:
        assert session.scalars(select(Vote)).one().mode == "blind"


def test_a_conflict_says_who_did_what_and_keeps_what_was_entered(login: Login, store: Store) -> None:
    one, other = login("reviewer"), login("second")
    item = id_of(store, "4")
    one.post(f"/items/{item}/take")
    form = one.form(f"/items/{item}")
    with store.write() as session:
        session.execute(update(Lease).values(expires_at=now_ms() - 1))
    other.post(f"/items/{item}/take")
    held = one.decide(item, form, label=["insult"], action="hide", note="I thought long about it")
    assert held.status_code == 409
    assert "has this comment in hand now" in held.text
    assert "I thought long about it" in held.text
    assert re.search(r'value="insult" checked', held.text)
    assert re.search(r'value="hide" checked', held.text)
    other.decide(item, other.form(f"/items/{item}"), toxicity="none", action="keep")
    late = one.decide(item, form, label=["insult"], action="hide")
    assert late.status_code == 409
    assert re.search(r"reviewer-\d{4}, [^:]+:\d\d: decided: no label; keep", late.text)
    part = one.post(f"/items/{item}/decide", form | {"outcome": "decide", "toxicity": "none"}, **{"HX-Request": "true"})
    assert part.status_code == 409
    assert "<html" not in part.text
    beat = one.post(f"/items/{item}/heartbeat", {"token": form["token"]})
    assert beat.status_code == 409


def test_a_contradiction_is_told_and_nothing_is_lost(login: Login, store: Store) -> None:
    browser = login("reviewer")
    item, form = browser.take_next()
    answer = browser.decide(item, form, toxicity="none", label=["threat"], note="kept")
    assert answer.status_code == 422
    assert "both chosen" in answer.text
    assert "kept</textarea>" in answer.text
    assert browser.decide(item, form | {"version": "x"}, toxicity="none").status_code == 422
    with store.read() as session:
        assert session.scalars(select(Event)).all() == []


def test_skip_unsure_and_escalate(login: Login, store: Store) -> None:
    browser = login("reviewer")
    seen = []
    for outcome in ("skip", "unsure", "escalate"):
        item, form = browser.take_next()
        seen.append(item)
        assert browser.decide(item, form, outcome=outcome).status_code == 303
    assert not set(seen) & set(listed(browser.get("/queues/urgent").text))
    with store.read() as session:
        statuses = [session.get_one(Item, item).status for item in seen]
    assert statuses == ["open", "open", "escalated"]
    assert set(seen[:2]) <= set(listed(login("second").get("/queues/urgent").text))
    escalated = login("adjudicator").get("/adjudication").text
    assert f"/adjudication/{seen[2]}" in escalated
    mine = browser.get("/queues/mine").text
    assert all(word in mine for word in ("Skipped", "Unsure", "Escalated"))


def test_bulk_by_the_form(login: Login, store: Store) -> None:
    browser = login("reviewer")
    page = browser.get("/queues/urgent").text
    key = re.findall(r'name="request_key" value="([^"]+)"', page)[0]
    chosen = re.findall(r'name="item" value="(\d+:\d+)"', page)
    assert len(chosen) == 5  # those under audit cannot be ticked
    chosen.append(f"{id_of(store, '10')}:0")
    sent = {"item": chosen, "request_key": key, "queue": "urgent", "toxicity": "none", "action": "keep"}
    told = browser.post("/bulk", sent).text
    again = browser.post("/bulk", sent).text
    assert "5 decided" in told
    assert "1 was left as it was" in told
    assert "You moron, read the notice first." in told  # what was decided is shown, not its number
    assert "You moron, wake up and look around you now" in told.split("left as it was")[1]
    assert "5 decided" in again
    with store.read() as session:
        events = list(session.scalars(select(Event)))
    assert len(events) == 5
    assert len({event.batch for event in events}) == 1
    assert browser.post("/bulk", {"request_key": key}).status_code == 422


def test_saved_filters(login: Login) -> None:
    browser = login("reviewer")
    browser.post("/filters", {"queue": "urgent", "query": "label=insult&band=sure", "name": "sure insults"})
    page = browser.get("/queues/urgent").text
    assert '<a href="/queues/urgent?label=insult&amp;band=sure">sure insults</a>' in page
    number = re.findall(r"/filters/(\d+)/delete", page)[0]
    stranger = login("second")
    stranger.post(f"/filters/{number}/delete")
    assert "sure insults" not in stranger.get("/queues/urgent").text
    assert "sure insults" in browser.get("/queues/urgent").text
    browser.post(f"/filters/{number}/delete")
    assert "sure insults" not in browser.get("/queues/urgent").text


def test_labels_somebody_is_spared(login: Login, store: Store) -> None:
    browser = login("reviewer")
    sent = {"theme": "system", "mode": "assisted", "page_size": "25", "nudge_minutes": "0", "hidden_label": ["insult"]}
    browser.post("/settings", sent)
    assert [key_of(store, one) for one in listed(browser.get("/queues/urgent").text)] == ["5"]


def test_what_a_newer_run_changed(login: Login, store: Store, newer_run: Path) -> None:
    import_run(store, newer_run)
    with store.write() as session:
        session.execute(update(Item).values(audit_key=None))
    browser = login("viewer")
    address = re.findall(r"/runs/\d+/changes", browser.get("/runs").text)[0]
    page = browser.get(address).text
    assert "What made-up 2 changed" in page
    assert ", not sure about the cost" in page


def test_settings_that_cannot_be(login: Login) -> None:
    browser = login("viewer")
    sent = {"theme": "system", "mode": "assisted", "page_size": "25", "nudge_minutes": "0"}
    twice = browser.post("/settings", sent | {"key_next": "j"})
    assert twice.status_code == 422
    assert "is also the key of" in twice.text
    assert browser.post("/settings", sent | {"page_size": "9"}).status_code == 422
    changed = {"old": "wrong", "new": "another long password", "again": "another long password"}
    assert browser.post("/settings/password", changed).status_code == 422
    good = changed | {"old": "correct horse battery"}
    assert browser.post("/settings/password", good | {"again": "x"}).status_code == 422
    assert browser.post("/settings/password", good | {"new": "short", "again": "short"}).status_code == 422
    assert browser.post("/settings/password", good).status_code == 303
    assert browser.get("/settings").status_code == 200  # this session goes on


def test_the_log_shows_pseudonyms_only(login: Login, store: Store) -> None:
    browser = login("reviewer")
    item, form = browser.take_next()
    browser.decide(item, form, label=["insult"], action="hide")
    page = login("adjudicator").get("/log?kind=decision").text
    row = page[page.index("<tbody>") :]
    assert "toxicity, insult; hide" in row
    assert re.search(r">reviewer-\d{4}</td>", row)
    assert "to be reviewed → reviewed" in row
    assert "Thresholds that flagged" in row


def test_an_address_that_leads_nowhere_keeps_the_menu(login: Login) -> None:
    answer = login("viewer").get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    assert 'href="/queues/urgent"' in answer.text
    assert 'href="/queues/urgent"' not in login("").get("/nowhere").text


def test_a_refusal_tells_the_way_out(login: Login) -> None:
    answer = login("viewer").get("/people")
    assert answer.status_code == 403
    assert "this takes the role admin" in answer.text
    assert "An admin can give it to you" in answer.text


def test_a_card_marks_the_queue_it_was_taken_from(login: Login) -> None:
    browser = login("reviewer")
    comment, _ = browser.take_next("urgent")
    assert current(browser.get(f"/items/{comment}?queue=urgent").text) == ["Urgent"]
    assert current(browser.get(f"/items/{comment}").text) == []


def current(page: str) -> list[str]:
    return re.findall(r'aria-current="page"[^>]*>\s*<span>([^<]*)</span>', page)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("a.csv", "a.csv"),
        ("a.csv, b.csv, c.csv", "a.csv, b.csv, c.csv"),
        ("a.csv, b.csv, c.csv, d.csv, e.csv", "a.csv, b.csv, c.csv and 2 more"),
    ],
)
def test_a_dump_of_many_files_is_named_briefly(names: str, told: str) -> None:
    assert briefly(names) == told


@pytest.mark.parametrize(("query", "chosen"), [("", None), ("?dump=1", "1"), ("?dump=999", "999")])
def test_the_dump_a_queue_is_narrowed_to_can_be_seen_and_changed(login: Login, query: str, chosen: str | None) -> None:
    page = login("viewer").get(f"/queues/urgent{query}").text
    offered = re.search(r'<select id="field-dump".*?</select>', page, re.DOTALL)
    if chosen is None:  # one dump leaves nothing to choose
        assert offered is None
    else:
        assert offered is not None
        assert re.findall(r'value="(\d+)" selected', offered[0]) == [chosen]


def test_a_filter_in_force_is_shown_even_where_nothing_passes_it(login: Login) -> None:
    page = login("viewer").get("/queues/urgent?language=de").text
    assert re.search(r'<option value="de" selected', page)
    assert "No comment of this queue passes the filters." in page
    assert "Clear filters" in page
