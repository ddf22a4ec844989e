"""The comment section of a flat scrape as units: lines that may be an author or a body, with the evidence around them.

Dates, `Reply` buttons, `Reply to NAME`, badges and `says:` are taken out of the lines and become evidence for the
line they belong to.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzer.dumps.text_boilerplate import BADGES, is_control, is_number, is_reply_button
from analyzer.dumps.text_dates import read_date
from analyzer.dumps.text_lines import Line
from analyzer.dumps.text_names import FUNCTION_WORDS, name_score, repeated
from analyzer.dumps.text_segments import Evidence
from analyzer.dumps.ui_languages import alternatives

_REPLY_TO = re.compile(rf"^(?:{alternatives('reply_to')})(?P<wide>\s+|\s*@)(?P<name>\S.{{0,58}})$", re.I)
_SAYS = re.compile(rf"^(?P<name>.{{1,60}}?)\s*\b(?:{alternatives('says')})\s*:$", re.I)
_SAYS_ALONE = re.compile(rf"^(?:{alternatives('says')})\s*:?$", re.I)
_CLAUSE_END = re.compile(r"[,:@!?]\s*")
_WORD = re.compile(r"[^\W\d_]{4,}")
_MARKED = 8.0
_UNMARKED = -5.0
_AFTER_BUTTON = 4.0


@dataclass
class Unit:
    """One line that may be a name or a body."""

    line: Line
    name: str
    author: float = 0.0
    opens: float = 0.0
    marked: bool = False
    lost: bool = False
    reply_to: str | None = None
    micros: int | None = None


@dataclass(frozen=True)
class Habits:
    """What this page does around its comments, told from how often it does it."""

    dated: bool
    buttons: bool
    votes: bool
    badges: bool
    controls: bool
    spaced: bool
    counts: dict[str, int] = field(default_factory=dict)


def reply_to_of(text: str) -> str | None:
    """Return the name in a line `Reply to NAME`, in any language; None for any other line."""
    match = _REPLY_TO.match(text)
    return match["name"].strip() if match else None


def habits_of(lines: Sequence[Line], declared: int | None) -> Habits:
    """Return the page's habits: what stands only once is no habit unless there are only one or two comments."""
    enough = 1 if declared is not None and declared <= 2 else 2
    dated = [at for at, line in enumerate(lines) if at and read_date(line.text)]
    buttons = [at for at, line in enumerate(lines) if is_reply_button(line.text)]
    leading = sum(_leads_body(lines, at, bool(buttons)) for at in dated)
    voted = sum(at > 0 and is_number(lines[at - 1].text) for at in buttons)
    return Habits(
        dated=len(dated) >= enough and 2 * leading >= len(dated),
        buttons=len(buttons) >= enough,
        votes=len(buttons) >= enough and 2 * voted > len(buttons),
        badges=_badges_lead_names(lines),
        controls=sum(is_control(line.text) for line in lines) >= enough,
        spaced=sum(line.gap > 0 for line in lines) > 0.8 * len(lines),
        counts=dict(repeated([line.text for line in lines])),
    )


def without_tail(lines: Sequence[Line], habits: Habits) -> Sequence[Line]:
    """Return the lines up to the last `Reply` button, where every comment ends in one and no date comes after it."""
    if not (habits.buttons and habits.dated):
        return lines
    last = max(at for at, line in enumerate(lines) if is_reply_button(line.text))
    return lines if any(read_date(line.text) for line in lines[last:]) else lines[: last + 1]


def _leads_body(lines: Sequence[Line], at: int, buttons: bool) -> bool:
    """Whether the date line at `at` stands between a name and a body, not at the end of a comment."""
    after = lines[at + 1].text if at + 1 < len(lines) else ""
    if not after or is_control(after) or is_number(after):
        return False
    before = lines[at - 1].text
    return buttons or name_score(before) > -1 or _SAYS_ALONE.match(before) is not None


def units_of(lines: Sequence[Line], habits: Habits) -> list[Unit]:
    """Return the section's units, in order; lines that are only evidence for another are not among them."""
    units: list[Unit] = []
    closed = True
    for at, line in enumerate(lines):
        after = lines[at + 1] if at + 1 < len(lines) else None
        if _is_dropped(line, after, habits) and not (closed and _is_dated_badge(line, after, habits)):
            closed = closed or (habits.buttons and is_reply_button(line.text)) or line.key in BADGES
            continue
        if _attach(line, units, closed, habits):
            closed = False
            continue
        units.append(_new_unit(line, habits, closed and bool(units)))
        closed = False
    return units


def _new_unit(line: Line, habits: Habits, closed: bool) -> Unit:
    says = _SAYS.match(line.text)
    unit = Unit(line, says["name"].strip() if says else line.text)
    unit.author = name_score(unit.name) + (1.5 if habits.counts.get(line.text.casefold(), 0) > 1 else 0.0)
    if says:
        _mark(unit)
    if not line.gap and habits.spaced:
        unit.author -= 2.0
    unit.opens = _AFTER_BUTTON if closed else 0.0
    return unit


def _is_dropped(line: Line, after: Line | None, habits: Habits) -> bool:
    if habits.votes and is_number(line.text) and after is not None and is_reply_button(after.text):
        return True
    if habits.badges and line.key in BADGES:
        return True
    return habits.controls and is_control(line.text) and (habits.buttons or not is_reply_button(line.text))


def _is_dated_badge(line: Line, after: Line | None, habits: Habits) -> bool:
    """Whether a word such as `Guest` has a date below it: where a comment begins, it is the name."""
    return habits.dated and line.key in BADGES and after is not None and read_date(after.text) is not None


def _attach(line: Line, units: list[Unit], closed: bool, habits: Habits) -> bool:
    """Make a date, a `says:` or a `Reply to NAME` evidence for the unit before.

    A date right after a button begins a comment whose author is lost.
    """
    when = read_date(line.text) if habits.dated else None
    if when is not None:
        if closed:
            units.append(Unit(line, "", lost=True))
        _mark(units[-1])
        units[-1].micros = when.micros
        return True
    answered = _REPLY_TO.match(line.text)
    if answered and units and _is_known(answered, habits) and (units[-1].marked or not habits.dated):
        _mark(units[-1])
        units[-1].reply_to = answered["name"]
        return True
    if _SAYS_ALONE.match(line.text) and units:
        _mark(units[-1])
        return True
    return False


def _mark(unit: Unit) -> None:
    if not unit.marked:
        unit.author = max(unit.author, -4.0) + _MARKED
    unit.marked = True


def _is_known(answered: re.Match[str], habits: Habits) -> bool:
    return len(answered["wide"]) > 1 or answered["name"].casefold() in habits.counts


def _badges_lead_names(lines: Sequence[Line]) -> bool:
    """Whether `Guest` and the like are badges here: most stand right before a name, not before a body."""
    places = [at for at, line in enumerate(lines) if line.key in BADGES and at + 2 < len(lines)]
    leading = sum(_leads_name(lines, at) for at in places)
    return bool(places) and 2 * leading > len(places)


def _leads_name(lines: Sequence[Line], at: int) -> bool:
    """Whether a name follows, tight, or with a body set apart below it."""
    return name_score(lines[at + 1].text) > 0 and (lines[at + 1].gap == 0 or lines[at + 2].gap > 0)


def evidence_of(units: Sequence[Unit], habits: Habits) -> list[Evidence]:
    """Return what speaks for each role of each unit."""
    marks = sum(unit.marked for unit in units) >= 3
    votes = not habits.votes and _numbers_are_votes(units)
    named = _mentioned(units)
    words = [frozenset(_WORD.findall(unit.line.text.casefold())) - FUNCTION_WORDS for unit in units]
    evidence: list[Evidence] = []
    for at, unit in enumerate(units):
        author = unit.author + (_UNMARKED if marks and not unit.marked else 0.0)
        author += 1.0 if not unit.marked and unit.name.casefold() in named else 0.0
        opens = unit.opens - (_AFTER_BUTTON if habits.buttons and at and not unit.opens and not unit.marked else 0.0)
        skip = (votes and is_number(unit.line.text)) or is_control(unit.line.text)
        alike = max((_likeness(earlier, words[at]) for earlier in words[max(0, at - 3) : at]), default=0.0)
        evidence.append(Evidence(author, max(opens, 0.0) if unit.lost else opens, alike, unit.line.gap > 0, skip))
    return evidence


def _numbers_are_votes(units: Sequence[Unit]) -> bool:
    """Whether numbers come as often as comments would: a name, a text, a number. A few are what people wrote."""
    numbers = sum(is_number(unit.line.text) for unit in units)
    return numbers >= 2 and 4 * numbers >= len(units)


def _mentioned(units: Sequence[Unit]) -> frozenset[str]:
    """Return names that begin a sentence part of a longer line: `Sorry, Hrky75, I meant`."""
    short = {unit.name.casefold() for unit in units if len(unit.name) >= 4 and name_score(unit.name) > 0}
    mentions: set[str] = set()
    for unit in units:
        if len(unit.line.text) > 20:
            mentions.update(part.strip() for part in _CLAUSE_END.split(unit.line.text[:120].casefold()))
    return frozenset(short & mentions)


def _likeness(before: frozenset[str], after: frozenset[str]) -> float:
    """Return the cosine of two sets of words, 0 to 1."""
    return len(before & after) / math.sqrt(len(before) * len(after)) if before and after else 0.0
