"""Text scrapes that flatten a comment page to lines: author, body, author, body (wpDiscuz and the like)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_article import split_article
from analyzer.dumps.text_boilerplate import Section, find_section, hidden_comments, is_number
from analyzer.dumps.text_comment import TextComment, batches_of, note_count
from analyzer.dumps.text_lines import Line, join_lines, lines_of
from analyzer.dumps.text_segments import Role, segment
from analyzer.dumps.text_sniff import is_plain_text
from analyzer.dumps.text_units import Unit, evidence_of, habits_of, units_of, without_tail

#: Fewer numbers at the ends of bodies are chance.
_ENOUGH_VOTES = 3


def comments_of(lines: Sequence[Line], declared: int | None) -> tuple[list[TextComment], int]:
    """Return the comments of a flat section, and how many of its lines are in none of them."""
    habits = habits_of(lines, declared)
    units = units_of(without_tail(lines, habits), habits)
    roles = segment(evidence_of(units, habits), declared)
    comments: list[TextComment] = []
    bodies: list[list[Line]] = []
    for unit, role in zip(units, roles, strict=True):
        if role is Role.SKIP:
            continue
        if role is not Role.BODY:
            comments.append(_opened(unit, role))
            bodies.append([])
        if role is not Role.AUTHOR:
            bodies[-1].append(unit.line)
    bodies = _without_votes(bodies)
    for comment, body in zip(comments, bodies, strict=True):
        comment.text = join_lines(body)
    kept = sum(map(len, bodies)) + sum(comment.author is not None for comment in comments)
    return comments, len(lines) - kept


def _without_votes(bodies: list[list[Line]]) -> list[list[Line]]:
    """Take the number off the end of each body where nearly all end in one; a body that is a number stays."""
    voted = [len(body) > 1 and is_number(body[-1].text) for body in bodies]
    if sum(voted) < _ENOUGH_VOTES or sum(voted) < 0.8 * len(bodies):
        return bodies
    return [body[:-1] if vote else body for body, vote in zip(bodies, voted, strict=True)]


def _opened(unit: Unit, role: Role) -> TextComment:
    author = unit.name if role is Role.AUTHOR and not unit.lost else None
    return TextComment(author, "", reply_to=unit.reply_to, micros=unit.micros)


def _convincing(lines: Sequence[Line], declared: int | None, found: int, *, complete: bool) -> bool:
    """Whether a section without the usual head is one: dated comments, or as many as the page declares."""
    habits = habits_of(lines, declared)
    return habits.dated or habits.buttons or (complete and found == declared)


def _move_article(comments: list[TextComment], info: ThreadInfo) -> None:
    """Move what stands before the first dated name into the article: a bare count is often under the title."""
    dated = sum(comment.micros is not None for comment in comments)
    if dated > 1 and comments[0].author is None and comments[0].micros is None:
        info.article = "\n\n".join(part for part in (info.article, comments.pop(0).text) if part)


def sniff(head: Head) -> Detection | None:
    """Look for the head of a comment section with blocks of lines after it."""
    if not is_plain_text(head):
        return None
    lines = lines_of(head.text)
    section = find_section(lines)
    if section is None:
        return None
    inside = lines[section.start : section.end]
    comments, _ = comments_of(inside, section.declared if head.complete else None)
    if head.complete and not comments:
        return None
    if not section.wpdiscuz and not _convincing(inside, section.declared, len(comments), complete=head.complete):
        return None
    shown = "a comment section's head" if section.declared is None else f"'{section.declared} comments' and its head"
    named = sum(comment.author is not None for comment in comments)
    sure = 0.9 if section.wpdiscuz else 0.6 if 2 * named > len(comments) else 0.25
    return Detection(sure, f"{shown} on line {lines[section.head].number}, followed by name and body lines")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Read a flat page: title and article, then comments in display order."""
    lines = lines_of(source.text())
    section = find_section(lines) or Section(0, 0, len(lines), None, wpdiscuz=False)
    info = ThreadInfo(declared=section.declared, chronological=False if section.wpdiscuz else None)
    reading.threads[source.stem] = info
    info.stubs = hidden_comments(lines[section.start : section.end])
    dropped = split_article(lines[: section.head], info)
    comments, unused = comments_of(lines[section.start : section.end], section.declared)
    if not section.wpdiscuz:
        _move_article(comments, info)
    outside = section.start - section.head + len(lines) - section.end
    reading.report.repair("boilerplate_lines", dropped + unused + outside)
    reading.report.repair("lost_authors", sum(comment.author is None for comment in comments))
    note_count(section.declared, len(comments), reading)
    if not comments:
        reading.report.notes.append("there are no comments in this page")
    yield from batches_of(comments, source.stem, reading, nested=False)


FORMAT = Format(
    "text-flat",
    "Text of a comment page, flat lines of author and body",
    sniff,
    read,
    signs="the head of a comment section ('8 Comments', 'Newest', 'Most voted'), in any of 22 languages",
    is_text=True,
)
