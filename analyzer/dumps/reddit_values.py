"""Single values of Reddit's dumps: ids with their kind, escaped text."""

from __future__ import annotations

from typing import Any

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def fullname(value: Any, kind: str) -> str | None:
    """Return an id with its kind, None where there is none.

    `t1` is a comment, `t3` a submission; the same base-36 number may be both. Dumps write `c02`, `t1_c02` or, for a
    while, the number itself in base 10: `fullname(5039, "t1")` is `t1_3vz`.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = _base36(value)
    if not isinstance(value, str):
        return None
    text = value.replace("\0", "").strip().lower()
    if not text or text == "null":
        return None
    return text if text[:1] == "t" and text[2:3] == "_" else f"{kind}_{text}"


def _base36(number: int) -> str:
    digits = ""
    while number > 0:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def unescaped(text: str) -> str:
    """Undo Reddit's escapes once: `&amp;lt;` is the four characters `&lt;`."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
