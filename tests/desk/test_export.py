from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from sqlalchemy import select, update

from analyzer.comment import TOXICITY_LABELS
from analyzer.desk.export.events import event_lines
from analyzer.desk.export.splits import held_for_test, split_of
from analyzer.desk.export.votes import export_votes, lines, weights_of
from analyzer.desk.review.judgement import Judgement
from analyzer.desk.review.log import EventDraft, append
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, Comment, Item, Vote
from analyzer.errors import OutputError
from training.examples import EXAMPLE_SCHEMA, as_examples

CLEAN = dict.fromkeys(TOXICITY_LABELS, False)
RUDE = CLEAN | {"toxicity": True, "insult": True}


def vote(
    store: Store,
    name: str,
    key: str,
    *,
    kind: str = "decision",
    mode: str = "assisted",
    outcome: str = "decide",
    **said: Any,
) -> None:
    """Add a decision to the log, past leases."""
    with store.write() as session:
        account = session.scalars(select(Account.id).where(Account.name == name)).one()
        comment = session.scalars(select(Comment.id).where(Comment.key == key)).one()
        data = Judgement(outcome, **said).as_json()  # type: ignore[arg-type]
        append(session, EventDraft(kind, account, "7", comment, 1, mode, data=data))


def exported(store: Store) -> list[dict[str, Any]]:
    with store.read() as session:
        return [orjson.loads(line) for line in lines(session)]


def test_all_votes_are_written_as_training_reads_them(store: Store, tmp_path: Path) -> None:
    vote(store, "reviewer", "4", labels=RUDE | {"conspiracy": False}, stance_parent="deny", action="hide")
    vote(store, "second", "4", labels=CLEAN)
    vote(store, "reviewer", "6", outcome="unsure")
    vote(store, "reviewer", "5", action="keep")
    out = tmp_path / "votes.jsonl"
    counts = export_votes(store, out)
    assert (counts.votes, counts.comments, counts.undecided) == (2, 1, 2)
    rows = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    first, second = rows
    assert first["text"] == "You moron, read the notice first."
    assert first["parent"] == "The bridge closes on Monday for repairs."
    assert first["target"] == "Bridge to close"
    assert (first["insult"], first["threat"], first["conspiracy"], second["conspiracy"]) == (1.0, 0.0, 0.0, None)
    assert (first["stance_parent"], first["mode"], first["guideline_version"]) == ("deny", "assisted", "7")
    assert first["group"] == second["group"]
    assert first["split"] == second["split"]
    assert first["reviewer"] != second["reviewer"]
    assert "reviewer-" in first["reviewer"]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    examples = as_examples(frame.select(name for name in frame.columns if name in EXAMPLE_SCHEMA))
    assert examples["corpus"].to_list() == ["desk", "desk"]


def test_no_test_item_gets_into_training(store: Store) -> None:
    with store.write() as session:
        session.execute(update(Item).values(is_test=False))
        test = session.scalars(
            select(Item).join(Comment, Comment.id == Item.comment_id).where(Comment.key == "10")
        ).one()
        assert test.audit_key is not None
        test.is_test = True
    for key in ("10", "9", "4", "6", "7"):  # 9 says the same as 10
        vote(store, "reviewer", key, labels=RUDE)
    splits = {row["source"]["comment"]: row["split"] for row in exported(store)}
    assert (splits["10"], splits["9"]) == ("test", "test")
    assert not {splits["4"], splits["6"], splits["7"]} & {"test"}
    tested = {row["text"].casefold() for row in exported(store) if row["split"] == "test"}
    trained = {row["text"].casefold() for row in exported(store) if row["split"] != "test"}
    assert not tested & trained


def test_equal_texts_elsewhere_are_held_too(store: Store) -> None:
    with store.write() as session:
        held = next(item for item in session.scalars(select(Item)) if item.audit_key is not None)
        held.is_test = True
        text = session.get_one(Comment, held.comment_id).text
    with store.read() as session:
        kept = held_for_test(session)
    assert kept.holds(-1, None, f"  {text.upper()} ")
    assert not kept.holds(-1, None, "Something nobody wrote.")


def test_one_group_in_ten_is_for_validation() -> None:
    splits = [split_of(f"group {number}", is_held=False) for number in range(2_000)]
    assert 150 < splits.count("val") < 250
    assert splits.count("test") == 0
    assert split_of("group 1", is_held=True) == "test"


def test_a_settlement_outweighs_the_votes_and_the_comment_still_counts_once() -> None:
    blind, assisted = Vote(kind="review", mode="blind"), Vote(kind="review", mode="assisted")
    settled = Vote(kind="adjudication", mode="blind")
    assert weights_of([blind, assisted]) == [1.0, 1.0]
    weights = weights_of([blind, blind, settled])
    assert sum(weights) / 3 == pytest.approx(1.0)
    assert weights[2] > 1_000 * weights[0]
    assert weights_of([assisted, assisted, settled])[2] == pytest.approx(1.0)  # a reader counts blind votes alone


def test_the_whole_log_goes_out_with_pseudonyms(store: Store) -> None:
    vote(store, "reviewer", "4", labels=RUDE)
    with store.read() as session:
        events = [orjson.loads(line) for line in event_lines(session)]
    assert [(event["kind"], event["comment"], event["thread"]) for event in events] == [("decision", "4", "bridge")]
    assert events[0]["reviewer"].startswith("reviewer-")
    assert events[0]["model"]["name"] == "made-up"
    assert events[0]["model"]["thresholds"]["insult"] == 0.5


def test_the_log_tells_before_and_after(store: Store) -> None:
    vote(store, "reviewer", "4", labels=RUDE)
    vote(store, "reviewer", "4", labels=CLEAN)
    vote(store, "second", "4", labels=RUDE)
    with store.read() as session:
        steps = [orjson.loads(line) for line in event_lines(session)]
    assert [(step["before"]["status"], step["after"]["status"]) for step in steps] == [
        ("open", "done"),
        ("done", "done"),
        ("done", "disputed"),
    ]
    assert [step["before"]["decision"] and step["before"]["decision"]["labels"] for step in steps] == [None, RUDE, None]
    assert [step["after"]["decision"]["labels"] for step in steps] == [RUDE, CLEAN, RUDE]


def test_a_file_that_cannot_be_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        export_votes(store, tmp_path / "missing" / "votes.jsonl")
