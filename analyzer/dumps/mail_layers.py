"""The messages a mail holds inside its quotes: `>` for the one answered, `>>` for the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analyzer.dumps.text_dates import find_date

_QUOTE = re.compile(r"^(?:[ \t]*>)+ ?")
_WROTE = re.compile(
    r"^(?:On |Am |Le |El |Il |Op |Den )?(?P<lead>.{0,200}?)\b"
    r"(?:wrote|writes|said|schrieb|a écrit|escribió|ha scritto|schreef|skrev)\b(?P<after>[^:]{0,100}):\s*$",
    re.I,
)
ADDRESS = re.compile(r"<?[\w.+-]+@[\w.-]+>?|<mailto:[^>]*>|\[mailto:[^\]]*\]")
#: All up to the clock, whatever word the language puts before it (`at`, `um`, `à`); without one up to the year.
_DATE_PART = re.compile(
    r"^.*(?:\d{1,2}:\d\d(?::\d\d)?|\bkl\.? ?\d{1,2}\.\d\d)(?:\s*[AP]M\b|\s*Uhr\b)?(?:\s*[+-]\d{4})?,?\s*"
    r"|^.*\d{4},?\s*",
    re.I,
)
_MAX_DEPTH = 200
#: A longer line is not the beginning of a wrapped attribution.
_MAX_WRAPPED = 200


@dataclass(eq=False)
class Layer:
    """One message inside a mail: how deep it is quoted, who wrote it when, its lines, the message it answers."""

    depth: int
    author: str | None
    micros: int | None
    lines: list[str] = field(default_factory=list)
    answers: Layer | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it was quoted but its writer's name."""
        return not any(map(str.strip, self.lines))

    @property
    def parent(self) -> Layer | None:
        """The nearest message before it of which something was quoted."""
        found = self.answers
        while found is not None and found.is_blank:
            found = found.answers
        return found


@dataclass(frozen=True)
class Attribution:
    """`On DATE, NAME wrote:` above a quote.

    Attributes:
        author: Who wrote what is quoted.
        micros: When, None where it does not say.
        certain: Whether it has a date or an address, which sentences that end in "said:" have not.
        length: Number of lines it takes: mail programs wrap long ones.
        quote: Number of lines from its last one to the quote below, 0 where something else follows.
    """

    author: str | None
    micros: int | None
    certain: bool
    length: int
    quote: int


def layers_of(text: str, writer: str | None = None) -> list[Layer]:
    r"""Part a mail into the messages its quotes hold, by depth; each attribution above a quote begins another one.

    Example:
        >>> [(x.depth, x.author, x.lines) for x in layers_of("No.\nAnn wrote:\n> Yes.\n> Bo wrote:\n>> Well?")]
        [(0, None, ['No.']), (1, 'Ann', ['Yes.']), (2, 'Bo', ['Well?'])]
    """
    mail = _Mail(writer)
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        marks, rest = quoted(lines[at])
        said = attribution_at(lines, at)
        if said is None or not (said.quote or said.certain):
            mail.layer_at(min(len(marks), _MAX_DEPTH)).lines.append(rest)
            at += 1
            continue
        if said.quote:
            mail.begin(Layer(min(len(marks) + 1, _MAX_DEPTH), said.author, said.micros))
        at += said.length
    return sorted((layer for layer in mail.layers if not layer.is_blank), key=lambda layer: layer.depth)


def attributions(lines: Sequence[str]) -> Iterator[Attribution]:
    """Yield the attributions of a mail."""
    at = 0
    while at < len(lines):
        said = attribution_at(lines, at)
        if said is not None:
            yield said
        at += 1 if said is None else said.length


def attribution_at(lines: Sequence[str], at: int) -> Attribution | None:
    """Return the attribution that begins on a line, None where none does."""
    marks, rest = quoted(lines[at])
    length, match = 1, _WROTE.match(rest)
    if match is None and at + 1 < len(lines) and lines[at + 1].rstrip().endswith(":"):
        next_marks, next_rest = quoted(lines[at + 1])
        if (
            next_marks == marks
            and len(rest) <= _MAX_WRAPPED
            and (ADDRESS.search(rest) is not None or find_date(rest) is not None)
        ):
            length, match = 2, _WROTE.match(f"{rest.rstrip()} {next_rest.lstrip()}")
    if match is None:
        return None
    when = find_date(match["lead"])
    return Attribution(
        author=_writer(match["lead"], match["after"]),
        micros=None if when is None else when.micros,
        certain=when is not None or ADDRESS.search(match[0]) is not None,
        length=length,
        quote=_quote_below(lines, at + length, len(marks)),
    )


def quoted(line: str) -> tuple[str, str]:
    """Part a line into its quote marks, without blanks, and the rest."""
    match = _QUOTE.match(line)
    return ("", line) if match is None else (">" * match[0].count(">"), line[match.end() :])


class _Mail:
    """A mail as it is unfolded: its messages, and which of them the next line of each depth belongs to."""

    def __init__(self, writer: str | None) -> None:
        self.layers = [Layer(0, writer, None)]
        self._open = {0: self.layers[0]}

    def begin(self, layer: Layer) -> None:
        """Begin a message whose writer is named: what is quoted deeper from here on belongs to it."""
        self._open = {depth: other for depth, other in self._open.items() if depth < layer.depth}
        self._add(layer)

    def layer_at(self, depth: int) -> Layer:
        """Return the message a line belongs to; one without a named writer answers what was quoted deeper before."""
        if depth not in self._open:
            deeper = min((other for other in self._open if other > depth), default=None)
            self._add(Layer(depth, None, None, answers=None if deeper is None else self._open[deeper]))
        return self._open[depth]

    def _add(self, layer: Layer) -> None:
        around = self._open[max(depth for depth in self._open if depth < layer.depth)]
        around.answers = layer
        self._open[layer.depth] = layer
        self.layers.append(layer)


def _quote_below(lines: Sequence[str], start: int, depth: int) -> int:
    """Return how far below a deeper quote follows, blank lines left out; 0 where something else does."""
    for at in range(start, len(lines)):
        marks, rest = quoted(lines[at])
        if rest.strip():
            return at - start + 1 if len(marks) > depth else 0
    return 0


def _writer(lead: str, after: str) -> str | None:
    before = ADDRESS.sub("", _DATE_PART.sub("", lead)).strip(" ,\"'<>()")
    return before or ADDRESS.sub("", after).strip(" ,\"'<>()") or None
