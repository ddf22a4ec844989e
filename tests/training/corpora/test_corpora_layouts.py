"""Corpora whose published layout is more than one file, and those that come in several."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from training.corpora import CorpusError, civil_comments, debagreement, jigsaw, mtcsd, rumoureval
from training.corpora.rumoureval_tree import text_of


def write_csv(path: Path, *rows: Sequence[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


JIGSAW = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")


def test_jigsaw_with_its_test_uses_that_as_the_test(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "train.csv",
        ("id", "comment_text", *JIGSAW),
        *((f"a{i}", f"text {i}", i % 2, 0, 0, 0, 0, 0) for i in range(60)),
    )
    alone = jigsaw.read(tmp_path)
    assert alone["split"].value_counts().sort("split")["split"].to_list() == ["test", "train", "val"]
    write_csv(tmp_path / "test.csv", ("id", "comment_text"), ("b1", "you fool"), ("b2", "unscored"), ("b3", "fine"))
    write_csv(tmp_path / "test_labels.csv", ("id", *JIGSAW), ("b1", *[1] * 6), ("b2", *[-1] * 6), ("b3", *[0] * 6))
    both = jigsaw.read(tmp_path)
    assert both.filter(split="test").select("id", "toxicity", "identity_attack").rows() == [("b1", 1, 1), ("b3", 0, 0)]
    assert both.filter(both["id"].str.starts_with("a")).height == 60


def test_jigsaw_refuses_labels_of_another_test(tmp_path: Path) -> None:
    write_csv(tmp_path / "train.csv", ("id", "comment_text", *JIGSAW), ("a", "x", *[0] * 6))
    write_csv(tmp_path / "test.csv", ("id", "comment_text"), ("b1", "x"))
    write_csv(tmp_path / "test_labels.csv", ("id", *JIGSAW), ("c1", *[0] * 6))
    with pytest.raises(CorpusError, match="1 of 1 comments have no labels"):
        jigsaw.read(tmp_path)


CIVIL = ("severe_toxicity", "obscene", "identity_attack", "insult", "threat")


def test_civil_comments_reads_shares_parents_and_articles(tmp_path: Path) -> None:
    head = ("id", "target", "comment_text", *CIVIL, "article_id", "parent_text")
    rows = [(str(i), 0.6, f"text {i}", 0.0, 0.1, 0.2, 0.6, 0.0, str(i // 3), "p" if i else "") for i in range(60)]
    frame = civil_comments.read(write_csv(tmp_path / "train.csv", head, *rows).parent)
    assert frame.select("toxicity", "insult", "identity_attack").row(0) == pytest.approx((0.6, 0.6, 0.2))
    assert frame["parent"].to_list()[:2] == [None, "p"]
    assert frame["group"].n_unique() == 20
    assert frame.group_by("group").n_unique()["split"].max() == 1
    assert set(frame["split"]) == {"train", "val", "test"}


def test_civil_comments_reads_the_other_names_and_keeps_a_published_split(tmp_path: Path) -> None:
    head = ("text", "toxicity", *CIVIL, "split")
    rows = [(f"text {i}", 0.0, *[0.0] * 5, part) for i, part in enumerate(("train", "val", "test"))]
    frame = civil_comments.read(write_csv(tmp_path / "civil_comments.csv", head, *rows))
    assert frame["split"].to_list() == ["train", "val", "test"]


def test_civil_comments_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no column for toxicity"):
        civil_comments.read(write_csv(tmp_path / "train.csv", ("id", "comment_text"), ("1", "x")).parent)
    with pytest.raises(CorpusError, match=r"train\.csv"):
        civil_comments.read(tmp_path / "..")


def test_debagreement_reads_a_folder_and_counts_a_reply_once(tmp_path: Path) -> None:
    head = ("label", "body_parent", "body_child", "msg_id_child", "submission_id", "agreement_fraction")
    write_csv(
        tmp_path / "debagreement.csv", head, (0, "tea is best", "no", "c1", "s1", 1.0), (2, "a", "yes", "c2", "s1", 1.0)
    )
    write_csv(tmp_path / "dev.csv", (*head, "submission_text"), (0, "tea is best", "no", "c1", "s1", 1.0, "on tea"))
    frame = debagreement.read(tmp_path)
    assert frame.select("id", "stance_parent", "target").rows() == [("c1", "deny", None), ("c2", "support", None)]


def test_mtcsd_reads_its_published_folders(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "Tesla"
    write_csv(folder / "text.csv", ("id", "text"), ("7", "a post"), ("7-1", "a reply"), ("7-1-1", "an answer"))
    write_json(
        folder / "train.json", [{"index": ["7"], "stance": "Favor"}, {"index": ["7", "7-1"], "stance": "against"}]
    )
    write_json(folder / "test.json", [{"index": ["7", "7-1", "7-1-1"], "stance": "none"}])
    frame = mtcsd.read(tmp_path)
    assert frame.select("id", "split", "group", "parent", "target", "stance_target").rows() == [
        ("train/Tesla/7", "train", "Tesla/7", None, "Tesla", "favor"),
        ("train/Tesla/7-1", "train", "Tesla/7", "a post", "Tesla", "against"),
        ("test/Tesla/7-1-1", "test", "Tesla/7", "a reply", "Tesla", "none"),
    ]
    write_json(folder / "train.json", [{"index": ["9"], "stance": "favor"}])
    with pytest.raises(CorpusError, match=r"text\.csv does not have \(found '9'\)"):
        mtcsd.read(tmp_path)


@pytest.fixture
def rumours(tmp_path: Path) -> Path:
    """A Twitter thread of four posts and a Reddit thread of two, as published."""
    root = tmp_path / "rumoureval-2019-training-data"
    write_json(
        root / "train-key.json", {"subtaskaenglish": {"1": "support", "2": "deny", "3": "query", "4": "comment"}}
    )
    write_json(
        root / "dev-key.json", {"subtaskaenglish": {"r1": "support", "r2": "deny"}, "subtaskbenglish": {"r1": "true"}}
    )
    twitter = root / "twitter-english" / "storm" / "1"
    write_json(twitter / "source-tweet" / "1.json", {"text": "the bridge fell", "id_str": "1"})
    for number, text in (("2", "no it did not"), ("3", "source?"), ("4", "wow")):
        write_json(twitter / "replies" / f"{number}.json", {"text": text})
    write_json(twitter / "structure.json", {"1": {"2": {"3": []}, "4": []}})
    reddit = root / "reddit-dev-data" / "r1"
    source = {"data": {"children": [{"data": {"title": "ferry sunk", "selftext": "so they say"}}]}}
    write_json(reddit / "source-tweet" / "r1.json", source)
    write_json(reddit / "replies" / "r2.json", {"data": {"body": "it was not"}})
    write_json(reddit / "structure.json", {"r1": {"r2": []}})
    return tmp_path


def test_rumoureval_reads_the_published_tree(rumours: Path) -> None:
    frame = rumoureval.read(rumours)
    assert frame.select("id", "text", "parent", "target", "stance_parent").rows() == [
        ("1/1@0", "the bridge fell", None, None, "support"),
        ("1/2@1", "no it did not", "the bridge fell", None, "deny"),
        ("1/3@2", "source?", "no it did not", "the bridge fell", "query"),
        ("1/4@1", "wow", "the bridge fell", None, "comment"),
        ("r1/r1@0", "ferry sunk\nso they say", None, None, "support"),
        ("r1/r2@1", "it was not", "ferry sunk\nso they say", None, "deny"),
    ]
    assert frame["split"].to_list()[-2:] == ["test", "test"]


def test_rumoureval_names_a_labelled_post_that_is_nowhere(rumours: Path) -> None:
    (rumours / "rumoureval-2019-training-data/twitter-english/storm/1/replies/3.json").unlink()
    with pytest.raises(CorpusError, match=r"a labelled post is missing \(found '3'\)\. 1 of 4"):
        rumoureval.read(rumours)


def test_a_deep_thread_is_read_without_recursion(rumours: Path) -> None:
    twitter = rumours / "rumoureval-2019-training-data/twitter-english/storm/1"
    depth = 400  # as deep as the JSON parser goes
    text = "".join(f'{{"{i if i else 1}": ' for i in [1, *range(100, 100 + depth)]) + "[]" + "}" * (depth + 1)
    (twitter / "structure.json").write_text(text)
    write_json(twitter / "replies" / f"{99 + depth}.json", {"text": "deep"})
    write_json(
        rumours / "rumoureval-2019-training-data/train-key.json", {"subtaskaenglish": {str(99 + depth): "comment"}}
    )
    assert f"1/{99 + depth}@{depth}" in rumoureval.read(rumours)["id"].to_list()


@pytest.mark.parametrize("post", [None, [], {}, {"data": {}}.get("x"), 3])
def test_what_is_no_post_is_refused(post: Any) -> None:
    with pytest.raises(CorpusError, match="not a tweet"):
        text_of(post, "x.json")
