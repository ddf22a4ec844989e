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
_COUNT_FIRST = re.compile(rf"^\(?{_COUNT}\)?\s*(?:{_COUNT_WORDS})(?:\s+(?:on|to|zu|sur|su|sorted)\b.*)?\s*[:»]?$", re.I)
#: What stands under one comment, in the words of its languages: `2 replies`, `1 Antwort`.
_REPLY_COUNT = re.compile(
    r"^\(?\d{1,6}\)?\s*(?:repl(?:y|ies)|antwort(?:en)?|réponses?|respuestas?|respostas?|rispost[ae]|antwoord(?:en)?"
    r"|reacties?|ответ(?:а|ов)?|відповід(?:ь|і|ей)|odpowied(?:ź|zi)|odpověd[ií]|yanıt|cevap|válasz|respondoj?|svar"
    r"|պատասխան|ردود|رد|پاسخ|条?回复|件の返信)$",
    re.I,
)
_COUNT_LAST = re.compile(rf"^(?:{_COUNT_WORDS})\s*[:(]\s*{_COUNT}\s*\)?$", re.I)
_COUNT_INSIDE = re.compile(
    rf"^(?:this post has|there are|all|alle)\s+{_COUNT}\s+(?:{_COUNT_WORDS})\b"
    rf"|^#{{0,6}}\s*(?:{_COUNT_WORDS})\s*\(\s*{_COUNT}\s*\)$",
    re.I,
)
#: An arrow or guillemet that decorates a button: `Reply ↓`.
_ARROWS = " ↓↑→←↩↪⤵▼▾»›"
_HEAD_WORDS = re.compile(rf"(?<!\w)(?:{alternatives('head')}|sortiert nach|sorted by|sort by)(?!\w)", re.I)
_MAX_HEAD = 120
#: Words of a line that is prose, neither name nor button.
_PROSE_WORDS = 25
_NUMBER = re.compile(r"^[+\-−]?\d{1,6}(?:[.,]\d+)?[kK]?$")
_LAST_EDITED = re.compile(r"^(?:last edited|zuletzt bearbeitet|edited)\b.{0,80}$", re.I)
_VIEW_REPLIES = re.compile(
    r"^(?:view|hide|show|load)\s+(?:more\s+|all\s+)?(?:\d+\s+)?(?:more\s+)?repl(?:y|ies)(?:\s*\(\d+\))?$", re.I
)
_HIDDEN = re.compile(
    rf"^(?:view|show|load)\s+(?:all\s+)?{_COUNT}\s+(?:more\s+|previous\s+|other\s+)*(?:repl(?:y|ies)|comments?)$", re.I
)
_FIELD = re.compile(
    r"^(?:\[[\s*+›]*\]|\{\}|label|name\*?|e-?mail\*?|website)(?:\s+(?:\[[^\[\]]*\]|name\*?|email\*?|website|\{\}))*$"
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


def counts_replies(text: str) -> bool:
    """Tell whether a line counts the replies to one comment, as `2 replies` below it does."""
    return _REPLY_COUNT.match(text) is not None


def is_head_words(text: str) -> bool:
    """Tell whether a line is nothing but phrases of a section's head: `Новые Популярные`, `Sort by: Newest`."""
    if len(text) >= _MAX_HEAD or not any(map(str.isalpha, text)):
        return False
    return not any(map(str.isalpha, _HEAD_WORDS.sub(" ", text.casefold())))


def is_field(text: str) -> bool:
    """Tell whether a line is a field or box of a form, as text browsers draw it: `[      ] Name*`."""
    return _FIELD.match(text) is not None


def is_number(text: str) -> bool:
    """Tell whether a line is only a number, as vote counts are."""
    return _NUMBER.match(text) is not None


def is_control(text: str) -> bool:
    """Tell whether a line is a button or note of the page under a comment: `Reply`, `2 replies`, `Last edited …`."""
    known = (_LAST_EDITED, _VIEW_REPLIES, _HIDDEN, _REPLY_COUNT)
    return _button(text) in CONTROLS or any(pattern.match(text) for pattern in known)


def is_reply_button(text: str) -> bool:
    """Tell whether a line is the button that ends a comment."""
    return _button(text) in REPLY


def _button(text: str) -> str:
    key = key_of(text)
    return key.rstrip(_ARROWS) or key


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

    The head is the first run of two or more head lines; without one, the last line that declares a count. What
    comes after is comments, up to a footer.
    """
    counts_at = _count_lines(lines)
    runs = [run for run in _header_runs(lines) if run[2] >= 2 and not _is_meta(lines, run, counts_at)] or [
        (at, at + 1, 1) for at in counts_at
    ]
    if not runs:
        return None
    head, start, markers = runs[0] if runs[0][2] >= 2 else runs[-1]
    counts = [declared_count(line.text) for line in lines[head:start]]
    declared = next((count for count in reversed(counts) if count is not None), None)
    end = _section_end(lines, start, declared)
    return Section(head, start, end, declared, markers >= 2)


def _count_lines(lines: Sequence[Line]) -> list[int]:
    """Return where counts are declared; `2 replies` below a comment of a page that counts comments is none."""
    found = [at for at, line in enumerate(lines) if declared_count(line.text) is not None]
    first = next((at for at in found if not counts_replies(lines[at].text)), None)
    return [at for at in found if first is None or at <= first or not counts_replies(lines[at].text)]


def _is_meta(lines: Sequence[Line], run: tuple[int, int, int], counts_at: Sequence[int]) -> bool:
    """Whether a run stands under the article's title: prose follows, and the same count is declared again below it."""
    first, end, _ = run
    if end >= len(lines) or len(lines[end].text.split()) < _PROSE_WORDS:
        return False
    declared = {declared_count(lines[at].text) for at in counts_at if first <= at < end}
    return any(at > end and declared_count(lines[at].text) in declared for at in counts_at)


def _header_runs(lines: Sequence[Line]) -> list[tuple[int, int, int]]:
    """Return (first, after the last strong line, number of different strong lines) of each run of head lines."""
    runs: list[tuple[int, int, int]] = []
    first, strong_end, strong = -1, -1, set[str]()
    for at, line in enumerate(lines):
        is_strong = line.key in HEADER_STRONG or declared_count(line.text) is not None or _is_menu(line.text)
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


def _is_menu(text: str) -> bool:
    """Whether a line is two or more choices of a section's head: `Новые Популярные`."""
    return _HEAD_WORDS.match(text) is not None and is_head_words(text) and len(_HEAD_WORDS.findall(text)) > 1


def _section_end(lines: Sequence[Line], start: int, declared: int | None) -> int:
    """Return where the footer begins: its first known line, less the two counters wpDiscuz prints before it."""
    end = _footer_at(lines, start)
    at = end
    while at > start and (lines[at - 1].key in DEBRIS or lines[at - 1].key in FOOTER):
        at -= 1
    return at - _counters(lines, start, at, declared, marked=at < len(lines))


def _footer_at(lines: Sequence[Line], start: int) -> int:
    """Return where the footer's first line stands, the number of lines where there is none.

    A comment may say what a footer says (`Insert`): where comments end in reply buttons, one more button after such a
    line shows that the section goes on. The button behind a `|` or `x` is the footer's own.
    """
    footers = [at for at in range(start, len(lines)) if lines[at].key in FOOTER]
    if not footers:
        return len(lines)
    buttons = [
        at
        for at in range(start, len(lines))
        if is_reply_button(lines[at].text) and (at == start or lines[at - 1].key not in DEBRIS)
    ]
    habit = any(at < footers[0] for at in buttons)
    last = buttons[-1] if habit else start - 1
    return next((at for at in footers if at > last), len(lines))


def _counters(lines: Sequence[Line], start: int, end: int, declared: int | None, *, marked: bool) -> int:
    """Return how many of the last lines are wpDiscuz's bubble: the declared count, then the count of new comments."""
    shown = [line.text for line in lines[max(start, end - 2) : end]]
    if len(shown) == 2 and all(map(is_number, shown)) and (shown[0] == str(declared) or (marked and declared is None)):
        return 2
    return 1 if marked and shown and shown[-1] in ("0", str(declared)) else 0
