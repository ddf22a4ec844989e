from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import zstandard

from analyzer.dumps import read
from analyzer.threads import build_threads
from tests.dumps.helpers import column, json_lines, read_one, rows, write


def comment(**changes: Any) -> dict[str, Any]:
    plain = {
        "id": "c1",
        "parent_id": "t3_p1",
        "link_id": "t3_p1",
        "author": "ann",
        "body": "hello",
        "created_utc": 1_400_000_000,
        "subreddit": "bees",
        "edited": False,
        "score": 1,
    }
    return plain | changes


SUBMISSION = {
    "id": "p1",
    "title": "Bees &amp; ants",
    "selftext": "The post",
    "num_comments": 9,
    "permalink": "/r/bees/comments/p1/x/",
    "url": "https://i.example/picture.png",
    "subreddit": "bees",
    "author": "ann",
}


def test_every_years_types_give_the_same_comment(tmp_path: Path) -> None:
    years = [
        comment(created_utc="1400000000", name="t1_c1"),
        comment(created_utc=1_400_000_000.0, id="t1_c1"),
        comment(created_utc="1400000000", edited="false", score="null", author_fullname="null"),
        comment(id="C1", link_id="T3_P1"),
        comment(parent_id="p1", link_id="p1"),
    ]
    dump = read_one(tmp_path, "RC.ndjson", json_lines(years))
    assert dump.inputs[0].format == "reddit-ndjson"
    first, *others = rows(dump)
    assert first["comment_id"] == "t1_c1"
    assert first["thread_id"] == "t3_p1"
    assert first["parent_id"] is None
    assert first["created_at"].timestamp() == 1_400_000_000
    assert all(other == first for other in others)
    assert not dump.inputs[0].repairs


def test_parents_are_comments_by_their_full_name(tmp_path: Path) -> None:
    replies = [comment(id="c2", parent_id="t1_c1"), comment(id="c3", parent_id="c2"), comment(id="c4", parent_id=5039)]
    dump = read_one(tmp_path, "RC.ndjson", json_lines(replies))
    assert column(dump, "parent_id") == ["t1_c1", "t1_c2", "t1_3vz"]


def test_deleted_removed_and_bots_are_kept_apart(tmp_path: Path) -> None:
    records = [
        comment(id="a", author="[deleted]", body="[deleted]"),
        comment(id="b", body="[removed]"),
        comment(id="c", author="[deleted]", body="still here"),
        comment(id="d", body="[deleted]", _meta={"removal_type": "removed by reddit"}),
        comment(id="e", author="AutoModerator", body="I am a bot"),
        comment(id="f", author="maybe_a_bot", author_fullname="t2_zz", body="I am not"),
    ]
    found = [
        (r["author"], r["author_kind"], r["state"], r["text"])
        for r in rows(read_one(tmp_path, "a", json_lines(records)))
    ]
    assert found == [
        (None, "deleted", "deleted", ""),
        ("ann", "user", "removed", ""),
        (None, "deleted", "present", "still here"),
        ("ann", "user", "removed", ""),
        ("AutoModerator", "bot", "present", "I am a bot"),
        ("maybe_a_bot", "user", "present", "I am not"),
    ]


def test_escapes_are_undone_once(tmp_path: Path) -> None:
    dump = read_one(
        tmp_path, "a", json_lines([comment(body="&gt; quoted\n\n5 &lt; 6 &amp;lt; R&amp;D"), comment(id="b")])
    )
    assert column(dump, "text")[0] == "> quoted\n\n5 < 6 &lt; R&D"


def test_submissions_of_another_input_give_threads_their_title(tmp_path: Path) -> None:
    comments = write(
        tmp_path, "bees_comments.zst", zstandard.compress(json_lines([comment(), comment(id="c2")]).encode())
    )
    submissions = write(
        tmp_path, "bees_submissions.zst", zstandard.compress(json_lines([SUBMISSION, SUBMISSION]).encode())
    )
    for inputs in ([comments, submissions], [submissions, comments]):
        dump = read(inputs)
        info = dump.threads["t3_p1"]
        assert dump.comments.num_rows == 2
        assert (info.title, info.article, info.declared) == ("Bees & ants", "The post", 9)
        assert info.url == "https://www.reddit.com/r/bees/comments/p1/x/"
        assert list(dump.threads) == ["t3_p1"]


def test_negative_counts_and_removed_posts_say_nothing(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "RS", json_lines([SUBMISSION | {"num_comments": -582, "selftext": "[removed]"}] * 2))
    assert (dump.threads["t3_p1"].declared, dump.threads["t3_p1"].article) == (None, None)


def test_the_apis_wrapper_is_opened(tmp_path: Path) -> None:
    for indent in (None, 1):
        dump = read_one(tmp_path, "api.json", json.dumps({"data": [comment(), comment(id="c2")]}, indent=indent))
        assert dump.inputs[0].format == "reddit-ndjson"
        assert column(dump, "comment_id") == ["t1_c1", "t1_c2"]


def test_strange_lines_are_skipped_with_their_place(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a", json_lines([comment(), comment(id="c2"), {"kind": "unknown"}]) + '{"id": "cut')
    assert dump.inputs[0].repairs == {"skipped_records": 2, "partial_last_line": 1}
    assert dump.inputs[0].skipped[0] == "line 3: neither a Reddit comment nor a submission"


def test_comments_deleted_after_the_dump_keep_their_text_and_are_counted(tmp_path: Path) -> None:
    later = comment(_meta={"was_deleted_later": True, "removal_type": "deleted"})
    dump = read_one(tmp_path, "a", json_lines([later, comment(id="c2", _meta={"is_edited": True})]))
    assert column(dump, "text") == ["hello", "hello"]
    assert dump.inputs[0].repairs == {"deleted_later": 1}


def test_one_file_may_hold_submissions_and_comments(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "both.ndjson", json_lines([comment(), SUBMISSION, comment(id="c2", parent_id="t1_c1")]))
    assert column(dump, "comment_id") == ["t1_c1", "t1_c2"]
    assert dump.threads["t3_p1"].title == "Bees & ants"


COPIES = [(200, 100, "early"), ("100", 200.0, "late"), (None, False, "late")]


@pytest.mark.parametrize(("first", "second", "kept"), COPIES)
def test_of_two_crawls_the_later_one_counts_wherever_it_stands(
    first: object, second: object, kept: str, tmp_path: Path
) -> None:
    copies = [comment(body="early", retrieved_on=first), comment(body="late", retrieved_on=second)]
    forest = build_threads(read_one(tmp_path, "a", json_lines(copies)))
    assert forest.comments["text"].to_pylist() == [kept]
    assert forest.report.repairs["edited_duplicates"] == 1
