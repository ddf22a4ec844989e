from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.dumps import json_whole
from analyzer.errors import DumpError
from tests.dumps.helpers import column, read_one, rows

TWO = [{"id": 1, "author": "ann", "text": "a"}, {"id": 2, "author": "bo", "parent_id": 1, "text": "b"}]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "wrap", [lambda c: c, lambda c: {"comments": c}, lambda c: {"status": "ok", "data": {"items": c}}]
)
def test_arrays_and_wrapped_arrays_are_read(wrap: Any, indent: int | None, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "page.json", json.dumps(wrap(TWO), indent=indent))
    assert dump.inputs[0].format == "json"
    assert [(r["thread_id"], r["comment_id"], r["parent_id"], r["text"]) for r in rows(dump)] == [
        ("page", "1", None, "a"),
        ("page", "2", "1", "b"),
    ]


def test_what_stands_around_the_comments_is_the_thread(tmp_path: Path) -> None:
    page = {"id": 77, "title": "Bees", "url": "http://b", "text": "Bees sleep.", "comments": TWO}
    dump = read_one(tmp_path, "page.json", json.dumps(page))
    info = dump.threads["77"]
    assert (info.title, info.url, info.article) == ("Bees", "http://b", "Bees sleep.")
    assert column(dump, "thread_id") == ["77", "77"]


def test_nested_replies_get_the_comment_around_them_for_parent(tmp_path: Path) -> None:
    nested = [
        {"id": 1, "text": "a", "replies": [{"id": 2, "text": "b", "replies": [{"id": 3, "text": "c"}]}, {"text": "d"}]}
    ]
    dump = read_one(tmp_path, "nested.json", json.dumps(nested))
    assert column(dump, "text") == ["a", "b", "c", "d"]
    assert column(dump, "parent_id") == [None, "1", "2", "1"]


def test_nested_comments_without_ids_are_given_some(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "nested.json", json.dumps([{"text": "a", "replies": [{"text": "b"}]}]))
    assert column(dump, "parent_id") == [None, column(dump, "comment_id")[0]]
    assert dump.inputs[0].repairs == {"id_made": 1}


def test_a_chain_of_any_depth_is_read_without_recursion(tmp_path: Path) -> None:
    depth = 5_000
    text = "".join(f'{{"id": {n}, "text": "x", "replies": [' for n in range(depth)) + "]}" * depth
    dump = read_one(tmp_path, "deep.json", f"[{text}]")
    assert column(dump, "parent_id") == [None, *map(str, range(depth - 1))]


def test_a_document_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    whole = json.dumps({"comments": [{"id": n, "author": "a", "text": "words"} for n in range(100)]})
    dump = read_one(tmp_path, "cut.json", whole[: len(whole) // 2])
    assert 40 < dump.comments.num_rows < 60
    assert dump.inputs[0].repairs == {"json_cut_short": 1}
    assert any("breaks off" in note for note in dump.inputs[0].notes)


def test_a_large_document_is_read_member_by_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_whole, "WHOLE_BYTES", 100)
    for content in (TWO * 5, {"comments": TWO * 5}):
        dump = read_one(tmp_path, "large.json", json.dumps(content))
        assert column(dump, "text") == ["a", "b"] * 5


def test_members_that_are_no_objects_are_skipped(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "mixed.json", json.dumps([*TWO, "three", None]))
    assert dump.inputs[0].skipped == ["record 3: not an object but str", "record 4: not an object but NoneType"]


def test_broken_json_says_where(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match=r"invalid JSON: .* at column 2"):
        read_one(tmp_path, "bad.json", "[oops]", format="json")


@pytest.mark.parametrize(
    "page", [[], {"comments": []}, {"hits": [], "nbHits": 0}, {"id": 7, "title": "Bees", "comments": None}]
)
def test_a_document_without_comments_is_no_error_and_says_so(page: Any, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "page.json", json.dumps(page))
    assert dump.comments.num_rows == 0
    assert dump.inputs[0].reason == "JSON without a single comment in it"
    assert any("holds no comments" in note for note in dump.inputs[0].notes)


def test_an_article_without_comments_is_the_article_and_no_comment(tmp_path: Path) -> None:
    page = {"id": 7, "title": "Bees", "url": "http://b", "text": "Bees sleep.", "comments": []}
    dump = read_one(tmp_path, "page.json", json.dumps(page))
    assert dump.comments.num_rows == 0
    assert (dump.threads["7"].title, dump.threads["7"].article) == ("Bees", "Bees sleep.")


def test_documents_in_a_row_are_read_over_several_lines_each(tmp_path: Path) -> None:
    text = "\n".join(json.dumps(comment, indent=1) for comment in TWO)
    assert column(read_one(tmp_path, "a.json", text), "comment_id") == ["1", "2"]
    cut = read_one(tmp_path, "b.json", text[:-5])
    assert column(cut, "comment_id") == ["1"]
    assert cut.inputs[0].repairs == {"json_cut_short": 1}


@pytest.mark.parametrize("between", ["", "\n"])
def test_arrays_in_a_row_are_read_as_their_members(between: str, tmp_path: Path) -> None:
    pages = [json.dumps([{"id": f"{page}{n}", "text": "hello"} for n in range(2)]) for page in "ab"]
    dump = read_one(tmp_path, "pages.json", between.join(pages))
    assert column(dump, "comment_id") == ["a0", "a1", "b0", "b1"]
    assert not dump.inputs[0].skipped


@pytest.mark.parametrize(
    "wrap", [lambda c: {"data": c, "source": "x"}, lambda c: {"node": c}, lambda c: {"_source": c}]
)
def test_wrappers_of_single_comments_are_opened(wrap: Any, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.json", json.dumps([wrap(comment) for comment in TWO]))
    assert [(r["comment_id"], r["parent_id"], r["text"]) for r in rows(dump)] == [("1", None, "a"), ("2", "1", "b")]


def test_a_chat_of_facebooks_download_is_read_with_its_senders(tmp_path: Path) -> None:
    said = [
        {"sender_name": "J\u00c3\u00b6rg", "timestamp_ms": 1_700_000_000_000, "content": "sch\u00c3\u00b6n, bis morgen"}
    ]
    chat = {"participants": [{"name": "J\u00c3\u00b6rg"}], "messages": said, "title": "J\u00c3\u00b6rg"}
    dump = read_one(tmp_path, "message_1.json", json.dumps(chat))
    assert [(r["author"], r["text"]) for r in rows(dump)] == [("Jörg", "schön, bis morgen")]


def table(orient: str) -> Any:
    names = list(TWO[1])
    cells = [[comment.get(name) for name in names] for comment in TWO]
    if orient == "columns":
        return {name: {str(n): row[at] for n, row in enumerate(cells)} for at, name in enumerate(names)}
    if orient == "split":
        return {"columns": names, "index": [0, 1], "data": cells}
    return {str(n): dict(zip(names, row, strict=True)) for n, row in enumerate(cells)}


@pytest.mark.parametrize("orient", ["columns", "split", "index"])
def test_a_table_as_pandas_writes_it_is_read_by_rows(orient: str, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.json", json.dumps(table(orient)))
    assert [(r["comment_id"], r["parent_id"], r["author"], r["text"]) for r in rows(dump)] == [
        ("1", None, "ann", "a"),
        ("2", "1", "bo", "b"),
    ]


def test_a_long_table_by_columns_is_known_by_its_beginning(tmp_path: Path) -> None:
    cells = {str(n): f"id{n}" for n in range(8_000)}
    dump = read_one(tmp_path, "a.json", json.dumps({"id": cells, "text": cells}))
    assert dump.comments.num_rows == 8_000


def test_objects_of_words_are_no_comments(tmp_path: Path) -> None:
    words = {"de": {"Author": "Autor", "Comment": "Kommentar"}, "fr": {"Author": "Auteur", "Comment": "Commentaire"}}
    with pytest.raises(DumpError, match="no comment text"):
        read_one(tmp_path, "a.json", json.dumps(words))


def test_one_wrapped_comment_is_no_table(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.json", json.dumps([{"comment": {"id": 7, "text": "a"}}]))
    assert column(dump, "text") == ["a"]


def test_pages_in_an_array_are_read_as_their_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (json_whole.WHOLE_BYTES, 50):
        monkeypatch.setattr(json_whole, "WHOLE_BYTES", size)
        dump = read_one(tmp_path, "a.json", json.dumps([TWO, [{"id": 3, "author": "cy", "text": "c"}]]))
        assert column(dump, "comment_id") == ["1", "2", "3"]


def test_in_a_giant_too_the_comments_of_a_comment_are_its_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = {"title": "T", "comments": [{"id": 1, "text": "a", "comments": [{"id": 2, "text": "b"}]}]}
    monkeypatch.setattr(json_whole, "WHOLE_BYTES", 50)
    assert column(read_one(tmp_path, "a.json", json.dumps(page)), "parent_id") == [None, "1"]
