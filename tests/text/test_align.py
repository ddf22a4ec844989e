from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.encode import prepare
from analyzer.text.align import REACH, align


def placed(text: str, prepared: str) -> str:
    """What stands in `text` where each character of `prepared` came from; `_` where it has no place."""
    return "".join("_" if place < 0 else text[place] for place in align(text, prepared).tolist())


def test_the_docstrings_example() -> None:
    places = align("see  https://x.org you", "see http you").tolist()
    assert places == [0, 1, 2, *[-1] * 6, 19, 20, 21]


def test_words_said_twice_are_found_one_after_the_other() -> None:
    assert align("no, no no", "no, no no").tolist() == [0, 1, 2, -1, 4, 5, -1, 7, 8]


def test_an_emoji_spelled_out_has_no_place_and_its_neighbours_have() -> None:
    text = "you 🤡 fool"
    assert prepare(text) == "you clown face fool"
    assert placed(text, prepare(text)) == "you____________fool"
    assert align(text, prepare(text)).tolist()[-4:] == [6, 7, 8, 9]


def test_look_alike_letters_have_no_place() -> None:
    text = "yоu fool"  # with a Cyrillic о
    assert prepare(text) == "you fool"
    assert placed(text, prepare(text)) == "____fool"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("> you are a liar and a thief\nwho is a thief", "thief"),
        ("> the idiot said so\nthe idiot is you", "idiot"),
        ("[quote=Bo]you idiot[/quote] you are the idiot", "idiot"),
        ("see https://example.org/idiot idiot", "idiot"),
        ("@idiot you idiot", "idiot"),
        ("other people mother the", "the"),
        ("idiots and idiot", "idiot"),
    ],
)
def test_a_word_is_found_where_the_writer_says_it_himself(text: str, word: str) -> None:
    told = prepare(text)
    start = align(text, told).tolist()[told.rindex(word)]
    assert start == text.rindex(word)


def test_a_comment_that_is_all_quote_is_placed_as_it_is_read() -> None:
    text = "> all of it is quoted"
    assert placed(text, prepare(text)) == text.replace(" ", "_")


def test_short_words_are_looked_for_nearby_and_long_ones_to_the_end() -> None:
    far = "." * (REACH + 10)
    assert align(f"{far} fool", "fool").tolist() == [-1] * 4
    assert align(f"{far} conspiracy", "conspiracy").tolist() == [*range(REACH + 11, REACH + 21)]


@given(st.text(max_size=60), st.text(max_size=60))
def test_places_rise_and_hold_the_very_character(text: str, prepared: str) -> None:
    places = align(text, prepared)
    assert places.shape == (len(prepared),)
    known = [(i, place) for i, place in enumerate(places.tolist()) if place >= 0]
    assert all(text[place] == prepared[i] for i, place in known)
    order = [place for _, place in known]
    assert order == sorted(set(order))


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), max_size=30))
def test_plain_words_are_all_found_where_they_stand(words: list[str]) -> None:
    text = " ".join(words)
    assert align(text, text).tolist() == [i if c != " " else -1 for i, c in enumerate(text)]
