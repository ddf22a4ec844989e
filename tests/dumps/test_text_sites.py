"""Text copied from old Reddit, Hacker News, newer Reddit pages and image boards."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps import text_hacker_news, text_imageboard, text_old_reddit, text_reddit
from analyzer.dumps.format import Format
from analyzer.dumps.record import Dump
from analyzer.threads import build_threads
from tests.dumps.helpers import read_one, rows
from tests.dumps.text_reading import page_of, sniffed

Parents = list[int | None]


def told(dump: Dump) -> list[tuple[str | None, str | None, str]]:
    return [(row["author"], row["parent_id"], row["text"]) for row in rows(dump)]


OLD_REDDIT = """Eels are late this year (lantern.example)
submitted 2 days ago by harbour
6 comments
sorted by: best
[–]marga_oud 12 points 1 day ago (2 children)

First of all, look at the moon.

>! not a quote

permalinkembedsaveparentreportgive awardreply
[–]pieter-v[S] 5 points6 points7 points 20 hours ago* (1 child)
It is late too.
permalinkembedsaveparentreportreply
[–][deleted] 19 hours ago (0 children)
[removed]
permalinkembedsaveparentreply
[+]troll comment score below threshold -7 points 1 day ago (0 children)
42
permalink
load more comments (3 replies)
[–]wim [score hidden] 1 hour ago (0 children)
permalinkembedsavereportreply
continue this thread
"""


def test_old_reddit_is_rebuilt_from_the_numbers_of_descendants(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "page.txt", OLD_REDDIT)
    assert dump.inputs[0].format == "text-old-reddit"
    assert told(dump) == [
        ("marga_oud", None, "First of all, look at the moon.\n\n>! not a quote"),
        ("pieter-v", "1", "It is late too."),
        ("[deleted]", "2", ""),
        ("troll", None, "42"),
        ("wim", None, ""),
    ]
    assert [row["author_kind"] for row in rows(dump)][2] == "deleted"
    assert rows(dump)[2]["state"] == "removed"
    thread = dump.threads["page"]
    assert (thread.title, thread.declared, thread.stubs) == ("Eels are late this year (lantern.example)", 6, 4)
    assert sum(info.stubs for info in dump.threads.values()) == 4
    assert build_threads(dump).report.repairs["load_more_stubs"] == 4


def test_old_reddit_without_numbers_leaves_replies_to_be_inferred(tmp_path: Path) -> None:
    text = (
        "[–]ann 2 points 9 hours ago \n\nEels are never late here, they are slow.\n\n"
        "[–]bo 1 point 8 hours ago\n\n>Eels are never late here\n\nThey are.\n"
    )
    dump = read_one(tmp_path, "page.txt", text)
    assert [row["comment_id"] for row in rows(dump)] == [None, None]
    assert dump.inputs[0].notes == ["the copy does not tell who answers whom: replies are inferred where possible"]
    assert build_threads(dump).comments["parent_source"].to_pylist() == ["none", "inferred:quote"]


def old_reddit(*posts: tuple[str, int, bool, str]) -> str:
    """Render posts: name, number of children, whether the post is a reply, what stands below it."""
    return "".join(
        f"[–]{name} 2 points 1 day ago ({children} children)\nbody of {name}\n"
        f"permalinkembedsave{'parent' if is_reply else ''}reportreply\n{below}"
        for name, children, is_reply, below in posts
    )


@pytest.mark.parametrize(
    ("posts", "parents"),
    [
        # the stub hides one child of carl: nothing is left for dan, whose buttons tell nothing
        (
            [("bob", 2, False, ""), ("carl", 1, True, "load more comments (1 reply)\n"), ("dan", 0, True, "")],
            [None, "1", None],
        ),
        # the second stub is bob's: two of his nine are left, and eve is one of them
        (
            [
                ("bob", 9, False, ""),
                ("carl", 2, True, ""),
                ("fay", 0, True, "load more comments (1 reply)\nload more comments (4 replies)\n"),
                ("eve", 0, True, ""),
            ],
            [None, "1", "2", "1"],
        ),
        # all that carl lacks is behind the link, so dan is bob's
        (
            [("bob", 5, False, ""), ("carl", 3, True, "continue this thread\n"), ("dan", 0, True, "")],
            [None, "1", "1"],
        ),
        # a post without a button to its parent is at top level, whatever the numbers say
        ([("bob", 9, False, ""), ("carl", 2, True, ""), ("dan", 0, False, "")], [None, "1", None]),
    ],
)
def test_hidden_replies_of_old_reddit_are_taken_off(
    posts: list[tuple[str, int, bool, str]], parents: list[str | None], tmp_path: Path
) -> None:
    page = page_of(text_old_reddit.FORMAT, old_reddit(*posts), tmp_path)
    assert [row["parent_id"] for row in page.rows] == parents


@pytest.mark.parametrize(
    ("page_format", "head"),
    [
        (text_old_reddit.FORMAT, "[–]bob 12 points 1 day ago (0 children)"),
        (text_hacker_news.FORMAT, "bob 14 hours ago | next [–]"),
        (text_reddit.FORMAT, "u/bob · 1d ago"),
        (text_imageboard.FORMAT, "Anonymous 05/03/20(Sun)12:01:33 No.12345"),
    ],
    ids=lambda value: value.name if isinstance(value, Format) else "",
)
@pytest.mark.parametrize(
    "line",
    [
        "report" + " " * 4000 + "x",
        "report " * 60 + "x",
        "[–] " + " " * 4000 + "x",
        "▶ x" + " " * 4000 + "x" + " " * 4000 + "y",
        "a" + " " * 4000 + "b" + " " * 4000 + "· c",
        "ann 1 hour ago" + " | on: x" * 40 + "!",
        "ann 1 hour ago" + " " * 4000 + "x",
        "[a] " * 40 + "x",
        "File (" + "1" * 4000,
        "3" + " " * 4000 + "x",
    ],
    ids=range(10),
)
def test_long_runs_in_a_line_take_no_time(page_format: Format, head: str, line: str, tmp_path: Path) -> None:
    started = process_time()
    text = f"{line}\n{head}\nI never liked eels.\n{line}\n"
    sniffed(page_format, text)
    page = page_of(page_format, text, tmp_path)
    assert len(page.rows) == 1
    assert process_time() - started < 5


def descendants(parents: Parents) -> list[int]:
    counts = [0] * len(parents)
    for place in range(len(parents) - 1, -1, -1):
        parent = parents[place]
        if parent is not None:
            counts[parent] += 1 + counts[place]
    return counts


@st.composite
def preorders(draw: st.DrawFn) -> Parents:
    """Draw the parents of a forest laid out in pre-order: each is on the rightmost path."""
    parents: Parents = []
    for place in range(draw(st.integers(1, 25))):
        path: Parents = [None]
        above = place - 1 if place else None
        while above is not None:
            path.append(above)
            above = parents[above]
        parents.append(draw(st.sampled_from(path)))
    return parents


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parents=preorders())
def test_any_tree_comes_back_from_old_reddit(parents: Parents, tmp_path: Path) -> None:
    heads = [
        f"[–]user{n} {n} points 1 day ago ({count} children)\nbody {n}" for n, count in enumerate(descendants(parents))
    ]
    page = page_of(text_old_reddit.FORMAT, "\n".join(heads), tmp_path)
    assert [row["parent_id"] for row in page.rows] == [None if p is None else str(p + 1) for p in parents]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parents=preorders())
def test_any_tree_comes_back_from_hacker_news(parents: Parents, tmp_path: Path) -> None:
    lines = ["Eels | Hacker News", "12 points by x 3 hours ago | hide | past | 9 comments"]
    for place, parent in enumerate(parents):
        nav = ["root"] if parent is not None and parents[parent] is not None else []
        nav += ["parent"] if parent is not None else []
        nav += ["prev"] if parent in parents[:place] else []
        nav += ["next"] if parent in parents[place + 1 :] else []
        lines += [
            f"user{place} {place} hours ago | {' | '.join(nav)} [–]".replace("|  [", "["),
            "",
            f"body {place}",
            "reply",
            "",
        ]
    page = page_of(text_hacker_news.FORMAT, "\n".join(lines), tmp_path)
    assert [row["parent_id"] for row in page.rows] == [None if p is None else str(p + 1) for p in parents]


def test_hacker_news_heads_flags_and_folds(tmp_path: Path) -> None:
    text = (
        "Show HN: eels\nmarga 3 hours ago | next [–]\n\n> quoted\n\nMine.\n\nreply\n\n"
        "pieter 2 hours ago | parent | next [–]\n\n[flagged]\n\nreply\nwim on May 2, 2020 | root | parent [–]\nNo.\n"
        "x1 1 day ago | prev | next [12 more]\n"
    )
    dump = read_one(tmp_path, "page.txt", text)
    assert dump.inputs[0].format == "text-hacker-news"
    assert told(dump) == [
        ("marga", None, "> quoted\n\nMine."),
        ("pieter", "1", "[flagged]"),
        ("wim", "2", "No."),
        ("x1", None, ""),
    ]


REDLIB = """r/eels Oct 24 '24

Why the eels are late

347 comments sorted by

View all comments

-6

u/marga Oct 25 '24 edited Oct 25 '24

Nets of the old kind are never torn by the tide, they say.

9

u/Pieter_V Oct 25 '24

 Nets of the old kind are never torn by the tide

They are torn each year.

3

u/wim
•
2h ago
• Edited 1h ago

12
"""


def test_newer_reddit_keeps_no_depth_but_its_quotes(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "page.txt", REDLIB)
    assert dump.inputs[0].format == "text-reddit"
    assert told(dump) == [
        ("marga", None, "Nets of the old kind are never torn by the tide, they say."),
        ("Pieter_V", None, "> Nets of the old kind are never torn by the tide\n\nThey are torn each year."),
        ("wim", None, "12"),
    ]
    assert str(rows(dump)[0]["created_at"])[:10] == "2024-10-25"
    assert dump.threads["page"].declared == 347
    assert build_threads(dump).comments["parent_source"].to_pylist() == ["none", "inferred:quote", "none"]


BOARD = """▶Eels general Anonymous 05/03/20(Sun)12:01:33 No.1001
File: eel.jpg (120 KB, 800x600)
Why are they late?
Anonymous 05/03/20(Sun)12:05:00 No.1002 >>1003 >>1004
>>1001
Fog.
Ann !!trip 05/03/20(Sun)12:06:00 No.1003
>>1002
>>1001
>Fog
No.
Anonymous 05/03/20(Sun)12:07:00 No.1004
>>999
Gone.
"""


def test_image_boards_link_by_number_and_keep_the_first_link(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "page.txt", BOARD)
    (report,) = dump.inputs
    assert report.format == "text-imageboard"
    assert [(row["comment_id"], row["parent_id"]) for row in rows(dump)] == [
        ("1001", None),
        ("1002", "1001"),
        ("1003", "1002"),
        ("1004", "999"),
    ]
    assert [row["author_kind"] for row in rows(dump)] == ["anonymous", "anonymous", "user", "anonymous"]
    assert str(rows(dump)[0]["created_at"]) == "2020-05-03 12:01:33+00:00"
    assert dump.threads["page"].title == "Eels general"
    assert report.repairs == {"further_parents": 1}


@pytest.mark.parametrize(
    "text", ["[–] a dash in brackets", "u/nobody was here", "No.12 is a number", "he said 3 hours ago"]
)
def test_prose_is_taken_for_none_of_them(text: str) -> None:
    for module in (text_old_reddit, text_hacker_news, text_reddit, text_imageboard):
        assert sniffed(module.FORMAT, f"{text}\n\n{text} and more of the same, nothing else.\n") is None
