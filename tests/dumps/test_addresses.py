"""Addresses in a dump as it is read: hidden in names, dropped from authors' ids, hashed in other ids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analyzer.dumps import read
from analyzer.threads import build_threads
from tests.dumps.helpers import column, json_lines, read_one


def test_addresses_inside_names_and_authors_ids_go_too(tmp_path: Path) -> None:
    seen: list[tuple[str, str | None]] = [
        ("Guest (84.12.33.7)", "84.12.33.7:80"),
        ("84.12.33.7:8080", "user_84.12.33.7"),
        ("ip-84.12.33.7", "bob%40example.com"),
        ("IP 2001:db8::77 (talk)", "77"),
        ("Jo (84.12.33.7)", None),
        ("bob@localhost", "v1.2.3.4"),
        ("jo＠mail.example", "12.30.11.2023"),
        ("Ann 1.2.3", "@ann"),
    ]
    records = [
        {"id": str(number), "author": author, "author_id": author_id, "text": f"text {number}"}
        for number, (author, author_id) in enumerate(seen)
    ]
    dump = read_one(tmp_path, "page.jsonl", json_lines(records))
    assert column(dump, "author") == [
        "Guest (84.12.x.x)",
        "84.12.x.x",
        "ip-84.12.x.x",
        "IP 2001:db8:x (talk)",
        "Jo (84.12.x.x)",
        "bob@…",
        "jo@…",
        "Ann 1.2.3",
    ]
    assert column(dump, "author_id") == [None, None, None, "77", None, "v1.2.3.4", "12.30.11.2023", "@ann"]
    assert column(dump, "author_kind") == ["anonymous"] * 4 + ["user"] * 4
    assert dump.inputs[0].repairs == {"addresses_hidden": 7}


def test_who_is_answered_is_still_told_when_addresses_are_hidden(tmp_path: Path) -> None:
    records = [
        {"id": "1", "thread_id": "t", "author": "jo＠mail.example", "text": "one"},
        {"id": "2", "thread_id": "t", "author": "Bo", "reply_to": "jo＠mail.example", "text": "two"},
        {"id": "3", "thread_id": "t", "author": "Cy", "reply_to": "Bo", "text": "three"},
    ]
    dump = read_one(tmp_path, "page.jsonl", json_lines(records))
    assert column(dump, "reply_to") == [None, "jo@…", "Bo"]
    assert build_threads(dump).parent_row.tolist() == [-1, 0, 1]


MESSAGES: list[dict[str, Any]] = [
    {"thread_id": "list@example.com", "id": "m1@mail.example.com", "author": "A", "text": "one"},
    {
        "thread_id": "list@example.com",
        "id": "84.12.33.9",
        "parent_id": "m1@mail.example.com",
        "author": "B",
        "text": "2",
    },
    {"thread_id": "list@example.com", "id": "m3", "parent_id": "84.12.33.9", "author": "A", "text": "three"},
    {"thread_id": "list@example.com", "id": "m4", "parent_id": "gone@mail.example.com", "author": "C", "text": "four"},
    {"thread_id": "v1.2.3.4", "id": "m5", "author": "C", "text": "five"},
]


def test_ids_that_hold_addresses_become_hashes_and_replies_keep_their_parents(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "mails.jsonl", json_lines(MESSAGES))
    places = [value for name in ("thread_id", "comment_id", "parent_id") for value in column(dump, name)]
    assert not [place for place in places if place and ("@" in place or "84.12" in place)]
    assert column(dump, "comment_id")[2:] == ["m3", "m4", "m5"]
    assert column(dump, "parent_id")[1:3] == column(dump, "comment_id")[:2]
    assert build_threads(dump).parent_row.tolist() == [-1, 0, 1, -1, -1]
    assert dump.inputs[0].repairs["address_ids_hashed"] == 4
    assert list(dump.threads) == list(dict.fromkeys(column(dump, "thread_id")))


def test_the_same_id_is_the_same_hash_in_every_file_and_run(tmp_path: Path) -> None:
    paths = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for path, part in zip(paths, (MESSAGES[:2], MESSAGES[2:]), strict=True):
        path.write_text(json_lines(part), encoding="utf-8")
    dump = read(paths)
    assert build_threads(dump).parent_row.tolist() == [-1, 0, 1, -1, -1]
    assert column(dump, "comment_id") == column(read(paths), "comment_id")


def test_facts_about_a_thread_are_kept_under_its_hash(tmp_path: Path) -> None:
    records = [{**message, "title": f"On {message['thread_id'][:4]}"} for message in MESSAGES]
    dump = read_one(tmp_path, "mails.jsonl", json_lines(records))
    assert [dump.threads[thread_id].title for thread_id in column(dump, "thread_id")] == ["On list"] * 4 + ["On v1.2"]
