from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzer.dumps.column_choice import value_of
from analyzer.dumps.columns import guess
from analyzer.errors import DumpError
from tests.dumps.helpers import column, json_lines, read_one

Record = dict[str, Any]


def names(records: list[Record], **wishes: str) -> dict[str, str]:
    columns = list(dict.fromkeys(name for record in records for name in record))
    return guess(columns, records, wishes, "table.csv").names


USUAL: list[tuple[str, dict[str, str]]] = [
    ("id parent_id thread_id author text created_at", {"id": "id", "parent_id": "parent_id", "thread_id": "thread_id"}),
    (
        "Comment ID|Parent ID|Article ID|User Name|Body|Date",
        {"id": "Comment ID", "author": "User Name", "text": "Body"},
    ),
    ("cid pid url username message time", {"id": "cid", "parent_id": "pid", "author": "username", "text": "message"}),
    ("id reply-to root speaker text timestamp", {"parent_id": "reply-to", "thread_id": "root", "author": "speaker"}),
    (
        "id parentId author authorChannelId textOriginal publishedAt",
        {"text": "textOriginal", "author_id": "authorChannelId"},
    ),
    ("comment_id thread_title stance_parent target_favor text", {"title": "thread_title", "id": "comment_id"}),
    ("id body score title target", {"title": "title", "target": "target", "text": "body"}),
]


@pytest.mark.parametrize(("header", "expected"), USUAL)
def test_usual_names_are_known(header: str, expected: dict[str, str]) -> None:
    columns = header.split("|") if "|" in header else header.split()
    found = guess(columns, [dict.fromkeys(columns, "x")] * 2, {}, "t").names
    assert expected.items() <= found.items()


def test_scores_are_not_taken_for_parents_or_targets() -> None:
    found = guess(["id", "stance_parent", "stance_target", "target_none", "text"], [], {}, "t").names
    assert found == {"id": "id", "text": "text"}


def test_post_id_is_the_comment_where_it_never_repeats() -> None:
    assert names([{"post_id": "1", "text": "a"}, {"post_id": "2", "text": "b"}])["id"] == "post_id"


def test_post_id_is_the_thread_where_it_repeats() -> None:
    found = names([{"post_id": "1", "text": "a"}, {"post_id": "1", "text": "b"}])
    assert found["thread_id"] == "post_id"
    assert "id" not in found


def test_post_id_beside_an_id_is_the_thread() -> None:
    found = names([{"id": "1", "post_id": "7", "text": "a"}, {"id": "2", "post_id": "8", "text": "b"}])
    assert (found["id"], found["thread_id"]) == ("id", "post_id")


def test_an_address_that_repeats_names_the_thread_and_one_that_does_not_is_the_comments_own() -> None:
    shared = names([{"url": "http://a/1", "text": "a"}, {"url": "http://a/1", "text": "b"}])
    assert (shared["thread_id"], shared["url"]) == ("url", "url")
    assert "url" not in names([{"url": "http://a/1", "text": "a"}, {"url": "http://a/2", "text": "b"}])


def test_reply_to_is_a_name_where_its_values_are_authors() -> None:
    by_name = [
        {"id": "1", "author": "ann", "reply_to": "", "text": "a"},
        {"id": "2", "author": "bo", "reply_to": "ann", "text": "b"},
    ]
    assert names(by_name)["reply_to"] == "reply_to"
    by_id = [
        {"id": "1", "author": "ann", "reply_to": "", "text": "a"},
        {"id": "2", "author": "bo", "reply_to": "1", "text": "b"},
    ]
    assert names(by_id)["parent_id"] == "reply_to"


def test_members_of_objects_are_columns() -> None:
    record = {"id": 1, "text": "a", "author": {"id": 9, "name": "ann"}}
    found = names([record])
    assert (found["author"], found["author_id"]) == ("author.name", "author.id")
    assert value_of(record, "author.name") == "ann"
    assert value_of({"author": None}, "author.name") is None


def test_the_users_choice_comes_first() -> None:
    found = names([{"id": "1", "text": "title words", "Remark": "the body"}], text="Remark", comment_id="id")
    assert found["text"] == "Remark"


def test_a_column_of_prose_is_the_text_of_a_table_without_ids() -> None:
    records = [
        {"Bees": "they are all going to sleep", "score": ".9"},
        {"Bees": "let them sleep then, please", "score": ".1"},
    ]
    assert names(records)["text"] == "Bees"


def test_without_a_text_column_the_columns_and_the_way_out_are_named() -> None:
    with pytest.raises(DumpError, match=r"the columns are: id, author, likes.*--map text=COLUMN"):
        names([{"id": "1", "author": "ann", "likes": "3"}])


def test_wishes_for_unknown_fields_and_columns_are_refused() -> None:
    with pytest.raises(DumpError, match="unknown field in --map"):
        names([{"text": "a"}], body_text="text")
    with pytest.raises(DumpError, match="there is no column 'Body' for text; the columns are: id, msg"):
        names([{"id": "1", "msg": "a"}], text="Body")


def test_html_is_told_by_its_tags() -> None:
    assert guess(["text"], [{"text": "<p>Hi &amp; bye</p>"}], {}, "t").html
    assert not guess(["text"], [{"text": "1 < 2 and R&amp;D"}], {}, "t").html


def test_post_id_names_comments_beside_a_thread_column() -> None:
    rows = [{"post_id": n, "thread_id": "a", "message": "words"} for n in range(3)]
    assert guess(list(rows[0]), rows, {}, "a").names["id"] == "post_id"


def test_column_names_in_other_languages_are_known() -> None:
    rows = [{"Kommentar": "ja", "Name": "Anna", "Datum": "01.02.2020"}]
    names = guess(list(rows[0]), rows, {}, "a").names
    assert names == {"text": "Kommentar", "author": "Name", "created_at": "Datum"}


def test_an_object_here_and_there_does_not_hide_a_column(tmp_path: Path) -> None:
    texts: list[object] = ["It is late.", {"x": 1}, "So it is.", ["Not ", {"text": "yet."}], [1], 12]
    times: list[object] = ["2023-03-01", {}, "soon", 10**30, "2023-03-02", None]
    records = [{"id": n, "text": texts[n], "created_at": times[n]} for n in range(len(texts))]
    dump = read_one(tmp_path, "dump.jsonl", json_lines(records))
    assert column(dump, "text") == ["It is late.", "", "So it is.", "Not yet.", "", "12"]
    assert dump.inputs[0].repairs == {"unreadable_text": 2, "unreadable_time": 3}


def test_discourses_replies_name_numbers_within_a_topic() -> None:
    rows = [
        {"id": n + 1, "topic_id": topic, "post_number": number, "reply_to_post_number": answered, "raw": "x"}
        for n, (topic, number, answered) in enumerate([(10, 1, None), (10, 2, 1), (11, 1, None), (11, 2, 1)])
    ]
    found = names(rows)
    assert (found["id"], found["parent_id"], found["thread_id"]) == ("post_number", "reply_to_post_number", "topic_id")


@pytest.mark.parametrize("own", ["url", "Nr"])
def test_the_column_whose_values_replies_name_is_the_id(own: str) -> None:
    rows: list[Record] = [
        {own: f"a/{n}", "in_reply_to": "a/0" if n else None, "likes": n, "text": "x"} for n in range(3)
    ]
    assert names(rows)["id"] == own
    assert names([{"id": n, **row} for n, row in enumerate(rows)])["id"] == own


def test_an_id_column_that_replies_name_now_and_then_stays(tmp_path: Path) -> None:
    rows = [{"id": f"a{n}", "nr": f"b{n}", "parent_id": "a0" if n == 1 else f"b{n - 1}", "text": "x"} for n in range(4)]
    assert names(rows)["id"] == "id"
    top = [{"id": f"a{n}", "position": n, "parent_id": "0", "text": "x"} for n in range(4)]
    assert names(top)["id"] == "id"
    reddit = [{"id": f"a{n}", "position": n, "parent_id": f"t1_a{n - 1}", "text": "x"} for n in range(4)]
    assert names(reddit)["id"] == "id"


def test_replies_to_ids_no_column_holds_are_noted(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.csv", "id,parent_id,author,text\n1,,ann,x\n2,77,bob,y\n")
    assert column(dump, "parent_id") == [None, "77"]
    assert any("none of the rows looked at has an id that it names" in note for note in dump.inputs[0].notes)


def test_reply_id_names_the_reply_where_comment_id_repeats() -> None:
    rows = [{"reply_id": 100 + n, "comment_id": n // 2, "text": "x"} for n in range(4)]
    assert (names(rows)["id"], names(rows)["parent_id"]) == ("reply_id", "comment_id")
    rows = [{"reply_id": 3 if n else None, "comment_id": n, "text": "x"} for n in range(4)]
    assert (names(rows)["id"], names(rows)["parent_id"]) == ("comment_id", "reply_id")


def test_an_id_that_rows_of_different_people_share_is_the_threads() -> None:
    rows = [{"id": n // 3, "author": f"u{n}", "text": f"text {n}"} for n in range(6)]
    assert names(rows)["thread_id"] == "id"
    assert "id" not in names(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": n // 2, "author": f"u{n // 2}", "text": f"version {n}"} for n in range(6)],
        [{"id": n // 2, "text": f"text {n // 2}"} for n in range(6)],
        [{"id": n // 2, "parent_id": 0, "author": f"u{n}", "text": "x"} for n in range(6)],
        [{"id": n // 2, "thread_id": n % 2, "author": f"u{n}", "text": "x"} for n in range(6)],
        [{"id": max(n, 1), "author": f"u{n}", "text": "x"} for n in range(6)],
    ],
)
def test_an_id_that_repeats_for_other_reasons_stays_the_comments(rows: list[Record]) -> None:
    assert names(rows)["id"] == "id"


def test_the_users_id_stays_whatever_it_holds() -> None:
    rows = [{"id": n // 3, "author": f"u{n}", "text": f"text {n}"} for n in range(6)]
    assert names(rows, id="id")["id"] == "id"


def test_date_and_time_of_day_in_two_columns_are_one_time(tmp_path: Path) -> None:
    table = (
        "date,time,author,message\n2024-01-01,10:00,ann,hello\n2024-01-01,9:05 PM,bob,you fool\n2024-01-02,,eve,so\n"
    )
    dump = read_one(tmp_path, "a.csv", table)
    times = [time.isoformat() for time in column(dump, "created_at")]
    assert times == ["2024-01-01T10:00:00+00:00", "2024-01-01T21:05:00+00:00", "2024-01-02T00:00:00+00:00"]
    assert not dump.inputs[0].repairs


def test_a_column_of_whole_times_needs_no_other(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.csv", "date,time,message\n2024-01-01,2024-01-01 10:00,hello\n")
    assert dump.inputs[0].mapping["created_at"] == "time"


@pytest.mark.parametrize(
    "owner",
    [{"user": {"login": "ann"}}, {"author": {"login": "ann"}}, {"creator": {"name": "ann"}}, {"from": {"name": "ann"}}],
)
def test_names_in_objects_are_authors(owner: Record, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.jsonl", json_lines([{"id": n, "text": "hello", **owner} for n in range(2)]))
    assert column(dump, "author") == ["ann", "ann"]
