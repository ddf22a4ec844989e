from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps.text_indented import FORMAT
from tests.dumps.text_reading import FIXTURES, Page, page_of, sniffed

EXPECTED = [
    (0, None, "At last somebody listens to those of us who work at night, and I thank the company for it!"),
    (0, "eastbanker", "Full of what? Herring?\n\nI do not believe a word of it."),
    (
        1,
        "Vera_Moss",
        "Full of people. I counted:\n\n• forty from the cannery;\n• six from the school.\n\nAsk them.",
    ),
    (2, "eastbanker", ""),
    (
        3,
        "Nils Oden",
        "He has no answer.\nSee https://lantern.example/ferry for one.\n\n1. It was full.\n2. It was late.",
    ),
    (1, None, "Then run two boats, it is not hard.\n\nOne is not enough."),
    (1, "olaf", "no !"),
    (0, "Anna Lind", "A good start."),
]


def test_an_indented_page_is_read_as_worked_out_by_hand() -> None:
    page = Page(FORMAT, FIXTURES / "indented.txt")
    assert page.tree == EXPECTED
    assert page.thread.title == "Overview: How The Northern Ferry Came To Run At Night"
    assert page.thread.article is not None
    assert "• the wish of the fishermen." in page.thread.article
    assert page.thread.article.endswith("Nobody was sick.")
    assert [row["parent_source"] for row in page.rows] == [None if depth == 0 else "indent" for depth, _, _ in EXPECTED]
    assert page.report.repairs == {"boilerplate_lines": 2, "lost_authors": 2}


def _unexpanded(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        width = len(line) - len(bare)
        lines.append("\t" * (width // 8) + " " * (width % 8) + bare)
    return "\n".join(lines)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("  ", "\t"),
        lambda text: text.replace("    ", "\t"),
        lambda text: text.replace("  ", "\u00a0\u00a0"),
        lambda text: text.replace("  ", "     "),
        lambda text: text.replace("\n\n", "\n\n\n"),
        _unexpanded,
    ],
)
def test_tabs_wider_steps_and_line_ends_change_no_comment(change: object, tmp_path: Path) -> None:
    assert callable(change)
    text = (FIXTURES / "indented.txt").read_text(encoding="utf-8")
    assert page_of(FORMAT, change(text), tmp_path).tree == EXPECTED


@pytest.mark.parametrize("mark", ["-", "*", "o", "+", "◦"])
def test_other_bullets_do_as_well(mark: str, tmp_path: Path) -> None:
    text = (FIXTURES / "indented.txt").read_text(encoding="utf-8").replace("•", mark)
    assert page_of(FORMAT, text, tmp_path).tree == [(d, a, t.replace("•", mark)) for d, a, t in EXPECTED]


def test_a_comment_that_lost_its_bullet_is_kept_apart(tmp_path: Path) -> None:
    text = "A Headline\n\nProse.\n\n  • ann\n\n    Hi.\n\n    • bob\n\n      Hello.\n\n    Whose words are these?\n"
    page = page_of(FORMAT, text, tmp_path)
    assert page.tree == [(0, "ann", "Hi."), (1, "bob", "Hello."), (0, None, "Whose words are these?")]
    assert page.report.repairs["lost_bullets"] == 1


def test_a_first_bullet_of_another_kind_is_a_comment_without_author(tmp_path: Path) -> None:
    text = "* Parking on the pier\n  • ann\n\n    Hi, it is late again.\n\n    • bob\n\n      Hello to you.\n"
    page = page_of(FORMAT, text, tmp_path)
    assert page.tree == [
        (0, None, "* Parking on the pier"),
        (1, "ann", "Hi, it is late again."),
        (2, "bob", "Hello to you."),
    ]
    assert page.report.repairs["lost_bullets"] == 1


def test_dates_and_buttons_are_taken_out_of_bodies(tmp_path: Path) -> None:
    text = (
        "Title Of Page\n\n2 Comments\n\n  • ann\n\n    January 5, 2024 12:50 pm\n\n    Hi.\n\n    0\n"
        "    Reply\n\n    • bob\n\n      January 6, 2024 1:00 am\n\n      17\n\n      2\n      Reply\n"
    )
    page = page_of(FORMAT, text, tmp_path)
    assert page.tree == [(0, "ann", "Hi."), (1, "bob", "17")]
    assert page.thread.declared == 2
    assert str(page.rows[1]["created_at"]) == "2024-01-06 01:00:00+00:00"


@pytest.mark.parametrize(
    "text",
    [
        "A headline\n\nWe want:\n\n  • peace;\n  • bread.\n\nThat is all we want from them.",
        "Menu\n\n  • Home\n    • News\n  • Contact\n",
        "- just\n- a list\n- of things\n",
        '["  • ann"]',
        "Prose only.",
    ],
)
def test_lists_without_comments_are_not_claimed(text: str) -> None:
    assert sniffed(FORMAT, text) is None


def test_the_sniffer_names_the_columns() -> None:
    found = sniffed(FORMAT, (FIXTURES / "indented.txt").read_text(encoding="utf-8"))
    assert found is not None
    assert found.confidence >= 0.9
    assert "columns 2/4/8" in found.reason


NAMES = st.sampled_from(
    ["jon", "Marta Vell", "old_salt", "K9", "Sam (the second", "petra 🐟", "A | B", "Dr. Webb", "[deleted]"]
)
BODIES = st.lists(
    st.sampled_from(
        [
            "no !",
            "42",
            "Agreed",
            "See https://lantern.example/x now.",
            "1. One.\n2. Two.",
            "The herring were late, again.",
        ]
    ),
    min_size=1,
    max_size=3,
)


def indented_page(nodes: list[tuple[int, str, list[str]]], step: int) -> str:
    lines = ["A Headline Of Some Words", "", "The council met and spoke of the bridge.", "", ""]
    for depth, author, body in nodes:
        pad = " " * (2 + depth * step)
        lines += [f"{pad}• {author}", ""]
        for paragraph in body:
            lines += [f"{pad}  {line}" for line in paragraph.split("\n")] + [""]
    return "\n".join(lines)


@st.composite
def threads(draw: st.DrawFn) -> list[tuple[int, str, list[str]]]:
    nodes: list[tuple[int, str, list[str]]] = []
    for _ in range(draw(st.integers(2, 25))):
        deepest = nodes[-1][0] + 1 if nodes else 0
        nodes.append((draw(st.integers(0, deepest)), draw(NAMES), draw(BODIES)))
    return nodes


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nodes=threads(), step=st.integers(1, 5))
def test_a_tree_rendered_with_indents_is_read_back(
    nodes: list[tuple[int, str, list[str]]], step: int, tmp_path: Path
) -> None:
    page = page_of(FORMAT, indented_page(nodes, step), tmp_path)
    assert page.tree == [(depth, author, "\n\n".join(body)) for depth, author, body in nodes]


def test_a_deep_chain_is_read_without_recursion(tmp_path: Path) -> None:
    nodes = [(depth, "ann", ["The herring were late."]) for depth in range(1500)]
    page = page_of(FORMAT, indented_page(nodes, 1), tmp_path)
    assert [depth for depth, _, _ in page.tree] == list(range(1500))
