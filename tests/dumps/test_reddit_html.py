from __future__ import annotations

from pathlib import Path

from analyzer.dumps import read
from analyzer.dumps.record import Dump
from analyzer.threads import build_threads
from tests.dumps.helpers import json_lines, read_one, rows, write

FIXTURES = Path(__file__).parent / "fixtures" / "html"


def told(dump: Dump) -> list[tuple[str, str | None, str | None, str, str, str]]:
    names = ("comment_id", "parent_id", "author", "author_kind", "state", "text")
    return [tuple(row[name] for name in names) for row in rows(dump)]


def test_a_page_of_old_reddit_is_read_with_its_tree() -> None:
    dump = read([FIXTURES / "old-reddit.html"])
    (report,) = dump.inputs
    assert (report.format, report.reason) == (
        "reddit-html",
        "a saved page of Reddit with 5 things t1_… as old.reddit.com has them",
    )
    assert told(dump) == [
        ("t1_c1", None, "bo_kettle", "user", "present", "> as a sailor\nThe council & its friends."),
        ("t1_c2", "t1_c1", None, "deleted", "deleted", ""),
        ("t1_c3", "t1_c2", "AutoModerator", "bot", "present", "Be kind."),
        ("t1_c4", None, "jon", "user", "removed", ""),
    ]
    assert str(rows(dump)[0]["created_at"]) == "2023-03-03 08:50:00+00:00"
    assert rows(dump)[0]["author_id"] == "t2_b1"
    thread = dump.threads["t3_p1"]
    assert (thread.title, thread.article, thread.declared) == ("Who mends the bridge?", "Asking as a sailor.", 9)
    assert thread.url == "https://www.reddit.com/r/harbour/comments/p1/who_mends_the_bridge/"
    assert (thread.stubs, report.repairs) == (4, {"more_stubs": 1, "continue_thread_stubs": 1})
    assert report.notes == ["the page declares 9 comments, 4 were found in it"]


def test_a_page_of_the_newest_look_is_read_with_its_tree() -> None:
    dump = read([FIXTURES / "new-reddit.html"])
    (report,) = dump.inputs
    assert (report.format, report.reason) == (
        "reddit-html",
        "a saved page of Reddit with 4 <shreddit-comment> elements",
    )
    assert told(dump) == [
        ("t1_c1", None, "bo_kettle", "user", "present", "The council & its friends."),
        ("t1_c2", "t1_c1", None, "deleted", "deleted", ""),
        ("t1_c3", "t1_c2", "jon", "user", "present", "I saw that."),
        ("t1_c5", "t1_c9", "Ann-e", "user", "present", "Answers one that is not here."),
    ]
    assert str(rows(dump)[0]["created_at"]) == "2023-03-03 08:50:00+00:00"
    thread = dump.threads["t3_p1"]
    assert (thread.title, thread.article, thread.declared) == ("Who mends the bridge?", "Asking as a sailor.", 7)
    assert (thread.stubs, report.repairs) == (4, {"more_stubs": 1})


def test_a_parent_named_goes_before_the_comment_around(tmp_path: Path) -> None:
    page = (FIXTURES / "new-reddit.html").read_text(encoding="utf-8").replace('parentid="t1_c2"', 'parentid="t1_c5"')
    dump = read_one(tmp_path, "page.html", page)
    assert rows(dump)[2]["parent_id"] == "t1_c5"
    assert dump.inputs[0].repairs["parent_conflicts"] == 1


def test_a_page_and_a_dump_of_one_thread_come_together(tmp_path: Path) -> None:
    late = {
        "id": "c9",
        "parent_id": "t1_c4",
        "link_id": "t3_p1",
        "author": "eve",
        "body": "So it goes.",
        "created_utc": 1,
    }
    dump = read([FIXTURES / "old-reddit.html", write(tmp_path, "RC.ndjson", json_lines([late]))])
    forest = build_threads(dump)
    assert (forest.thread_ids, forest.orphans, len(forest.comments)) == (["t3_p1"], 0, 5)


def test_other_pages_are_left_to_others(tmp_path: Path) -> None:
    page = "<!doctype html><html><body><p>On Reddit ids look like data-fullname=t1_c1, they say.</p></body></html>"
    assert read_one(tmp_path, "page.html", page).inputs[0].format == "html-page"
