"""Text scrapes whose comments stand under (or over) a line with a name and a date, whatever tool made the text.

inscriptis, html2text, BeautifulSoup, w3m and a copy from the browser all keep names and dates. Where they also keep how
far a comment is indented, a stack of columns gives its parent; a step may be any width.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import multimode

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_article import split_article
from analyzer.dumps.text_boilerplate import (
    FOOTER,
    HEADER_STRONG,
    HEADER_WEAK,
    count_in,
    counts_replies,
    hidden_comments,
    is_field,
    is_head_words,
    is_number,
    is_reply_button,
)
from analyzer.dumps.text_comment import TextComment, batches_of, note_count
from analyzer.dumps.text_lines import Line, join_lines, lines_of
from analyzer.dumps.text_markers import Mark, is_badge, marks_of, plain
from analyzer.dumps.text_names import MAX_NAME, is_bare_url, name_score
from analyzer.dumps.text_sniff import is_plain_text
from analyzer.dumps.text_units import reply_to_of
from analyzer.dumps.ui_languages import alternatives

#: Fewer comments than this are no habit of a page.
ENOUGH = 2
#: Columns two heads may differ by and still stand at one level: stray blanks.
SLACK = 1
#: Lines the head of a section may stand above the end of its first comment.
_FAR = 400
_BODY_MARKS = frozenset("*+-")
#: What looks like the mark of a list item and may be all that a comment says.
_BARE_NUMBER = re.compile(r"^\d{1,5}\.$")
#: A longer line right before a date is no head of a comment, whatever stands before it.
_MAX_HEAD = 120
#: How many lines before the first comment the head of a section may stand.
_NEAR = 80
_ATTRIBUTION = re.compile(
    r"^(?:comment by|kommentar von|commentaire de|comentario de|comentário de|commento di)\s+"
    r"(?P<name>\S.{0,60}?)\s+[—–]\s",
    re.I,
)
_BLOGGER = re.compile(rf"^(?P<name>\S.{{0,60}}?)\s+(?:{alternatives('says')})\s?(?:\.\.\.|…)$", re.I)


@dataclass
class Block:
    """One comment of the page: where its head begins and its body stands, among the page's marks.

    Attributes:
        start: First mark of its head.
        body: First mark after its head.
        end: After its last mark.
        name: Its author, None where the scrape lost it.
        micros: Its time.
        column: Where its head stands.
        reply_to: Who it says it answers.
    """

    start: int
    body: int
    end: int
    name: str | None
    micros: int | None
    column: int
    reply_to: str | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """One way pages put names and dates: its name in words, and how to find the heads of comments."""

    title: str
    find: Callable[[Sequence[Mark]], list[Block]]


def _said(marks: Sequence[Mark]) -> list[Block]:
    """`NAME says:`, or NAME and `says:` on lines of their own; the date behind it or not."""
    blocks: list[Block] = []
    for at, mark in enumerate(marks):
        if not mark.says:
            continue
        if mark.name is not None:
            blocks.append(_block(marks, at, at + 1, mark.name, mark.named_when.micros if mark.named_when else None))
        elif at and marks[at - 1].name_like:
            blocks.append(_block(marks, at - 1, at + 1, marks[at - 1].text))
    return blocks


def _name_then_date(marks: Sequence[Mark]) -> list[Block]:
    """NAME on a line, the date on the next; without a name where it is lost.

    A date right below the section's head or a reply button begins a comment whose name is lost. What stands between
    the two is the name, be it a badge (`Gast`) or unlike names; a button or number there is none. Pages that put
    dates below their comments look the same, but they have no names above dates: lost names must be the fewer.
    """
    blocks: list[Block] = []
    lost: list[Block] = []
    buttoned = any(is_reply_button(mark.text) for mark in marks)
    for at, mark in enumerate(marks):
        if not at or mark.when is None:
            continue
        before = marks[at - 1]
        begins = at > 1 and (is_reply_button(marks[at - 2].text) or _opens_section(marks[at - 2]))
        if _opens_section(before):
            blocks.append(_block(marks, at, at, None))
        elif is_reply_button(before.text):
            if at + 1 == len(marks) or marks[at + 1].when is None:
                lost.append(_block(marks, at, at, None))
        elif _is_handle(before) or (before.name_like and not is_badge(before.text)):
            if begins or not buttoned or not before.text.endswith(":"):
                blocks.append(_block(marks, at - 1, at, before.text))
        elif begins and len(before.text) <= _MAX_HEAD:
            named = before.when is None and not before.control and not is_bare_url(before.text)
            (blocks if named else lost).append(_block(marks, at - 1, at, before.text if named else None))
    return sorted([*blocks, *lost], key=lambda block: block.start) if len(lost) <= len(blocks) else blocks


def _is_handle(mark: Mark) -> bool:
    return mark.text.startswith("@") and 1 < len(mark.text) <= MAX_NAME and " " not in mark.text


def _opens_section(mark: Mark) -> bool:
    """Whether a line is one that only the head of a section has."""
    return not is_badge(mark.text) and (mark.line.key in HEADER_STRONG or is_head_words(mark.text))


def _name_and_date(marks: Sequence[Mark]) -> list[Block]:
    """NAME and date on one line."""
    return [
        _block(marks, at, at + 1, mark.name, mark.named_when.micros)
        for at, mark in enumerate(marks)
        if mark.name is not None and mark.named_when is not None
    ]


def _date_at_end(marks: Sequence[Mark]) -> list[Block]:
    """NAME, body, buttons, date: every comment ends with its date."""
    blocks: list[Block] = []
    dates = [at for at, mark in enumerate(marks) if mark.when is not None and _closes(marks, at)]
    start: int | None = None
    for date in dates:
        start = _first_name(marks, date) if start is None else _after_head(marks, start, date)
        if start is None:
            continue
        head = _skip(marks, start, date)
        if head < date and marks[head].name_like:
            block = Block(start, head + 1, date, marks[head].text, None, marks[head].column)
            when = marks[date].when
            block.micros = when.micros if when is not None else None
            blocks.append(block)
        start = date + 1
    return blocks


def _attributed(marks: Sequence[Mark]) -> list[Block]:
    """Body, then `Comment by NAME — DATE`; from the section's head on, which must not stand right before the first."""
    found = [
        (at, match["name"], mark.named_when.micros)
        for at, mark in enumerate(marks)
        if mark.named_when is not None and (match := _ATTRIBUTION.match(mark.text))
    ]
    if not found:
        return []
    first = found[0][0]
    head = next((at for at in range(first - 1, max(-1, first - _FAR), -1) if _is_head(marks[at])), first - 1)
    if head == first - 1:
        return []
    starts = [head + 1, *(at + 1 for at, _, _ in found[:-1])]
    return [
        Block(start, start, end, name, micros, marks[end].column)
        for start, (end, name, micros) in zip(starts, found, strict=True)
    ]


def _blogger(marks: Sequence[Mark]) -> list[Block]:
    """`NAME said...`, body, date; not where the date stands right below the name."""
    heads = [(at, match) for at, mark in enumerate(marks) if (match := _BLOGGER.match(mark.text))]
    blocks: list[Block] = []
    for place, (start, match) in enumerate(heads):
        end = heads[place + 1][0] if place + 1 < len(heads) else len(marks)
        dated = [(at, when) for at in range(start + 1, end) if (when := marks[at].when) is not None]
        if dated:
            close, when = dated[-1] if end < len(marks) else dated[0]
            blocks.append(Block(start, start + 1, close, match["name"], when.micros, marks[start].column))
    bodiless = sum(block.body == block.end for block in blocks)
    return blocks if 2 * bodiless <= len(blocks) else []


def _closes(marks: Sequence[Mark], at: int) -> bool:
    """Whether buttons stand right before a date."""
    return at > 1 and any(mark.control for mark in marks[max(0, at - 3) : at]) and not marks[at - 1].name_like


def _skip(marks: Sequence[Mark], start: int, end: int) -> int:
    while start < end and (is_badge(marks[start].text) or marks[start].control):
        start += 1
    return start


def _after_head(marks: Sequence[Mark], start: int, date: int) -> int:
    """Return where a comment begins whose lines hold the head of the section: what came before was the article."""
    heads = (at for at in range(date - 1, start - 1, -1) if _is_head(marks[at]) and not is_badge(marks[at].text))
    return next(heads, start - 1) + 1


def _first_name(marks: Sequence[Mark], date: int) -> int | None:
    """Return where the first comment begins: after the last line of the section's head before its date.

    Without one, at the farthest line before that date that is surely a name and has a blank line below.
    """
    for at in range(date - 1, max(-1, date - _FAR), -1):
        if _is_head(marks[at]) and not is_badge(marks[at].text):
            return at + 1
    near = range(max(0, date - 40), date - 1)
    return next(
        (at for at in near if marks[at].name_like and marks[at + 1].line.gap and name_score(marks[at].text) > 0), None
    )


def _block(marks: Sequence[Mark], start: int, after: int, name: str | None, micros: int | None = None) -> Block:
    """Return a block with what follows its name taken into its head: the date, `Reply to NAME`."""
    block = Block(start, after, len(marks), name, micros, marks[start].column)
    if after < len(marks) and (when := marks[after].when) is not None:
        block.micros, after = when.micros, after + 1
    if after < len(marks) and (answered := reply_to_of(marks[after].text)) is not None:
        block.reply_to, after = answered, after + 1
    while start and _leads(marks[start - 1], block):
        start -= 1
    if start < block.start and marks[start].listed:
        block.column = marks[start].column
    block.start, block.body = start, after
    return block


def _leads(mark: Mark, block: Block) -> bool:
    """Whether a line before a name belongs to its head: a badge, a list mark or button that stands alone."""
    bare = mark.listed and (not mark.text or mark.control)
    return is_badge(mark.text) or (bare and mark.column <= block.column)


LAYOUTS: tuple[Layout, ...] = (
    Layout("a body, and 'Comment by NAME' with a date below", _attributed),
    Layout("'NAME said...' above and a date below each comment", _blogger),
    Layout("'NAME says:'", _said),
    Layout("a name and a date on one line", _name_and_date),
    Layout("a name, and a date below", _name_then_date),
    Layout("a name above and a date below each comment", _date_at_end),
)


@dataclass
class Scrape:
    """The comments of a page and what stands around them."""

    layout: Layout
    blocks: list[Block]
    marks: list[Mark]
    head: int
    declared: int | None

    @property
    def nested(self) -> bool:
        """Whether columns tell who answers whom: they take few values, and the first comment's is the least."""
        columns = sorted({block.column for block in self.blocks})
        steps = [after - before for before, after in pairwise(columns)]
        return (
            any(step > SLACK for step in steps)
            and self.blocks[0].column <= columns[0] + SLACK
            and len(columns) <= 2 + len(self.blocks) // 2
        )


def scrape_of(lines: Sequence[Line]) -> Scrape | None:
    """Find the comments by the layout that most of them share, None where no layout comes twice."""
    marks = marks_of(lines)
    found = [(layout, layout.find(marks)) for layout in LAYOUTS]
    layout, blocks = max(found, key=lambda pair: len(pair[1]))
    blocks = _in_section(marks, blocks)
    if len(blocks) < ENOUGH:
        return None
    for block, after in pairwise(blocks):
        block.end = min(block.end, after.start)
    _end_last(marks, blocks)
    for block in blocks:
        _end_before_reply_count(marks, block)
    habit = _habit(marks, blocks)
    for block in blocks:
        block.lines = _body(marks, block, habit)
    head, declared = _head_of(marks, blocks[0].start)
    return Scrape(layout, blocks, marks, head, declared)


def _in_section(marks: Sequence[Mark], blocks: list[Block]) -> list[Block]:
    """Leave out the byline of the article: a block far before the others, with the section's head between them."""
    while len(blocks) > ENOUGH and _parted_by_head(marks, blocks[0], blocks[1]):
        blocks = blocks[1:]
    return blocks


def _parted_by_head(marks: Sequence[Mark], block: Block, after: Block) -> bool:
    """Whether a section's head stands between two blocks; `2 replies` is none below the head of one."""
    heads = [mark for mark in marks[block.body : after.start] if _is_head(mark)]
    if not all(counts_replies(mark.text) for mark in heads):
        return True
    return bool(heads) and not any(_is_head(mark) for mark in marks[max(0, block.start - _NEAR) : block.start])


def _is_head(mark: Mark) -> bool:
    key = mark.text.casefold()
    if key in HEADER_STRONG or (key in HEADER_WEAK and not mark.control) or count_in(mark.text) is not None:
        return True
    return is_head_words(key)


def _head_of(marks: Sequence[Mark], first: int) -> tuple[int, int | None]:
    """Return where the head of the section begins, and the count it declares."""
    head, declared = first, None
    for at in range(first - 1, max(-1, first - _NEAR), -1):
        declared = count_in(marks[at].text)
        if declared is not None or _is_head(marks[at]):
            head = at
        if declared is not None:
            break
    while head and (_is_head(marks[head - 1]) or is_field(marks[head - 1].text)):
        head -= 1
    return head, declared


def _end_last(marks: Sequence[Mark], blocks: list[Block]) -> None:
    """End the last comment where its buttons, the page's footer, or a line left of it ends it."""
    last = blocks[-1]
    buttoned = sum(any(mark.control for mark in marks[block.body : block.end]) for block in blocks[:-1])
    all_buttoned = len(blocks) > 1 and 2 * buttoned > len(blocks) - 1
    for at in range(last.body, last.end):
        mark = marks[at]
        key = mark.text.casefold()
        left = mark.column < last.column and last.column > 0 and mark.line.gap > 0 and not mark.listed
        said = all_buttoned and at == last.body and _has_buttons(marks, at)
        ends = key in HEADER_STRONG or (key in FOOTER and not said)
        if ends or (left and at > last.body and _was_indented(marks, last)):
            last.end = at
            return
        if all_buttoned and mark.control and not is_number(mark.text) and at > last.body and not mark.listed:
            last.end = at + 1
            return


def _has_buttons(marks: Sequence[Mark], at: int) -> bool:
    """Whether a comment's own votes and reply button follow a line, which then is its body: `Insert`."""
    below = next((mark for mark in marks[at + 1 :] if not is_number(mark.text)), None)
    return below is not None and is_reply_button(below.text)


def _end_before_reply_count(marks: Sequence[Mark], block: Block) -> None:
    """End a comment before the `2 replies` behind its buttons, which only some comments have."""
    while block.end > block.body + 1 and counts_replies(marks[block.end - 1].text) and marks[block.end - 2].control:
        block.end -= 1


def _was_indented(marks: Sequence[Mark], block: Block) -> bool:
    return marks[block.body].column >= block.column if block.body < len(marks) else False


def _habit(marks: Sequence[Mark], blocks: Sequence[Block]) -> tuple[int, int]:
    """Return how many lines of buttons and counts stand before and after a body here, in most comments with words."""
    bodies = [marks[block.body : block.end] for block in blocks]
    spoken = [inner for inner in bodies if any(not mark.control for mark in inner)]
    if not spoken:
        return 0, 1
    leads = [next(at for at, mark in enumerate(inner) if not mark.control) for inner in spoken]
    tails = [next(at for at, mark in enumerate(reversed(inner)) if not mark.control) for inner in spoken]
    return min(multimode(leads)), min(multimode(tails))


def _body(marks: Sequence[Mark], block: Block, habit: tuple[int, int]) -> list[Line]:
    """Return a comment's own lines, without the buttons before and after them.

    A number or `Reply` beyond what the page has around each body is the body, and so is `42.` where there is no other.
    """
    lead, tail = habit
    whole = inner = marks[block.body : block.end]
    wordless = all(mark.control for mark in inner)
    while inner and inner[0].control and (lead > 0 or not inner[0].text):
        inner, lead = inner[1:], lead - 1
    while inner and _is_tail(inner[-1], tail, wordless=wordless):
        inner, tail = inner[:-1], tail - 1
    lines = [_line(mark) for mark in inner if mark.line.text not in _BODY_MARKS]
    return lines or [_line(mark) for mark in whole if _BARE_NUMBER.match(mark.line.text)][:1]


def _is_tail(mark: Mark, left: int, *, wordless: bool) -> bool:
    if not mark.text:
        return True
    return mark.control and (left > 0 or not (wordless or is_number(mark.text)))


def _line(mark: Mark) -> Line:
    line = mark.line
    return Line(line.number, line.column, plain(line.text), line.gap)


def comments_of(scrape: Scrape) -> list[TextComment]:
    """Return the comments in page order, parents by a stack of columns where columns tell."""
    comments: list[TextComment] = []
    stack: list[tuple[int, int]] = []
    nested = scrape.nested
    for place, block in enumerate(scrape.blocks):
        while stack and stack[-1][0] >= block.column - SLACK:
            stack.pop()
        parent = stack[-1][1] if nested and stack else None
        stack.append((block.column, place))
        text = join_lines(block.lines)
        comments.append(TextComment(block.name, text, parent, None if nested else block.reply_to, block.micros))
    return comments


def sniff(head: Head) -> Detection | None:
    """Look for names with dates that come again and again in one layout."""
    if not is_plain_text(head):
        return None
    scrape = scrape_of(lines_of(head.text))
    if scrape is None:
        return None
    count = len(scrape.blocks)
    sure = 0.94 if scrape.nested and count > 2 else 0.92 if count > 3 else 0.7
    if count < 4 and scrape.declared is None and not scrape.nested:
        sure = 0.45
    kept = f", indented to {len({block.column for block in scrape.blocks})} columns" if scrape.nested else ""
    return Detection(sure, f"{count} comments under {scrape.layout.title}{kept}")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Read a page: title and article, then comments, nested by column or flat."""
    lines = lines_of(source.text())
    scrape = scrape_of(lines)
    info = ThreadInfo(chronological=False)
    reading.threads[source.stem] = info
    if scrape is None:
        reading.report.repair("boilerplate_lines", split_article(lines, info))
        reading.report.notes.append("there are no comments in this page")
        return
    info.declared = scrape.declared
    info.stubs = hidden_comments(lines[scrape.head :])
    comments = comments_of(scrape)
    dropped = split_article(lines[: scrape.head], info)
    kept = sum(len(block.lines) + 1 for block in scrape.blocks)
    reading.report.repair("lost_authors", sum(block.name is None for block in scrape.blocks))
    reading.report.repair("boilerplate_lines", dropped + len(lines) - scrape.head - kept)
    note_count(scrape.declared, len(comments), reading)
    yield from batches_of(comments, source.stem, reading, nested=scrape.nested)


FORMAT = Format(
    "text-dated",
    "Text of a comment page, a name and a date at each comment",
    sniff,
    read,
    signs="lines 'NAME says:', or names with dates, again and again; nesting by column where it is kept",
    is_text=True,
)
