"""The messages a mail holds inside its quotes: `>` for the one answered, `>>` for the one before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from analyzer.dumps.text_dates import find_date

_QUOTE = re.compile(r"^(?:[ \t]*>)+ ?")
WROTE = re.compile(
    r"^(?:On |Am |Le |El |Il |Op )?(?P<lead>.{0,200}?)\b"
    r"(?:wrote|writes|said|schrieb|a écrit|escribió|ha scritto|schreef)\b(?P<after>[^:]{0,60}):\s*$",
    re.I,
)
ADDRESS = re.compile(r"<?[\w.+-]+@[\w.-]+>?|<mailto:[^>]*>|\[mailto:[^\]]*\]")
_DATE_PART = re.compile(
    r"^.*\d{4}(?:,? (?:at )?\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?(?:\s*[+-]\d{4})?)?,?\s*|^.*\d{1,2}:\d\d,?\s*", re.I
)


@dataclass
class Layer:
    """One message inside a mail: how deep it is quoted, who wrote it when, its lines."""

    depth: int
    author: str | None
    micros: int | None
    lines: list[str] = field(default_factory=list)


def layers_of(text: str, writer: str | None = None) -> list[Layer]:
    r"""Part a mail into the messages its quotes hold, by depth.

    Example:
        >>> [(x.depth, x.author, x.lines) for x in layers_of("No.\nAnn wrote:\n> Yes.\n> Bo wrote:\n>> Well?")]
        [(0, None, ['No.']), (1, 'Ann', ['Yes.']), (2, 'Bo', ['Well?'])]
    """
    layers: dict[int, Layer] = {0: Layer(0, writer, None)}
    for line in text.split("\n"):
        marks, rest = quoted(line)
        depth = min(len(marks), 200)
        wrote = WROTE.match(rest)
        if wrote is not None:
            name, micros = _writer(wrote["lead"], wrote["after"])
            layers.setdefault(depth + 1, Layer(depth + 1, name, micros))
            continue
        layers.setdefault(depth, Layer(depth, None, None)).lines.append(rest)
    return [layer for _, layer in sorted(layers.items()) if any(map(str.strip, layer.lines))]


def quoted(line: str) -> tuple[str, str]:
    """Part a line into its quote marks, without blanks, and the rest."""
    match = _QUOTE.match(line)
    return ("", line) if match is None else (">" * match[0].count(">"), line[match.end() :])


def _writer(lead: str, after: str) -> tuple[str | None, int | None]:
    when = find_date(lead)
    before = ADDRESS.sub("", _DATE_PART.sub("", lead)).strip(" ,\"'<>()")
    name = before or ADDRESS.sub("", after).strip(" ,\"'<>()")
    return (name or None), None if when is None else when.micros
