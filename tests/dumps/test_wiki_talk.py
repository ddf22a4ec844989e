from __future__ import annotations

from pathlib import Path

from analyzer.dumps.wiki_talk import FORMAT
from analyzer.dumps.wiki_text import comes_from_talk, plain_wikitext
from analyzer.threads import build_threads
from tests.dumps.helpers import read_one, rows
from tests.dumps.text_reading import sniffed

PAGE = """{{talk header}}
== Late [[eel|eels]] ==
The article says '''eels''' are late.<ref>x</ref>

It should say why. [[User:Marga Oud|Marga]] ([[User talk:Marga Oud|talk]]) 12:01, 3 May 2020 (UTC)
:No source. [[User:Pieter_V|Pieter]] ([[User talk:Pieter_V|talk]]) 13:01, 3 May 2020 (UTC)
::{{tq|No source}}
::* one
::* two [[User:Marga Oud|Marga]] ([[User talk:Marga Oud|talk]]) 14:01, 3 May 2020 (UTC)
:::Unsigned words.
{{outdent}} Back at the margin. [[User:Wim]] 15:01, 3 May 2020 (UTC)
:And on. — Preceding unsigned comment added by [[User:Cec|Cec]] ([[User talk:Cec|talk]]) 16:01, 3 May 2020 (UTC)
Another matter. [[User:Wim]] 17:01, 3 May 2020 (UTC)
== Empty ==
== Copied ==
Looks fine to me. Marga Oud (talk) 09:00, 4 May 2020 (UTC)
: Agreed. Pieter V (talk · contribs) 10:00, May 4, 2020 (UTC)
"""


def test_a_talk_page_is_read_section_by_section(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "Talk_Eel.txt", PAGE)
    (report,) = dump.inputs
    assert report.format == "wiki-talk"
    first = [row for row in rows(dump) if row["thread_id"] == "Talk_Eel#1"]
    assert [(row["comment_id"], row["parent_id"], row["author"], row["text"]) for row in first] == [
        ("1", None, "Marga Oud", "The article says eels are late.x\n\nIt should say why."),
        ("2", "1", "Pieter V", "No source."),
        ("3", "2", "Marga Oud", '"No source"\none\ntwo'),
        ("4", "3", None, "Unsigned words."),
        ("5", "4", "Wim", "Back at the margin."),
        ("6", "5", "Cec", "And on."),
        ("7", None, "Wim", "Another matter."),
    ]
    assert str(first[0]["created_at"]) == "2020-05-03 12:01:00+00:00"
    copied = [row for row in rows(dump) if row["thread_id"] == "Talk_Eel#3"]
    assert [(row["author"], row["text"], row["parent_id"]) for row in copied] == [
        ("Marga Oud", "Looks fine to me.", None),
        ("Pieter V", "Agreed.", "1"),
    ]
    assert {thread: info.title for thread, info in dump.threads.items()} == {
        "Talk_Eel#1": "Late eels",
        "Talk_Eel#3": "Copied",
    }
    assert report.repairs == {"unsigned_comments": 1}
    assert build_threads(dump).report.as_json()["repairs"].get("orphans") is None


def test_a_column_of_talk_page_comments_loses_its_colons(tmp_path: Path) -> None:
    cells = ["First.", ":::I agree:\n:::it is so.", "::No.", ":Why?", "Plain text.", "More."]
    content = "content\n" + "".join(f'"\n{cell}"\n' for cell in cells)
    dump = read_one(tmp_path, "talk.csv", content)
    assert [row["text"] for row in rows(dump)] == [
        "First.",
        "I agree:\nit is so.",
        "No.",
        "Why?",
        "Plain text.",
        "More.",
    ]
    assert any("MediaWiki" in note for note in dump.inputs[0].notes)
    assert not comes_from_talk(["a", "b", ":) smile", "c", "d", "e", "f", "g", "h", "i", "j", "k"])


def test_wikitext_becomes_plain_text() -> None:
    text = (
        "See [[Eel|the eels]], '''please''' [https://lantern.example here]<br>{{citation needed|date={{x}}}} &amp; go."
    )
    assert plain_wikitext(text) == "See the eels, please here\n & go."


def test_the_sniffer_wants_signatures_and_a_wiki() -> None:
    found = sniffed(FORMAT, PAGE)
    assert found is not None
    assert found.reason.startswith("8 signatures such as")
    assert sniffed(FORMAT, "At 12:01, 3 May 2020 (UTC) it rained.\nAt 13:01, 3 May 2020 (UTC) it did not.\n") is None
