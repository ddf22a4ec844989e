"""Lines of a scraped page as evidence: list marks, markdown, names with dates, lines that are nothing but buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.dumps.text_boilerplate import BADGES, DEBRIS, is_control, is_number
from analyzer.dumps.text_dates import When, ends_in_date, read_date
from analyzer.dumps.text_lines import Line
from analyzer.dumps.text_names import MAX_NAME, is_bare_url, name_score
from analyzer.dumps.ui_languages import alternatives

#: A date beside it makes up for a name that looks like words: `Jess Hill, The Good In Every Day`.
_WORST_NAME = -4.5
_NO_NAME = '@>"“”„«»|/'
_MARK = re.compile(r"^(?:\d{1,5}\.|[*+\-–•◦▪●○‣·o])(?:\s+|$)")
_MARKDOWN = re.compile(r"\*\*|\\(?=[.#*_+\-\[\]()>~`])|(?<!\w)_{2,}|^#{1,6}\s+")
#: How long a name and a date behind it may be: `Ann Lee on May 5, 2020 at 1:02 pm said:`.
_MAX_DATED_NAME = MAX_NAME + 40
#: What stands between a name and a date, and is no part of the name.
_ON = re.compile(r"\s+(?:on|am|le|el|il|em|op|den)$")
_SAYS = re.compile(rf"^(?P<name>\S.{{0,{_MAX_DATED_NAME}}}?)\s+(?:{alternatives('says')})\s*:$", re.I)
_SAYS_ALONE = re.compile(rf"^(?:{alternatives('says')})\s*:?$", re.I)
_BUTTONS = re.compile(
    rf"(?<!\w)(?:{alternatives('reply')}|{alternatives('controls')}|like|liked by|people|person|show all|original)"
    r"(?!\w)",
    re.I,
)


@dataclass(frozen=True)
class Mark:
    """A line with what it is evidence for.

    Attributes:
        line: The line as it stands.
        text: Its words, without list mark and markdown.
        listed: Whether a list mark began it.
        column: Where its words stand, after the list mark: marks are set flush right (` 9.`, `10.`).
        when: The date it is, where it is nothing else.
        name: The name it holds, where it holds one with a date or `says:` behind it.
        named_when: The date behind that name.
        says: Whether it is `NAME says:`, or `says:` alone (then without a name).
        control: Whether it is nothing but buttons, votes and numbers.
    """

    line: Line
    text: str
    listed: bool
    column: int
    when: When | None = None
    name: str | None = None
    named_when: When | None = None
    says: bool = False
    control: bool = False

    @property
    def name_like(self) -> bool:
        """Whether it may be a name standing alone."""
        return is_name_like(self.text) and not self.control and not self.says and self.when is None


def is_name_like(text: str) -> bool:
    """Tell whether a line may be a name beside a date: short, no address, hardly a sentence."""
    return (
        0 < len(text) <= MAX_NAME
        and text[0] not in _NO_NAME
        and name_score(text) > _WORST_NAME
        and not is_bare_url(text)
    )


def marks_of(lines: Sequence[Line]) -> list[Mark]:
    """Return the evidence of each line."""
    return [_mark(line) for line in lines]


def plain(text: str) -> str:
    """Return a line without the marks of markdown."""
    return (
        " ".join(_MARKDOWN.sub(_gap, text).split())
        if "*" in text or "\\" in text or "_" in text or "#" in text
        else text
    )


def _gap(match: re.Match[str]) -> str:
    """Leave a gap where an icon was (`__`), nothing where only emphasis was."""
    return " " if match[0].startswith("_") else ""


def _mark(line: Line) -> Mark:
    when = read_date(plain(line.text))
    if when is not None:
        return Mark(line, plain(line.text), False, line.column, when=when)
    match = _MARK.match(line.text)
    text = plain(line.text[match.end() :] if match else line.text)
    listed, column = match is not None, line.column + (match.end() if match else 0)
    if not text:
        return Mark(line, text, listed, column, control=True)
    when = read_date(text) if listed else None
    if when is not None:
        return Mark(line, text, listed, column, when=when)
    if _SAYS_ALONE.match(text):
        return Mark(line, text, listed, column, says=True)
    says = _SAYS.match(text)
    if says:
        name, said_when = _parted(says["name"].strip())
        if is_name_like(name):
            return Mark(line, text, listed, column, name=name, named_when=said_when, says=True)
    split = ends_in_date(text)
    if split is not None and (is_name_like(split[0]) or (listed and len(split[0]) <= MAX_NAME)):
        return Mark(line, text, listed, column, name=split[0], named_when=split[1])
    return Mark(line, text, listed, column, control=is_button_line(text))


def _parted(name: str) -> tuple[str, When | None]:
    """Part a name from the date behind it: `Ann Lee on May 5, 2020`."""
    split = ends_in_date(name)
    return (name, None) if split is None else (_ON.sub("", split[0]), split[1])


def is_button_line(text: str) -> bool:
    """Tell whether a line is nothing but buttons, vote counts and leftovers of icons.

    Example:
        >>> is_button_line("Daumen hoch 0 Daumen runter Antworten"), is_button_line("Reply to that!")
        (True, False)
    """
    if text in DEBRIS or is_number(text) or is_control(text):
        return True
    if len(text) > 120:
        return False
    rest = _BUTTONS.sub(" ", text)
    return rest != text and not any(character.isalpha() for character in rest)


def is_badge(text: str) -> bool:
    """Tell whether a line is a role shown beside a name: `Author`, `Gast`."""
    return text.casefold() in BADGES
