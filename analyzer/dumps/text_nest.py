"""Building nested comments from the columns of an indented scrape."""

from __future__ import annotations

from analyzer.dumps.text_bullets import Bullet
from analyzer.dumps.text_comment import TextComment
from analyzer.dumps.text_lines import Line, join_lines


class Nest:
    r"""Takes bullets and lines in page order and keeps a stack of the columns that are open.

    A bullet closes every comment whose bullet stands at its column or right of it; what is left on the stack is its
    parent. So any step of indentation will do, and it may change within a page.

    Args:
        offset: Columns from a bullet to the text below it.

    Example:
        >>> nest = Nest(2)
        >>> for line in lines_of("• ann\n\n  Hi.\n\n  • bob\n\n    Hello."):
        ...     bullet = bullet_of(line)
        ...     nest.open(bullet) if bullet else nest.add(line)
        >>> [(c.author, c.text, c.parent) for c in nest.finished()[0]]
        [('ann', 'Hi.', None), ('bob', 'Hello.', 0)]
    """

    def __init__(self, offset: int) -> None:
        self._offset = offset
        self._comments: list[TextComment] = []
        self._bodies: list[list[Line]] = []
        self._open: list[tuple[int, int]] = []  # (column of the bullet, index of the comment)
        self._lost_bullets = 0

    def open(self, bullet: Bullet) -> None:
        """Begin a comment at a bullet; text that is no name is the body of a comment whose author is lost."""
        named = bullet.named and (bool(bullet.own_body) or not bullet.body)
        self._begin(bullet.column, bullet.text if named else None, bullet.micros)
        if not named and bullet.text:
            line = bullet.line
            self._bodies[-1].append(Line(line.number, line.column, bullet.text, line.gap))

    def add(self, line: Line) -> None:
        """Add a line to the comment it stands under.

        A paragraph left of the open comment's text, but under one that has replies already, is a comment that lost
        its bullet: a page never goes back to a comment's text after its replies. A line under nothing is one too.
        """
        if not self._open:
            self._begin(line.column, None)
            self._lost_bullets += 1
        column = self._open[-1][0]
        if line.gap and line.column <= column and len(self._open) > 1:
            self._begin(max(line.column - self._offset, self._open[0][0]), None)
            self._lost_bullets += 1
        self._bodies[-1].append(line)

    def finished(self) -> tuple[list[TextComment], int]:
        """Return the comments, and the number of those that had lost their bullet."""
        for comment, body in zip(self._comments, self._bodies, strict=True):
            comment.text = join_lines(body)
        return self._comments, self._lost_bullets

    def _begin(self, column: int, author: str | None, micros: int | None = None) -> None:
        while self._open and self._open[-1][0] >= column:
            self._open.pop()
        parent = self._open[-1][1] if self._open else None
        self._open.append((column, len(self._comments)))
        self._comments.append(TextComment(author, "", parent, micros=micros))
        self._bodies.append([])
