from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import DumpError
from tests.dumps.helpers import column, json_lines, read_one, rows

Thing = dict[str, Any]


def listing(*children: Thing) -> Thing:
    return {"kind": "Listing", "data": {"children": list(children), "after": None}}


def t1(name: str, parent: str, *replies: Thing, **changes: Any) -> Thing:
    data = {
        "id": name,
        "name": f"t1_{name}",
        "parent_id": parent,
        "link_id": "t3_p",
        "author": "ann",
        "body": f"body {name}",
        "created_utc": 1_400_000_000.0,
        "replies": listing(*replies) if replies else "",
    }
    return {"kind": "t1", "data": data | changes}


def more(count: int, parent: str, *children: str) -> Thing:
    return {
        "kind": "more",
        "data": {
            "count": count,
            "parent_id": parent,
            "children": list(children),
            "id": children[0] if children else "_",
        },
    }


POST = {
    "kind": "t3",
    "data": {"id": "p", "title": "T &amp; U", "selftext": "", "num_comments": 12, "permalink": "/r/x/comments/p/t/"},
}
PAGE = [
    listing(POST),
    listing(
        t1("a", "t3_p", t1("b", "t1_a", t1("c", "t1_b"), more(0, "t1_b")), more(3, "t1_a", "x", "y")),
        t1("d", "t3_p"),
        more(4, "t3_p", "z"),
    ),
]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_page_is_read_in_display_order(indent: int | None, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "page.json", json.dumps(PAGE, indent=indent))
    assert dump.inputs[0].format == "reddit-listing"
    assert [(r["comment_id"], r["parent_id"]) for r in rows(dump)] == [
        ("t1_a", None),
        ("t1_b", "t1_a"),
        ("t1_c", "t1_b"),
        ("t1_d", None),
    ]
    info = dump.threads["t3_p"]
    assert (info.title, info.declared, info.chronological) == ("T & U", 12, False)


def test_stubs_are_counted_as_known_missing(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "page.json", json.dumps(PAGE))
    assert dump.threads["t3_p"].stubs == 3 + 4 + 1
    assert dump.inputs[0].repairs == {"more_stubs": 2, "continue_thread_stubs": 1}


def test_one_listing_morechildren_and_lines_of_them(tmp_path: Path) -> None:
    things = {"json": {"errors": [], "data": {"things": [t1("a", "t1_q"), t1("b", "t1_a")]}}}
    for content in (json.dumps(things), json.dumps(PAGE[1]), json_lines([PAGE[1], things])):
        dump = read_one(tmp_path, "some.json", content)
        assert dump.inputs[0].format == "reddit-listing"
        assert set(column(dump, "thread_id")) == {"t3_p"}
        assert column(dump, "comment_id")[0] == "t1_a"


def test_a_page_without_comments_still_is_a_thread(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "none.json", json.dumps([listing(POST), listing()]))
    assert dump.comments.num_rows == 0
    assert list(dump.threads) == ["t3_p"]


def test_text_is_unescaped_unless_it_was_fetched_raw(tmp_path: Path) -> None:
    escaped = t1("a", "t3_p", body="1 &lt; 2", body_html="&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;")
    raw = t1("a", "t3_p", body="write &lt; for it", body_html="<p>write &amp;lt; for it</p>")
    assert column(read_one(tmp_path, "e.json", json.dumps([listing(POST), listing(escaped)])), "text") == ["1 < 2"]
    assert column(read_one(tmp_path, "r.json", json.dumps([listing(POST), listing(raw)])), "text") == [
        "write &lt; for it"
    ]


def test_replies_of_any_depth_are_walked_without_recursion(tmp_path: Path) -> None:
    depth = 3_000
    opened = "".join(
        f'{{"kind": "t1", "data": {{"id": "c{n}", "parent_id": "t1_c{n - 1}", "link_id": "t3_p", "body": "x",'
        '"replies": {"kind": "Listing", "data": {"children": ['
        for n in range(depth)
    )
    content = '{"kind": "Listing", "data": {"children": [' + opened + "]}}}}" * depth + "]}}"
    dump = read_one(tmp_path, "deep.json", content)
    assert column(dump, "comment_id") == [f"t1_c{n}" for n in range(depth)]


def test_unknown_things_are_skipped_and_counted(tmp_path: Path) -> None:
    page = [listing(POST), listing(t1("a", "t3_p"), {"kind": "t5", "data": {}}, {"kind": "t1"})]
    dump = read_one(tmp_path, "odd.json", json.dumps(page))
    assert dump.comments.num_rows == 1
    assert dump.inputs[0].repairs == {"skipped_records": 2}


def test_a_cut_page_is_read_up_to_the_cut_and_says_so(tmp_path: Path) -> None:
    page = json.dumps([listing(), listing(t1("a", "t3_p"), t1("b", "t3_p"), t1("c", "t3_p"))])
    dump = read_one(tmp_path, "page.json", page[: page.index("body c")])
    assert column(dump, "comment_id") == ["t1_a", "t1_b", "t1_c"]
    assert column(dump, "text") == ["body a", "body b", ""]
    assert dump.inputs[0].repairs["json_cut_short"] == 1
    assert "breaks off" in dump.inputs[0].notes[0]


def test_pages_that_follow_each_other_are_all_read(tmp_path: Path) -> None:
    pages = [json.dumps([listing(), listing(t1(name, "t3_p"))]) for name in ("a", "b")]
    assert column(read_one(tmp_path, "pages.json", "".join(pages)), "comment_id") == ["t1_a", "t1_b"]


def test_what_is_no_page_says_so(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="invalid JSON"):
        read_one(tmp_path, "page.json", "nothing of the kind", format="reddit-listing")


def test_arctic_shifts_trees_are_wrapped_in_data(tmp_path: Path) -> None:
    def comment(own: str, parent: str, replies: object) -> dict[str, object]:
        data = {"id": own, "link_id": "t3_p", "parent_id": parent, "author": "a", "body": "x", "replies": replies}
        return {"kind": "t1", "data": data}

    more = {"kind": "more", "data": {"count": 3, "id": "z", "parent_id": "t1_c1", "children": ["a", "b", "c"]}}
    below = {"kind": "Listing", "data": {"children": [comment("c2", "t1_c1", ""), more]}}
    dump = read_one(tmp_path, "tree.json", json.dumps({"data": [comment("c1", "t3_p", below)]}))
    assert dump.inputs[0].format == "reddit-listing"
    assert [(r["comment_id"], r["parent_id"]) for r in rows(dump)] == [("t1_c1", None), ("t1_c2", "t1_c1")]
    assert dump.threads["t3_p"].stubs == 3
