from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.dumps.mojibake import mended
from tests.dumps.helpers import read_fixture, told

POST = "Åsa A commented on Håkan B's post."


def test_wrongly_read_utf8_is_put_right_and_good_text_is_not_touched() -> None:
    dump = read_fixture("facebook.json")
    assert dump.inputs[0].format == "facebook"
    assert told(dump, "thread_id", "author", "text") == [
        (POST, "Åsa A", "Óptimo".replace("p", "") + " texto, Håkan! 🐝"),
        (POST, "Åsa A", "À la carte, déjà vu ❤"),
    ]
    assert dump.inputs[0].repairs == {"mojibake_mended": 6}
    assert dump.threads[POST].title == POST
    assert any("neither ids nor parents" in note for note in dump.inputs[0].notes)


MENDED = [
    ("HÃ¥kan", "Håkan"),
    ("ParabÃ©ns ð\x9f\x8e\x89", "Parabéns 🎉"),
    ("HÃ\x83Â¥kan", "Håkan"),  # read wrongly twice
    ("itâ€™s â€œfineâ€\x9d", "it’s “fine”"),  # read as Windows-1252
    ("it’s fine, HÃ¥kan", "it’s fine, HÃ¥kan"),  # the ’ is no part of it
    ("MAÇÃ\u00a0É", "MAÇÃ\u00a0É"),
    ("Håkan", "Håkan"),
    ("Ã la carte", "Ã la carte"),
    ("❤ HÃ¥kan", "❤ HÃ¥kan"),  # the heart shows that the text was read rightly
    ("Ã\x83Â\x85sa", "Åsa"),  # half mended it holds a control character
    ("Â\x80", "Â\x80"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "better"), MENDED)
def test_only_what_is_provably_wrong_is_mended(text: str, better: str) -> None:
    assert mended(text) == better


@given(st.text())
def test_what_was_read_wrongly_once_comes_back(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    wrong = text.encode("utf-8").decode("latin-1")
    honest = mended(text) == text and not re.search("[\x80-\x9f]", text)  # it looks like no mojibake itself
    if honest:
        assert mended(wrong) == text
