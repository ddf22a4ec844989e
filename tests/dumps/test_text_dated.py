from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.dumps.text_boilerplate import FOOTER, REPLY
from analyzer.dumps.text_dated import FORMAT
from analyzer.dumps.text_dates import ends_in_date, find_date, read_date
from analyzer.dumps.ui_languages import LANGUAGES, UiLanguage, month_numbers
from tests.dumps.helpers import read_one, rows
from tests.dumps.text_reading import page_of, sniffed

Told = list[tuple[int, str, list[str]]]  # depth, author, paragraphs

THREAD: Told = [
    (0, "Marga Oud", ["The ferry was late again, and nobody on the pier could say why."]),
    (1, "pieter", ["It always is.", "My list:\n* fog\n* the pilot\n* both"]),
    (2, "Marga Oud", ["7"]),
    (1, "Wim Visser", ["Reply"]),
    (0, "fish-eye", ["Not on Sundays."]),
]
ARTICLE = (
    "The ferry\n\nThe ferry to the island is late on most days, says the harbour, and on the others it is early.\n\n"
)


def dates(number: int) -> str:
    return f"May {number + 1}, 2020 at 7:0{number} pm"


def as_inscriptis(thread: Told) -> str:
    lines = ["        5 Comments", ""]
    for at, (depth, author, paragraphs) in enumerate(thread):
        margin = " " * (12 + 4 * depth)
        number = str(sum(d == depth for d, _, _ in thread[: at + 1]))
        lines += [f"{margin}{number.rjust(2)}. {author} says:", f"{margin}    {dates(at)}", ""]
        for paragraph in paragraphs:
            lines += [f"{margin}    {line}" for line in paragraph.split("\n")] + [""]
        lines.append(f"{margin}    Reply")
    return "\n".join([*lines, "", "    Leave a Reply", "    Imprint", ""])


def as_html2text(thread: Told) -> str:
    lines = ["### 5 Comments", ""]
    for at, (depth, author, paragraphs) in enumerate(thread):
        lines += [f"{'  ' + '   ' * depth}1. **{author}** says:", "", dates(at).replace("May", r"May"), ""]
        for paragraph in paragraphs:
            lines += [line.replace("*", "  *") for line in paragraph.split("\n")] + [""]
        lines += ["Reply", ""]
    return "\n".join([*lines, "Leave a Reply", ""])


def as_get_text(thread: Told) -> str:
    lines = ["5 Comments", " ", " "]
    for at, (_, author, paragraphs) in enumerate(thread):
        lines += [author, " ", "says:", " ", f"\t\t\t{dates(at)}\t\t\t", "\n".join(paragraphs), "Reply", " ", " "]
    return "\n".join([*lines, "Leave a Reply", ""])


def as_names_with_dates(thread: Told) -> str:
    lines = ["        5 Comments", "", "        Comments are closed.", ""]
    for at, (depth, author, paragraphs) in enumerate(thread):
        mark = "*+o"[depth] if depth else f"{at + 1}."
        lines += [f"{' ' * (9 + 5 * depth)}{mark} {author} {dates(at)}", ""]
        for paragraph in paragraphs:
            lines += [f"{' ' * (14 + 5 * depth)}{line}" for line in paragraph.split("\n")] + [""]
        lines += [f"{' ' * (14 + 5 * depth)}Like Liked by 2 people", ""]
    return "\n".join(lines)


def as_dates_below(thread: Told) -> str:
    lines = ["neueste älteste beste Bewertung"]
    for at, (depth, author, paragraphs) in enumerate(thread):
        margin = " " * (20 + 2 * depth)
        lines += [f"{margin}Gast", f"{margin}  {author}", ""]
        for paragraph in paragraphs:
            lines += [f"{margin}{line}" for line in paragraph.split("\n")] + [""]
        lines += [f"{margin}  Daumen hoch {at} Daumen runter Antworten", f"{margin}    {at + 1}. Mai 2020 19:0{at}"]
    return "\n".join(lines)


NESTED: dict[str, Callable[[Told], str]] = {
    "inscriptis": as_inscriptis,
    "html2text": as_html2text,
    "names with dates": as_names_with_dates,
    "dates below": as_dates_below,
}


@pytest.mark.parametrize("render", NESTED.values(), ids=NESTED)
def test_nesting_comes_back_from_columns(render: Callable[[Told], str], tmp_path: Path) -> None:
    page = page_of(FORMAT, ARTICLE + render(THREAD), tmp_path)
    assert [(depth, author) for depth, author, _ in page.tree] == [(depth, author) for depth, author, _ in THREAD]
    texts = [row["text"] for row in page.rows]
    assert texts[0] == THREAD[0][2][0]
    assert texts[1].startswith("It always is.\n\nMy list:")
    assert texts[1].count("\n* ") == 3 or texts[1].count("* ") == 3
    assert (texts[2], texts[4]) == ("7", "Not on Sundays.")
    assert [row["created_at"].day for row in page.rows] == [1, 2, 3, 4, 5]
    assert {row["parent_source"] for row in page.rows} == {None, "indent"}


def test_lines_without_columns_give_authors_dates_and_no_parents(tmp_path: Path) -> None:
    page = page_of(FORMAT, ARTICLE + as_get_text(THREAD), tmp_path)
    assert [author for author, _ in page.pairs] == [author for _, author, _ in THREAD]
    assert all(row["parent_id"] is None and row["comment_id"] is None for row in page.rows)
    assert (page.thread.title, page.thread.declared) == ("The ferry", 5)
    assert (page.thread.article or "").startswith("The ferry to the island")
    assert page.report.notes == []


def test_a_count_that_differs_is_noted(tmp_path: Path) -> None:
    page = page_of(FORMAT, as_get_text(THREAD).replace("5 Comments", "This Post Has 80 Comments"), tmp_path)
    assert page.report.notes == ["the page declares 80 comments, 5 were found in it"]


def test_a_name_and_a_date_quoted_in_a_body_open_no_comment(tmp_path: Path) -> None:
    thread = [*THREAD[:2], (0, "Wim Visser", ["@ Marga Oud May 1, 2020 at 7:00 pm", "That is not so."])]
    page = page_of(FORMAT, as_inscriptis(thread), tmp_path)
    assert len(page.rows) == 3
    assert "That is not so." in page.rows[2]["text"]


def test_the_byline_of_the_article_is_no_comment(tmp_path: Path) -> None:
    text = "The ferry\nJane Doe\nApril 30, 2020 at 1:00 pm\nA long article about ferries.\n\n" + as_get_text(THREAD)
    page = page_of(FORMAT, text, tmp_path)
    assert [author for author, _ in page.pairs] == [author for _, author, _ in THREAD]


def test_the_sniffer_says_what_it_saw_and_leaves_prose_alone() -> None:
    found = sniffed(FORMAT, as_inscriptis(THREAD))
    assert found is not None
    assert found.reason == "5 comments under 'NAME says:', indented to 3 columns"
    assert sniffed(FORMAT, "On May 2, 2020 the ferry sank.\n\nNobody drowned, it says here: he said: no.\n") is None
    assert sniffed(FORMAT, '[{"author": "a says:", "date": "May 2, 2020"}]') is None


# ---- languages


def wpdiscuz_page(language: UiLanguage) -> str:
    first = {name: getattr(language, name).split("|")[0] for name in ("reply", "reply_to", "badges", "counts")}
    head = "\n".join(language.head.split("|")[:4])
    return (
        f"3 {first['counts']}\n{head}\n"
        f"Marga Oud\n{absolute(language, 3)}\n\nThe ferry was late again.\n\n0\n{first['reply']}\n"
        f"pieter\n{absolute(language, 4)}\n\nIt always is, my friend.\n\n-6\n{first['reply']}\n"
        f"{first['badges']}\nWim Visser\n{absolute(language, 5)}\n{first['reply_to']}  Marga Oud\n\n12\n\n3\n"
        f"{first['reply']}\n"
        f"{language.footer.split('|')[0]}\n"
    )


def absolute(language: UiLanguage, day: int) -> str:
    month = language.months.split(";")[4].split("|")[0] if language.months else ""
    return f"{day} {month} 2020 12:0{day}" if month else f"2020年5月{day}日 12:0{day}"


FULL = [language for language in LANGUAGES if language.footer and language.reply_to]


def test_the_languages_of_wpdiscuz_are_all_there() -> None:
    wanted = {"ar", "de", "en", "eo", "fa", "fr", "he", "hu", "hy", "it", "nl", "pl", "pt", "ru", "tr", "uk", "zh"}
    assert wanted <= {language.code for language in FULL}


@pytest.mark.parametrize("language", FULL, ids=[language.code for language in FULL])
def test_a_wpdiscuz_dump_is_read_in_every_language(language: UiLanguage, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "page.txt", wpdiscuz_page(language))
    assert dump.inputs[0].format in ("text-dated", "text-flat")
    assert [(row["author"], row["text"], row["reply_to"]) for row in rows(dump)] == [
        ("Marga Oud", "The ferry was late again.", None),
        ("pieter", "It always is, my friend.", None),
        ("Wim Visser", "12", "Marga Oud"),
    ]
    assert [row["created_at"].day for row in rows(dump)] == [3, 4, 5]
    assert dump.threads["page"].declared == 3


@pytest.mark.parametrize("language", LANGUAGES, ids=[language.code for language in LANGUAGES])
def test_months_and_ages_are_read_in_every_language(language: UiLanguage) -> None:
    for number, group in enumerate(language.months.split(";") if language.months else (), 1):
        for name in group.split("|"):
            found = read_date(f"7 {name} 2021 08:09")
            assert found == read_date(f"2021-{number:02}-07 08:09"), name
    before_or_after = language.ago.split("|")
    unit = language.units.split("|")[-1]
    assert any(read_date(f"{word} 3 {unit}") or read_date(f"3 {unit} {word}") for word in before_or_after)
    assert all(
        read_date(word) for word in language.now.split("|") if word not in ("einem", "einer", "nu", "most", "heute")
    )


def test_every_month_name_is_a_month_and_every_phrase_is_trimmed() -> None:
    assert set(month_numbers().values()) == set(range(1, 13))
    for language in LANGUAGES:
        assert not language.months or len(language.months.split(";")) == 12
    assert "antworten" in REPLY
    assert all(phrase == phrase.strip() and phrase for phrase in REPLY | FOOTER)


DATES = [
    ("29.07.2020 // 12:56", "2020-07-29 12:56"),
    ("8. April 2019 @ 11:38", "2019-04-08 11:38"),
    ("le 5 mai 2020 à 14:02", "2020-05-05 14:02"),
    ("5 de mayo de 2020 14:02", "2020-05-05 14:02"),
    ("2020年5月5日 14:02", "2020-05-05 14:02"),
    ("Mon, 5 May 2020 2:02 PM", "2020-05-05 14:02"),
    ("May 5th, 2020 at 2:02 p.m.", "2020-05-05 14:02"),
]


@pytest.mark.parametrize(("written", "meant"), DATES)
def test_written_dates_are_read_alone_at_the_end_and_inside(written: str, meant: str) -> None:
    expected = read_date(meant)
    assert expected is not None
    assert expected.micros is not None
    assert read_date(written) == expected
    assert find_date(f"(by Ann) {written}") == expected
    if written[0] not in "lM2":
        assert ends_in_date(f"Ann Lee {written}") == ("Ann Lee", expected)


@pytest.mark.parametrize(
    "text", ["", "7", "May", "in 2020", "3 pies", "99.99.2020 was a day", "2020", "12:30", "vor Jahren"]
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read_date(text) is None


# ---- properties

NAMES = st.sampled_from(["Marga Oud", "pieter", "old_salt", "Dr. Webb", "Ünal Öz", "Иван", "fish-eye", "A | B", "K9"])
BODIES = st.lists(
    st.sampled_from(
        ["Herring were late on the pier.", "No.", "42 it is.", "Why? Because of the fog, says he.", "It is 3 o'clock."]
    ),
    min_size=1,
    max_size=3,
)


@st.composite
def threads(draw: st.DrawFn) -> Told:
    told: Told = []
    for _ in range(draw(st.integers(2, 9))):
        deepest = told[-1][0] + 1 if told else 0
        told.append((draw(st.integers(0, min(deepest, 2))), draw(NAMES), draw(BODIES)))
    return told


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(thread=threads(), style=st.sampled_from(["inscriptis", "html2text", "names with dates"]))
def test_any_thread_rendered_with_columns_is_read_back(thread: Told, style: str, tmp_path: Path) -> None:
    page = page_of(FORMAT, NESTED[style](thread), tmp_path)
    assert [row["author"] for row in page.rows] == [author for _, author, _ in thread]
    assert [row["text"] for row in page.rows] == ["\n\n".join(body) for _, _, body in thread]
    if len({depth for depth, _, _ in thread}) > 1:
        assert [depth for depth, _, _ in page.tree] == [depth for depth, _, _ in thread]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.sampled_from(
            [
                "ann says:",
                "says:",
                "May 2, 2020",
                "  1. bob",
                "   1.",
                "Reply",
                "0",
                "ann",
                "8 Comments",
                "**x** sagt:",
                "",
                "+",
            ]
        )
    )
)
def test_no_arrangement_of_lines_breaks_it(lines: list[str], tmp_path: Path) -> None:
    page = page_of(FORMAT, "\n".join(["Title", *lines]), tmp_path)
    assert all(row["author"] or row["author_kind"] == "anonymous" for row in page.rows)


def test_a_body_that_looks_like_the_mark_of_a_list_item_is_a_body(tmp_path: Path) -> None:
    said = {"Ann Lee": "42.", "Bobcat": "They promised it for May.", "Carla": "Nobody asked us about it at all."}
    text = "A headline of some words\n\n" + "".join(f"{name}\n2 years ago\n{body}\n" for name, body in said.items())
    assert page_of(FORMAT, text, tmp_path).pairs == list(said.items())


def test_a_date_right_below_the_head_begins_a_comment_whose_name_is_lost(tmp_path: Path) -> None:
    text = "A headline of some words\n\n3 Comments\nOldest\nView all comments\n2 years ago\n\nWho was I?\n\n0\nReply\n"
    text += "".join(
        f"{name}\n1 year ago\n\n{body}\n\n0\nReply\n" for name, body in (("Bob", "No idea."), ("Eve", "Nor I."))
    )
    page = page_of(FORMAT, text, tmp_path)
    assert page.pairs == [(None, "Who was I?"), ("Bob", "No idea."), ("Eve", "Nor I.")]
    assert page.report.repairs["lost_authors"] == 1


def dated_page(comments: list[tuple[str | None, str]]) -> str:
    text = f"A headline of some words\n\n{len(comments)} Comments\nOldest\nNewest Most Voted\nView all comments\n"
    return text + "".join(
        f"{'' if name is None else name + chr(10)}May {day}, 2020 1:02 pm\n\n{body}\n\n{day}\nReply\n"
        for day, (name, body) in enumerate(comments, 1)
    )


def test_names_unlike_names_and_lost_ones_still_begin_comments(tmp_path: Path) -> None:
    comments: list[tuple[str | None, str]] = [
        ("Ann Lee", "I never liked eels."),
        ("Admin", "Please stay polite."),
        ("@maxi", "You are all idiots."),
        ("Carl", "Nonsense."),
        (None, "Whoever eats them is a pig."),
        ("Gast", "Fine with me."),
        ("Dr. Ann-Marie van der Something-Longname, Professor of Fish Sciences", "They are protected."),
        ("Dora Maar", "Save the date:\nJuly 4, 2020\nat the harbour."),
        ("Link", "Says who?"),
        ("Emil", "Smoked above all."),
    ]
    page = page_of(FORMAT, dated_page(comments), tmp_path)
    assert page.pairs == [(None if name == "Link" else name, body) for name, body in comments]
    assert page.report.repairs["lost_authors"] == 2


def test_a_badge_is_still_a_badge_where_a_name_stands_before_it(tmp_path: Path) -> None:
    names = ("Ann Lee", "Bob", "Carl")
    text = dated_page([(f"Guest\n{name}", "I never liked eels.") for name in names])
    assert [name for name, _ in page_of(FORMAT, text, tmp_path).pairs] == list(names)


def test_dates_below_comments_are_no_lost_names(tmp_path: Path) -> None:
    page = page_of(FORMAT, as_dates_below(THREAD), tmp_path)
    assert "lost_authors" not in page.report.repairs


def test_a_last_comment_may_say_what_a_footer_says(tmp_path: Path) -> None:
    text = dated_page([("Ann Lee", "What is slow on a list?"), ("Bob", "Deleting."), ("Carl", "Insert")])
    page = page_of(FORMAT, text + "wpDiscuz\nInsert\n", tmp_path)
    assert page.pairs[-1] == ("Carl", "Insert")


def test_replies_counted_below_the_first_comment_begin_no_section(tmp_path: Path) -> None:
    said = [("Ann Lee", "I never liked eels."), ("Bob", "Deleting."), ("Carl", "No."), ("Dora", "Yes.")]
    text = dated_page(list(said)).replace("Reply\nBob", "Reply\n2 replies\nBob")
    assert page_of(FORMAT, text, tmp_path).pairs == said


SAID = [
    ("Ann Lee", "I never liked eels."),
    ("Bob Ross", "Why not?\n\nThey taste good."),
    ("Carl", "Nonsense."),
    ("Dora", "They are great."),
]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("{name} on May {day}, 2020 at 1:02 pm said:\n", "Reply ↓\n"),
        ("{name} am {day}. Mai 2020 um 13:02 Uhr sagte:\n", "Antworten ↓\n"),
        ("{name} said...\n", "May {day}, 2020 at 1:02 PM\n\n"),
        ("", "Comment by {name} — May {day}, 2020 @ 1:02 pm\n\n"),
        ("", "Kommentar von {name} — {day}. Mai 2020 @ 13:02\n\n"),
    ],
)
def test_themes_put_name_and_date_in_their_own_ways(head: str, foot: str, tmp_path: Path) -> None:
    text = "A headline of some words\n\n4 Comments »\n\n" + "".join(
        f"{head}{body}\n\n{foot}".format(name=name, day=day) for day, (name, body) in enumerate(SAID, 5)
    )
    dump = read_one(tmp_path, "page.txt", f"{text}RSS feed for comments on this post.\n" if not head else text)
    assert dump.inputs[0].format == "text-dated"
    assert dump.threads["page"].declared == 4
    assert [(row["author"], row["text"]) for row in rows(dump)] == SAID
    assert [row["created_at"].day for row in rows(dump)] == [5, 6, 7, 8]


def test_an_attribution_above_each_comment_is_no_attribution_below(tmp_path: Path) -> None:
    text = "A headline of some words\n\n4 Comments\n" + "".join(
        f"Comment by {name} — May {day}, 2020\n{body}\n\n" for day, (name, body) in enumerate(SAID, 5)
    )
    assert [text for _, text in page_of(FORMAT, text, tmp_path).pairs] == [body for _, body in SAID]
