"""What an input is, told by its content: every format is asked, the surest answer counts."""

from __future__ import annotations

import re

from analyzer.dumps.format import Detection, Format, Head
from analyzer.dumps.heads import head_of
from analyzer.dumps.registry import FORMATS, TEXT_FORMATS, known_names
from analyzer.dumps.source import Source
from analyzer.errors import DumpError

_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|!--|[a-zA-Z][\w:-]*[\s/>])", re.IGNORECASE)
_ROOT = re.compile(r"<([a-zA-Z][\w:-]*)")


def detect(source: Source) -> tuple[Format, Detection]:
    """Return the format that fits an input best, and why.

    Raises:
        DumpError: None fits; the message says what was seen.
    """
    head = head_of(source)
    structured = head.layout is not None or _MARKUP.match(head.text) is not None
    asked = [entry for entry in FORMATS if not (structured and entry in TEXT_FORMATS)]
    answers = [(entry, answer) for entry in asked if (answer := entry.sniff(head)) is not None]
    if not answers:
        raise DumpError(
            f"unknown format: {_seen(head)}",
            where=source.where,
            hint=f"Formats that can be read: {known_names()}. If it is one of them, name it with --format",
        )
    return max(answers, key=lambda pair: pair[1].confidence)


def _seen(head: Head) -> str:
    if head.layout is not None:
        first = head.records[0] if head.records else None
        keys = ", ".join(list(first)[:12]) if isinstance(first, dict) else "no objects"
        return f"it is JSON ({head.layout}), but no comment text is found by name; its members are: {keys}"
    if _MARKUP.match(head.text):
        names = _ROOT.findall(head.text[:4096])
        return f"it is XML or HTML, its first element is <{names[0]}>" if names else "it is XML or HTML"
    first_line = next((line.strip() for line in head.text.split("\n") if line.strip()), "")
    return f"it is text that begins {first_line[:60]!r}"
