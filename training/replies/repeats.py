"""Text without what it repeats from earlier comments: quotes give replies away, and many dumps have none."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Words in a row that must stand in an earlier comment to count as repeated.
RUN = 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LOOSE = " \t\n.,;:!?\"'“”>"


def without_repeats(texts: Sequence[str]) -> list[str]:
    """Return each text less every run of at least `RUN` words that stands in an earlier one, case aside.

    Example:
        `["One two three four five six.", "one two three four five? No."]` gives `["One two … six.", "No."]`.
    """
    seen: set[tuple[str, ...]] = set()
    found: list[str] = []
    for text in texts:
        words = list(_WORD.finditer(text))
        folded = [word[0].casefold() for word in words]
        runs = [tuple(folded[at : at + RUN]) for at in range(len(folded) - RUN + 1)]
        repeated = [False] * len(words)
        for at, run in enumerate(runs):
            if run in seen:
                repeated[at : at + RUN] = [True] * RUN
        seen.update(runs)
        found.append(_cut(text, words, repeated) if any(repeated) else text)
    return found


def _cut(text: str, words: list[re.Match[str]], repeated: list[bool]) -> str:
    pieces: list[str] = []
    begin = 0
    for word, gone in zip(words, repeated, strict=True):
        if gone:
            pieces.append(text[begin : word.start()])
            begin = word.end()
    pieces.append(text[begin:])
    return " ".join(part for piece in pieces if (part := piece.strip(_LOOSE)))
