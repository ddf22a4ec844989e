"""Published layouts of the toxicity corpora, in small, with the labels worked out by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from training.corpora import (
    CorpusError,
    context_toxicity,
    davidson,
    gab,
    impermium,
    jigsaw,
    olid,
    stormfront,
    toxic_spans,
    tweeteval_hate,
    tweeteval_offensive,
)


def write_csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def labels(frame: pl.DataFrame) -> list[dict[str, Any]]:
    names = ["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"]
    return [{name: row[name] for name in names if row[name] is not None} for row in frame.iter_rows(named=True)]


def test_jigsaw_takes_the_six_columns_as_the_six_labels(tmp_path: Path) -> None:
    head = ["id", "comment_text", "toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
    path = write_csv(tmp_path / "train.csv", [head, ["a", 'two\nlines, "quoted"', 1, 0, 1, 0, 0, 1]])
    frame = jigsaw.read(path)
    assert frame["text"].to_list() == ['two\nlines, "quoted"']
    expected = {"toxicity": 1, "severe_toxicity": 0, "obscene": 1, "threat": 0, "insult": 0, "identity_attack": 1}
    assert labels(frame) == [expected]


def test_jigsaw_leaves_out_what_the_published_test_did_not_score(tmp_path: Path) -> None:
    head = ["id", "comment_text", "toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
    path = write_csv(tmp_path / "train.csv", [head, ["a", "unscored", *[-1] * 6], ["b", "scored", *[0] * 6]])
    assert jigsaw.read(path)["id"].to_list() == ["b"]


OLID = """id\ttweet\tsubtask_a\tsubtask_b\tsubtask_c
1\t@USER lovely &amp; sunny\tNOT\tNULL\tNULL
2\t"@USER you ""clown"" of a man"\tOFF\tTIN\tIND
3\t@USER those lot are vermin\tOFF\tTIN\tGRP
4\t@USER that company is a joke\tOFF\tTIN\tOTH
5\t@USER damn it all\tOFF\tUNT\tNULL
"""


def test_olid_levels_map_to_toxicity_and_insult(tmp_path: Path) -> None:
    path = tmp_path / "olid.tsv"
    path.write_bytes(OLID.replace("\n", "\r\n").encode())
    frame = olid.read(path)
    assert frame["text"].to_list()[:2] == ["@USER lovely & sunny", '@USER you "clown" of a man']
    assert labels(frame) == [
        dict.fromkeys(["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"], 0),
        {"toxicity": 1, "insult": 1},
        {"toxicity": 1, "insult": 1},
        {"toxicity": 1},
        {"toxicity": 1, "insult": 0},
    ]
    assert "test" not in frame["split"].to_list()


def test_olid_reads_a_tweet_cut_inside_a_character(tmp_path: Path) -> None:
    path = tmp_path / "olid.tsv"
    head = b"id\ttweet\tsubtask_a\tsubtask_b\tsubtask_c\n"
    path.write_bytes(head + b"1\tcut here \xf0\x9f\tNOT\tNULL\tNULL\n")
    assert olid.read(path)["text"].to_list() == ["cut here"]


def test_olid_names_an_unknown_label(tmp_path: Path) -> None:
    path = tmp_path / "olid.tsv"
    path.write_text("id\ttweet\tsubtask_a\tsubtask_b\tsubtask_c\n1\thello\tOFF\tMAYBE\tNULL\n")
    with pytest.raises(CorpusError, match="OFF/MAYBE/NULL"):
        olid.read(path)


def write_tweeteval(folder: Path, split: str, rows: list[tuple[str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{split}_text.txt").write_text("".join(f"{text}\n" for text, _ in rows), encoding="utf-8")
    (folder / f"{split}_labels.txt").write_text("".join(f"{label}\n" for _, label in rows))


def test_tweeteval_offensive_gives_only_its_test_as_olids(tmp_path: Path) -> None:
    write_tweeteval(tmp_path, "train", [("never read", "1")])
    write_tweeteval(tmp_path, "test", [("a rude one", "1"), ("a\u2028kind one", "0")])
    frame = tweeteval_offensive.read(tmp_path)
    assert frame.select("corpus", "split", "toxicity").rows() == [("olid", "test", 1.0), ("olid", "test", 0.0)]


def test_tweeteval_hate_leaves_toxicity_of_what_is_not_hate_unjudged(tmp_path: Path) -> None:
    for split in ("train", "val", "test"):
        write_tweeteval(tmp_path, split, [("hateful", "1"), ("not so", "0")])
    frame = tweeteval_hate.read(tmp_path)
    assert frame["split"].to_list() == ["train"] * 2 + ["val"] * 2 + ["test"] * 2
    assert labels(frame)[:2] == [{"identity_attack": 1, "toxicity": 1}, {"identity_attack": 0}]


def test_tweeteval_says_when_texts_and_labels_differ_in_number(tmp_path: Path) -> None:
    write_tweeteval(tmp_path, "test", [("one", "1"), ("two", "0")])
    (tmp_path / "test_labels.txt").write_text("1\n")
    with pytest.raises(CorpusError, match="1 labels for 2 texts"):
        tweeteval_offensive.read(tmp_path)


def test_davidson_turns_votes_into_soft_labels(tmp_path: Path) -> None:
    head = ["", "count", "hate_speech", "offensive_language", "neither", "class", "tweet"]
    rows = [[0, 3, 0, 0, 3, 2, "tea &#128512;"], [1, 4, 3, 1, 0, 0, "hate"], [2, 4, 0, 2, 2, 1, "slang"]]
    frame = davidson.read(write_csv(tmp_path / "d.csv", [head, *rows]))
    assert frame["text"].to_list()[0] == "tea 😀"
    assert frame["weight"].to_list() == [1.0, 0.75, 0.5]
    nothing = dict.fromkeys(["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"], 0)
    assert labels(frame)[0] == nothing
    assert labels(frame)[1] == {"toxicity": pytest.approx((3 + 0.7) / 4), "identity_attack": 0.75}
    assert labels(frame)[2] == {"toxicity": pytest.approx(0.35), "obscene": 0.5, "identity_attack": 0.0}


def test_context_toxicity_negatives_leave_swearing_unjudged(tmp_path: Path) -> None:
    rows: list[list[object]] = [["id", "text", "label", "api", "parent"]]
    rows += [["7.1.1", "fine", 0, 0.1, "null"], ["7.2.2", "rude", 1, 0.9, "null"]]
    frame = context_toxicity.read(write_csv(tmp_path / "gn.csv", rows))
    calm = {"toxicity": 0, "severe_toxicity": 0, "threat": 0, "insult": 0, "identity_attack": 0}
    assert labels(frame) == [calm, {"toxicity": 1}]
    assert frame["group"].to_list() == ["7", "7"]
    assert frame["split"].n_unique() == 1


def test_stormfront_keeps_hate_and_no_hate_and_joins_tokens(tmp_path: Path) -> None:
    rows: list[list[object]] = [["file_id", "text", "label"], ["9_1", "They do n't belong here .", "hate"]]
    rows += [["9_2", "Nice weather .", "noHate"], ["9_3", "So .", "relation"], ["9_4", "Hm .", "idk/skip"]]
    frame = stormfront.read(write_csv(tmp_path / "s.csv", rows))
    assert frame["text"].to_list() == ["They don't belong here.", "Nice weather."]
    assert labels(frame) == [{"identity_attack": 1}, {"identity_attack": 0}]
    assert set(frame["group"]) == {"9"}


def gab_row(number: int, **marks: int) -> str:
    names = ["hd", "cv", "vo", "mph", "gen", "rel", "sxo", "rae", "nat", "pol", "idl"]
    return json.dumps({"text_id": number, "Text": f"post {number}", **dict.fromkeys(names, 0), **marks})


def test_gab_tells_identity_from_politics(tmp_path: Path) -> None:
    path = tmp_path / "dev.jsonl"
    lines = [gab_row(1), gab_row(2, hd=1, rel=1), gab_row(3, hd=1, pol=1), gab_row(4, cv=1), gab_row(5, vo=1, gen=1)]
    path.write_text("\n".join(lines))
    assert labels(gab.read(path)) == [
        {"threat": 0, "identity_attack": 0},
        {"toxicity": 1, "threat": 0, "identity_attack": 1},
        {"toxicity": 1, "threat": 0},
        {"toxicity": 1, "threat": 1},
        {"toxicity": 1, "threat": 0},
    ]


@pytest.mark.parametrize(
    ("quoted", "text"),
    [
        ('"plain"', "plain"),
        (r'"one\n\ntwo"', "one\n\ntwo"),
        (r'"utf\xc2\xa0eight"', "utf eight"),
        (r'"latin\xe9"', "latiné"),
        (r'"\u0111\u01b0\u1edd"', "đườ"),
        (r'"it\'s 50\\50"', r"it's 50\50"),
        (r'"stray end\"', "stray end\\"),
        (r'"lone \ud800 half"', "lone  half"),
        ('say "this" loud', 'say "this" loud'),
        ('""', ""),
    ],
)
def test_impermium_text_loses_its_literal_escapes(quoted: str, text: str) -> None:
    assert impermium.unquote(quoted) == text


def test_impermium_zero_is_soft_and_its_toxicity_unjudged(tmp_path: Path) -> None:
    for name in ("train", "impermium_verification_labels", "test_with_solutions"):
        rows: list[list[object]] = [["Insult", "Date", "Comment", "Usage"], [1, "", f'"{name} fool"', "x"]]
        write_csv(tmp_path / f"{name}.csv", [*rows, [0, "", f'"{name} fine"', "x"]])
    frame = impermium.read(tmp_path)
    assert labels(frame)[:2] == [{"insult": 1, "toxicity": 1}, {"insult": pytest.approx(0.1)}]
    assert frame["id"].n_unique() == 6
    assert frame.filter(pl.col("split") == "test")["id"].to_list() == ["test/0", "test/1"]


def test_toxic_spans_counts_annotators(tmp_path: Path) -> None:
    write_csv(tmp_path / "comments.csv", [["comment_id", "comment_text"], [7, "you fool, you damn fool"], [8, "hm"]])
    head = ["annotation", "comment_id", "worker", "country", "all toxic", "not toxic"]
    readings: list[list[object]] = [[n, 7, n, "X", False, False] for n in (0, 1, 2)]
    write_csv(tmp_path / "annotations.csv", [head, *readings, [3, 7, 3, "X", True, True], [4, 8, 4, "X", True, True]])
    spans: list[list[object]] = [[0, "Insult", 4, 8], [1, "Insu", 4, 8], [2, "Insult", 4, 8]]
    spans += [[0, "Profane/Obscene", 14, 18], [1, "Threat", 19, 99], [2, "", 14, 18]]
    write_csv(tmp_path / "spans.csv", [["annotation", "type", "start", "end"], *spans])
    marked, unmarked = toxic_spans.read(tmp_path).to_dicts()
    assert marked["spans"] == [{"start": 4, "end": 8, "label": "toxicity"}]  # 3 of 4; "damn" has 2 of 4
    assert marked["toxicity"] == pytest.approx(0.5 + 0.5 * 3 / 4)
    assert marked["insult"] == 1.0
    assert [marked[name] for name in ("obscene", "threat", "identity_attack")] == pytest.approx([1 / 3, 1 / 3, 0])
    assert unmarked["toxicity"] == 0.5
    assert unmarked["insult"] is None
    assert unmarked["spans"] == []


def test_toxic_spans_clips_spans_at_the_end_of_the_text(tmp_path: Path) -> None:
    write_csv(tmp_path / "comments.csv", [["comment_id", "comment_text"], [7, "a fool"]])
    write_csv(tmp_path / "annotations.csv", [["annotation", "comment_id"], [0, 7]])
    write_csv(tmp_path / "spans.csv", [["annotation", "type", "start", "end"], [0, "Insult", 2, 40]])
    assert toxic_spans.read(tmp_path)["spans"].to_list() == [[{"start": 2, "end": 6, "label": "toxicity"}]]
