"""Emoji spelled out, so that a model whose vocabulary lacks them still reads them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Pictographs in the blocks from Miscellaneous Technical on; runs of one pictograph count once.
_PICTOGRAPH = re.compile("([\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])\\1*")


@lru_cache(maxsize=4096)
def _name(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Sk":  # skin tones say nothing by themselves
        return ""
    if category != "So":
        return character
    return f" {unicodedata.name(character, '').lower()} "


def spell_emoji(text: str) -> str:
    """Return `text` with each pictograph replaced by its Unicode name in lower case.

    `spell_emoji("nice 🤡🤡")` is `"nice  clown face "`.
    """
    return text if text.isascii() else _PICTOGRAPH.sub(lambda match: _name(match[1]), text)
