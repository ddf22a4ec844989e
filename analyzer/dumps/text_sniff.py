"""What every text sniffer asks first: is this prose at all, or JSON, CSV, HTML, XML."""

from __future__ import annotations

import re

from analyzer.dumps.format import Head
from analyzer.dumps.text_lines import phrases

_MARKUP = re.compile(r"</?(?:div|p|span|a|li|ul|html|body|head|script|table|comment|item)\b[^<>]*>", re.I)
#: A number begins an array where a comma or its end follows, `[12:18` begins a line of a chat.
_JSON_START = re.compile(r"^(?:\{|\[\s*(?:[{\[\"\]]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*(?:[,\]]|$)|true|false|null|$))")
_COLUMN_NAMES = phrases(
    """
    id comment_id parent parent_id thread_id text body content comment message author user username name date time
    timestamp created_at created_utc score label title target url reply_to post_id
    """
)


def is_plain_text(head: Head) -> bool:
    """Tell whether the beginning of an input is prose: not JSON, a table, or markup."""
    text = head.text.lstrip("\ufeff \t\r\n")
    if head.layout is not None or not text or _JSON_START.match(text) or text.startswith(("<", "PAR1")):
        return False
    return not _is_table(text) and len(_MARKUP.findall(text)) < 3 and any(character.isalpha() for character in text)


def _is_table(text: str) -> bool:
    """A first line of column names, two of them known ones, is the head of a table."""
    first = text.partition("\n")[0].strip()
    for delimiter in ",;\t|":
        cells = [cell.strip().strip('"').casefold() for cell in first.split(delimiter)]
        if len(cells) > 1 and sum(cell in _COLUMN_NAMES for cell in cells) >= 2:
            return True
    return False
