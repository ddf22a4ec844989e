"""Published layouts of the conspiracy corpora and of the project's own comments, in small."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analyzer.comment import TOXICITY_LABELS
from training import corpora
from training.corpora import CorpusError, cases, house, house_contrast, house_more, mediaeval2020, pan24, psycomark
from training.corpora.files import read_table
from training.corpora.psycomark import opinion


@pytest.mark.parametrize(
    ("votes", "soft", "weight"),
    [
        (["Yes"], 1.0, 0.6),
        (["No"], 0.0, 0.6),
        (["Can't tell"], None, 1.0),
        (["Can't tell", "Can't tell"], None, 1.0),
        (["Yes", "Yes", "No"], 2 / 3, 2 / 3),
        (["No", "Can't tell"], 0.25, 0.75),
        (["Yes", "No"], 0.5, 0.5),
        (["Yes", "Yes"], 1.0, 1.0),
    ],
)
def test_psycomark_votes_give_a_soft_label_and_a_weight(votes: list[str], soft: float | None, weight: float) -> None:
    got_soft, got_weight = opinion(votes)
    assert got_soft == (None if soft is None else pytest.approx(soft))
    assert got_weight == pytest.approx(weight)


def test_psycomark_joins_reposts_and_keeps_spans_without_a_label(tmp_path: Path) -> None:
    text = "They built the tower at night so that nobody in the valley would ask what it is for"
    mark = {"startIndex": 0, "endIndex": 4, "type": "Actor", "text": "They"}
    rows: list[dict[str, Any]] = [
        {"id": "a", "text": text, "votes": ["Yes"], "markers": [[mark], [mark]]},
        {"id": "b", "text": text + "!", "votes": ["Can't tell"], "markers": [[]]},
        {"id": "c", "text": "Something else entirely was said here today", "votes": ["No"], "markers": [[]]},
    ]
    path = tmp_path / "train.jsonl"
    path.write_text("".join(json.dumps({**row, "subreddit": "x"}) + "\n" for row in rows))
    frame = psycomark.read(path)
    assert frame["group"].to_list() == ["a", "a", "c"]
    assert frame["conspiracy"].to_list() == [1.0, None, 0.0]
    assert frame["spans"].to_list() == [[{"start": 0, "end": 4, "label": "actor"}], [], []]


def test_pan24_spans_follow_the_detokenised_text(tmp_path: Path) -> None:
    text = "They did n't ask . The victims ca n't , see https :// t . me / abc "
    start = text.index("The victims")
    spans = [
        {"start_char": start, "end_char": start + 11, "category": "VICTIM"},
        {"start_char": 0, "end_char": 4, "category": "AGENT"},
        {"start_char": 0, "end_char": len(text), "category": "X"},
    ]
    path = tmp_path / "dataset_en.json"
    rows: list[dict[str, Any]] = [{"id": "1", "text": text, "category": "CONSPIRACY", "annotations": spans}]
    rows.append({"id": "2", "text": "A bad law .", "category": "CRITICAL", "annotations": None})
    path.write_text(json.dumps(rows))
    frame = pan24.read(path)
    first = frame.row(0, named=True)
    assert first["text"] == "They didn't ask. The victims can't, see https://t.me/abc"
    assert [(first["text"][s["start"] : s["end"]], s["label"]) for s in first["spans"]] == [
        ("They", "actor"),
        ("The victims", "victim"),
    ]
    assert frame["conspiracy"].to_list() == [1.0, 0.0]
    assert "test" not in frame["split"].to_list()


def test_mediaeval_counts_both_conspiracy_classes(tmp_path: Path) -> None:
    path = tmp_path / "tweets.csv"
    path.write_text('ID,Text,Label\n1,masts did it,1\n2,"labs, too",2\n3,just news,3\n')
    assert mediaeval2020.read(path)["conspiracy"].to_list() == [1.0, 1.0, 0.0]


def house_row(number: str, text: str, parent: str | None, **labels: object) -> dict[str, Any]:
    names = ["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"]
    row: dict[str, Any] = {"id": number, "source": "forum", "sampled_by": "random", "title": "On tea", "parent": parent}
    return {**row, "text": text, **dict.fromkeys(names, 0), "conspiracy": 0, "stance_parent": None, **labels}


def test_house_takes_labels_as_they_stand_and_keeps_replies_with_their_parent(tmp_path: Path) -> None:
    path = tmp_path / "comments.jsonl"
    rows = [
        house_row("a", "Tea is best.", None, conspiracy=None),
        house_row("b", "no it is not", "tea is BEST", insult=1, toxicity=1, stance_parent="deny"),
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    frame = house.read(path)
    assert frame["id"].to_list() == ["forum/random/a", "forum/random/b"]
    assert frame["group"].n_unique() == frame["split"].n_unique() == 1
    assert frame.select("toxicity", "insult", "conspiracy", "stance_parent", "target").rows() == [
        (0.0, 0.0, None, None, "On tea"),
        (1.0, 1.0, 0.0, "deny", "On tea"),
    ]


def test_a_contrast_set_is_three_examples_of_one_group(tmp_path: Path) -> None:
    path = tmp_path / "contrast.jsonl"
    row = {
        "set": "1-1",
        "parent": None,
        "topic": "tea",
        "pos": "they spiked it",
        "neg_critical": "bad",
        "neg_other": "ok",
    }
    path.write_text(json.dumps(row))
    frame = house_contrast.read(path)
    assert frame.select("id", "conspiracy").rows() == [
        ("1-1/pos", 1.0),
        ("1-1/neg_critical", 0.0),
        ("1-1/neg_other", 0.0),
    ]
    assert frame["group"].to_list() == ["1-1"] * 3
    assert frame.filter(pl.col("split") == "test").is_empty()


def test_more_house_comments_are_the_labelled_ones_of_the_unlabelled_file(tmp_path: Path) -> None:
    comments = tmp_path / "unlabelled.jsonl"
    rows = [
        {"id": name, "source": "forum", "title": "On tea", "parent": parent, "text": text}
        for name, parent, text in (("a", None, "Tea is best."), ("b", "Tea is best.", "oh shut up"), ("c", None, "hm"))
    ]
    comments.write_text("".join(json.dumps(row) + "\n" for row in rows))
    labels = tmp_path / "labels.csv"
    labels.write_text("id,toxicity,conspiracy,stance_parent\na,,,\nb,toxicity insult,0,deny\n")
    frame = house_more.read(comments, labels)
    assert frame.select("id", "toxicity", "insult", "threat", "conspiracy", "stance_parent").rows() == [
        ("forum/a", 0.0, 0.0, 0.0, None, None),
        ("forum/b", 1.0, 1.0, 0.0, 0.0, "deny"),
    ]
    assert frame["group"].n_unique() == 1


def test_a_label_nobody_knows_is_named(tmp_path: Path) -> None:
    comments, labels = tmp_path / "unlabelled.jsonl", tmp_path / "labels.csv"
    comments.write_text(json.dumps({"id": "a", "source": "forum", "title": None, "parent": None, "text": "Tea."}))
    labels.write_text("id,toxicity,conspiracy,stance_parent\na,,perhaps,\n")
    with pytest.raises(CorpusError, match="perhaps"):
        house_more.read(comments, labels)


def test_labels_that_ship_are_known_and_once_a_comment() -> None:
    told = read_table(house_more.LABELS, ["id", "toxicity", "conspiracy", "stance_parent"])
    assert told["id"].is_unique().all()
    named = told["toxicity"].fill_null("").str.split(" ").explode()
    assert set(named) - {""} == set(TOXICITY_LABELS)


def test_a_toxicity_label_nobody_knows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps({"kind": "denied", "text": "You are no fool.", "labels": ["insolt"]}))
    with pytest.raises(CorpusError, match=r"insolt.*Known labels"):
        cases.read(path)


def test_every_fifth_case_of_a_kind_is_held_out() -> None:
    frame = corpora.load(corpora.SHIPPED, ("cases",))
    assert frame.group_by("split").len().sort("split").rows() == [("test", 228), ("train", 912)]
    assert frame.filter(id="denied/4")["split"].item() == "test"


def test_framing_sets_only_train() -> None:
    frame = corpora.load(corpora.SHIPPED, ("framing",))
    assert frame["split"].unique().to_list() == ["train"]
    assert frame.group_by("group").agg(pl.col("conspiracy").sum(), pl.len()).select(
        "conspiracy", "len"
    ).unique().rows() == [(1.0, 3)]
