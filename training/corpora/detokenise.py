"""Undo word tokenisation ("did n't", "https :// t . me") by deleting spaces only, so that offsets can follow.

Every rule is a pattern; each space inside a match goes. What cannot be known is left alone: "A - B" may be a
dash, "can not" may have been written so.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_WORD = r"[\w%~+@]+"
_DOMAINS = r"(?:com|org|net|me|ly|be|uk|gov|edu|tv|io|info|co|ca|de|eu|news)"
# After "/" a capitalised word followed by a lower-case one is the next sentence, not a piece of the address.
_PATH = rf"(?: (?:[./?=&_\-#:;!]+ )+(?![A-Z][a-z]+ [a-z]+ ){_WORD})*(?: /(?= |$))?"

# Second halves that make "A - B" a compound; elsewhere it may be a dash.
_SUFFIXES = (
    "based|induced|caused|related|approved|associated|elect|led|wing|reviewed|reaching|pilled|dose|like|style|driven|"
    "term|free|old|year|month|week|day|hour|fold|specific|positive|injured|vax|vaxx|vaxxers?|vaxers?"
)

_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"https? ?: ?/ ?/ {_WORD}{_PATH}",
        rf"\bwww(?: [.\-] [\w-]+){{1,9}}{_PATH}",
        rf"\b[\w-]+(?: \. [\w-]+){{0,3}} \. {_DOMAINS}\b{_PATH}",
        r"(?<!\s)\s+(?=[,.!?;:%)\]}…](?:\s|$|[,.!?;:)\]}…\"'”’]))",
        r"(?<=[(\[{$£€])\s+(?=\S)",
        r"(?:(?<=^)|(?<=\s))[@#] (?=\w)",
        r"(?i)(?<=\w) (?=n['’]t\b)",
        r"(?i)(?<=\w) (?=['’](?:s|re|ve|ll|m|d)\b)",
        r"(?i)\b(?:gon na|wan na|got ta|gim me)\b",
        r"(?i)\b(?:covid|sars|cov|ncov|non|anti|pro|self|re|pre|ex|co|e|so) - (?=\w)",
        rf"(?i)(?<=\w) - (?=(?:{_SUFFIXES})\b)",
        r"(?<=\d) - (?=\d)",
        r"“ | ”|`` | ''(?!\w)",
    )
)


def glue(text: str) -> tuple[str, list[int]]:
    """Delete the spaces a tokeniser put in.

    Returns:
        The text, and the positions in the input of the deleted characters, ascending (for `move`).

    Example:
        `glue("they did n't .")` gives `("they didn't.", [8, 12])`.
    """
    dropped = {place for rule in _RULES for match in rule.finditer(text) for place in _spaces(text, match)}
    dropped |= _quote_spaces(text)
    dropped.update(range(len(text) - len(text.lstrip())))
    dropped.update(range(len(text.rstrip()), len(text)))
    return "".join(char for place, char in enumerate(text) if place not in dropped), sorted(dropped)


def detokenise(text: str) -> str:
    """Return `text` without the spaces a tokeniser put in."""
    return glue(text)[0]


def move(offset: int, dropped: list[int]) -> int:
    """Carry a character offset of the input of `glue` over to its output."""
    return offset - bisect_left(dropped, offset)


def _spaces(text: str, match: re.Match[str]) -> list[int]:
    return [place for place in range(match.start(), match.end()) if text[place].isspace()]


def _quote_spaces(text: str) -> set[int]:
    """Find the inner spaces of straight double quotes, which pair up only where their number is even."""
    places = [match.start() for match in re.finditer(r'(?:(?<=\s)|^)"(?=\s|$)', text)]
    if len(places) % 2 or len(places) != text.count('"'):
        return set()
    inner = {place + 1 for place in places[::2]} | {place - 1 for place in places[1::2]}
    return {place for place in inner if 0 <= place < len(text) and text[place].isspace()}
