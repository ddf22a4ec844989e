from __future__ import annotations

import json
from pathlib import Path

from tests.dumps.helpers import json_lines, read_one, rows

PAGE = {
    "title": "The ferry",
    "hostname": "lantern.example",
    "fingerprint": "x",
    "text": "The ferry is late.",
    "raw_text": "The ferry is late.",
    "comments": "It always is.\nSie müssen angemeldet sein um zu schreiben\nReply\nIt always is.\nNot on Sundays.",
}


def test_trafilatura_json_gives_paragraphs_with_a_warning(tmp_path: Path) -> None:
    for content in (json.dumps(PAGE), json_lines([PAGE])):
        dump = read_one(tmp_path, "page.json", content)
        (report,) = dump.inputs
        assert report.format == "paragraphs"
        assert [(row["author"], row["text"]) for row in rows(dump)] == [
            (None, "It always is."),
            (None, "Not on Sundays."),
        ]
        assert report.repairs == {"boilerplate_lines": 3}
        assert "only paragraphs are left" in report.notes[-1]
        assert (dump.threads["page"].title, dump.threads["page"].article) == ("The ferry", "The ferry is late.")


def test_several_pages_are_several_threads(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "pages.jsonl", json_lines([PAGE, PAGE | {"title": "Other"}]))
    assert {thread: info.title for thread, info in dump.threads.items()} == {"pages": "The ferry", "pages-2": "Other"}


def test_trafilatura_xml_is_read_the_same(tmp_path: Path) -> None:
    content = (
        '<doc title="The ferry" hostname="lantern.example"><main><p>The ferry is late.</p></main>'
        "<comments><p>It always <hi>is</hi>.</p><p>Not on Sundays.</p></comments></doc>"
    )
    dump = read_one(tmp_path, "page.xml", content)
    assert dump.inputs[0].format == "paragraphs"
    assert [row["text"] for row in rows(dump)] == ["It always is.", "Not on Sundays."]
    assert dump.threads["page"].article == "The ferry is late."


def test_any_text_is_read_as_paragraphs_on_demand_only(tmp_path: Path) -> None:
    text = "One thing.\n\nAnother thing.\n"
    assert read_one(tmp_path, "a.txt", text).inputs[0].format == "text-article"
    assert len(rows(read_one(tmp_path, "a.txt", text, format="paragraphs"))) == 2
