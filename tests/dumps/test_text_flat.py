from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps.text_flat import FORMAT
from tests.dumps.text_reading import FIXTURES, Page, page_of, sniffed

HEAD = "Subscribe\nNotify of\nguest\n{count}Oldest\nNewest Most Voted\nInline Feedbacks\nView all comments\n"
FOOT = "\n\n{count}\n0\nWould love your thoughts, please comment.x\n()\nx\n"


def flat_page(comments: list[tuple[str | None, list[str]]], *, declared: bool = True) -> str:
    lines = [line for author, body in comments for line in ([author] if author else []) + body]
    count = f"{len(comments)} Comments\n" if declared else ""
    article = "A Headline Of Several Words\n\nThe council met on Monday and spoke of the bridge for a long time.\n\n"
    return article + HEAD.format(count=count) + "\n\n".join(lines) + FOOT.format(count=len(comments))


def test_a_flat_page_is_read_as_worked_out_by_hand() -> None:
    page = Page(FORMAT, FIXTURES / "flat.txt")
    assert page.thread.title == "Town Council Votes To Close The Old Harbour Bridge (Video)"
    assert page.thread.article is not None
    assert page.thread.article.startswith("On Tuesday")
    assert page.thread.article.endswith("in spring.")
    assert page.thread.declared == 9
    assert page.thread.chronological is False
    assert page.report.notes == []
    assert page.report.repairs == {"boilerplate_lines": 18}
    assert page.pairs[1:] == [
        ("petra", "Take the bus! It is cheaper!"),
        ("Marlo77", "Sorry, petra, there is no bus on the east bank. Did you ever live there?"),
        ("petra", "Agreed"),
        (
            "Old Sailor (ret.)",
            "The bridge was built for carts.\n\n"
            "It was never meant for lorries, and everybody at the town hall knew it.\n\n"
            "That is why nobody wanted the report.",
        ),
        ("K | Lighthouse 🏮", "42"),
        ("Nora Quist", ""),
        ("Harbour_Hen", "1. Close the bridge.\n\n2. Build a new one."),
        ("the quiet one", "See https://lantern.example/bridge for the report."),
    ]
    assert {row["parent_id"] for row in page.rows} == {None}
    assert {row["state"] for row in page.rows} == {"present"}


def test_a_dated_page_gives_times_and_who_is_answered() -> None:
    page = Page(FORMAT, FIXTURES / "flat_dated.txt")
    assert page.thread.title == "How to mend a leaking kettle"
    assert page.pairs == [
        ("Tilda", "Worked at once.\n\nThank you!"),
        ("Bo Kettleman", "Glad to hear it:\n* lids are fickle\n* so are kettles"),
        ("Jon", "7"),
        (None, "Whoever I am, it leaks."),
        ("Jon", ""),
    ]
    assert [row["reply_to"] for row in page.rows] == [None, "Tilda", None, None, "Bo Kettleman"]
    assert [str(row["created_at"])[:16] for row in page.rows] == [
        "2023-03-03 08:50",
        "2023-03-04 14:29",
        "None",
        "2023-04-09 00:05",
        "None",
    ]
    assert page.report.repairs["lost_authors"] == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n\n", "\n\n\n\n"),
        lambda text: text.replace("Marlo77", "\u00a0Marlo77\u00a0"),
        lambda text: text.replace("9 Comments\n", ""),
        lambda text: text.replace("9 Comments", "9 Kommentare"),
        lambda text: text.replace("\n9\n0\nWould love your thoughts, please comment.x\n()\nx\n", ""),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\n\n"),
    ],
)
def test_spacing_line_ends_and_missing_counts_change_no_comment(change: object, tmp_path: Path) -> None:
    assert callable(change)
    text = (FIXTURES / "flat.txt").read_text(encoding="utf-8")
    assert page_of(FORMAT, change(text), tmp_path).pairs == Page(FORMAT, FIXTURES / "flat.txt").pairs


def test_a_first_comment_without_author_is_still_a_comment(tmp_path: Path) -> None:
    body = "The ferry was late again and nobody on the pier could say why."
    page = page_of(FORMAT, flat_page([(None, [body]), ("bob", ["Because of the fog."])]), tmp_path)
    assert page.pairs == [(None, body), ("bob", "Because of the fog.")]
    assert page.rows[0]["author_kind"] == "anonymous"


def test_a_declared_count_tells_a_lost_author_from_a_second_paragraph(tmp_path: Path) -> None:
    shown: list[tuple[str | None, list[str]]] = [
        ("ann", ["The herring catch was poor, herring prices rose.", "Herring will cost more in winter too."]),
        (None, ["My grandmother knitted stockings by lamplight."]),
        ("cecil", ["Good for her, I say."]),
    ]
    page = page_of(FORMAT, flat_page(shown), tmp_path)
    assert page.pairs == [(author, "\n\n".join(body)) for author, body in shown]
    assert page.report.repairs["lost_authors"] == 1
    undeclared = page_of(FORMAT, flat_page(shown, declared=False), tmp_path)
    assert [author for author, _ in undeclared.pairs] == ["ann", "cecil"]


def test_a_count_that_does_not_fit_is_noted_and_not_obeyed(tmp_path: Path) -> None:
    text = flat_page([("ann", ["The herring catch was poor this year."]), ("bob", ["It was, and will be."])])
    page = page_of(FORMAT, text.replace("2 Comments", "40 Comments"), tmp_path)
    assert len(page.rows) == 2
    assert page.thread.declared == 40
    assert page.report.notes == ["the page declares 40 comments, 2 were found in it"]


def test_guest_badges_are_no_authors_but_a_guest_is(tmp_path: Path) -> None:
    badged = flat_page([("Guest\nann", ["The pier is rotten."]), ("Guest\nbob", ["So is the boat, my friend."])])
    assert [author for author, _ in page_of(FORMAT, badged, tmp_path).pairs] == ["ann", "bob"]
    named = flat_page([("Guest", ["The pier is rotten."]), ("bob", ["So is the boat, my friend."])])
    assert [author for author, _ in page_of(FORMAT, named, tmp_path).pairs] == ["Guest", "bob"]


def test_what_stands_before_the_first_dated_name_is_article(tmp_path: Path) -> None:
    text = (
        "A Headline Of Words\n\n3 Comments\n\nThe bridge was closed on Monday, the ferry runs.\n\nann\nMay 2, 2020\n"
        "No.\nReply\nbob\nMay 3, 2020\nYes, it does.\nReply\n"
    )
    page = page_of(FORMAT, text, tmp_path)
    assert page.pairs == [("ann", "No."), ("bob", "Yes, it does.")]
    assert page.thread.article == "The bridge was closed on Monday, the ferry runs."


def test_the_head_alone_yields_no_comment_and_says_so(tmp_path: Path) -> None:
    page = page_of(FORMAT, flat_page([]), tmp_path)
    assert page.rows == []
    assert page.report.notes == ["there are no comments in this page"]


@pytest.mark.parametrize(
    "text",
    [
        '[{"author": "a", "text": "8 Comments"}]',
        "<html><p>8 Comments</p></html>",
        "author,text\na,8 Comments\n",
        "Prose.",
    ],
)
def test_the_sniffer_leaves_other_formats_alone(text: str) -> None:
    assert sniffed(FORMAT, text) is None


def test_the_sniffer_says_what_it_saw() -> None:
    found = sniffed(FORMAT, (FIXTURES / "flat.txt").read_text(encoding="utf-8"))
    assert found is not None
    assert found.confidence >= 0.9
    assert "9 comments" in found.reason


NAMES = st.sampled_from(
    [
        "jon",
        "Marta Vell",
        "old_salt",
        "K9",
        "Sam (the second",
        "Ünal Öz",
        "petra 🐟",
        "A | B",
        "fish-eye",
        "Dr. Webb",
        "x",
        "Иван",
    ]
)
LONG = st.lists(
    st.sampled_from(["herring", "were", "late", "nobody", "on", "the", "pier", "knew", "why", "it", "was"]),
    min_size=9,
    max_size=30,
)
SENTENCES = st.one_of(
    LONG.map(lambda words: " ".join(words).capitalize() + "."),
    st.sampled_from(
        ["Agreed", "lol", "42 of them", "Good job!", "Why?", "https://lantern.example/x", "You are wrong, my friend."]
    ),
)
FIRST = LONG.map(lambda words: " ".join(words).capitalize() + ".")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    comments=st.lists(
        st.tuples(NAMES, st.one_of(SENTENCES.map(lambda s: [s]), st.lists(FIRST, min_size=2, max_size=3))),
        min_size=1,
        max_size=12,
    )
)
def test_what_is_rendered_flat_is_read_back(comments: list[tuple[str | None, list[str]]], tmp_path: Path) -> None:
    page = page_of(FORMAT, flat_page(comments), tmp_path)
    assert page.pairs == [(author, "\n\n".join(body)) for author, body in comments]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.lists(
        st.sampled_from(
            [
                "ann",
                "8 Comments",
                "View all comments",
                "Reply",
                "0",
                "  • x",
                "3 years ago",
                "",
                "Guest",
                "Reply to  ann",
                "A long line, it is.",
            ]
        )
    ).map("\n".join)
)
def test_no_arrangement_of_lines_breaks_it(text: str, tmp_path: Path) -> None:
    page = page_of(FORMAT, "Title here\n" + text, tmp_path)
    assert all(row["author"] or row["text"] or row["author_kind"] == "anonymous" for row in page.rows)


@pytest.mark.parametrize("number", ["42", "0", "-6", "1984"])
def test_votes_below_each_body_go_and_a_body_that_is_a_number_stays(number: str, tmp_path: Path) -> None:
    said = {"Ann Lee": number, "Bobcat": "They promised it for May.", "carla77": "Nobody asked us about it at all."}
    text = HEAD.format(count="3 Comments\n") + "".join(f"{name}\n{body}\n3\n" for name, body in said.items())
    assert page_of(FORMAT, text, tmp_path).pairs == list(said.items())


def test_a_number_below_only_some_bodies_belongs_to_them(tmp_path: Path) -> None:
    text = flat_page(
        [
            ("Ann Lee", ["How many were there?", "12"]),
            ("Bobcat", ["Far too many, they say."]),
            ("carla77", ["I saw them."]),
        ]
    )
    assert page_of(FORMAT, text, tmp_path).pairs[0] == ("Ann Lee", "How many were there?\n\n12")


def test_replies_behind_a_button_are_known_to_be_missing(tmp_path: Path) -> None:
    names = ("Ann Lee", "Bobcat", "carla77")
    said: list[tuple[str | None, list[str]]] = [(name, [f"They promised {name} another one."]) for name in names]
    text = flat_page(said).replace(
        "Bobcat another one.", "Bobcat another one.\n\nView 5 replies\n\nShow 1,200 more replies"
    )
    page = page_of(FORMAT, text, tmp_path)
    assert page.pairs == [(name, body[0]) for name, body in said]
    assert page.thread.stubs == 1205


@pytest.mark.parametrize(("said", "button"), [("Insert", "Reply"), ("Ich stimme zu", "Antworten")])
def test_a_comment_may_say_what_a_footer_says(said: str, button: str, tmp_path: Path) -> None:
    bodies = {
        "Ann Lee": "Which operation is slow on a list?",
        "Bobcat": said,
        "carla77": "Nobody asked us about it at all.",
        "Dora Maar": "Deleting is slow as well.",
    }
    text = "A headline of some words\n\n" + HEAD.format(count="4 Comments\n")
    text += "".join(f"{name}\n\n{body}\n\n2\n{button}\n" for name, body in bodies.items())
    page = page_of(
        FORMAT, text + "wpDiscuz\n4\n0\nWould love your thoughts, please comment.x\n()\nx\n|\nReply\n", tmp_path
    )
    assert page.pairs == list(bodies.items())


SHORT = {
    "Ann Lee": "I never liked eels, they are slimy and they stink.",
    "Bob Ross": "Why not? I ate one last Friday and it was wonderful.",
    "Carl": "You are all idiots, every single one of you.",
    "Dora": "They are great, smoked above all.",
}


def test_the_number_of_replies_to_a_comment_begins_no_section(tmp_path: Path) -> None:
    below = {"Ann Lee": "1 reply\n\n", "Carl": "2 replies\n\n"}
    text = "A headline of some words\n\n4 Comments\n\n"
    text += "".join(f"{name}\n\n{body}\n\n{below.get(name, '')}" for name, body in SHORT.items())
    page = page_of(FORMAT, text, tmp_path)
    assert page.pairs == list(SHORT.items())
    assert page.thread.declared == 4


def test_a_count_under_the_title_begins_no_section_where_it_comes_again(tmp_path: Path) -> None:
    prose = (
        "The eel is a fish that lives in rivers and in the sea, and it has been caught for centuries by people. " * 2
    )
    text = f"A headline of some words\nLeave a comment\n4 Comments\n\n{prose}\n\n4 Comments\n"
    text += "".join(f"{name}\n{body}\n\n" for name, body in SHORT.items())
    page = page_of(FORMAT, text, tmp_path)
    assert page.pairs == list(SHORT.items())
    assert prose.strip() in str(page.thread.article)


def test_a_badge_with_a_date_below_is_a_name_where_a_comment_begins(tmp_path: Path) -> None:
    text = "A headline of some words\n\n" + HEAD.format(count="3 Comments\n")
    text += "".join(
        f"{name}\n{n} years ago\n\n{body}\n\n0\nReply\n"
        for n, (name, body) in enumerate((("Ann Lee", "Not again."), ("Guest", "Why not?"), ("Carl", "Never.")), 2)
    )
    assert page_of(FORMAT, text, tmp_path).pairs == [
        ("Ann Lee", "Not again."),
        ("Guest", "Why not?"),
        ("Carl", "Never."),
    ]


def test_a_line_of_several_choices_belongs_to_the_head(tmp_path: Path) -> None:
    text = "Угри севера\n\nПодписаться\nУведомить о\nгость\n2 комментария\nСтарые\nНовые Популярные\n"
    text += "Анна\n\nНикогда не любила угрей.\n\n2\nОтветить\nБорис\n\nА я любил их всегда.\n\n0\nОтветить\n"
    assert page_of(FORMAT, text, tmp_path).pairs == [
        ("Анна", "Никогда не любила угрей."),
        ("Борис", "А я любил их всегда."),
    ]


@pytest.mark.parametrize(
    "line", ["[ ]" + " [a]" * 40 + " x", "5 comments" + " " * 4000 + "x", "a" + " " * 4000 + "said"]
)
def test_long_runs_in_a_line_take_no_time(line: str, tmp_path: Path) -> None:
    started = process_time()
    said: list[tuple[str | None, list[str]]] = [(name, [body]) for name, body in SHORT.items()]
    text = f"{line}\n{flat_page(said)}\n{line}\n"
    sniffed(FORMAT, text)
    assert len(page_of(FORMAT, text, tmp_path).rows) == 4
    assert process_time() - started < 5
