from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.dumps.heads import head_of
from analyzer.dumps.sniff import detect
from analyzer.dumps.source import Source
from analyzer.errors import DumpError
from analyzer.threads import build_threads
from tests.dumps.helpers import column, read_one, rows, write

FIXTURE = Path(__file__).parent / "fixtures" / "xml" / "wordpress.xml"
EELS, PIER = "https://lantern.example/2020/eels/", "https://lantern.example/?p=4"


def test_the_golden_export_is_read_item_by_item(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "site.xml", FIXTURE.read_bytes())
    (report,) = dump.inputs
    assert (report.format, report.comments) == ("wordpress-wxr", 5)
    seen = [
        (r["thread_id"], r["comment_id"], r["parent_id"], r["author"], r["author_kind"], r["text"]) for r in rows(dump)
    ]
    assert seen == [
        (EELS, "5", "0", "Anneke «the net»", "user", "First line.\nSecond line, tom & jerry."),
        (EELS, "6", "5", "Editor", "user", "An answer."),
        (EELS, "7", "0", "Net Weekly", "service", "[…] eels are late […]"),
        (EELS, "8", "0", "Clocks", "user", ""),
        (PIER, "5", "0", "Bo", "user", "Same number, other page."),
    ]
    assert column(dump, "state") == ["present", "present", "present", "removed", "present"]
    assert column(dump, "author_id") == [None, "1", None, None, None]
    assert [str(time)[11:16] for time in column(dump, "created_at")[:2]] == ["10:00", "13:00"]
    assert report.repairs == {"pingbacks": 1, "spam_comments": 1}
    assert report.notes == ["1 comments were not approved yet when this was exported"]


def test_items_are_threads_with_title_and_article_and_attachments_are_not(tmp_path: Path) -> None:
    threads = read_one(tmp_path, "site.xml", FIXTURE.read_bytes()).threads
    assert list(threads) == [EELS, PIER, "https://lantern.example/silence/"]
    assert (threads[EELS].title, threads[EELS].article) == ("Of eels & nets…", "Eels are late.\n\nNets are not.")


def test_the_same_number_in_two_items_is_two_comments(tmp_path: Path) -> None:
    forest = build_threads(read_one(tmp_path, "site.xml", FIXTURE.read_bytes()))
    assert forest.comments.num_rows == 5
    assert (forest.roots, forest.orphans) == (4, 0)
    assert "conflicting_ids" not in forest.report.as_json()["repairs"]


def test_no_address_of_a_person_is_kept(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "site.xml", FIXTURE.read_bytes())
    everything = repr(rows(dump)) + repr(dump.threads) + repr(dump.inputs)
    assert "anneke@" not in everything
    assert "192.0.2." not in everything


@pytest.mark.parametrize("version", ["1.0", "1.1", "9.9"])
def test_the_version_of_the_namespace_does_not_matter(version: str, tmp_path: Path) -> None:
    content = FIXTURE.read_text(encoding="utf-8").replace("export/1.2/", f"export/{version}/")
    assert read_one(tmp_path, "site.xml", content).inputs[0].comments == 5


def test_control_characters_are_taken_out_and_counted(tmp_path: Path) -> None:
    content = FIXTURE.read_text(encoding="utf-8").replace("An answer.", "An \x01ans\x11wer.\x10")
    dump = read_one(tmp_path, "site.xml", content)
    assert rows(dump)[1]["text"] == "An answer."
    assert dump.inputs[0].repairs["illegal_characters_removed"] == 3
    assert dump.inputs[0].comments == 5


def test_a_large_export_is_read_without_keeping_it(tmp_path: Path) -> None:
    head, comment, tail = _parts()
    many = "".join(comment.replace(">6<", f">{n}<") for n in range(10, 5010))
    dump = read_one(tmp_path, "site.xml", head + many + tail)
    assert dump.inputs[0].comments == 5 + 4999
    assert dump.inputs[0].repairs == {"pingbacks": 1, "spam_comments": 1}


def _parts() -> tuple[str, str, str]:
    text = FIXTURE.read_text(encoding="utf-8")
    start = text.index("<wp:comment>", text.index("akismet"))
    end = text.index("</wp:comment>", start) + len("</wp:comment>")
    return text[:start], text[start:end], text[end:]


def test_a_feed_of_another_kind_is_not_taken_for_an_export(tmp_path: Path) -> None:
    feed = '<?xml version="1.0"?><rss version="2.0"><channel><item><title>News</title></item></channel></rss>'
    with pytest.raises(DumpError, match="its first element is <rss>"):
        detect(Source(write(tmp_path, "feed.xml", feed)))
    found, detection = detect(Source(FIXTURE))
    assert found.name == "wordpress-wxr"
    assert "WXR" in detection.reason
    assert head_of(Source(FIXTURE)).complete
