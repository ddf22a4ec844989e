from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.threads.infer import infer_links

AUTHORS = ["Marlo77", "petra", "Old Sailor (ret.)", "John"]
TEXTS = [
    "The ferry does not run in winter. Nobody asked the east bank about it.",
    "Take the bus! It is cheaper than the ferry was in summer!",
    "It was built for carts.",
    "I agree.",
]


def link_of(text: str, author: str | None = "zed", reply_to: str | None = None) -> tuple[int, str | None]:
    return infer_links([*AUTHORS, author], [*TEXTS, text], [*[None] * 4, reply_to])[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> Take the bus! It is cheaper than the ferry was\nThere is none.", (1, "quote")),
        ("You say “nobody asked the east bank” but they did.", (0, "quote")),
        ("@petra there is none", (1, "at_name")),
        ("No, @old sailor (RET.) it was not", (2, "at_name")),
        ("Sorry, Marlo77, I meant everybody.", (0, "name_start")),
        ("petra: there is none.", (1, "name_start")),
        ("I agree with Marlo77.", (0, "name_start")),
        ("John Brown was hanged there.", (-1, None)),
        ("Somebody told petra that.", (-1, None)),
        ("They said “it was” and left.", (-1, None)),
        ("Mail me: zed@petra.example", (-1, None)),
        ("", (-1, None)),
    ],
)
def test_each_rule_finds_its_comment(text: str, expected: tuple[int, str | None]) -> None:
    assert link_of(text) == expected


def test_reply_to_wins_and_ignores_case_and_space() -> None:
    assert link_of("@petra no", reply_to="  MARLO77 ") == (0, "reply_to")


def test_reply_to_may_be_oneself_and_unknown_names_give_nothing() -> None:
    assert link_of("More.", author="petra", reply_to="petra") == (1, "reply_to")
    assert link_of("@petra no", reply_to="nobody here") == (-1, None)


def test_a_quote_goes_to_who_said_it_first() -> None:
    said = "The ferry does not run in winter."
    links = infer_links(["a", "b", "c"], [said, f"> {said}\nIt does.", f"> {said}\nIt does not."], [None] * 3)
    assert [parent for parent, _ in links] == [-1, 0, 0]


def test_the_latest_comment_of_an_author_is_meant() -> None:
    links = infer_links(["ann", "ann", "bob"], ["One thing.", "Another thing.", "@ann no"], [None] * 3)
    assert links[2] == (1, "at_name")


def test_alternation_needs_somebody_spoken_to() -> None:
    authors = ["ann", "bob", "ann"]
    assert infer_links(authors, ["Herring.", "Bread.", "Did you try it?"], [None] * 3)[2] == (1, "alternation")
    assert infer_links(authors, ["Herring.", "Bread.", "Butter."], [None] * 3)[2] == (-1, None)
    assert infer_links([None, "bob", None], ["Herring.", "Bread.", "Did you?"], [None] * 3)[2] == (-1, None)


NAMES = st.one_of(st.none(), st.sampled_from(["ann", "Bob B", "c", "@", ""]), st.text(max_size=5))


@given(st.lists(st.tuples(NAMES, st.one_of(st.text(), st.sampled_from(["> one two three four five", "@ann"])), NAMES)))
def test_links_go_back_only_and_are_the_same_every_time(rows: list[tuple[str | None, str, str | None]]) -> None:
    columns = [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
    links = infer_links(*columns)
    assert links == infer_links(*columns)
    assert all(-1 <= parent < at and (parent < 0) == (how is None) for at, (parent, how) in enumerate(links))
