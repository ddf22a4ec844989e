"""Names of known authors in texts: found where they are called, answered, quoted or spelled out, and replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"\w+")
#: `@name`, `u/name`; the name may go on for three more words.
_CALLED = re.compile(r"(?<![\w@/])(?:@|/?u/)(?=(\w[\w.\-]*(?:[ \u00a0]\w[\w.\-]*){0,3}))", re.IGNORECASE)
#: A name on its own line after “Reply to”, and one before “wrote:”.
_ANSWERED = re.compile(
    r"^([ \t>]*(?:in )?reply(?:ing)? to:?\s+@?)([^\n]{1,80}?)([ \t]*)$", re.IGNORECASE | re.MULTILINE
)
_QUOTED = re.compile(
    r"^([ \t>]*)([^\n]{1,80}?)(\s+(?:wrote|writes|said|says|schrieb|schreibt|sagt|sagte|a écrit|escribió)\s*:)",
    re.IGNORECASE | re.MULTILINE,
)
#: A name spoken to at the end of a clause: “…, Larry.”
_SPOKEN_TO = re.compile(r"(,\s+)([^\W\d_][\w.\-]*\w)(?=\s*(?:[.!?,;:)]|$))", re.MULTILINE)
#: What no ordinary word has: a digit, an underscore, a capital inside.
_UNLIKE_A_WORD = re.compile(r"[\d_]|[^\W\d_][A-Z]|\w-\w")
#: A name spoken to with the first words.
_ADDRESSED = re.compile(r"^(\s*)([^\n,:;!?]{1,80})([,:;!?])")


class Mentions:
    """Replaces the names of known authors in texts.

    Names of several words, and those no ordinary word looks like (`bram_dv`), are replaced wherever they stand. Other
    names of one word are replaced where they are called with `@` or `u/`, answered (“Reply to NAME”), quoted (“NAME
    wrote:”), spoken to with the first words or, capitalised, after a comma; elsewhere they may be any word. Capitals do
    not matter but there.

    Args:
        replacements: Name → what stands for it.
    """

    def __init__(self, replacements: Mapping[str, str]) -> None:
        self._by_name = {_folded(name): stand_in for name, stand_in in replacements.items()}
        self._capitalised = frozenset(name for name in replacements if name[:1].isupper())
        self._by_first: dict[str, list[str]] = {}
        for name in replacements:
            words = _WORD.findall(_folded(name))
            if words and (len(words) > 1 or _UNLIKE_A_WORD.search(name)):
                self._by_first.setdefault(words[0], []).append(_folded(name))
        for names in self._by_first.values():
            names.sort(key=len, reverse=True)

    def replaced(self, text: str) -> str:
        """Return `text` with every mention replaced.

        Example:
            >>> Mentions({"Ann Lee": "user-1", "bo": "user-2"}).replaced("@bo: ann lee is right, bo tie or not")
            '@user-2: user-1 is right, bo tie or not'
        """
        if "@" in text or "u/" in text or "U/" in text:
            text = self._called(text)
        for pattern in (_ANSWERED, _QUOTED, _ADDRESSED):
            text = pattern.sub(self._whole, text)
        if "," in text:
            text = _SPOKEN_TO.sub(self._addressed, text)
        return self._spelled_out(text) if self._by_first else text

    def _called(self, text: str) -> str:
        pieces, done = [], 0
        for call in _CALLED.finditer(text):
            name = self._longest(call.group(1))
            if name:
                pieces += [text[done : call.end()], self._by_name[_folded(name)]]
                done = call.end() + len(name)
        return "".join([*pieces, text[done:]]) if pieces else text

    def _longest(self, words: str) -> str:
        """Return the longest run of words from the first on that is a name, empty where none is."""
        end = len(words)
        while end > 0:
            name = words[:end].rstrip(".-")
            if _folded(name) in self._by_name:
                return name
            end = max(words.rfind(" ", 0, end), words.rfind("\u00a0", 0, end))
        return ""

    def _whole(self, match: re.Match[str]) -> str:
        before, name, after = match.groups()
        stand_in = self._by_name.get(_folded(name))
        return match.group() if stand_in is None else f"{before}{stand_in}{after}"

    def _addressed(self, match: re.Match[str]) -> str:
        comma, name = match.groups()
        return f"{comma}{self._by_name[_folded(name)]}" if name in self._capitalised else match.group()

    def _spelled_out(self, text: str) -> str:
        pieces, done = [], 0
        for word in _WORD.finditer(text):
            if word.start() < done:
                continue
            for name in self._by_first.get(_folded(word.group()), ()):
                end = word.start() + len(name)
                if _folded(text[word.start() : end]) == name and not _WORD.match(text, end):
                    pieces += [text[done : word.start()], self._by_name[name]]
                    done = end
                    break
        return "".join([*pieces, text[done:]]) if pieces else text


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold() if " " in name or "\u00a0" in name else name.casefold()
