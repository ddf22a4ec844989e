from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import func, select, update

from analyzer.comment import TOXICITY_LABELS
from analyzer.desk.clock import now_ms
from analyzer.desk.review import leases
from analyzer.desk.review.bulk import Target, alike, decide_many
from analyzer.desk.review.conflicts import changes_since
from analyzer.desk.review.decisions import (
    Commit,
    ConflictError,
    MissingItemError,
    adjudicate,
    decide,
    give_reasons,
    undo,
)
from analyzer.desk.review.filters import Filters
from analyzer.desk.review.judgement import InvalidJudgementError, Judgement
from analyzer.desk.review.queues import QUEUES, take_next
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, Comment, Event, Item, Lease, Vote

RUDE = dict.fromkeys(TOXICITY_LABELS, False) | {"toxicity": True, "insult": True}
CLEAN = dict.fromkeys(TOXICITY_LABELS, False)


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    with store.read() as session:
        return dict(session.execute(select(Account.name, Account.id)).all())


def number(store: Store, key: str) -> int:
    with store.read() as session:
        return session.scalars(select(Comment.id).where(Comment.key == key)).one()


def taken(store: Store, comment_id: int, account_id: int, mode: str = "assisted") -> str:
    with store.write() as session:
        lease = leases.take(session, comment_id, account_id, mode)
        assert lease is not None
        return lease.token


def commit(
    comment_id: int, account_id: int, token: str, *, version: int = 0, key: str = "request-1", **said: object
) -> Commit:
    judgement = Judgement("decide", **(said or {"labels": RUDE, "action": "hide"}))  # type: ignore[arg-type]
    return Commit(account_id, comment_id, token, version, key, "1", judgement, "urgent")


def test_a_decision_is_kept_once_however_often_it_is_sent(store: Store, people: dict[str, int]) -> None:
    item, person = number(store, "4"), people["reviewer"]
    sent = commit(item, person, taken(store, item, person))
    ids = []
    for _ in range(3):
        with store.write() as session:
            ids.append(decide(session, sent).id)
    assert len(set(ids)) == 1
    with store.read() as session:
        event = session.get_one(Event, ids[0])
        assert (event.mode, event.queue, event.guideline, event.run_id) == ("assisted", "urgent", "1", 1)
        assert event.duration_ms is not None
        vote = session.get_one(Vote, (item, person))
        assert (vote.labels, vote.action, vote.kind) == (RUDE, "hide", "review")
        assert session.get_one(Item, item).status == "done"
        assert session.get(Lease, item) is None


def test_nobody_else_gets_a_comment_in_hand(store: Store, people: dict[str, int]) -> None:
    item = number(store, "4")
    token = taken(store, item, people["reviewer"])
    with store.write() as session:
        assert leases.take(session, item, people["second"], "assisted") is None
        again = leases.take(session, item, people["reviewer"], "assisted")
        assert again is not None
        assert again.token == token  # a second tab of the same person goes on with it


def test_a_lost_lease_is_told_with_who_changed_what(store: Store, people: dict[str, int]) -> None:
    item = number(store, "4")
    token = taken(store, item, people["reviewer"])
    expire(store, item)
    other = taken(store, item, people["second"])
    late = commit(item, people["reviewer"], token, key="late-1")
    with pytest.raises(ConflictError) as raised, store.write() as session:
        decide(session, late)
    assert raised.value.why == "taken"
    with store.write() as session:
        decide(session, commit(item, people["second"], other, labels=CLEAN, action="keep"))
    with pytest.raises(ConflictError) as raised, store.write() as session:
        decide(session, late)
    assert raised.value.why == "changed"
    with store.read() as session:
        told = changes_since(session, people["reviewer"], raised.value)
        assert [change.what for change in told.changes] == ["decided: no label; keep"]
        assert told.changes[0].who.startswith("reviewer-")
        assert session.scalar(select(func.count()).select_from(Event)) == 1


def expire(store: Store, item: int) -> None:
    with store.write() as session:
        session.execute(update(Lease).where(Lease.comment_id == item).values(expires_at=now_ms() - 1))


def test_a_lease_that_ran_out_still_holds_while_nobody_took_it(store: Store, people: dict[str, int]) -> None:
    item, person = number(store, "4"), people["reviewer"]
    token = taken(store, item, person)
    expire(store, item)
    with store.write() as session:
        assert leases.heartbeat(session, item, person, token) is not None
    with store.write() as session:
        assert leases.heartbeat(session, item, person, "another") is None
        assert leases.heartbeat(session, item, people["second"], token) is None
    expire(store, item)
    with store.write() as session:
        decide(session, commit(item, person, token))


def test_undo_puts_it_back_and_is_only_for_ones_own(store: Store, people: dict[str, int]) -> None:
    item, person = number(store, "4"), people["reviewer"]
    with store.write() as session:
        event = decide(session, commit(item, person, taken_in(session, item, person)))
    with pytest.raises(InvalidJudgementError, match="another person"), store.write() as session:
        undo(session, account_id=people["second"], event_id=event.id, guideline="1")
    with store.write() as session:
        undo(session, account_id=person, event_id=event.id, guideline="1")
    with store.read() as session:
        assert session.get_one(Item, item).status == "open"
        assert session.get(Vote, (item, person)) is None
    with pytest.raises(InvalidJudgementError, match="already"), store.write() as session:
        undo(session, account_id=person, event_id=event.id, guideline="1")
    with pytest.raises(MissingItemError), store.write() as session:
        undo(session, account_id=person, event_id=999, guideline="1")


def taken_in(session: object, item: int, person: int) -> str:
    lease = leases.take(session, item, person, "assisted")  # type: ignore[arg-type]
    assert lease is not None
    return lease.token


def test_a_reason_afterwards(store: Store, people: dict[str, int]) -> None:
    item, person = number(store, "4"), people["reviewer"]
    with store.write() as session:
        event = decide(session, commit(item, person, taken_in(session, item, person)))
        give_reasons(session, account_id=person, event_id=event.id, reasons=("spam",), note="twice", guideline="1")
        assert session.get_one(Vote, (item, person)).reasons == ["spam"]
        assert session.get_one(Item, item).version == 2


def test_an_adjudicator_is_somebody_else(store: Store, people: dict[str, int]) -> None:
    item = number(store, "10")  # under audit: two decide
    settle = {"comment_id": item, "version": 2, "judgement": Judgement("decide", CLEAN), "guideline": "1"}
    with store.write() as session:
        first = taken_in(session, item, people["adjudicator"])
        decide(session, commit(item, people["adjudicator"], first))
        second = taken_in(session, item, people["second"])
        decide(session, commit(item, people["second"], second, version=1, key="request-2", labels=CLEAN))
        assert session.get_one(Item, item).status == "disputed"
    with pytest.raises(InvalidJudgementError, match="did not vote"), store.write() as session:
        adjudicate(session, account_id=people["adjudicator"], request_key="settle-1", **settle)  # type: ignore[arg-type]
    with pytest.raises(ConflictError), store.write() as session:
        adjudicate(session, account_id=people["admin"], request_key="settle-2", **settle | {"version": 1})  # type: ignore[arg-type]
    with store.write() as session:
        adjudicate(session, account_id=people["admin"], request_key="settle-3", **settle)  # type: ignore[arg-type]
        assert session.get_one(Item, item).status == "settled"
        assert session.get_one(Vote, (item, people["admin"])).kind == "adjudication"


def test_near_duplicates_are_decided_once_and_logged_one_by_one(store: Store, people: dict[str, int]) -> None:
    person = people["reviewer"]
    first, other = number(store, "10"), number(store, "9")
    with store.write() as session:
        sent = commit(first, person, taken_in(session, first, person), stance_parent="deny", labels=RUDE)
        event = decide(session, sent)
        targets = alike(session, session.get_one(Item, first), person)
        assert [target.comment_id for target in targets] == [other]
        result = decide_many(session, sent, targets, mode=event.mode or "")
        assert decide_many(session, sent, targets, mode="assisted").events == result.events  # a repeat finds them
        votes = list(session.scalars(select(Vote).order_by(Vote.comment_id)))
        assert [(vote.comment_id, vote.stance_parent) for vote in votes] == [(first, "deny"), (other, None)]
        assert len({vote.event_id for vote in votes}) == 2


def test_bulk_leaves_out_what_changed_or_is_in_other_hands(store: Store, people: dict[str, int]) -> None:
    free, held, changed, audited = (number(store, key) for key in ("4", "5", "6", "10"))
    taken(store, held, people["second"])
    with store.write() as session:
        sent = commit(0, people["reviewer"], "", labels=CLEAN)
        targets = [Target(free, 0), Target(held, 0), Target(changed, 3), Target(audited, 0), Target(9_999, 0)]
        result = decide_many(session, sent, targets, mode="assisted")
    assert [event.comment_id for event in result.events] == [free]
    assert result.refused == {
        held: "somebody else has it in hand",
        changed: "it changed since the page was shown",
        audited: "it is under audit and is judged by itself",
        9_999: "there is no such comment to review",
    }


def test_many_reviewers_at_once_never_get_the_same_comment(store: Store, people: dict[str, int]) -> None:
    got: list[int] = []
    lock = threading.Lock()

    def work(person: int) -> None:
        for _ in range(3):
            with store.write() as session:
                lease = take_next(session, QUEUES["urgent"], person, Filters(), mode="assisted")
                comment_id = None if lease is None else lease.comment_id
            if comment_id is None:
                return
            with lock:
                got.append(comment_id)
            with store.write() as session:
                token = session.get_one(Lease, comment_id).token
                version = session.get_one(Item, comment_id).version
                decide(session, commit(comment_id, person, token, version=version, key=f"{person}-{comment_id}"))

    run_together([partial(work, person) for person in people.values()])
    with store.read() as session:
        once = [item.comment_id for item in session.scalars(select(Item).where(Item.votes_needed == 1))]
        events = session.execute(select(Event.comment_id, Event.account_id)).all()
    assert len(events) == len(set(events)) == len(got)
    assert all(got.count(comment_id) <= 1 for comment_id in once)


def run_together(jobs: list[Callable[[], None]]) -> None:
    errors: list[BaseException] = []

    def guarded(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
