from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.dumps.record import Dump
from analyzer.errors import DumpError
from analyzer.threads import build_threads
from tests.dumps.helpers import read_one, rows

FIXTURE = Path(__file__).parent / "fixtures" / "xml" / "disqus.xml"
HEAD = '<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">'
THREAD = '<thread dsq:id="7"><id/><link>http://lantern.example/a</link><title>Eels</title></thread>'


def post(number: int, body: str, *, more: str = "", thread: str = '<thread dsq:id="7"/>') -> str:
    return f'<post dsq:id="{number}"><message>{body}</message>{more}{thread}</post>'


def dump_of(folder: Path, *parts: str, head: str = HEAD, tail: str = "</disqus>") -> Dump:
    return read_one(folder, "export.xml", head + "".join(parts) + tail)


def test_the_golden_export_is_read_post_by_post(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "forum.xml", FIXTURE.read_bytes())
    (report,) = dump.inputs
    assert (report.format, report.comments) == ("disqus", 7)
    seen = [(r["thread_id"], r["comment_id"], r["parent_id"], r["author"], r["text"], r["state"]) for r in rows(dump)]
    assert seen == [
        ("21", "31", None, "Marga Oud", "The ferry is <late> again.\nFor the *third* time.", "present"),
        ("21", "32", "31", "pieter", "> late again\nIt always is.", "present"),
        ("21", "33", "31", "Wim Visser", "", "deleted"),
        ("21", "34", "33", "Marga Oud", "I saw what you wrote.", "present"),
        ("22", "35", None, "Buy Clocks", "", "removed"),
        ("99", "36", None, None, "Which thread was this?", "present"),
        ("forum-without-thread", None, None, "Ghost", "No number, no thread.", "present"),
    ]
    assert [row["author_id"] for row in rows(dump)][:3] == ["marga", None, "wim"]
    assert str(rows(dump)[0]["created_at"]) == "2021-03-04 05:06:07+00:00"
    assert (dump.threads["21"].title, dump.threads["21"].url) == (
        "Ferries & their hours",
        "https://lantern.example/ferry",
    )
    assert report.repairs == {
        "spam_comments": 1,
        "unreadable_time": 1,
        "posts_of_unknown_threads": 1,
        "posts_without_thread": 1,
    }
    assert report.notes == [
        "2 threads share the address of another (http and https, a slash at the end): they stay apart unless "
        "--merge-threads is given"
    ]
    assert "23" not in dump.threads  # a stub without title and address


def test_no_address_of_a_person_is_kept(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "forum.xml", FIXTURE.read_bytes())
    everything = repr(rows(dump)) + repr(dump.threads) + repr(dump.inputs)
    assert "marga@" not in everything
    assert "192.0.2." not in everything


def test_replies_through_a_deleted_post_keep_their_depth(tmp_path: Path) -> None:
    forest = build_threads(read_one(tmp_path, "forum.xml", FIXTURE.read_bytes()))
    depths = dict(zip(forest.comments["comment_id"].to_pylist(), forest.comments["depth"].to_pylist(), strict=True))
    assert (depths["31"], depths["33"], depths["34"]) == (0, 1, 2)


def test_junk_unquoted_attributes_control_characters_and_entities_are_mended(tmp_path: Path) -> None:
    body = "caf&eacute; \x01&#8;<![CDATA[<p>a &amp;lt; b \x0b</p>]]>"
    dump = dump_of(tmp_path, THREAD, post(1, body, thread="<thread dsq:id=7/>"), head="`~ junk " + HEAD)
    (row,) = rows(dump)
    assert (row["thread_id"], row["text"]) == ("7", "café\na &lt; b")
    assert dump.inputs[0].repairs == {
        "junk_before_xml": 1,
        "attributes_quoted": 1,
        "illegal_characters_removed": 3,
    }


def test_an_export_that_breaks_off_is_read_up_to_the_break(tmp_path: Path) -> None:
    dump = dump_of(tmp_path, THREAD, post(1, "one"), post(2, "two"), '<post dsq:id="3"><message>thr', tail="")
    assert [row["comment_id"] for row in rows(dump)] == ["1", "2"]
    assert dump.inputs[0].repairs == {"xml_cut_short": 1}


def test_threads_may_follow_their_posts(tmp_path: Path) -> None:
    dump = dump_of(tmp_path, post(1, "first"), THREAD)
    assert dump.threads["7"].title == "Eels"
    assert "posts_of_unknown_threads" not in dump.inputs[0].repairs


BOMB = '<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE d SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize("prolog", [BOMB, EXTERNAL, "<!-- x -->" + BOMB, EXTERNAL.lower(), "junk " + BOMB])
def test_document_types_and_entities_are_refused(prolog: str, tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="document type or entities"):
        dump_of(tmp_path, THREAD, post(1, "&b;"), head=prolog + HEAD.removeprefix('<?xml version="1.0"?>'))


def test_a_doctype_in_a_comment_is_text(tmp_path: Path) -> None:
    dump = dump_of(tmp_path, THREAD, post(1, "<![CDATA[Use &lt;!DOCTYPE html&gt;, I say.]]>"))
    assert rows(dump)[0]["text"] == "Use <!DOCTYPE html>, I say."


def test_an_endless_nest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="nest deeper"):
        dump_of(tmp_path, "<a>" * 5000)


def test_a_declared_one_byte_encoding_is_honoured(tmp_path: Path) -> None:
    head = HEAD.replace("?>", ' encoding="iso-8859-2"?>', 1)
    content = (head + THREAD + post(1, "Łódź") + "</disqus>").encode("iso-8859-2")
    assert rows(read_one(tmp_path, "a.xml", content))[0]["text"] == "Łódź"
