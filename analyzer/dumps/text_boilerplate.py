"""What a comment page says around its comments: form fields, sort buttons, vote counts, footers, declared counts.

The phrases are those of wpDiscuz, WordPress and their translations (`ui_languages`) as scrapes of pages show them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.dumps.text_lines import Line, key_of, phrases
from analyzer.dumps.ui_languages import all_phrases, alternatives

#: Lines that stand only in the head of a comment section.
HEADER_STRONG = all_phrases("head")
#: Lines that may stand between those, and mean nothing by themselves.
HEADER_WEAK = all_phrases("weak") | phrases("guest|{}|[+]|{} [+]|gast|гость|0|[›]|›|[*] [post comment]|connection")
#: Lines after which the comment section is over.
FOOTER = all_phrases("footer") | phrases("wpdiscuz|insert")
#: Buttons of one comment.
REPLY = all_phrases("reply")
CONTROLS = REPLY | all_phrases("controls") | phrases("∧|∨|⋅|·")
BADGES = all_phrases("badges")
#: Lines that are nothing but leftovers of icons and counters.
DEBRIS = frozenset({"()", "x", "[ ]", "[]", "|", "•", "×", "-", "–", "—", "{}", "[+]", "{} [+]"})

_COUNT_WORDS = (
    rf"{alternatives('counts')}|commentaires?|comentarios?|reactie|yorum|kommentarer|komentář[eů]?|تعليقات?|דעות"
)
_COUNT = r"(\d{1,3}(?:[.,\s]\d{3})+|\d+)"
_COUNT_FIRST = re.compile(rf"^\(?{_COUNT}\)?\s*(?:{_COUNT_WORDS})(?:\s+(?:on|to|zu|sur|su|sorted)\b.*)?:?$", re.I)
_COUNT_LAST = re.compile(rf"^(?:{_COUNT_WORDS})\s*[:(]\s*{_COUNT}\s*\)?$", re.I)
_COUNT_INSIDE = re.compile(
    rf"^(?:this post has|there are|all|alle)\s+{_COUNT}\s+(?:{_COUNT_WORDS})\b"
    rf"|^#{{0,6}}\s*(?:{_COUNT_WORDS})\s*\(\s*{_COUNT}\s*\)$",
    re.I,
)
_NUMBER = re.compile(r"^[+\-−]?\d{1,6}(?:[.,]\d+)?[kK]?$")
_LAST_EDITED = re.compile(r"^(?:last edited|zuletzt bearbeitet|edited)\b.{0,80}$", re.I)
_VIEW_REPLIES = re.compile(
    r"^(?:view|hide|show|load)\s+(?:more\s+|all\s+)?(?:\d+\s+)?(?:more\s+)?repl(?:y|ies)(?:\s*\(\d+\))?$", re.I
)
_HIDDEN = re.compile(
    rf"^(?:view|show|load)\s+(?:all\s+)?{_COUNT}\s+(?:more\s+|previous\s+|other\s+)*(?:repl(?:y|ies)|comments?)$", re.I
)
_FIELD = re.compile(
    r"^(?:\[[\s*+›]*\]|\{\}|label|name\*?|e-?mail\*?|website)(?:\s+(?:\[.*\]|name\*?|email\*?|website|\{\}))*$"
    r"|^\[[\w\s*-]*\]$",
    re.I,
)


def declared_count(text: str) -> int | None:
    """Return the number a line such as `8 Comments` or `Kommentare (3)` declares, None for any other line."""
    match = _COUNT_FIRST.match(text) or _COUNT_LAST.match(text)
    return int(re.sub(r"\D", "", match[1])) if match else None


def count_in(text: str) -> int | None:
    """Return a declared count also where words stand around it: `This Post Has 80 Comments`, `Kommentare ( 56 )`."""
    found = declared_count(text)
    if found is not None or len(text) > 80:
        return found
    match = _COUNT_INSIDE.search(text)
    return int(re.sub(r"\D", "", match[1] or match[2])) if match else None


def hidden_comments(lines: Sequence[Line]) -> int:
    """Return how many comments the buttons of a page say it would show on a click: `View 5 replies`."""
    found = (_HIDDEN.match(line.text) for line in lines if len(line.text) <= 40)
    return sum(int(re.sub(r"\D", "", match[1])) for match in found if match)


def is_field(text: str) -> bool:
    """Tell whether a line is a field or box of a form, as text browsers draw it: `[      ] Name*`."""
    return _FIELD.match(text) is not None


def is_number(text: str) -> bool:
    """Tell whether a line is only a number, as vote counts are."""
    return _NUMBER.match(text) is not None


def is_control(text: str) -> bool:
    """Tell whether a line is a button or note of the page under a comment (`Reply`, `Edit`, `Last edited …`)."""
    return key_of(text) in CONTROLS or any(known.match(text) for known in (_LAST_EDITED, _VIEW_REPLIES, _HIDDEN))


def is_reply_button(text: str) -> bool:
    """Tell whether a line is the button that ends a comment."""
    return key_of(text) in REPLY


@dataclass(frozen=True)
class Section:
    """Where the comments of a page stand among its lines: from `start` to before `end`, after a head from `head`."""

    head: int
    start: int
    end: int
    declared: int | None
    wpdiscuz: bool


def find_section(lines: Sequence[Line]) -> Section | None:
    """Find the comment section by its head, None where the page has none.

    The head is the last run of two or more head lines; without one, the last line that declares a count. What
    comes after is comments, up to a footer.
    """
    runs = [run for run in _header_runs(lines) if run[2] >= 2] or [
        (at, at + 1, 1) for at, line in enumerate(lines) if declared_count(line.text) is not None
    ]
    if not runs:
        return None
    head, start, markers = runs[0] if runs[0][2] >= 2 else runs[-1]
    counts = [declared_count(line.text) for line in lines[head:start]]
    declared = next((count for count in reversed(counts) if count is not None), None)
    end = _section_end(lines, start, declared)
    return Section(head, start, end, declared, markers >= 2)


def _header_runs(lines: Sequence[Line]) -> list[tuple[int, int, int]]:
    """Return (first, after the last strong line, number of different strong lines) of each run of head lines."""
    runs: list[tuple[int, int, int]] = []
    first, strong_end, strong = -1, -1, set[str]()
    for at, line in enumerate(lines):
        is_strong = line.key in HEADER_STRONG or declared_count(line.text) is not None
        if is_strong or line.key in HEADER_WEAK or _FIELD.match(line.text):
            first = at if first < 0 else first
            if is_strong:
                strong_end = at + 1
                strong.add(line.key)
            continue
        if strong:
            runs.append((first, strong_end, len(strong)))
        first, strong = -1, set()
    if strong:
        runs.append((first, strong_end, len(strong)))
    return runs


def _section_end(lines: Sequence[Line], start: int, declared: int | None) -> int:
    """Return where the footer begins: its first known line, less the two counters wpDiscuz prints before it."""
    end = next((at for at in range(start, len(lines)) if lines[at].key in FOOTER), len(lines))
    at = end
    while at > start and (lines[at - 1].key in DEBRIS or lines[at - 1].key in FOOTER):
        at -= 1
    return at - _counters(lines, start, at, declared, marked=at < len(lines))


def _counters(lines: Sequence[Line], start: int, end: int, declared: int | None, *, marked: bool) -> int:
    """Return how many of the last lines are wpDiscuz's bubble: the declared count, then the count of new comments."""
    shown = [line.text for line in lines[max(start, end - 2) : end]]
    if len(shown) == 2 and all(map(is_number, shown)) and (shown[0] == str(declared) or (marked and declared is None)):
        return 2
    return 1 if marked and shown and shown[-1] in ("0", str(declared)) else 0
