"""Whom a comment speaks to by name: `@NAME` anywhere, or a name in its first words ("Sorry, Ann, I meant …")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

#: The place answered where the name is nobody's.
NOBODY = -2

_MAX_PHRASE_WORDS = 6
_WORD = re.compile(r"[^\W_]+")
_AT = re.compile(r"(?<![\w@])@\s?(\S[^\n@]{0,60})")
_TOKEN = re.compile(r"\S+")
_PAUSES = ",:;!.?…-–—'’)"
_OPENER_WORDS = """
    sorry hi hello hey dear yes no yep nope well ok okay oh ah thanks thank you agreed agree exactly right true so
    and but actually lol please good great dude wow haha i with as like to re reply sure fair enough come on my
    friend mr
    """
_OPENERS = frozenset(_OPENER_WORDS.split())
_COMMON_WORDS = """
    the you and for are but not all any can her was one our out his has had him how its who did get man new now old
    see two way she too use that with have this will your from they know want been good much some time very when
    come here just like long make many more only over such take than them well were what yes why guest admin
    anonymous user author true truth god people right thanks sorry please hello syria russia america china iran
    israel trump putin
    """
_COMMON = frozenset(_COMMON_WORDS.split())


def fold(name: str) -> str:
    """Return a name without blanks and capitals: what two spellings of one name have in common."""
    return "".join(name.split()).casefold()


def number_authors(authors: Sequence[str | None]) -> tuple[IntArray, dict[str, int]]:
    """Return the (n,) author number of each comment, -1 where lost, and the number of each folded name."""
    numbers: dict[str, int] = {}
    found = [-1 if name is None else numbers.setdefault(fold(name), len(numbers)) for name in authors]
    return np.array(found, np.int64), numbers


def answered_places(authors: Sequence[str | None], reply_to: Sequence[str | None]) -> IntArray:
    """Return the (n,) latest earlier comment of the author each comment is said to answer.

    -1 where nothing is said, `NOBODY` where no earlier author has that name, case and blanks aside.
    """
    latest: dict[str, int] = {}
    places = []
    for at, (author, answered) in enumerate(zip(authors, reply_to, strict=True)):
        places.append(-1 if answered is None else latest.get(fold(answered), NOBODY))
        if author is not None:
            latest[fold(author)] = at
    return np.array(places, np.int64)


def spoken_to(texts: Sequence[str], own: IntArray, numbers: Mapping[str, int]) -> tuple[IntArray, IntArray]:
    """Return two (n,) author numbers per comment, -1 for none: marked with `@`, and named in the first words."""
    at = [_named(_after_at(text), int(me), numbers) if "@" in text else -1 for text, me in zip(texts, own, strict=True)]
    start = [_named(_addressed(text), int(me), numbers) for text, me in zip(texts, own, strict=True)]
    return np.array(at, np.int64), np.array(start, np.int64)


def _after_at(text: str) -> Iterator[str]:
    return (match[1] for match in _AT.finditer(text))


def _addressed(text: str) -> Iterator[str]:
    """Yield the rest of the first line from each place where a name spoken to may begin."""
    start = text.lstrip()[:120].split("\n")[0]
    if start.startswith(">"):
        return
    for match in list(_WORD.finditer(start))[:_MAX_PHRASE_WORDS]:
        yield start[match.start() :]
        if match[0].casefold() not in _OPENERS:
            return


def _named(phrases: Iterator[str], own: int, numbers: Mapping[str, int]) -> int:
    """Return the author one of the phrases begins with, longest name first; never the writer."""
    for phrase in phrases:
        for name in _beginnings(phrase):
            found = numbers.get(name, own)
            if found != own and len(name) > 2 and name not in _COMMON:
                return found
    return -1


def _beginnings(phrase: str) -> Iterator[str]:
    """Yield what may be a name at the beginning of a phrase, folded, longest first: it ends where words pause."""
    ends = [match.end() for match in _TOKEN.finditer(phrase)][:_MAX_PHRASE_WORDS]
    for end in reversed(ends):
        token = phrase[:end]
        bare = token.rstrip(_PAUSES)
        if bare == token and phrase[end : end + 2].strip().isupper():
            continue  # "John Brown was here" does not speak of John
        yield fold(token)
        yield fold(bare)
