"""Text from strangers, made safe to print and to open in a spreadsheet."""

from __future__ import annotations

import re

# Everything that moves the cursor, colours, hides or reorders: controls but for tab and line feed, bidi controls
# (CVE-2021-42574), invisible separators, tag characters, lone surrogates. Joiners stay: emoji and Persian need them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: What a spreadsheet takes for the beginning of a formula or a command.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|")


def printable(text: str) -> str:
    r"""Return `text` with every character that could steer a terminal written out: `"\x1b[31m"` becomes `"\\x1b[31m"`.

    Tabs and line feeds stay. What comes back holds no unsafe character, so applying it twice changes nothing more.
    """
    return _UNSAFE.sub(lambda match: _written_out(ord(match.group())), text)


def xml_text(text: str) -> str:
    """Return `text` with every character that XML 1.0 forbids as U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def _written_out(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
