"""Where the characters of a prepared text came from: models read a normal form, people mark the text as written."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from analyzer.text.normalise import ADDRESS, HANDLE
from analyzer.text.quotes import split_quotes

IntArray = npt.NDArray[np.int64]

_WORD = re.compile(r"\S+")
#: How far ahead a word is looked for: beyond lies another place where the same word stands.
REACH = 200
#: Words this long are looked for to the end: they hardly stand there by chance.
LONG = 8


def align(text: str, prepared: str) -> IntArray:
    """Return for each character of `prepared` its place in `text`, or -1 where it has none.

    Whole words are looked for one after another, each behind the one before. What is quoted is passed over; what
    normalising changed (addresses, names called, look-alike letters, emoji spelled out) has no place.

    `align("see  https://x.org you", "see http you")` maps `see` to 0 and `you` to 19, and `http` nowhere.
    """
    places = np.full(len(prepared), -1, dtype=np.int64)
    own, cursor = _blanked(text), 0
    for match in _WORD.finditer(prepared):
        word = match.group()
        found = _find(own, word, cursor)
        if found >= 0:
            places[match.start() : match.end()] = np.arange(found, found + len(word))
            cursor = found + len(word)
    return places


def _blanked(text: str) -> str:
    """Return `text` with blanks, as long as they were, for quotes, addresses and names called."""
    split = split_quotes(text)
    for start, end in split.quoted if split.own else ():  # a comment that is all quote is read as it is
        text = text[:start] + " " * (end - start) + text[end:]
    for pattern in (ADDRESS, HANDLE):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _find(text: str, word: str, cursor: int) -> int:
    """Return where `word` stands at or behind `cursor`, not as a part of a longer one; -1 where it does not."""
    limit = None if len(word) >= LONG else cursor + REACH
    while (found := text.find(word, cursor, limit)) >= 0:
        end = found + len(word)
        if not (_joins(text[found - 1 : found], word[0]) or _joins(word[-1], text[end : end + 1])):
            break
        cursor = found + 1
    return found


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum()
