"""From disagreement to data: adjudicate without knowing who, export, and train on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import select

from analyzer.desk.store.models import Account, Item, Vote
from tests.desk.browser.conftest import Served
from tests.desk.browser.test_review import press, submit
from tests.desk.votes import vote, vote_all

LogIn = Callable[..., Any]


def test_an_adjudicator_settles_without_knowing_who_said_what(desk: Served, log_in: LogIn) -> None:
    comment = vote(desk.store, "reviewer", "6", "insult", action="hide", reasons=("personal_attack",))
    with desk.store.write() as session:
        session.get_one(Item, comment).status = "open"
    vote(desk.store, "second", "6", note="only the idea is called silly")
    page = log_in("adjudicator")
    page.goto("/queues/mine")
    page.get_by_role("link", name="Disagreements").first.click()
    assert page.locator(".queue-row").count() == 1
    page.locator(".queue-row a").click()
    said = page.locator("main").inner_text()
    with desk.store.read() as session:
        pseudonyms = session.scalars(select(Account.pseudonym).where(Account.name.in_(("reviewer", "second")))).all()
    assert not [name for name in (*pseudonyms, "second") if name in said]
    for shown in ("Reviewer A", "Reviewer B", "they differ", "only the idea is called silly"):
        assert shown in said
    assert not page.locator(".comment--subject .pill").count(), "scores would sway the adjudicator too"
    press(page, "0", "8", "a")
    submit(page)
    assert "Settled" in page.locator("#messages").inner_text()
    with desk.store.read() as session:
        assert session.get_one(Item, comment).status == "settled"
        settled = session.scalars(select(Vote).where(Vote.kind == "adjudication")).one()
        assert settled.labels["insult"] is False


def test_who_voted_cannot_settle(desk: Served, log_in: LogIn) -> None:
    vote(desk.store, "adjudicator", "6", "insult")
    comment = vote(desk.store, "second", "6", outcome="escalate")
    page = log_in("adjudicator")
    page.goto("/adjudication")
    assert "Nothing to settle" in page.locator("main").inner_text()
    page.goto(f"/adjudication/{comment}")
    assert "somebody else must settle it" in page.locator("main").inner_text()
    assert not page.get_by_role("button", name="Settle").count()


def exported(desk: Served, log_in: LogIn, folder: Path) -> Path:
    page = log_in("admin")
    page.goto("/export")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download desk-votes.jsonl").click()
    path = folder / "votes.jsonl"
    download.value.save_as(path)
    return path


def test_votes_are_exported_and_train_a_model(desk: Served, log_in: LogIn, tmp_path: Path) -> None:
    people = ("reviewer", "second")
    vote_all(desk.store, people, ("f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7"), mode="blind")
    vote_all(desk.store, people[:1], ("2", "4", "5", "10"), "insult", action="remove")
    path = exported(desk, log_in, tmp_path)
    rows = pl.read_ndjson(path)
    assert rows.height == 20
    assert set(rows["mode"]) == {"blind", "assisted"}
    assert rows.filter(pl.col("insult") == 1).height == 4

    from tests import tiny
    from training.gather import with_own
    from training.readers import read_all
    from training.run import fit

    frames, _ = read_all([str(path)])
    recipe = with_own(tiny.recipe(tiny.write_encoder(tmp_path / "encoder")), frames)
    examples = pl.concat([tiny.examples(), *frames])
    bundle = fit(recipe, examples, tmp_path / "out", lambda _: None, pool=[], resume=False, folds=False)
    assert (bundle / "bundle.json").is_file()
