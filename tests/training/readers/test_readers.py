from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.examples import EXAMPLE_SCHEMA
from training.readers import FIELDS, DataError, read_all, read_labelled


def jsonl(path: Path, *rows: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


ROWS: list[dict[str, Any]] = [
    {"text": "you fool", "parent": "hello", "title": "the bridge", "toxicity": 1, "stance_parent": "deny"},
    {"text": "thanks", "parent": "you fool", "title": "the bridge", "toxicity": 0.25, "stance_parent": None},
]


def test_jsonl_csv_and_parquet_give_the_same_examples(tmp_path: Path) -> None:
    first = jsonl(tmp_path / "rows.jsonl", *ROWS)
    pl.DataFrame(ROWS).write_csv(tmp_path / "rows.csv")
    pl.DataFrame(ROWS).write_parquet(tmp_path / "rows.parquet")
    pl.DataFrame(ROWS).write_csv(tmp_path / "rows.tsv", separator="\t")
    expected = read_labelled(first)[0].drop("id")
    assert expected.columns == [name for name in EXAMPLE_SCHEMA if name != "id"]
    assert expected.get_column("target").to_list() == ["the bridge"] * 2
    assert expected.get_column("toxicity").to_list() == [1, 0.25]
    assert expected.get_column("stance_parent").to_list() == ["deny", None]
    for ending in ("csv", "parquet", "tsv"):
        assert read_labelled(str(tmp_path / f"rows.{ending}"))[0].drop("id").equals(expected), ending


def test_names_of_jigsaw_and_perspective_are_known(tmp_path: Path) -> None:
    rows = {"comment_text": "you fool", "toxic": 1, "PROFANITY": 0, "identity_hate": "no", "INSULT": "0.5"}
    frame, account = read_labelled(jsonl(tmp_path / "a.jsonl", rows))
    assert frame.select("text", "toxicity", "obscene", "identity_attack", "insult").row(0) == ("you fool", 1, 0, 0, 0.5)
    assert account.ignored == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"text": "a", "toxicity": 2}', "rows.jsonl, line 1, column toxicity: not a value of toxicity (found 2)"),
        ('{"text": "a", "toxicity": 2}', "Expected a number from 0 to 1"),
        ('\n{"text": "a", "stance_parent": "agree"}', "line 2, column stance_parent: not a value of stance_parent"),
        ('{"text": "a", "stance_parent": "agree"}', "Expected one of support, deny, query, comment"),
        ('{"text": "a", "toxicity": 1, "split": "holdout"}', "Expected train, val or test"),
        ('{"text": "a", "toxicity": 1, "weight": 0}', "Expected a number above 0"),
        ('{"text": {"a": 1}, "toxicity": 1}', "column text: not a value of text"),
        ('{"text": "a"}', "no label column"),
        ('{"words": "a", "toxicity": 1}', "no column with the comment's text"),
        (
            '{"text": "a", "toxicty": 1}',
            "an unknown column that looks misspelt (found 'toxicty'). Did you mean toxicity",
        ),
        ('{"text": "a", "toxicity": 1, "toxic": 0}', "two columns for toxicity"),
        ('{"text": "a", "toxicity": null}', "no labelled row"),
        ('{"text": "a", "stance_parent": "deny"}', "no labelled row"),
        ('{"text": "a", "toxicity": 1', "rows.jsonl, line 1: not JSON"),
        ("[1]", "line 1: not a JSON object"),
        ("", "no column with the comment's text"),
    ],
)
def test_errors_name_place_value_and_way_out(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_labelled(str(file))
    assert str(file) in str(caught.value)
    assert told in str(caught.value)


def test_a_row_of_a_table_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text('text,toxicity\n"two\nlines",1\nb,maybe\n', encoding="utf-8")
    with pytest.raises(DataError, match="row 2, column toxicity"):
        read_labelled(str(file))


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.json"])
def test_an_unknown_ending_names_the_known(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(DataError, match=r"\.jsonl.*\.parquet"):
        read_labelled(str(tmp_path / name))


def test_latin_1_is_named_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_bytes(b"text,toxicity\nna\xefve,0\n")
    with pytest.raises(DataError, match=r"line 2: not UTF-8"):
        read_labelled(str(file))


def test_nothing_is_lost_silently(tmp_path: Path) -> None:
    spec = jsonl(
        tmp_path / "rows.jsonl",
        {"text": "a", "toxicity": 1, "colour": "red"},
        {"text": " ", "toxicity": 1},
        {"text": "b"},
        {"text": "c", "toxicity": 0, "stance_target": "favor"},
    )
    frame, account = read_labelled(spec)
    assert (account.rows, account.kept, account.without_text, account.without_label) == (4, 2, 1, 1)
    assert account.without_context == 1
    assert account.ignored == ("colour",)
    assert sum(account.splits.values()) == len(frame) == 2


def test_stance_none_is_a_stance_and_not_a_gap(tmp_path: Path) -> None:
    frame, _ = read_labelled(jsonl(tmp_path / "r.jsonl", {"text": "a", "target": "t", "stance_target": "none"}))
    assert frame.item(0, "stance_target") == "none"


def test_rows_without_a_split_get_one_by_group_or_are_all_test(tmp_path: Path) -> None:
    rows = [{"text": f"comment {i}", "toxicity": i % 2, "thread_id": f"t{i // 4}"} for i in range(400)]
    spec = jsonl(tmp_path / "rows.jsonl", *rows)
    frame, account = read_labelled(spec)
    assert set(account.splits) == {"train", "val", "test"}
    assert frame.group_by("group").agg(pl.col("split").n_unique()).get_column("split").max() == 1
    assert read_labelled(spec, all_test=True)[1].splits == {"test": 400}


def test_a_test_row_takes_its_group_and_its_text_along(tmp_path: Path) -> None:
    spec = jsonl(
        tmp_path / "rows.jsonl",
        {"text": "a", "toxicity": 1, "split": "test", "group": "g"},
        {"text": "b", "toxicity": 1, "split": "train", "group": "g"},
        {"text": "a", "toxicity": 0, "split": "train", "group": "h"},
        {"text": "c", "toxicity": 0, "split": "train", "group": "h"},
    )
    frame, account = read_labelled(spec)
    assert dict(frame.select("text", "split").unique().iter_rows()) == {"a": "test", "b": "test", "c": "train"}
    assert account.moved_to_test == 2


VOTE: dict[str, Any] = {"text": "you fool", "parent": "hello", "mode": "blind", "guideline_version": "3"}


def test_votes_become_shares_and_majorities(tmp_path: Path) -> None:
    votes = [
        VOTE | {"reviewer": "a", "toxicity": 1, "stance_parent": "deny"},
        VOTE | {"reviewer": "b", "toxicity": 1, "stance_parent": "deny"},
        VOTE | {"reviewer": "c", "toxicity": 0, "stance_parent": "query"},
        VOTE | {"reviewer": "d", "toxicity": 0, "stance_parent": "query", "mode": "assisted"},
    ]
    frame, account = read_labelled(jsonl(tmp_path / "votes.jsonl", *votes))
    assert len(frame) == 1
    assert frame.item(0, "toxicity") == pytest.approx(2 / 3)
    assert frame.item(0, "stance_parent") == "deny"
    assert frame.item(0, "weight") == pytest.approx(2 / 3)
    assert (account.rows, account.votes, account.kept, account.ties) == (4, 4, 1, 0)
    assert account.guideline_versions == ("3",)


def test_tied_stances_are_unjudged_and_counted(tmp_path: Path) -> None:
    votes = [VOTE | {"reviewer": r, "toxicity": 1, "stance_parent": s} for r, s in (("a", "deny"), ("b", "query"))]
    frame, account = read_labelled(jsonl(tmp_path / "votes.jsonl", *votes))
    assert frame.select("stance_parent", "toxicity", "weight").row(0) == (None, 1, 1)
    assert account.ties == 1


def test_one_test_vote_keeps_the_whole_item_from_training(tmp_path: Path) -> None:
    votes = [
        VOTE | {"reviewer": "a", "toxicity": 1, "split": "train"},
        VOTE | {"reviewer": "b", "toxicity": 0, "split": "test"},
    ]
    frame, account = read_labelled(jsonl(tmp_path / "votes.jsonl", *votes))
    assert frame.get_column("split").to_list() == ["test"]
    assert account.moved_to_test == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"), st.sampled_from(["g1", "g2", "g3", None]), st.sampled_from(["train", "test", None])
        ),
        min_size=1,
        max_size=30,
    ),
    st.booleans(),
)
def test_no_text_or_group_of_a_test_row_is_ever_trained_on(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str | None, str | None]], desk: bool
) -> None:
    path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    more = {"reviewer": "r"} if desk else {}
    spec = jsonl(path, *({"text": t, "group": g, "split": s, "toxicity": 1, **more} for t, g, s in rows))
    frame, _ = read_labelled(spec)
    train = frame.filter(pl.col("split") != "test")
    tested = [(t, g) for t, g, s in rows if s == "test"]
    assert not set(train.get_column("text")) & {t for t, _ in tested}
    assert not set(train.get_column("group")) & {g for _, g in tested if g is not None}


def test_files_get_names_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    specs = [
        jsonl(p, {"text": "a", "toxicity": 1}) for p in (tmp_path / "My rows.jsonl", tmp_path / "b" / "My rows.jsonl")
    ]
    specs.append(jsonl(tmp_path / "jigsaw.jsonl", {"text": "a", "toxicity": 1}))
    frames, _ = read_all(specs)
    assert [frame.item(0, "corpus") for frame in frames] == ["my-rows", "own-my-rows", "own-jigsaw"]


def test_a_column_map_renames_and_translates(tmp_path: Path) -> None:
    (tmp_path / "theirs.csv").write_text("body,reply_to,relation\nno it is not,it is,disagree\nhm,it is,unclear\n")
    (tmp_path / "map.yaml").write_text(
        "path: theirs.csv\n"
        "columns: {text: body, parent: reply_to, stance_parent: relation}\n"
        "values: {stance_parent: {disagree: deny, unclear: null}}\n"
    )
    frame, account = read_labelled(str(tmp_path / "map.yaml"))
    assert frame.select("text", "parent", "stance_parent").rows() == [("no it is not", "it is", "deny")]
    assert account.without_label == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("columns: {}", "names either `path` or `datasets`"),
        ("path: a.csv\ncolums: {}", "colums: Extra inputs"),
        ("path: a.csv\ncolumns: {txt: body}", "a column that examples do not have (found 'txt')"),
        ("path: theirs.csv\ncolumns: {text: words}", "no column for text (found 'words')"),
        (
            "path: theirs.csv\ncolumns: {text: body, toxicity: rude}\nvalues: {toxicity: {low: 0}}",
            "row 1: column toxicity",
        ),
        ("path: [", "not valid YAML"),
    ],
)
def test_a_wrong_map_says_what_is_wrong(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "theirs.csv").write_text("body,rude\na,high\n")
    (tmp_path / "map.yaml").write_text(content)
    with pytest.raises(DataError) as caught:
        read_labelled(str(tmp_path / "map.yaml"))
    assert told in str(caught.value)


def test_a_datasets_folder_is_read_offline(tmp_path: Path) -> None:
    import datasets

    features = datasets.Features({"words": datasets.Value("string"), "label": datasets.ClassLabel(names=["0", "1"])})
    parts = {
        "train": {"words": ["you fool", "thanks"], "label": [1, 0]},
        "validation": {"words": ["hm"], "label": [0]},
    }
    made = datasets.DatasetDict({k: datasets.Dataset.from_dict(v, features=features) for k, v in parts.items()})
    made.save_to_disk(str(tmp_path / "set"))
    frame, _ = read_labelled(f"datasets:{tmp_path / 'set'}?text=words&toxicity=label")
    assert frame.select("text", "toxicity", "split").rows() == [
        ("you fool", 1, "train"),
        ("thanks", 0, "train"),
        ("hm", 0, "val"),
    ]
    one, _ = read_labelled(f"datasets:{tmp_path / 'set'}?text=words&toxicity=label&part=validation")
    assert one.get_column("text").to_list() == ["hm"]
    with pytest.raises(DataError, match=r"no such part.*Parts there: train, validation"):
        read_labelled(f"datasets:{tmp_path / 'set'}?text=words&toxicity=label&part=dev")


def test_a_data_set_that_is_not_there_is_an_error_not_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot load the data set"):
        read_labelled(f"datasets:{tmp_path / 'none'}?text=words")
    with pytest.raises(DataError, match="a column that examples do not have"):
        read_labelled("datasets:x?words=text")


def test_every_field_says_what_it_is_for() -> None:
    assert all(field.meaning and field.expected for field in FIELDS.values())
