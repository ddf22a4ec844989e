"""What a comment quotes and what it says itself: quoted words are the quoted writer's and are not scored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

# ">" opens a quoted line, but for faces (">:(", ">_<") and Reddit spoilers (">!…!<"), which are the writer's own.
_QUOTED = r"(?:>|&gt;)(?![!=]|[:;][-'^]?[()DPpOo|/\\\[\]]|[._-]+<)"
_QUOTED_LINE = re.compile(rf"^[ \t]*{_QUOTED}.*$", re.MULTILINE)
_OPENS_QUOTE = rf"(?=\s*(?:^[ \t]*{_QUOTED}|\[quote\b))"
_DATED = r"On\b[^\n]{0,160}\d[^\n]{0,160}\bwrote:[ \t]*$"
_NAMED = rf"[^\s\n:>][^\n:]{{0,60}}\b(?:wrote|said|writes):[ \t]*${_OPENS_QUOTE}"
_ATTRIBUTION = re.compile(rf"^[ \t]*(?:{_DATED}|{_NAMED})", re.MULTILINE)
_TAG = re.compile(r"\[(/?)quote(?:[= ][^\]\n]{0,200})?\]", re.IGNORECASE)


class Piece(NamedTuple):
    """A run of own words: where it begins in them, where in the comment, and how long it is (in characters)."""

    own_start: int
    text_start: int
    length: int


@dataclass(frozen=True)
class Split:
    """A comment parted into own and quoted words.

    Attributes:
        own: The own words, pieces joined by a line break.
        quoted: Ranges of the comment that are quoted, attribution lines included: (start, end), in order, disjoint.
        pieces: Where each piece of `own` stands in the comment.
    """

    own: str
    quoted: list[tuple[int, int]]
    pieces: list[Piece]

    def in_text(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the ranges of the comment that `own[start:end]` came from, one per piece touched."""
        ranges = []
        for piece in self.pieces:
            low, high = max(start, piece.own_start), min(end, piece.own_start + piece.length)
            if low < high:
                shift = piece.text_start - piece.own_start
                ranges.append((low + shift, high + shift))
        return ranges


def own_words(text: str) -> str:
    r"""Return the comment without what it quotes.

    `own_words("> You are wrong.\nNo, you are.")` is `"No, you are."`.
    """
    return split_quotes(text).own


def split_quotes(text: str) -> Split:
    """Part a comment into its own words and its quotes.

    Quotes are lines that begin with `>`, `[quote]…[/quote]` (nested, unclosed ones left alone), and the lines
    that lead them in ("On 3 May 2024 X wrote:").
    """
    quoted = (
        _merge(sorted(_quoted_ranges(text))) if ">" in text or "[" in text or "wrote:" in text or "&" in text else []
    )
    own: list[str] = []
    pieces: list[Piece] = []
    length = 0
    for start, end in _between(quoted, len(text)):
        words = text[start:end].strip()
        if words:
            text_start = start + len(text[start:end]) - len(text[start:end].lstrip())
            pieces.append(Piece(length, text_start, len(words)))
            own.append(words)
            length += len(words) + 1
    return Split("\n".join(own), quoted, pieces)


def _quoted_ranges(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _QUOTED_LINE.finditer(text))
    yield from (match.span() for match in _ATTRIBUTION.finditer(text))
    opened: list[int] = []
    for tag in _TAG.finditer(text):
        if not tag.group(1):
            opened.append(tag.start())
        elif opened:
            yield opened.pop(), tag.end()


def _merge(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _between(ranges: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    begin = 0
    for start, end in ranges:
        yield begin, start
        begin = end
    yield begin, length
