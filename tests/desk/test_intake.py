from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from analyzer.desk.intake.audit import draw, is_test, lot
from analyzer.desk.intake.places import STEP, place
from analyzer.desk.intake.run import import_run
from analyzer.desk.intake.thresholds import points_of
from analyzer.desk.review.judgement import Judgement
from analyzer.desk.review.log import EventDraft, append
from analyzer.desk.store.engine import Store
from analyzer.desk.store.migrate import migrate
from analyzer.desk.store.models import Account, Author, Comment, Item, Run, Score, Thread, Vote
from analyzer.errors import OutputError
from analyzer.labels.registry import FLAG_LABELS
from tests.desk.sample import points


def by_key(store: Store) -> dict[str, Item]:
    with store.read() as session:
        rows = session.execute(select(Comment.key, Item).join(Item, Item.comment_id == Comment.id)).all()
    return dict(rows)


def test_importing_twice_changes_nothing(store: Store, run_folder: Path) -> None:
    with store.read() as session:
        before = {kind: session.scalar(select(func.count()).select_from(kind)) for kind in (Comment, Score, Item, Run)}
    again = import_run(store, run_folder)
    assert again.already_there
    with store.read() as session:
        assert before == {kind: session.scalar(select(func.count()).select_from(kind)) for kind in before}


def test_what_was_imported(store: Store) -> None:
    with store.read() as session:
        comments = {one.key: one for one in session.scalars(select(Comment))}
        assert len(comments) == 42
        assert comments["3"].parent_id == comments["2"].id
        assert (comments["9"].parent_id, comments["9"].parent_key) == (None, "gone")
        assert comments["12"].no_text_reason == "empty"
        assert session.scalar(select(func.count()).select_from(Item)) == 41  # all but the one without words
        thread = session.scalars(select(Thread).where(Thread.key == "bridge")).one()
        assert (thread.title, thread.comments, thread.rollup["flagged_any"]) == ("Bridge to close", 12, 8)
        assert session.scalar(select(func.count()).select_from(Author)) == 5


def test_places_in_the_queues(store: Store) -> None:
    items = by_key(store)
    assert {key: items[key].severity for key in "12345678"} == {
        "1": 0, "2": 4, "3": 0, "4": 3, "5": 3, "6": 2, "7": 2, "8": 1,
    }  # fmt: skip
    assert (items["2"].top_label, items["5"].top_label, items["6"].top_label) == ("threat", "identity_attack", "insult")
    assert items["4"].bands == {"insult": "sure", "toxicity": "sure"}
    assert items["8"].urgent_key is None  # not flagged
    assert sorted((key for key in "24567"), key=lambda key: items[key].urgent_key or 0) == ["2", "4", "5", "6", "7"]
    assert items["6"].uncertain_label == "insult"  # 0.55 against 0.5
    assert items["4"].uncertain_key is None
    assert items["9"].cluster == items["10"].cluster is not None


def test_a_newer_run_keeps_decisions_and_tells_what_changed(store: Store, newer_run: Path) -> None:
    items = by_key(store)
    with store.write() as session:
        account = session.scalars(select(Account).where(Account.name == "reviewer")).one()
        data = Judgement("decide", {"conspiracy": False}, action="keep").as_json()
        append(session, EventDraft("decision", account.id, "1", items["6"].comment_id, items["6"].run_id, data=data))
    audited = {key: item.audit_key for key, item in items.items()}
    imported = import_run(store, newer_run)
    assert (imported.added, imported.current, imported.already_there) == (0, True, False)
    after = by_key(store)
    assert (after["6"].status, after["6"].version, after["6"].severity) == ("done", 1, 0)
    assert after["8"].severity == 3
    assert {key: item.audit_key for key, item in after.items()} == audited
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Vote)) == 1
        run = session.get_one(Run, imported.run_id)
        assert run.drift is not None
        told = run.drift["labels"]["insult"]
        assert (told["gained"], told["lost"]) == (1, 2)
        assert told["gained_ids"] == [items["8"].comment_id]
        assert run.drift["labels"]["conspiracy"]["votes_met_now"] == 1
        assert session.scalar(select(func.count()).select_from(Score)) == 84


def test_an_older_run_imported_later_is_not_shown(
    empty: Store, run_folder: Path, newer_run: Path, tmp_path: Path
) -> None:
    migrate(empty)
    older = Path(shutil.copytree(run_folder, tmp_path / "older"))
    manifest = older / "run.json"
    text = manifest.read_text(encoding="utf-8")
    start = text.index('"created": "') + len('"created": "')
    manifest.write_text(text[:start] + "2020" + text[start + 4 :], encoding="utf-8")
    assert import_run(empty, newer_run).current
    assert not import_run(empty, older).current
    with empty.read() as session:
        assert [run.model_version for run in session.scalars(select(Run).where(Run.current))] == ["2"]
        assert {item.run_id for item in session.scalars(select(Item))} == {1}


def test_a_folder_without_a_run_is_refused(empty: Store, tmp_path: Path) -> None:
    migrate(empty)
    with pytest.raises(OutputError, match=r"no run\.json here"):
        import_run(empty, tmp_path)


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.floats(0, 1, width=32)), min_size=1, max_size=40))
def test_keys_order_as_severity_then_age(scores: list[tuple[float, float]]) -> None:
    frame = pl.DataFrame(
        {
            **{label: [0.0] * len(scores) for label in FLAG_LABELS},
            "insult": [one for one, _ in scores],
            "threat": [other for _, other in scores],
            "flags": [[] for _ in scores],
            "since": range(len(scores)),
        },
        schema_overrides={"flags": pl.List(pl.String), "since": pl.Int64},
    )
    places = place(frame, points_of({"operating_points": points()})).with_columns(frame["since"])
    flagged = places.filter(pl.col("urgent_key").is_not_null())
    assert flagged["severity"].min() in (None, 2, 3, 4)
    by_key = flagged.sort("urgent_key")["since"].to_list()
    assert by_key == flagged.sort("severity", "since", descending=[True, False])["since"].to_list()
    for insult, threat, severity in zip(frame["insult"], frame["threat"], places["severity"], strict=True):
        ranks = [sum(value >= least for least in (0.3, 0.5, 0.8)) for value in (insult, threat)]
        assert severity == max(ranks[0], ranks[1] + 1 if ranks[1] >= 2 else ranks[1])


def test_a_label_without_points_takes_its_band_from_flags() -> None:
    frame = pl.DataFrame(
        {**{label: [0.9] for label in FLAG_LABELS}, "flags": [["threat"]], "since": [7]},
        schema_overrides={"since": pl.Int64},
    )
    placed = place(frame, {}).row(0, named=True)
    assert (placed["severity"], placed["bands"], placed["urgent_key"]) == (3, {"threat": "likely"}, STEP + 7)
    assert placed["uncertain_key"] is None


def test_the_audit_is_the_same_everywhere_and_covers_every_stratum() -> None:
    severity = [number % 4 for number in range(8_000)]
    lots = [lot("dump", str(number)) for number in range(8_000)]
    drawn = draw(range(8_000), severity, lots)
    assert drawn.equals(draw(range(8_000), severity, lots))
    assert drawn["audit_stratum"].value_counts().sort("audit_stratum")["count"].to_list() == [100, 100, 100, 100]
    assert set(drawn["audit_weight"]) == {20.0}  # 2,000 for every 100
    assert drawn["audit_key"].to_list() == list(range(400))
    assert 120 < drawn["is_test"].sum() < 280
    assert sorted(drawn["audit_stratum"].head(4)) == [0, 1, 2, 3]  # strata take turns


def test_of_a_small_dump_one_in_ten_is_drawn() -> None:
    drawn = draw(range(34), [0] * 31 + [4] * 3, range(34))
    assert drawn["audit_stratum"].to_list().count(0) == 4
    assert drawn.filter(pl.col("audit_stratum") == 4).select("at", "audit_weight").row(0) == (31, 3.0)


def test_a_lot_is_stable() -> None:
    assert lot("a", "b") != lot("ab")
    assert lot("dump", "thread", "comment") == 5840342686789389387
    assert isinstance(is_test(lot("x")), bool)
