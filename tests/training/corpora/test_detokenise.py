from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.corpora.detokenise import detokenise, glue, move


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("They did n't ask .", "They didn't ask."),
        ("we 've seen it , they 'll say", "we've seen it, they'll say"),
        ("THE ELITE 'S plan IS N'T new", "THE ELITE'S plan ISN'T new"),
        ("it is n’t theirs , it ’s ours", "it isn’t theirs, it’s ours"),
        ("Really ? ! Yes ...", "Really?! Yes..."),
        ("wait . . . what", "wait... what"),
        ("( as before ) [ DS ]", "(as before) [DS]"),
        ("70 % of $ 500", "70% of $500"),
        ('he said " stop it " twice', 'he said "stop it" twice'),
        ("the “ cure ” works", "the “cure” works"),
        ("so `` special '' they are", "so ``special'' they are"),
        ('an odd " quote', 'an odd " quote'),
        ("see https :// t . me / abc / 12", "see https://t.me/abc/12"),
        ("https :// www . a - b . co . uk / x ? v = 9", "https://www.a-b.co.uk/x?v=9"),
        ("https :// a . com / b / Join us at t . me / Room", "https://a.com/b/ Join us at t.me/Room"),
        ("on t . me / Room today", "on t.me/Room today"),
        ("@ someone and # tag", "@someone and #tag"),
        ("Covid - 19 and anti - vax", "Covid-19 and anti-vax"),
        ("from 2019 - 2021", "from 2019-2021"),
        ("a two - year deal", "a two-year deal"),
        ("the truth - they hide it", "the truth - they hide it"),
        ("you 're gon na see", "you're gonna see"),
        ("already fine, isn't it?", "already fine, isn't it?"),
        ("  trimmed  ", "trimmed"),
        ("", ""),
    ],
)
def test_tokens_are_joined_as_they_were_written(tokens: str, text: str) -> None:
    assert detokenise(tokens) == text


@settings(deadline=None)
@given(st.text(alphabet="ab1 .,!?'’\"“”()-/@#:%n t\n", max_size=60))
def test_only_whitespace_is_deleted_and_offsets_follow(text: str) -> None:
    joined, dropped = glue(text)
    assert [char for char in text if not char.isspace()] == [char for char in joined if not char.isspace()]
    assert all(text[place].isspace() for place in dropped)
    kept = [place for place in range(len(text)) if place not in dropped]
    assert all(joined[move(place, dropped)] == text[place] for place in kept)
    assert move(len(text), dropped) == len(joined)


def test_a_long_run_of_spaces_and_dots_takes_no_time() -> None:
    assert detokenise("a" + " " * 20_000 + "b") == "a" + " " * 20_000 + "b"
    assert detokenise("x . " * 5_000).startswith("x.")
