"""Published layouts of the stance corpora, in small, with the labels worked out by hand."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from training.corpora import (
    CorpusError,
    covid19_stance,
    createdebate,
    debagreement,
    mtcsd,
    perspectrum,
    pstance,
    rumoureval,
    rumours,
    semeval2016,
    subreddit_agreement,
    vast,
)
from training.views import rows_of


def write_csv(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows(rows)
    return path


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def post(number: str, depth: int, label: str, parent: str | None, text: str = "a reply") -> dict[str, Any]:
    return {
        "thread_id": "t1",
        "id": number,
        "depth": depth,
        "label": label,
        "text": text,
        "parent_text": parent,
        "source_text": "the bridge fell",
    }


def test_written_rumours_answer_the_source_or_another_reply(tmp_path: Path) -> None:
    said = {"source": "The bridge is closed.", "parent": None, "text": "Who says so?", "stance": "query"}
    answer = said | {"parent": said["text"], "text": "The police.", "stance": "support"}
    frame = rumours.read(write_jsonl(tmp_path / "rumours.jsonl", [said, answer]))
    assert frame["parent"].to_list() == ["The bridge is closed.", "Who says so?"]
    assert frame["target"].to_list() == [None, "The bridge is closed."]
    assert frame["stance_parent"].cast(pl.String).to_list() == ["query", "support"]
    assert frame["group"].n_unique() == 1
    assert set(frame["split"]) == {"train"}


def test_a_stance_nobody_knows_is_named(tmp_path: Path) -> None:
    said = {"source": "The bridge is closed.", "parent": None, "text": "Hm.", "stance": "doubt"}
    with pytest.raises(CorpusError, match="doubt"):
        rumours.read(write_jsonl(tmp_path / "rumours.jsonl", [said]))


def test_rumoureval_reads_replies_and_keeps_sources_without_a_parent(tmp_path: Path) -> None:
    write_jsonl(
        tmp_path / "train.jsonl",
        [
            post("1", 0, "support", None),
            post("2", 1, "deny", "the bridge fell"),
            post("3", 2, "query", "no it did not"),
        ],
    )
    write_jsonl(tmp_path / "dev.jsonl", [post("4", 3, "comment", None), post("5", 1, "support", "x", text="")])
    frame = rumoureval.read(tmp_path)
    assert frame.select("id", "parent", "target", "stance_parent").rows() == [
        ("t1/1@0", None, None, "support"),
        ("t1/2@1", "the bridge fell", None, "deny"),
        ("t1/3@2", "no it did not", "the bridge fell", "query"),
        ("t1/4@3", "the bridge fell", None, "comment"),
    ]
    assert frame["group"].unique().to_list() == ["t1"]
    assert frame["split"].to_list()[3] == "test"
    assert "test" not in frame["split"].to_list()[:3]
    assert "t1/1@0" not in rows_of(frame, "parent")["id"].to_list()


DEBATE_HEAD: list[object] = ["label", "msg_id_parent", "msg_id_child", "submission_id", "body_parent", "body_child"]


def test_debagreement_maps_agreement_to_stance_and_weight(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*DEBATE_HEAD, "submission_text", "agreement_fraction"]]
    rows += [
        [k, "p", f"c{k}", "s1", "tea is best", f"reply {k}", "on tea", w] for k, w in ((0, 1.0), (1, 0.6), (2, 1.0))
    ]
    frame = debagreement.read(write_csv(tmp_path / "dev.csv", rows))
    assert frame["stance_parent"].to_list() == ["deny", "comment", "support"]
    assert frame["weight"].to_list() == pytest.approx([1.0, 0.6, 1.0])
    assert frame["target"].to_list() == ["on tea"] * 3
    assert frame["split"].n_unique() == 1


@pytest.mark.parametrize(
    ("label", "text", "split", "stance"),
    [
        ("1", "is it?", "train", None),
        ("1", "is it?", "val", None),
        ("1", "is it?", "test", "comment"),
        ("1", "it is", "train", "comment"),
        ("0", "is it?", "train", "deny"),
        ("2", "isn't it?", "train", "support"),
    ],
)
def test_neutral_questions_are_unjudged_outside_test(label: str, text: str, split: str, stance: str | None) -> None:
    assert debagreement.stance_of(label, text, split, Path("dev.csv")) == stance


def test_subreddit_agreement_reads_windows_1252(tmp_path: Path) -> None:
    rows: list[list[object]] = [["quote_text", "response_text", "relation"], ["it’s mild", "“no” it isn’t", 0]]
    frame = subreddit_agreement.read(write_csv(tmp_path / "s.csv", rows, encoding="cp1252"))
    assert frame.select("parent", "text", "stance_parent").rows() == [("it’s mild", "“no” it isn’t", "deny")]


def debate(number: str, kind: str | None, text: str, side: str | None = "opposes strict gun control") -> dict[str, Any]:
    parent = "they should go" if kind else None
    row = {"id": number, "author": "u1", "text": text, "parent_text": parent, "response_type": kind}
    return {**row, "topic_stance": side}


def test_createdebate_reads_reply_marks_and_sides(tmp_path: Path) -> None:
    rows = [
        debate("1", None, "I say no"),
        debate("2", "disputed", "wrong", "prefers strict gun control"),
        debate("3", "supported", "quite so"),
        debate("4", "clarified", "I meant rifles"),
        debate("5", "clarified", "which ones?"),
        debate("6", None, "no side, no mark", None),
    ]
    frame = createdebate.read(write_jsonl(tmp_path / "posts.jsonl", rows))
    assert frame.select("id", "stance_parent", "stance_target").rows() == [
        ("1", None, "against"),
        ("2", "deny", "favor"),
        ("3", "support", "against"),
        ("4", "comment", "against"),
        ("5", None, "against"),
    ]
    assert frame["group"].unique().to_list() == ["u1"]


def test_mtcsd_takes_the_last_ancestor_as_parent(tmp_path: Path) -> None:
    first = {"id": "Tea/3", "text": "tea!", "parent_text": None, "target": "Tea", "label": "favor"}
    second = {"id": "Tea/3-1-2", "text": "meh", "parent_text": "why tea", "target": "Tea", "label": "against"}
    write_jsonl(tmp_path / "train.jsonl", [first, second])
    write_jsonl(tmp_path / "valid.jsonl", [{**second, "label": "none", "id": "Tea/9-1"}])
    frame = mtcsd.read(tmp_path)
    assert frame.select("group", "split", "parent", "stance_target").rows() == [
        ("Tea/3", "train", None, "favor"),
        ("Tea/3", "train", "why tea", "against"),
        ("Tea/9", "val", "why tea", "none"),
    ]


def test_vast_reads_both_layouts_and_tells_unseen_targets(tmp_path: Path) -> None:
    head = "author,post,ori_topic,ori_id,new_topic,label,type_idx,new_id,arc_id,topic_str,seen?,contains_topic?\n"
    rows = "".join(f"u,same post,teas,1,teas,{label},1,{label},1,tea {label},1,0\n" for label in (0, 1, 2))
    (tmp_path / "vast_train.csv.gz").write_bytes(gzip.compress((head + rows).encode()))
    dev: list[list[object]] = [["Tweet", "Target 1", "Stance 1", "seen?", "new_topic"]]
    write_csv(tmp_path / "vast_dev.csv", [*dev, ["p", "tea", "NONE", 1, "teas"], ["q", "mate", "FAVOR", 0, "mates"]])
    frame = vast.read(tmp_path)
    train, test = frame.filter(pl.col("split") != "test"), frame.filter(pl.col("split") == "test")
    assert train.select("target", "stance_target").rows() == [
        ("tea 0", "against"),
        ("tea 1", "favor"),
        ("tea 2", "none"),
    ]
    assert train["split"].n_unique() == 1
    assert test.select("id", "stance_target").rows() == [("dev/seen/0", "none"), ("dev/unseen/1", "favor")]


def test_semeval_reads_five_targets_by_name(tmp_path: Path) -> None:
    for folder in ("abortion", "atheism", "climate", "feminist", "hillary"):
        (tmp_path / folder).mkdir()
        for split in ("train", "val", "test"):
            (tmp_path / folder / f"{split}_text.txt").write_text("one\ntwo\nthree\n")
            (tmp_path / folder / f"{split}_labels.txt").write_text("0\n1\n2\n")
    frame = semeval2016.read(tmp_path)
    assert frame["stance_target"].to_list()[:3] == ["none", "against", "favor"]
    assert frame["target"].unique(maintain_order=True).to_list() == list(semeval2016.TARGETS.values())
    assert frame.filter(pl.col("split") == "test").height == 15
    assert frame["id"].n_unique() == frame.height == 45


def test_pstance_keeps_the_published_splits(tmp_path: Path) -> None:
    for name in ("bernie", "biden", "trump"):
        rows: list[list[object]] = [["Tweet", "Target", "Stance"], ["go &amp; vote", name.title(), "FAVOR"]]
        write_csv(tmp_path / f"raw_train_{name}.csv", rows)
        write_csv(tmp_path / f"raw_val_{name}.csv", [rows[0], ["oh no", name.title(), "AGAINST"]])
    frame = pstance.read(tmp_path)
    assert frame.group_by("split", "stance_target").len().sort("split").rows() == [
        ("train", "favor", 3),
        ("val", "against", 3),
    ]
    assert frame["text"].to_list()[0] == "go & vote"


def test_covid_stance_reads_its_three_classes(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Tweet", "Target 1", "Stance 1", "Opinion Towards", "Sentiment", "Tweet Id"]]
    rows += [[f"tweet {label}", "face masks", label, "1.", "pos", "1.28E+18"] for label in ("FAVOR", "AGAINST", "NONE")]
    for split in ("train", "val"):
        write_csv(tmp_path / f"raw_{split}_all_onecol.csv", rows)
    frame = covid19_stance.read(tmp_path)
    assert frame["stance_target"].to_list() == ["favor", "against", "none"] * 2


def test_perspectrum_is_stance_to_the_claim(tmp_path: Path) -> None:
    rows: list[list[object]] = [["split", "claim", "text", "label"], ["train", "Tea is good", "It warms", "SUPPORT"]]
    path = write_csv(tmp_path / "pairs.csv", [*rows, ["dev", "Tea is bad", "It stains", "UNDERMINE"]])
    assert perspectrum.read(path).select("split", "target", "text", "stance_target").rows() == [
        ("train", "Tea is good", "It warms", "favor"),
        ("val", "Tea is bad", "It stains", "against"),
    ]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "pairs.csv", [["split", "claim", "label"], ["train", "c", "SUPPORT"]])
    with pytest.raises(CorpusError, match="no column text"):
        perspectrum.read(path)
