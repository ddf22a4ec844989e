"""Text scrapes that keep a comment page's nesting as indented bullets: `• author`, body below, replies deeper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mode

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_article import split_article
from analyzer.dumps.text_boilerplate import declared_count, hidden_comments
from analyzer.dumps.text_bullets import Bullet, bullet_of, bullets_of, comment_bullets, indented_lines
from analyzer.dumps.text_comment import TextComment, batches_of, note_count
from analyzer.dumps.text_lines import Line
from analyzer.dumps.text_nest import Nest
from analyzer.dumps.text_sniff import is_plain_text
from analyzer.dumps.text_trim import trim

_PROSE_WORDS = 8


@dataclass(frozen=True)
class Region:
    """Lines `start` to before `end` of a page: bullets and what is indented under them."""

    start: int
    end: int
    bullets: list[Bullet]

    @property
    def evident(self) -> int:
        """Number of bullets that are surely comments."""
        return sum(bullet.evident for bullet in self.bullets)

    @property
    def nested(self) -> bool:
        """Whether a sure comment stands deeper than another."""
        return len({bullet.column for bullet in self.bullets if bullet.evident}) > 1


def find_region(lines: Sequence[Line]) -> Region | None:
    """Find the comments: from the first to the last stretch of bullets with names and indented text below.

    A stretch ends at a line that is no bullet and indented no deeper than the stretch's first bullet. Lists of the
    article are stretches too, but their items have no indented text below.
    """
    regions = [region for region in _stretches(lines) if region.evident]
    regions = [r for r in regions if 3 * r.evident >= len(r.bullets)]
    regions = [r for at, r in enumerate(regions) if r.nested or r.evident > 1 or _closes(lines, regions, at)]
    if not regions:
        return None
    start = regions[0].start + _leading_list(regions[0])
    _, bullets = bullets_of(lines[start : regions[-1].end])
    return Region(start, regions[-1].end, bullets)


def _closes(lines: Sequence[Line], regions: Sequence[Region], at: int) -> bool:
    """Whether no prose comes after a stretch with a single sure comment, which may else be a list of the article."""
    rest = lines[regions[at].end :]
    return at == len(regions) - 1 and not any(len(line.text.split()) >= _PROSE_WORDS for line in rest)


def _stretches(lines: Sequence[Line]) -> Iterator[Region]:
    start, base = -1, 0
    for at, line in enumerate(lines):
        bullet = bullet_of(line)
        if start >= 0 and (line.column > base or (bullet is not None and line.column == base)):
            continue
        if start >= 0:
            yield Region(start, at, bullets_of(lines[start:at])[1])
        start, base = (at, line.column) if bullet is not None else (-1, 0)
    if start >= 0:
        yield Region(start, len(lines), bullets_of(lines[start:])[1])


def _leading_list(region: Region) -> int:
    """Return how many lines at the start of a stretch are a list the article ends with: tight, without text below."""
    count = 0
    for bullet, after in zip(region.bullets, region.bullets[1:], strict=False):
        tight = after.line.gap == 0 or (count > 0 and bullet.line.gap == 0)
        if bullet.body or bullet.named or not tight:
            break
        count += 1
    return count if count > 1 else 0


def comments_of(bullets: Sequence[Bullet]) -> tuple[list[TextComment], int]:
    """Return the comments of a region in page order, each with its parent, and how many had lost their bullet."""
    verdicts = comment_bullets(bullets)
    offsets = [bullet.own_body[0].column - bullet.column for bullet in bullets if bullet.evident]
    nest = Nest(mode(offsets) if offsets else 2)
    for bullet, opens in zip(bullets, verdicts, strict=True):
        if opens:
            nest.open(bullet)
        else:
            nest.add(bullet.line)
        for line in bullet.body:
            nest.add(line)
    return nest.finished()


def sniff(head: Head) -> Detection | None:
    """Look for bullets with a name and indented text below."""
    if not is_plain_text(head):
        return None
    region = find_region(indented_lines(head.text))
    if region is None:
        return None
    columns = sorted({bullet.column for bullet in region.bullets if bullet.evident})
    shown = "/".join(map(str, columns[:4])) + ("/…" if len(columns) > 4 else "")
    sure = 0.95 if len(columns) > 1 else 0.8 if region.evident > 1 else 0.5
    kind = "nested bullets" if len(columns) > 1 else "bullets"
    return Detection(sure, f"{kind} at columns {shown}, {region.evident} of them a name with text indented below")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Read an indented page: title and article, then comments with parents by indentation."""
    lines = indented_lines(source.text())
    region = find_region(lines) or Region(len(lines), len(lines), [])
    outside = [*lines[: region.start], *lines[region.end :]]
    declared = next((n for line in reversed(outside) if (n := declared_count(line.text)) is not None), None)
    info = ThreadInfo(declared=declared, chronological=False)
    reading.threads[source.stem] = info
    info.stubs = hidden_comments(lines)
    dropped = trim(region.bullets)
    comments, bare = comments_of(region.bullets)
    article = [line for line in lines[: region.start] if declared_count(line.text) is None]
    dropped += split_article(article, info) + region.start - len(article) + len(lines) - region.end
    reading.report.repair("boilerplate_lines", dropped)
    reading.report.repair("lost_authors", sum(comment.author is None for comment in comments))
    reading.report.repair("lost_bullets", bare)
    note_count(declared, len(comments), reading)
    if not comments:
        reading.report.notes.append("there are no comments in this page")
    yield from batches_of(comments, source.stem, reading, nested=True)


FORMAT = Format(
    "text-indented",
    "Text of a comment page, nested bullets",
    sniff,
    read,
    signs="bullets with a name and indented text below",
    is_text=True,
)
