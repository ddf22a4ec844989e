"""UTF-8 that was read as Latin-1 or Windows-1252 and written out again: undone where that is provably right."""

from __future__ import annotations

import re

#: Windows-1252 has letters where Latin-1 has controls: `â€™` is the same three bytes as `â\x80\x99`.
_TO_LATIN1 = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
#: What the bytes of one UTF-8 character look like when each is taken for a Latin-1 character.
_PAIR = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")
#: Nobody writes these: a text that gets them was no wrongly read UTF-8.
_CONTROL = re.compile("[\u0080-\u009f]")
_MOST_ROUNDS = 2


def mended(text: str) -> str:
    """Return a text with wrongly read UTF-8 put right, the same text where there is none.

    It is put right only where the whole text gives sound UTF-8 and fewer suspicious pairs are left than before: a
    text that holds a real `â€™` beside a real `’` stays as it is. Twice read wrongly, it is mended twice.

    Example:
        >>> mended("HÃ¥kan"), mended("itâ€™s"), mended("Håkan"), mended("Ã la carte")
        ('Håkan', 'it’s', 'Håkan', 'Ã la carte')
    """
    best = text
    for _ in range(_MOST_ROUNDS):
        latin = text.translate(_TO_LATIN1)
        suspicious = len(_PAIR.findall(latin))
        if not suspicious:
            break
        try:
            better = latin.encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
        if len(_PAIR.findall(better.translate(_TO_LATIN1))) >= suspicious:
            break
        text = better
        best = best if _CONTROL.search(better) else better
    return best
