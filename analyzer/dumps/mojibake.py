"""UTF-8 that was read as Latin-1 and written out again, as by Facebook: undone where that is provably right."""

from __future__ import annotations

import re

#: What the bytes of one UTF-8 character look like when each is taken for a Latin-1 character.
_PAIR = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")
_MOST_ROUNDS = 2


def mended(text: str) -> str:
    """Return a text with wrongly read UTF-8 put right, the same text where there is none.

    It is put right only where the whole text gives sound UTF-8 and fewer suspicious pairs are left than before: a
    text that holds a real `â€™` beside a real `’` stays as it is. Twice read wrongly, it is mended twice.

    Example:
        >>> mended("HÃ¥kan"), mended("Håkan"), mended("Ã la carte")
        ('Håkan', 'Håkan', 'Ã la carte')
    """
    for _ in range(_MOST_ROUNDS):
        suspicious = len(_PAIR.findall(text))
        if not suspicious:
            break
        try:
            better = text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
        if len(_PAIR.findall(better)) >= suspicious:
            break
        text = better
    return text
