"""Numbers, names and comments as short, safe words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from analyzer.text.judgeable import NO_TEXT_REASONS
from analyzer.text.quotes import own_words
from analyzer.text.safe import printable

#: Stance to the parent in a word; plain comments go without.
STANCE_PARENT = {"support": "agrees", "deny": "disputes", "query": "asks"}
STANCE_TARGET = {"favor": "in favour", "against": "against", "none": "neither"}
_NAMELESS = {"deleted": "(deleted)", "anonymous": "(anonymous)"}
_MARKED = {"bot": " (bot)", "service": " (service)"}
#: Of a very long comment, as much as any line could show.
_LONGEST = 4_000


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return `1 comment`, `2 comments`, `12,345 comments`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def percent(share: float | None) -> str:
    """Return a share as whole percent, never a false 0 or 100: `under 1 %`, `over 99 %`."""
    if share is None:
        return "–"
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 <= share < 1:
        return ">99 %"
    return f"{100 * share:.0f} %"


def phrase(name: str) -> str:
    """Return a snake_case name as words."""
    return name.replace("_", " ")


def one_line(text: str) -> str:
    """Return `text` on one line, safe to print."""
    return printable(" ".join(text[:_LONGEST].split()))


def shorten(text: str, width: int) -> str:
    """Cut a line to `width` terminal columns, at a word where one is near, with an ellipsis."""
    if cell_len(text) <= width:
        return text
    if width < 2:
        return "…"[:width]
    cut = set_cell_size(text, width - 1).rstrip()
    words, _, _ = cut.rpartition(" ")
    return (words if len(words) >= 0.7 * len(cut) else cut).rstrip(" ,.;:-–") + "…"


def author(comment: Mapping[str, Any]) -> Text:
    """Return who wrote a comment; what is no name stands in brackets."""
    name = one_line(comment["author"] or "")
    kind = comment["author_kind"]
    if not name or kind == "deleted":
        return Text(_NAMELESS.get(kind, "(author unknown)"), style="dim")
    return Text(shorten(name, 30) + _MARKED.get(kind, ""), style="bold")


def excerpt(comment: Mapping[str, Any]) -> Text:
    """Return a comment's own words on one line, or why there are none."""
    reason = comment["no_text_reason"]
    if reason is not None:
        return Text(f"(nothing to score: {NO_TEXT_REASONS.get(reason, phrase(reason))})", style="dim")
    return Text(one_line(own_words(comment["text"]) or comment["text"]))


def pack(parts: Sequence[Text], width: int) -> Iterator[Text]:
    """Yield lines of at most `width` columns, with as many parts as fit on each, two blanks apart."""
    line = Text()
    for part in parts:
        if line and line.cell_len + 2 + part.cell_len > width:
            yield line
            line = Text()
        line = Text.assemble(line, "  ", part) if line else part.copy()
        line.truncate(width, overflow="ellipsis")
    if line:
        yield line


def folded(text: str, width: int, indent: str) -> Iterator[Text]:
    """Yield prose as lines of at most `width` columns, each behind `indent`."""
    glued = text.replace(" %", "\u00a0%")
    for line in textwrap.wrap(glued, max(20, width - len(indent)), break_long_words=False):
        yield Text(indent + line)
