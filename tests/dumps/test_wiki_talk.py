from __future__ import annotations

from pathlib import Path

import pytest

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


def _authors_and_texts(folder: Path, page: str) -> list[tuple[str | None, str]]:
    dump = read_one(folder, "talk.txt", page)
    assert dump.inputs[0].format == "wiki-talk"
    return [(row["author"], row["text"]) for row in rows(dump)]


def test_a_time_inside_a_sentence_signs_nothing(tmp_path: Path) -> None:
    marga = "[[User:Marga|Marga]] ([[User talk:Marga|talk]])"
    page = (
        "== Eel ==\n"
        "I undid your edit of 12:01, 3 May 2020 (UTC) because of the fog.\nIt was made at 12:02, 3 May 2020 (UTC)\n"
        f"or so. {marga} 13:01, 3 May 2020 (UTC)<!-- x --> {{{{hi}}}} [reply]\n"
        f":See {marga} 13:01, 3 May 2020 (UTC) above. [[User:Wim/draft|My draft]] is fine. [[User:Wim]] "
        "14:01, 3 May 2020 (UTC) (Moved here.)\n"
        "::No source.—Pieter V (talk) 15:01, 3 May 2020 (UTC)Reply\n"
        ":::<small>— Preceding [[Wikipedia:Signatures|unsigned]] comment added by [[User:Cec|Cec]] 16:01, 3 May 2020 "
        "(UTC)</small>\n"
        "It ended at 17:01, 3 May 2020 (UTC)\n"
    )
    assert _authors_and_texts(tmp_path, page) == [
        (
            "Marga",
            "I undid your edit of 12:01, 3 May 2020 (UTC) because of the fog.\n"
            "It was made at 12:02, 3 May 2020 (UTC)\nor so.",
        ),
        ("Wim", "See Marga (talk) 13:01, 3 May 2020 (UTC) above. My draft is fine. (Moved here.)"),
        ("Pieter V", "No source."),
        ("Cec", ""),
        (None, "It ended at"),
    ]


@pytest.mark.parametrize(
    ("user", "talk", "stamp"),
    [
        ("Benutzer:Marga Oud", "Benutzer Diskussion:Marga Oud", "12:01, 3. Mai 2020 (CEST)"),
        ("Benutzerin:Marga_Oud", "Benutzerin_Diskussion:Marga_Oud", "12:01, 3. Mai 2020 (CEST)"),
        ("Utilisatrice:Marga Oud", "Discussion utilisatrice:Marga Oud", "3 mai 2020 à 12:01 (CEST)"),
        ("Usuaria:Marga Oud", "Usuario discusión:Marga Oud", "12:01 3 may 2020 (UTC)"),
        ("Utente:Marga Oud", "Discussioni utente:Marga Oud", "12:01, 3 mag 2020 (CEST)"),
        ("Gebruiker:Marga Oud", "Overleg gebruiker:Marga Oud", "3 mei 2020 12:01 (CEST)"),
        ("Speciaal:Bijdragen/Marga Oud", "Overleg gebruiker:Marga Oud", "3 mei 2020 12:01 (CEST)"),
        ("en:User:Marga Oud", "User talk:Marga Oud", "12:01, 3 May 2020 (UTC)"),
    ],
)
def test_signatures_are_known_in_several_languages(user: str, talk: str, stamp: str, tmp_path: Path) -> None:
    dump = read_one(
        tmp_path, "talk.txt", f"== A ==\nB. [[{user}|M]] ([[{talk}|x]]) {stamp}\n:C. [[{talk}|x]] {stamp}\n"
    )
    assert [(row["author"], row["text"], str(row["created_at"])[:16]) for row in rows(dump)] == [
        ("Marga Oud", "B.", "2020-05-03 12:01"),
        ("Marga Oud", "C.", "2020-05-03 12:01"),
    ]


def test_comments_pictures_and_tables_are_no_text(tmp_path: Path) -> None:
    page = (
        "== Eels == <!-- keep -->\n<!-- a -->[[File:Eel.jpg|thumb|An [[eel|old]] one]] Late. <!-- b\nc -->"
        "[[User:Wim]] 12:01, 3 May 2020 (UTC)\n"
        '<!-- d -->\n{| class="wikitable"\n! Day\n|-\n|\n{|\n| one\n|}\n|}\n'
        "See [[:File:Eel.jpg|this]]. [[User:Cec]] 12:02, 3 May 2020 (UTC)\n"
    )
    assert _authors_and_texts(tmp_path, page) == [("Wim", "Late."), ("Cec", "See this.")]
    assert read_one(tmp_path, "talk.txt", page).threads["talk#1"].title == "Eels"


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
    smiles = "Posted 3 May 2020 12:01 (UTC)\n:)\nPosted 3 May 2020 13:01 (UTC)\n:D\n"
    assert sniffed(FORMAT, smiles) is None
    assert sniffed(FORMAT, "At 12:01, 3 May 2020 (UTC) it rained.\nAt 13:01, 3 May 2020 (UTC) it did not.\n") is None
