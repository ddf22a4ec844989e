"""Reviewing in a browser: by keyboard, undone, against a colleague, blind, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analyzer.desk.review.leases import take
from analyzer.desk.store.models import Account, Event, Item, Lease, Vote
from tests.desk.browse import PASSWORD
from tests.desk.browser.conftest import Served

LogIn = Callable[..., Any]


def votes(desk: Served) -> list[Vote]:
    with desk.store.read() as session:
        return list(session.scalars(select(Vote).order_by(Vote.at)))


def account(session: Session, name: str) -> int:
    return session.scalars(select(Account.id).where(Account.name == name)).one()


def comment_of(page: Any) -> int:
    return int(page.url.split("/items/")[1].split("?")[0])


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def submit(page: Any, key: str = "f") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_wrong_password_is_told_and_the_right_one_leads_in(desk: Served, log_in: LogIn) -> None:
    page = log_in(None)
    page.goto("/queues/mine")
    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill("something else")
    page.keyboard.press("Enter")
    assert "not right" in page.get_by_role("alert").inner_text()
    page.get_by_label("Name").fill("reviewer")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("/queues/mine")
    page.get_by_role("button", name="Log out").click()
    page.goto("/queues/urgent")
    assert "/login" in page.url


def test_review_by_keyboard_alone(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/queues/urgent")
    submit(page, "n")
    first = comment_of(page)
    press(page, "5", "8", "d")  # insult, no conspiracy framing, remove
    assert page.get_by_role("checkbox", name="Insult").is_checked()
    submit(page)
    assert comment_of(page) != first
    press(page, "0", "a")  # not toxic, keep
    submit(page)
    saved = {vote.comment_id: vote for vote in votes(desk)}
    assert len(saved) == 2
    vote = saved[first]
    assert (vote.action, vote.mode, vote.outcome) == ("remove", "assisted", "decide")
    assert [label for label, holds in vote.labels.items() if holds] == ["toxicity", "insult"]
    assert vote.labels["conspiracy"] is False


def test_none_of_them_and_one_of_them_exclude_each_other(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/queues/urgent")
    submit(page, "n")
    press(page, "4", "0")
    assert not page.get_by_role("checkbox", name="Threat").is_checked()
    press(page, "5")
    assert not page.get_by_role("checkbox", name="Not toxic").is_checked()


def test_the_thread_and_what_stands_around_open_on_a_key(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/queues/urgent")
    submit(page, "n")
    press(page, "t")
    page.locator("#around .comment").first.wait_for()
    assert page.locator("#around .comment").count() > 5
    press(page, "r")
    assert page.locator("details", has_text="As the model reads it").get_attribute("open") is not None
    press(page, "h")
    page.locator("#history .panel__head").wait_for()
    with desk.store.read() as session:
        assert [event.kind for event in session.scalars(select(Event))] == ["history_opened"]


def test_keys_are_shown_ignored_in_fields_and_with_modifiers(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/queues/urgent")
    submit(page, "n")
    press(page, "?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    press(page, "5", "Escape")
    assert not page.get_by_role("checkbox", name="Insult").is_checked()
    page.get_by_text("Note", exact=True).click()
    page.get_by_label("For colleagues").fill("")
    page.keyboard.type("5fun")
    press(page, "Tab", "Control+5")
    assert page.get_by_label("For colleagues").input_value() == "5fun"
    assert not page.get_by_role("checkbox", name="Insult").is_checked()
    assert not votes(desk)


def test_keys_can_be_changed_and_switched_off(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/settings")
    page.get_by_label("Take the next item").fill("y")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/queues/urgent")
    press(page, "n")
    assert page.url.endswith("/queues/urgent")
    submit(page, "y")
    page.goto("/settings")
    page.get_by_label("Single keys are on").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/queues/urgent")
    press(page, "y", "?")
    page.wait_for_timeout(100)
    assert page.url.endswith("/queues/urgent")
    assert not page.locator("#keys-help").is_visible()


def test_undo_puts_the_comment_back(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/queues/urgent")
    waiting = page.locator(".queue-row").count()
    submit(page, "n")
    press(page, "0", "a")
    submit(page)
    assert len(votes(desk)) == 1
    submit(page, "z")
    assert "taken back" in page.locator("#messages").inner_text()
    assert not votes(desk)
    page.goto("/queues/urgent")
    assert page.locator(".queue-row").count() == waiting
    with desk.store.read() as session:
        assert [event.kind for event in session.scalars(select(Event).order_by(Event.id))] == ["decision", "undo"]


def test_two_reviewers_on_one_item(desk: Served, log_in: LogIn) -> None:
    """The first one's lease runs out, the second decides: the first is told, and keeps what they entered."""
    first, second = log_in("reviewer"), log_in("second")
    first.goto("/queues/urgent")
    submit(first, "n")
    comment = comment_of(first)
    second.goto(f"/items/{comment}")
    assert "A colleague has this comment in hand" in second.locator("main").inner_text()
    second.goto(f"/items/{comment}?queue=urgent")
    assert second.get_by_role("button", name="Review the next one").is_visible()
    second.goto(f"/items/{comment}")
    press(first, "5", "d")
    with desk.store.write() as session:
        session.execute(update(Lease).values(expires_at=0))
    second.reload()
    submit(second, "n")
    press(second, "0", "a")
    submit(second)
    press(first, "f")
    first.locator("#conflict").get_by_text("Nothing was recorded").wait_for()
    assert first.get_by_role("checkbox", name="Insult").is_checked()
    assert first.get_by_role("radio", name="Remove").is_checked()
    assert [vote.action for vote in votes(desk)] == ["keep"]
    first.reload()
    assert first.url.split("?")[0].endswith(f"/items/{comment}")


def test_a_lease_is_renewed_while_the_page_is_open(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/queues/urgent")
    page.clock.install()
    submit(page, "n")
    with page.expect_response("**/heartbeat") as beat:
        page.clock.run_for(61_000)
    assert beat.value.status == 200
    with desk.store.write() as session:
        session.execute(update(Lease).values(account_id=account(session, "second")))
    with page.expect_response("**/heartbeat") as beat:
        page.clock.run_for(61_000)
    assert beat.value.status == 409
    page.locator("#conflict").get_by_text("Nothing was recorded").wait_for()


def test_a_draft_outlives_a_reload(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/queues/urgent")
    submit(page, "n")
    press(page, "5", "d")
    page.reload()
    assert page.get_by_role("checkbox", name="Insult").is_checked()
    assert page.get_by_role("radio", name="Remove").is_checked()
    assert page.get_by_text("What you entered before is back.").is_visible()


def test_the_audit_is_blind_until_the_decision(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer")
    page.goto("/queues/audit")
    assert not page.locator(".queue-row .pill").count()
    submit(page, "n")
    comment = comment_of(page)
    assert "scores hidden" in page.locator(".page-head").inner_text()
    assert not page.get_by_text("What the model says").count()
    assert not page.locator(".comment--subject .pill").count()
    page.goto(f"/items/{comment}/thread")
    assert "scores are hidden" in page.locator(f"#comment-{comment}").inner_text()
    page.goto(f"/items/{comment}?queue=audit")
    press(page, "0", "8", "a")
    submit(page)
    assert comment_of(page) != comment
    assert votes(desk)[0].mode == "blind"
    page.goto(f"/items/{comment}")
    assert page.get_by_text("What the model says").count()


def test_reviewing_works_without_scripts(desk: Served, log_in: LogIn) -> None:
    page = log_in("reviewer", java_script_enabled=False)
    page.goto("/queues/urgent")
    page.get_by_role("button", name="Review the next one").click()
    page.get_by_role("button", name="Record").click()
    assert "nothing was decided" in page.locator("#messages").inner_text()
    page.get_by_label("Insult").check()
    page.get_by_role("radio", name="Remove").check()
    page.get_by_role("button", name="Record").click()
    assert [vote.action for vote in votes(desk)] == ["remove"]
    page.goto("/lab")
    page.get_by_label("in %").fill("99")
    page.get_by_role("button", name="Try it").click()
    assert "At 99.0" in page.locator("#trial").inner_text()


def test_a_held_item_cannot_be_taken(desk: Served, log_in: LogIn) -> None:
    page = log_in("second")
    with desk.store.write() as session:
        holder = account(session, "reviewer")
        comment = session.scalars(
            select(Item.comment_id).where(Item.urgent_key.is_not(None)).order_by(Item.urgent_key)
        ).first()
        assert comment is not None
        assert take(session, comment, holder, "assisted") is not None
    page.goto("/queues/urgent")
    submit(page, "n")
    assert comment_of(page) != comment
