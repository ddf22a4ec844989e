"""What the explaining pages work out, on SQLite and PostgreSQL: cases counted by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, update

from analyzer.desk.clock import DAY, now_ms
from analyzer.desk.insight import agreement, dashboard, drift, lab, threads
from analyzer.desk.insight.ballots import QUESTIONS, matrix, pseudonyms, read_ballots, verdicts
from analyzer.desk.insight.scores import ScoreShelf, shelf_of
from analyzer.desk.insight.voices import voices_of, voted
from analyzer.desk.intake.run import import_run
from analyzer.desk.policy import Policy
from analyzer.desk.review.decisions import adjudicate
from analyzer.desk.review.judgement import Judgement
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, Author, Comment, Item, Run, Thread
from tests.desk.votes import vote, vote_all

BOTH = ("reviewer", "second")


def ids(store: Store, *keys: str) -> list[int]:
    with store.read() as session:
        found = dict(session.execute(select(Comment.key, Comment.id)).all())
    return [found[key] for key in keys]


def person(store: Store, name: str) -> int:
    with store.read() as session:
        return session.scalars(select(Account.id).where(Account.name == name)).one()


def settle(store: Store, comment: int, name: str, **labels: bool) -> None:
    with store.write() as session:
        item = session.get_one(Item, comment)
        said = Judgement("decide", {"conspiracy": False, **labels})
        account = session.scalars(select(Account.id).where(Account.name == name)).one()
        adjudicate(
            session,
            account_id=account,
            comment_id=comment,
            version=item.version,
            judgement=said,
            request_key=f"settle-{comment}",
            guideline="1",
        )


def audit(store: Store, weights: dict[str, float]) -> None:
    """Put just these comments under audit, each standing for so many of its severity."""
    open_up(store)
    with store.write() as session:
        for place, (comment, weight) in enumerate(zip(ids(store, *weights), weights.values(), strict=True)):
            item = session.get_one(Item, comment)
            item.audit_key, item.audit_stratum, item.audit_weight = place, item.severity, weight


def open_up(store: Store) -> None:
    """Take everything out of the audit, so that scores show."""
    with store.write() as session:
        session.execute(update(Item).values(audit_key=None, audit_stratum=None, audit_weight=None))


def test_a_matrix_holds_each_reviewers_answers_and_no_adjudication(store: Store) -> None:
    vote(store, "reviewer", "4", "insult")
    vote(store, "second", "4")
    vote(store, "reviewer", "6", "conspiracy", stance_parent="deny")
    (comment,) = ids(store, "4")
    settle(store, comment, "adjudicator", conspiracy=True)
    with store.read() as session:
        ballots = read_ballots(session)
        names = pseudonyms(session)
    table, comments, people = matrix(ballots, "insult")
    assert table.shape == (2, 2)
    assert len(comments) == 2
    assert {names[account] for account in people.tolist()} == {names[person(store, name)] for name in BOTH}
    assert sorted(table.ravel().tolist()) == [-1, 0, 0, 1]
    assert matrix(ballots, "stance_parent")[0].tolist() == [[1]]
    assert verdicts(ballots, "insult")[comment] == 0.5
    assert verdicts(ballots, "conspiracy")[comment] == 1.0, "the adjudicator's word stands alone"


def test_votes_can_be_read_by_mode_and_dump(store: Store) -> None:
    vote(store, "reviewer", "4", "insult", mode="blind")
    vote(store, "second", "6", mode="assisted")
    vote(store, "second", "5", mode="assisted", outcome="skip")
    with store.read() as session:
        dump = session.scalars(select(Run.dump_id)).first()
        assert len(read_ballots(session)) == 2, "a skip answers nothing"
        assert len(read_ballots(session, mode="blind")) == 1
        assert len(read_ballots(session, dump_id=dump)) == 2
        assert not read_ballots(session, dump_id=-1)


def test_agreement_counts_what_was_shared(store: Store) -> None:
    vote_all(store, BOTH, ("4", "10"), "insult", mode="blind")
    vote_all(store, BOTH, ("f1", "f2", "f3"), mode="blind")
    vote(store, "reviewer", "6", "insult", mode="blind")
    vote(store, "second", "6", mode="blind")
    vote(store, "reviewer", "7", mode="blind")
    with store.read() as session:
        ballots = read_ballots(session)
        rows = {row.question.name: row for row in agreement.rows_of(ballots)}
        pairs = agreement.pairs_of(ballots, QUESTIONS["insult"], pseudonyms(session))
    insult = rows["insult"]
    assert (insult.voted, insult.shared, insult.marked) == (7, 6, 3)
    assert insult.measures["positive agreement"].value == pytest.approx(4 / 5)  # 2·2 / (2·2 + 1)
    assert rows["threat"].measures["alpha"].value is None
    assert "stance_parent" not in rows, "nobody was asked"
    (pair,) = pairs
    assert (pair.kappa.n, pair.same) == (6, 5)
    chart = agreement.chart_of(list(rows.values()))
    assert chart is not None
    assert ("insult", "positive agreement", "0.80") in {row[:3] for row in chart.rows}


def trial(store: Store, label: str, threshold: float | None) -> lab.Trial:
    with store.read() as session:
        run = session.scalars(select(Run).where(Run.current)).one()
        return lab.attempt(session, ScoreShelf(), run, label, threshold)


def test_the_lab_tries_a_threshold(store: Store) -> None:
    audit(store, {"4": 2.0, "9": 2.0, "f1": 15.5, "f2": 15.5})
    vote_all(store, ("reviewer",), ("4", "9"), "insult")
    vote(store, "reviewer", "6")  # scored 0.55, and people say no
    vote_all(store, ("reviewer",), ("f1", "f2"))
    found = trial(store, "insult", 0.6)
    # Scored 0.9: comments 4, 9 and 10; 0.55: 6 and 11.
    assert (found.tried.flagged, found.tried.waiting) == (3, 1)
    assert found.now is not None
    assert found.now.flagged == 5
    assert found.change is not None
    assert (found.change.removed, found.change.removed_refuted, found.change.removed_confirmed) == (2, 1, 0)
    assert sorted(found.moved) == sorted(ids(store, "6", "11"))
    assert found.tried.confirmed.value == 1.0
    assert found.tried.precision.value == 1.0
    assert found.tried.recall.value == 1.0
    assert (found.audited, found.unseen) == ((4, 4), 0)
    assert [point.name for point in found.points] == ["wide", "default", "sure"]


def test_the_lab_begins_at_the_threshold_in_force(store: Store) -> None:
    audit(store, {"4": 4.0, "f1": 15.5, "f2": 15.5})
    found = trial(store, "threat", None)
    assert (found.threshold, found.current) == (0.5, 0.5)
    assert found.curve is None
    assert found.tried.recall.value is None
    assert (found.audited, found.unseen) == ((0, 3), 35)


def test_weights_grow_while_the_audit_is_under_way(store: Store) -> None:
    """Of 31 calm comments four are drawn and one is judged: it stands for all of them. Recall is 1 / (1 + 31)."""
    audit(store, {"2": 1.0, "f1": 7.75, "f2": 7.75, "f3": 7.75, "f4": 7.75})
    vote(store, "reviewer", "2", "threat")
    vote(store, "second", "f1", "threat")
    assert trial(store, "threat", 0.5).tried.recall.value == pytest.approx(1 / 32)
    vote(store, "second", "f2")
    assert trial(store, "threat", 0.5).tried.recall.value == pytest.approx(1 / (1 + 31 / 2))


def test_scores_are_read_once_and_sorted(store: Store) -> None:
    shelf = ScoreShelf()
    with store.read() as session:
        run = session.scalars(select(Run.id)).first()
        assert run is not None
        column = shelf.get(session, run, "insult")
        assert shelf.get(session, run, "insult") is column
        with pytest.raises(KeyError):
            shelf.get(session, run, "nonsense")
    assert (np.diff(column.scores) >= 0).all()
    assert len(column.scores) == 41, "the comment without text has no score"
    assert sorted(column.between(0.5, 0.6).tolist()) == sorted(ids(store, "6", "11"))
    state = type("State", (), {})()
    assert shelf_of(state) is shelf_of(state)


def test_threads_are_listed_by_what_waits(store: Store) -> None:
    with store.read() as session:
        lines, total = threads.lines(session, dump_id=None, search="", page=0)
        assert total == 2
        assert lines[0].thread.key == "bridge"
        assert lines[0].flagged == lines[0].waiting == 8  # comments 2, 4, 5, 6, 7, 9, 10, 11
        assert [line.thread.key for line in threads.lines(session, dump_id=None, search="FERRY", page=0)[0]] == [
            "ferry"
        ]
        assert threads.lines(session, dump_id=None, search="%", page=0)[1] == 0, "a sign of the pattern is itself"
        assert threads.lines(session, dump_id=-1, search="", page=0) == ([], 0)
        assert threads.lines(session, dump_id=None, search="", page=7)[0] == []


def test_the_course_of_a_thread(store: Store) -> None:
    open_up(store)
    with store.read() as session:
        thread = session.scalars(select(Thread.id).where(Thread.key == "bridge")).one()
        found = threads.course(session, person(store, "viewer"), thread_id=thread)
    assert found.heat is not None
    assert found.heat.summary.startswith("12 comments, 8 flagged.")
    assert found.stance is not None
    assert "9 dispute it" in found.stance.summary  # ten replies with words, one of them to a parent that is missing
    assert (found.flagged, found.decided) == (8, 0)


def test_the_course_leaves_out_what_must_not_be_known(store: Store) -> None:
    audit(store, {"2": 1.0, "4": 4.0})
    vote(store, "viewer", "4")
    with store.read() as session:
        thread = session.scalars(select(Thread.id).where(Thread.key == "bridge")).one()
        found = threads.course(session, person(store, "viewer"), thread_id=thread)
    assert found.heat is not None
    assert found.heat.summary.startswith("11 comments, 7 flagged."), "comment 2 is hidden, 4 was judged"


def test_a_stretch_of_a_thread(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "WINDOW", 5)
    open_up(store)
    viewer = person(store, "viewer")
    with store.read() as session:
        thread = session.scalars(select(Thread.id).where(Thread.key == "bridge")).one()
        first = threads.stretch(session, viewer, thread, 0, only_flagged=False)
        assert (len(first.looks), first.before) == (5, None)
        assert first.after is not None
        second = threads.stretch(session, viewer, thread, first.after, only_flagged=False)
        assert second.before == 0
        assert not {look.id for look in first.looks} & {look.id for look in second.looks}
        flagged = threads.stretch(session, viewer, thread, 0, only_flagged=True)
        assert all(look.pills for look in flagged.looks)
        author = session.scalars(select(Author.id).where(Author.name == "writer 1")).first()
        assert author is not None
        assert {look.author for look in threads.of_author(session, viewer, author, 0).looks} == {"writer 1"}


def test_the_overview_counts_work_and_what_labels_changed(store: Store) -> None:
    vote(store, "reviewer", "4", "insult", action="remove")  # flagged, confirmed
    vote(store, "reviewer", "6")  # flagged, cleared
    vote(store, "second", "f1", "insult", action="hide")  # not flagged, found
    vote(store, "second", "f2")
    vote(store, "second", "5", outcome="unsure", action=None)
    with store.read() as session:
        work = dashboard.work(session, now_ms())
        found = {finding.words: finding for finding in dashboard.findings(session)}
        assert dashboard.actions(session) == [("keep", 2), ("hide", 1), ("remove", 1)]
        assert dashboard.newest_change(session) is None
        later = dashboard.work(session, now_ms() + 40 * DAY)
    assert (work.reviewed, work.week, work.people, work.undone) == (4, 5, 2, 0)
    assert [count for _, count in work.shares] == [3, 2]
    assert work.activity is not None
    assert "2 some label applies" in work.activity.summary
    insult = found["insult"]
    assert (insult.confirmed, insult.cleared, insult.found, insult.agreed) == (1, 1, 1, 1)
    assert insult.precision.value == 0.5
    assert (later.week, later.seconds, later.activity) == (0, None, None)


def test_voices_hide_who_they_are_and_say_where_they_differ(store: Store, policy: Policy) -> None:
    vote(store, "reviewer", "6", "insult", action="hide", reasons=("personal_attack",))
    comment = vote(store, "second", "6", note="a joke")
    with store.read() as session:
        found = voices_of(session, comment, policy)
        assert voted(session, comment, person(store, "second"))
        assert not voted(session, comment, person(store, "adjudicator"))
    assert [voice.name for voice in found.each] == ["Reviewer A", "Reviewer B"]
    assert found.differ == {"toxicity", "insult", "action"}
    by_note: dict[str, Any] = {voice.note: voice for voice in found.each}
    assert by_note["a joke"].said["insult"] == "no"
    assert by_note[""].said["action"] == "Hide"
    assert by_note[""].reasons == ("Attacks a person",)
    assert found.questions[-1] == "action"


def test_two_runs_side_by_side(store: Store, newer_run: Path) -> None:
    import_run(store, newer_run)
    vote(store, "reviewer", "6")  # the newer model agrees that it is no insult
    vote(store, "reviewer", "8", "insult")  # and finds this one
    with store.read() as session:
        now = session.scalars(select(Run).where(Run.current)).one()
        before = session.scalars(select(Run).where(~Run.current)).one()
        lines = {line.words: line for line in drift.lines(session, ScoreShelf(), before, now)}
        assert dashboard.newest_change(session) is not None
    insult = lines["insult"]
    assert (insult.before, insult.now) == (5, 4)  # 6 and 11 no more, 8 new
    assert (insult.votes, insult.met_before, insult.met_now) == (2, 0, 2)
    chart = drift.chart_of(list(lines.values()))
    assert chart is not None
    assert ("insult", 5, 4) in chart.rows
