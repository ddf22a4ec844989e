from __future__ import annotations

import pytest

from analyzer.replies.names import NOBODY, answered_places, number_authors, spoken_to

AUTHORS = ["Marlo77", "petra", "Old Sailor (ret.)", "John", "zed"]


def called(text: str) -> tuple[str | None, str | None]:
    own, numbers = number_authors(AUTHORS)
    at, start = spoken_to([*[""] * 4, text], own, numbers)
    names = [*AUTHORS, None]
    return names[at[-1]], names[start[-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@petra there is none", ("petra", "petra")),
        ("No, @old sailor (RET.) it was not", ("Old Sailor (ret.)", "Old Sailor (ret.)")),
        ("As I told @petra, no.", ("petra", None)),
        ("Sorry, Marlo77, I meant everybody.", (None, "Marlo77")),
        ("petra: there is none.", (None, "petra")),
        ("I agree with Marlo77.", (None, "Marlo77")),
        ("John Brown was hanged there.", (None, None)),
        ("Somebody told petra that.", (None, None)),
        ("zed: that is me", (None, None)),
        ("Mail me: zed@petra.example", (None, None)),
        ("> petra: a quote", (None, None)),
        ("", (None, None)),
    ],
)
def test_who_is_spoken_to(text: str, expected: tuple[str | None, str | None]) -> None:
    assert called(text) == expected


def test_lost_authors_have_no_number() -> None:
    own, numbers = number_authors(["Ann", None, "a nn", "bob"])
    assert own.tolist() == [0, -1, 0, 1]
    assert numbers == {"ann": 0, "bob": 1}


def test_a_name_answered_means_its_latest_comment_also_ones_own() -> None:
    authors = ["Ann", "bob", "ann", "bob", None]
    reply_to = ["bob", None, None, "  ANN ", "bo b"]
    assert answered_places(authors, reply_to).tolist() == [NOBODY, -1, -1, 2, 3]
    assert answered_places(["ann", "ann"], [None, "ann"]).tolist() == [-1, 0]
