"""Pseudonyms: nobody's name is left, the same salt gives the same ones, and who answers whom is still told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyzer.dumps import read
from analyzer.dumps.mentions import Mentions
from analyzer.dumps.pseudonyms import Pseudonyms, pseudonymise
from analyzer.dumps.record import Dump
from analyzer.threads import build_threads
from tests.dumps.helpers import column, json_lines, read_one, rows

COMMENTS: list[dict[str, Any]] = [
    {
        "id": "1",
        "author": "Marit Solheim",
        "author_id": 71,
        "text": "Write to marit@mail.example or 192.0.2.7, v1.2.3.",
    },
    {
        "id": "2",
        "parent_id": "1",
        "author": "bram_dv",
        "author_id": 72,
        "text": "@Marit Solheim and @MARIT SOLHEIM: no",
    },
    {
        "id": "3",
        "parent_id": "2",
        "author": "BRAM_DV",
        "author_id": 72,
        "text": "Marit Solheim wrote: nonsense. u/bram_dv",
    },
    {"id": "4", "parent_id": "9", "author": "Guest", "text": "bram_dv, you are wrong. I told bram_dv so. Reply to x"},
    {"id": "5", "parent_id": "1", "author": "AutoModerator", "text": "@bram_dv has been warned"},
    {"id": "6", "parent_id": "1", "author": "[deleted]", "text": "[deleted]"},
    {"id": "https://site.example/@bram_dv/7", "parent_id": "1", "author": "Ⅿarit Solheim", "text": "I am another"},
]


@pytest.fixture
def dump(tmp_path: Path) -> Dump:
    return read_one(tmp_path, "page.jsonl", json_lines(COMMENTS))


def test_names_ids_and_mentions_are_replaced_and_the_rest_stays(dump: Dump) -> None:
    made = Pseudonyms("salt")
    marit, bram = made.name("Marit Solheim"), made.name("bram_dv")
    hidden = pseudonymise(dump, "salt")
    assert column(hidden, "author") == [marit, bram, bram, "Guest", "AutoModerator", None, made.name("Ⅿarit Solheim")]
    assert column(hidden, "author_id")[:3] == [made.identifier("71"), made.identifier("72"), made.identifier("72")]
    assert column(hidden, "text") == [
        "Write to [e-mail] or [IP address], v1.2.3.",
        f"@{marit} and @{marit}: no",
        f"{marit} wrote: nonsense. u/{bram}",
        f"{bram}, you are wrong. I told {bram} so. Reply to x",
        f"@{bram} has been warned",
        "",
        "I am another",
    ]
    assert column(hidden, "comment_id")[:6] == ["1", "2", "3", "4", "5", "6"]
    assert column(hidden, "comment_id")[6].startswith("ref-")
    for name in ("author_kind", "created_at", "state", "parent_id", "thread_id"):
        assert column(hidden, name) == column(dump, name)


def test_trees_are_the_same_behind_pseudonyms(dump: Dump) -> None:
    assert build_threads(pseudonymise(dump, "s")).parent_row.tolist() == build_threads(dump).parent_row.tolist()


def test_the_salt_decides(dump: Dump) -> None:
    assert rows(pseudonymise(dump, "a")) == rows(pseudonymise(dump, "a"))
    first, second = column(pseudonymise(dump, "a"), "author"), column(pseudonymise(dump, "b"), "author")
    assert [a == b for a, b in zip(first, second, strict=True)] == [False, False, False, True, True, True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@ann", "@U1"),
        ("@ann.", "@U1."),
        ("@anna @ann", "@anna @U1"),
        ("mail@ann", "mail@ann"),
        ("@Ann Lee said", "@U2 said"),
        ("@Ann Leeds said", "@U1 Leeds said"),
        ("/u/ANN and U/ann", "/u/U1 and U/U1"),
        ("> Ann Lee wrote:\n> no", "> U2 wrote:\n> no"),
        ("Reply to  ann\nyes", "Reply to  U1\nyes"),
        ("ann: listen", "U1: listen"),
        ("the ann in a sentence", "the ann in a sentence"),
        ("so ann lee is, Ann Lee's too", "so U2 is, U2's too"),
        ("joann leeway", "joann leeway"),
        ("You are wrong, Ann. Red, ann, blue", "You are wrong, U1. Red, ann, blue"),
        ("as bo_77 said, or BO_77x", "as U3 said, or BO_77x"),
        ("I told bo_77", "I told U3"),
        ("", ""),
    ],
)
def test_mentions_are_found_where_somebody_is_meant(text: str, expected: str) -> None:
    assert Mentions({"Ann": "U1", "Ann Lee": "U2", "bo_77": "U3"}).replaced(text) == expected


def test_addresses_never_come_out_as_names_or_ids(tmp_path: Path) -> None:
    records = [
        {"id": "1", "author": "jo@mail.example", "author_id": "jo@mail.example", "text": "a@b.example stays in a text"},
        {"id": "2", "author": "192.0.2.7", "author_id": "192.0.2.7", "text": "b"},
        {"id": "3", "author": "2001:db8::1", "text": "c"},
        {"id": "4", "author": "Jo <jo@mail.example>", "author_id": "77", "text": "d"},
        {"id": "5", "author": "12:30:45 club", "author_id": "x:y:z", "text": "e"},
    ]
    dump = read_one(tmp_path, "page.jsonl", json_lines(records))
    assert column(dump, "author") == ["jo@…", "192.0.x.x", "2001:db8:x", "Jo <jo@…>", "12:30:45 club"]
    assert column(dump, "author_id") == [None, None, None, "77", "x:y:z"]
    assert column(dump, "author_kind") == ["user", "anonymous", "anonymous", "user", "user"]
    assert column(dump, "text")[0] == "a@b.example stays in a text"
    assert dump.inputs[0].repairs == {"addresses_hidden": 4}


def test_no_id_that_is_an_address_stays_and_none_can_be_tried_without_the_salt(tmp_path: Path) -> None:
    records = [
        {"id": "m1@mail.example", "thread_id": "84.12.33.9", "author": "A", "text": "one"},
        {"id": "2", "thread_id": "84.12.33.9", "parent_id": "m1@mail.example", "author": "B", "text": "two"},
        {"id": "3", "thread_id": "x.example/author/ann", "author": "B", "text": "three"},
    ]
    dump = read_one(tmp_path, "page.jsonl", json_lines(records))
    hidden, other = pseudonymise(dump, "a"), pseudonymise(dump, "b")
    assert build_threads(hidden).parent_row.tolist() == [-1, 0, -1]
    assert column(hidden, "comment_id")[1:] == ["2", "3"]
    assert list(hidden.threads) == list(dict.fromkeys(column(hidden, "thread_id")))
    for name, row in (("comment_id", 0), ("parent_id", 1), ("thread_id", 0), ("thread_id", 2)):
        assert len({column(made, name)[row] for made in (dump, hidden, other)}) == 3


def test_addresses_in_texts_go_in_every_shape(tmp_path: Path) -> None:
    text = "jo＠mail.example, bo%40mail.example, 84.12.33.7:8080, [2001:db8::77], v1.2.3.4, 12:30:45 ::D"
    dump = read_one(tmp_path, "page.jsonl", json_lines([{"id": "1", "author": "A", "text": text}, COMMENTS[0]]))
    expected = "[e-mail], [e-mail], [IP address], [[IP address]], v1.2.3.4, 12:30:45 ::D"
    assert column(pseudonymise(dump, "s"), "text")[0] == expected


def test_addresses_of_threads_that_name_somebody_go(dump: Dump) -> None:
    (thread_id,) = dump.threads
    urls = {
        "https://x.example/author/ann.lee@mail.example": None,
        "https://x.example/marit-solheim-on-bridges": None,
        "https://x.example/the-bridge": "https://x.example/the-bridge",
    }
    for url, expected in urls.items():
        dump.threads[thread_id].url = url
        assert pseudonymise(dump, "s").threads[thread_id].url == expected


def test_names_with_a_host_are_no_e_mail_addresses(tmp_path: Path) -> None:
    status = {
        "id": "1",
        "in_reply_to_id": None,
        "account": {"id": "7", "acct": "ann@social.example", "username": "ann", "bot": False},
        "content": "<p>hello</p>",
        "created_at": "2024-01-01T00:00:00Z",
    }
    path = tmp_path / "context.json"
    path.write_text(json_lines([{"ancestors": [], "descendants": [status]}]), encoding="utf-8")
    assert "ann@social.example" in column(read([path], format="mastodon"), "author")
