from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from analyzer.comment import TOXICITY_LABELS
from analyzer.desk.policy import Policy
from analyzer.desk.review.judgement import InvalidJudgementError, Judgement, check, from_json, parse
from analyzer.desk.review.log import EventDraft, append, rebuild
from analyzer.desk.review.state import conflicts, fold
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, Event, Item, Vote

CLEAN = dict.fromkeys(TOXICITY_LABELS, False)
RUDE = CLEAN | {"toxicity": True, "insult": True}


@dataclass
class Told:
    """An event before any database."""

    id: int
    kind: str
    account_id: int
    data: dict[str, Any] = field(default_factory=dict)


def said(outcome: str = "decide", **more: Any) -> dict[str, Any]:
    return Judgement(outcome, **more).as_json()  # type: ignore[arg-type]


def test_two_who_agree_are_done_and_one_undo_opens_it_again() -> None:
    events = [Told(1, "decision", 7, said(labels=RUDE)), Told(2, "decision", 8, said(labels=RUDE))]
    assert fold(events).status(2) == "done"
    assert fold([*events, Told(3, "undo", 8, {"event": 2})]).status(2) == "open"
    assert fold([*events, Told(3, "undo", 8, {"event": 2})]).version == 3


def test_undo_brings_the_earlier_decision_back() -> None:
    events = [
        Told(1, "decision", 7, said(action="keep")),
        Told(2, "decision", 7, said(action="hide")),
        Told(3, "undo", 7, {"event": 2}),
    ]
    assert fold(events[:2]).votes[7].judgement.action == "hide"
    assert fold(events).votes[7].judgement.action == "keep"


def test_statuses() -> None:
    rude, clean = Told(1, "decision", 7, said(labels=RUDE)), Told(2, "decision", 8, said(labels=CLEAN))
    assert fold([rude, clean]).status(1) == "disputed"
    assert fold([rude, Told(2, "decision", 8, said("escalate"))]).status(1) == "escalated"
    assert fold([rude, clean, Told(3, "adjudication", 9, said(labels=RUDE))]).status(1) == "settled"
    assert fold([Told(1, "decision", 7, said("skip")), Told(2, "decision", 8, said("unsure"))]).status(1) == "open"
    assert fold([Told(1, "history_opened", 7, {})]).version == 0


def test_a_reason_given_later_belongs_to_its_decision() -> None:
    state = fold([Told(1, "decision", 7, said(action="hide")), Told(2, "reason", 7, {"event": 1, "reasons": ["spam"]})])
    assert state.votes[7].judgement.reasons == ("spam",)


def test_what_people_differ_about() -> None:
    one = Judgement("decide", RUDE, "deny", action="hide")
    other = Judgement("decide", CLEAN | {"conspiracy": True}, "deny", action="keep")
    assert conflicts([one, other]) == ("toxicity", "insult", "action")
    assert conflicts([one, Judgement("decide", {"conspiracy": True})]) == ()  # judged nothing in common


class Form(dict[str, Any]):
    def getlist(self, key: str) -> list[Any]:
        value = self.get(key, [])
        return value if isinstance(value, list) else [value]


def test_reading_the_form(policy: Policy) -> None:
    read = parse(Form(label=["insult", "obscene"], conspiracy="no", action="hide", note=" so "), policy)
    assert {label for label, holds in read.labels.items() if holds} == {"toxicity", "insult", "obscene"}
    assert read.labels["conspiracy"] is False
    assert (read.action, read.note, read.outcome) == ("hide", "so", "decide")
    assert parse(Form(toxicity="none"), policy).labels == CLEAN
    assert parse(Form(outcome="skip"), policy).labels == {}
    assert from_json(read.as_json()) == read


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (Form(), "nothing was decided"),
        (Form(toxicity="none", label=["insult"]), "both chosen"),
        (Form(toxicity="some"), "none of its labels"),
        (Form(label=["rudeness"]), "rudeness"),
        (Form(conspiracy="maybe"), "maybe"),
        (Form(stance_parent="favor"), "favor"),
        (Form(action="ban"), "ban"),
        (Form(action="hide", reason=["because"]), "because"),
        (Form(action="hide", outcome="approve"), "approve"),
        (Form(action="hide", note="x" * 2_001), "2001"),
    ],
)
def test_what_the_form_cannot_say(form: Form, told: str, policy: Policy) -> None:
    with pytest.raises(InvalidJudgementError, match=told):
        parse(form, policy)


def test_toxicity_is_judged_as_a_whole(policy: Policy) -> None:
    with pytest.raises(InvalidJudgementError, match="as a whole"):
        check(Judgement("decide", {"insult": True}), policy)


def test_the_log_cannot_be_changed(store: Store) -> None:
    with store.write() as session:
        item = session.scalars(select(Item)).first()
        assert item is not None
        append(session, EventDraft("decision", 1, "1", item.comment_id, item.run_id, data=said(action="keep")))
    for statement in (update(Event).values(kind="undo"), delete(Event), text("DELETE FROM event")):
        with pytest.raises(DatabaseError, match="append-only"), store.write() as session:
            session.execute(statement)
    with store.read() as session:
        assert [event.kind for event in session.scalars(select(Event))] == ["decision"]


judgements = st.builds(
    said,
    st.sampled_from(["decide", "unsure", "skip", "escalate"]),
    labels=st.sampled_from([{}, CLEAN, RUDE, {"conspiracy": True}]),
    action=st.sampled_from([None, "keep", "hide"]),
)
steps = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from(["decision", "undo", "reason", "adjudication"]),
        judgements,
    ),
    max_size=25,
)


def view(store: Store) -> tuple[list[Any], list[Any]]:
    with store.read() as session:
        votes = [
            (v.comment_id, v.account_id, v.event_id, v.kind, v.outcome, v.labels, v.action, v.reasons, v.at)
            for v in session.scalars(select(Vote).order_by(Vote.comment_id, Vote.account_id))
        ]
        items = [
            (i.comment_id, i.status, i.version, i.votes, i.dispute_key)
            for i in session.scalars(select(Item).order_by(Item.comment_id))
        ]
        return votes, items


@settings(max_examples=15)
@given(plan=steps)
def test_the_log_replayed_gives_the_same_state(plan: list[Any], empty_of_votes: Store) -> None:
    store = empty_of_votes
    with store.write() as session:
        comments = list(session.scalars(select(Item.comment_id).order_by(Item.comment_id).limit(3)))
        people = list(session.scalars(select(Account.id).order_by(Account.id).limit(3)))
        for person, comment, kind, data in plan:
            events = list(session.scalars(select(Event).where(Event.comment_id == comments[comment])))
            decided = [event.id for event in events if event.kind in ("decision", "adjudication")]
            if kind in ("undo", "reason"):
                if not decided:
                    continue
                data = {"event": decided[len(plan) % len(decided)], "reasons": ["spam"]}
            append(session, EventDraft(kind, people[person], "1", comments[comment], 1, data=data))
    before = view(store)
    with store.write() as session:
        session.execute(delete(Vote))
        session.execute(update(Item).values(status="open", version=0, votes=0, dispute_key=None))
        rebuild(session)
    assert view(store) == before


@pytest.fixture(scope="module")
def empty_of_votes(tmp_path_factory: pytest.TempPathFactory, _filled: Any) -> Store:
    """One database for all examples: the log grows from one to the next, and the view must follow."""
    import shutil

    return Store(str(shutil.copy(_filled, tmp_path_factory.mktemp("log") / "log.db")))
