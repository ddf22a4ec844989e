from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.dumps import read
from analyzer.dumps.heads import head_of
from analyzer.dumps.registry import FORMATS, by_name
from analyzer.dumps.sniff import detect
from analyzer.dumps.source import HEAD_BYTES, Source
from analyzer.errors import DumpError
from tests.dumps.helpers import write

LAYOUTS = [
    ('{"id": 1}\n{"id": 2}\n', "lines", 2),
    ('\n{"id": 1}\nbroken\n{"id": 2}\n', "lines", 2),
    ('{"id": 1}\n{"id": "cut', "lines", 1),
    ('{"id": 1}', "object", 1),
    ('{\n "id": 1\n}', "object", 1),
    ('[{"id": 1}, {"id": 2}]', "array", 2),
    ('[\n{"id": 1},\n{"id": 2}\n]', "array", 2),
    ("[4] a footnote\nand more", None, 0),
    ("{curly} words", None, 0),
    ("plain words", None, 0),
]


@pytest.mark.parametrize(("content", "layout", "count"), LAYOUTS)
def test_json_is_told_by_its_layout(content: str, layout: str | None, count: int, tmp_path: Path) -> None:
    head = head_of(Source(write(tmp_path, "a", content)))
    assert (head.layout, len(head.records)) == (layout, count)
    assert head.complete


def test_of_a_long_input_the_beginning_is_parsed(tmp_path: Path) -> None:
    content = json.dumps({"comments": [{"id": n, "text": "words " * 10} for n in range(5000)]})
    head = head_of(Source(write(tmp_path, "a.json.gz", content)))
    assert (head.name, head.layout, head.complete, len(head.text)) == ("a.json", "object", False, HEAD_BYTES)
    assert head.records[0]["comments"][0]["id"] == 0


SNIFFED = [
    ("jsonl", '{"id": 1, "text": "a"}\n{"id": 2, "text": "b"}\n'),
    ("json", '[{"id": 1, "text": "a"}]'),
    ("json", '{"id": 1, "text": "one record on one line"}'),
    ("csv", "id,text\n1,a\n2,b\n"),
    ("csv", "id;author;message\n1;ann;b\n"),
    ("reddit-ndjson", '{"body": "a", "link_id": "t3_a", "parent_id": "t3_a", "id": "b"}\n' * 2),
    ("reddit-listing", '{"kind": "Listing", "data": {"children": []}}'),
    ("parquet", "PAR1...."),
]


@pytest.mark.parametrize(("name", "content"), SNIFFED)
def test_formats_are_told_by_content_not_by_file_name(name: str, content: str, tmp_path: Path) -> None:
    found, detection = detect(Source(write(tmp_path, "misleading.dat", content)))
    assert found.name == name
    assert 0 < detection.confidence <= 1
    assert detection.reason


UNKNOWN = [
    ('<?xml version="1.0"?>\n<letters><letter/></letters>', "it is XML or HTML, its first element is <letters>"),
    ('{"users": 3, "version": 1}', "its members are: users, version"),
    ("[1, 2]", "it is text that begins"),
]


@pytest.mark.parametrize(("content", "message"), UNKNOWN)
def test_what_no_format_fits_is_described(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DumpError, match=f"unknown format: .*{message}") as caught:
        detect(Source(write(tmp_path, "a", content)))
    assert "analyzer formats" in str(caught.value)
    assert "--format" in str(caught.value)


def test_formats_have_distinct_names_and_are_found_by_them() -> None:
    assert len({entry.name for entry in FORMATS}) == len(FORMATS)
    assert all(by_name(entry.name) is entry for entry in FORMATS)
    assert by_name("reddit_ndjson").name == "reddit-ndjson"
    with pytest.raises(DumpError, match=r"unknown format .*'usenet'.*Known formats: .*csv"):
        by_name("usenet")


def late_page(paragraphs: int) -> str:
    prose = "The council met again on Monday and spoke about the bridge for a long time without an end.\n\n"
    comments = "".join(
        f"{name}\n2 years ago\n\nThey promised it for May.\n\n0\nReply\n" for name in ("Ann", "Bob", "Eve", "Jo")
    )
    return "A headline of some words\n\n" + prose * paragraphs + "4 Comments\nOldest\nView all comments\n" + comments


def test_comments_below_a_long_article_are_found(tmp_path: Path) -> None:
    text = late_page(3000)
    assert len(text) > 4 * HEAD_BYTES
    dump = read([write(tmp_path, "page.txt", text)])
    assert dump.comments["author"].to_pylist() == ["Ann", "Bob", "Eve", "Jo"]
    assert dump.threads["page"].title == "A headline of some words"


def test_a_text_past_all_bounds_says_how_much_of_it_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.dumps.heads.WIDE_BYTES", 2 * HEAD_BYTES)
    with Source(write(tmp_path, "page.txt", late_page(3000))) as source:
        chosen, detection = detect(source)
    assert chosen.name == "text-article"
    assert detection.reason.endswith("MiB were looked at to tell")


ENDS = ["\n", "\r\n", "\r"]
PAGES = {
    "text-dated": "A headline of some words\n\n"
    + "Ann\n2 years ago\n\nIt is late.\n\nBob\n1 year ago\n\nSo it is.\n\n" * 3,
    "text-indented": "A headline\n\n\u2022 Ann\n\n  It is late.\n\n"
    "  \u2022 Bob\n\n    So it is.\n\n\u2022 Eve\n\n  No, sir.\n",
    "irc": "[12:18] <ann> it is late\n[12:19] <bob> so it is\n[12:20] <eve> ann: no\n" * 2,
    "mail": "From a@b.example Mon Mar  6 10:00:00 2023\nFrom: Ann\nMessage-ID: <1@b>\nSubject: Eels\n\nLate.\n\n" * 2,
}


@pytest.mark.parametrize("end", ENDS, ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_the_same_whatever_ends_its_lines(name: str, end: str, tmp_path: Path) -> None:
    plain = read([write(tmp_path, "page.txt", PAGES[name])])
    dump = read([write(tmp_path, "page.txt", PAGES[name].replace("\n", end))])
    assert (dump.inputs[0].format, len(dump.comments)) == (name, len(plain.comments))
    assert dump.comments["text"].to_pylist() == plain.comments["text"].to_pylist()
    assert len(plain.comments) > 1


def test_a_page_in_windows_1252_is_told_by_its_bullets(tmp_path: Path) -> None:
    plain = read([write(tmp_path, "page.txt", PAGES["text-indented"])])
    dump = read([write(tmp_path, "page.txt", PAGES["text-indented"].encode("cp1252"))])
    assert dump.inputs[0].format == "text-indented"
    assert dump.comments["parent_id"].to_pylist() == plain.comments["parent_id"].to_pylist() == [None, "1", None]
