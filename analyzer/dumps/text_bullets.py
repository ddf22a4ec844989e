"""Bullets of an indented scrape: where they stand, which open a comment and which are list items inside a body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from analyzer.dumps.text_lines import Line, lines_of
from analyzer.dumps.text_names import MAX_NAME, name_score

_BULLET = re.compile(r"^(?P<mark>[•◦▪●○‣⁃·*+\-–—]|o(?=\s\s*\S))(?:\s+(?P<text>.*))?$")
_TABS = (8, 4, 2)


@dataclass
class Bullet:
    """One bullet line and the lines up to the next bullet.

    Attributes:
        line: The bullet line.
        mark: Its bullet character.
        text: What follows the bullet.
        body: Lines after it, up to the next bullet.
        micros: Time of the comment, where a date stood in the body.
    """

    line: Line
    mark: str
    text: str
    body: list[Line] = field(default_factory=list)
    micros: int | None = None

    @property
    def column(self) -> int:
        """Column of the bullet character."""
        return self.line.column

    @property
    def own_body(self) -> list[Line]:
        """The body lines that are indented more than the bullet."""
        return [line for line in self.body if line.column > self.column]

    @property
    def named(self) -> bool:
        """Whether the text looks like a name with its body set apart below."""
        return bool(self.text) and len(self.text) <= MAX_NAME and name_score(self.text) > -1.0

    @property
    def evident(self) -> bool:
        """Whether it is surely a comment: a name with indented text below."""
        return self.named and bool(self.own_body)


def indented_lines(text: str) -> list[Line]:
    """Split a text into lines with the tab width under which most bullets have their text right below their own.

    Tabs mixed with spaces are only readable with the width they were written for; eight where nothing tells.
    """
    if "\t" not in text:
        return lines_of(text)
    readings = [lines_of(text, tab) for tab in _TABS]
    return max(readings, key=_aligned)


def _aligned(lines: Sequence[Line]) -> int:
    return sum(
        1
        for line, after in pairwise(lines)
        if (match := _BULLET.match(line.text)) and after.column == line.column + match.start("text")
    )


def bullet_of(line: Line) -> Bullet | None:
    """Return the bullet a line is, None where it is none."""
    match = _BULLET.match(line.text)
    if match is None:
        return None
    return Bullet(line, match["mark"], (match["text"] or "").strip())


def bullets_of(lines: Sequence[Line]) -> tuple[list[Line], list[Bullet]]:
    """Split lines into those before the first bullet and the bullets with what follows each."""
    before: list[Line] = []
    bullets: list[Bullet] = []
    for line in lines:
        bullet = bullet_of(line)
        if bullet is not None:
            bullets.append(bullet)
        elif bullets:
            bullets[-1].body.append(line)
        else:
            before.append(line)
    return before, bullets


def comment_bullets(bullets: Sequence[Bullet]) -> list[bool]:
    """Tell for each bullet of a comment section whether it opens a comment; the others are list items of a body.

    A bullet with a name and text below is a comment. Without text below, it is one (its body or its author is lost)
    unless it looks like a list item: its mark is never seen with a name, it stands tight to its neighbour on a page
    that spaces comments, or it follows a line that announces a list.
    """
    marks = {bullet.mark for bullet in bullets if bullet.evident}
    evident = [bullet for bullet in bullets if bullet.evident]
    spaced = 2 * sum(bullet.line.gap > 0 for bullet in evident) > len(evident)
    verdicts: list[bool] = []
    for at, bullet in enumerate(bullets):
        after = bullets[at + 1] if at + 1 < len(bullets) else None
        before = bullets[at - 1] if at else None
        listed = before is not None and not verdicts[-1] and before.column == bullet.column
        verdicts.append(bullet.mark in marks and not _is_item(bullet, before, after, listed=listed, spaced=spaced))
    return verdicts


def _is_item(bullet: Bullet, before: Bullet | None, after: Bullet | None, *, listed: bool, spaced: bool) -> bool:
    if bullet.evident or before is None or not bullet.text:
        return False
    parent_of_next = after is not None and after.column > bullet.column and not bullet.body
    if bullet.own_body and (bullet.own_body[0].gap or not spaced):
        return False
    if parent_of_next and bullet.named:
        return False
    if spaced and not bullet.line.gap:
        return True
    above = before.body[-1] if before.body else before.line
    if _announces(above.text) or (listed and above.text.endswith((";", ","))):
        return True
    if spaced and after is not None and not bullet.body and after.line.gap == 0 and after.column == bullet.column:
        return not after.evident
    return not spaced and not bullet.named and (listed or bullet.text[:1].islower() or bullet.text.endswith(";"))


def _announces(text: str) -> bool:
    return text.endswith(":") and name_score(text[:-1]) < 1.5
