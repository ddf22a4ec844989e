"""MediaWiki talk pages, as wikitext or as rendered text: signatures end comments, colons and bullets nest them.

Each section is a thread. `{{outdent}}` moves a reply back to the margin: it answers the comment right before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_dates import find_date
from analyzer.dumps.wiki_text import plain_wikitext, unindented

_STAMP = r"\d{1,2}:\d\d, (?:\d{1,2}\.? [^\W\d]{3,12}\.?|[^\W\d]{3,12} \d{1,2},?) \d{4} \((?:UTC|[A-Z]{2,5})\)"
_SIGNED = re.compile(rf"(?P<stamp>{_STAMP})")
_USER = re.compile(
    r"\[\[\s*:?(?:User|Benutzer(?:in)?|Utilisateur|Usuario|Utente|Gebruiker|Участник|Special:Contributions/)"
    r"(?:[ _]talk)?\s*[:/]?\s*(?P<name>[^|\]/#]{1,80})",
    re.I,
)
_RENDERED = re.compile(
    r"(?:^|[\s—–-])(?P<name>[^\s()—–][^()]{0,60}?)\s*\((?:talk|Diskussion|discuter|discusión)\b[^)]*\)\s*$"
)
_UNSIGNED = re.compile(
    r"\{\{\s*(?:unsigned|unsignedip|subst:unsigned)\w*\s*\|\s*(?P<name>[^|}]{1,80})|preceding unsigned comment added by"
    r"\s+(?:\[\[[^|\]]*\|)?(?P<rendered>[^\]()]{1,80})",
    re.I,
)
_SECTION = re.compile(r"^(?P<level>={2,6})\s*(?P<title>.*?)\s*(?P=level)\s*$")
_INDENT = re.compile(r"^(?P<marks>[:*#]+)\s*")
_OUTDENT = re.compile(r"^[:*#]*\s*\{\{\s*(?:outdent|od|undent|unindent)[^}]*\}\}\s*", re.I)


@dataclass
class Remark:
    """One comment of a section.

    Attributes:
        depth: Number of colons or bullets before its first line.
        outdented: Whether it was moved back to the margin.
        lines: Its lines, still wikitext.
        author: Who signed it.
        stamp: The signature's time, as written.
    """

    depth: int
    outdented: bool = False
    lines: list[str] = field(default_factory=list)
    author: str | None = None
    stamp: str | None = None


def sniff(head: Head) -> Detection | None:
    """Recognise signatures with MediaWiki's way to write times."""
    if head.layout is not None or head.page is not None:
        return None
    signed = len(_SIGNED.findall(head.text))
    sections = sum(_SECTION.match(line) is not None for line in head.text.split("\n"))
    wiki = sections > 0 or "[[User" in head.text or "(talk)" in head.text or "\n:" in head.text
    if signed < 2 or not wiki:
        return None
    return Detection(0.95, f"{signed} signatures such as '12:01, 3 May 2020 (UTC)' in {max(1, sections)} sections")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a talk page, section by section."""
    batcher = CommentBatcher(reading)
    for number, (title, lines) in enumerate(_sections(source.text())):
        remarks = _remarks(lines)
        if not remarks:
            continue
        thread_id = f"{source.stem}#{number}" if title is not None else source.stem
        reading.threads[thread_id] = ThreadInfo(title=title, chronological=False)
        reading.report.repair("unsigned_comments", sum(remark.stamp is None for remark in remarks))
        parents = parents_of(remarks)
        for place, remark in enumerate(remarks):
            parent = parents[place]
            stamp = find_date(_date_first(remark.stamp)) if remark.stamp else None
            batcher.add(
                thread_id=thread_id,
                comment_id=str(place + 1),
                parent_id=None if parent is None else str(parent + 1),
                parent_source=None if parent is None else "indent",
                author=remark.author,
                author_kind="anonymous" if remark.author is None else "user",
                created_at=None if stamp is None else stamp.micros,
                text=plain_wikitext("\n".join(remark.lines)),
            )
        if batcher.full:
            yield batcher.take()
    yield from batcher.rest()


def _sections(text: str) -> Iterator[tuple[str | None, list[str]]]:
    title: str | None = None
    lines: list[str] = []
    for line in text.split("\n"):
        heading = _SECTION.match(line)
        if heading is None:
            lines.append(line)
            continue
        yield title, lines
        title, lines = plain_wikitext(heading["title"]) or None, []
    yield title, lines


def _remarks(lines: list[str]) -> list[Remark]:
    """Cut a section into comments: after each signature, and where the indentation changes without one."""
    remarks: list[Remark] = []
    current: Remark | None = None
    for line in lines:
        outdented = _OUTDENT.match(line) is not None
        bare = _OUTDENT.sub("", line)
        indent = _INDENT.match(bare)
        depth = len(indent["marks"]) if indent else 0
        if not bare.strip():
            if current is not None:
                current.lines.append("")
            continue
        if (
            current is not None
            and current.lines
            and (outdented or _changes(current, indent["marks"] if indent else ""))
        ):
            current = None
        if current is None:
            current = Remark(depth, outdented)
            remarks.append(current)
        current.lines.append(unindented(bare))
        if _sign(current):
            current = None
    return [remark for remark in remarks if remark.author or plain_wikitext("\n".join(remark.lines))]


def _changes(current: Remark, marks: str) -> bool:
    """Whether an unsigned comment ends here: lists inside a comment end in bullets, answers are colons alone."""
    colons = len(marks.rstrip("*#"))
    return colons != current.depth and (marks.startswith(":") or len(marks) < current.depth)


def _sign(remark: Remark) -> bool:
    """Take the signature off the last line; False where it has none."""
    line = remark.lines[-1]
    unsigned = _UNSIGNED.search(line)
    stamps = list(_SIGNED.finditer(line))
    if unsigned is not None:
        remark.author = (unsigned["name"] or unsigned["rendered"]).strip()
        remark.stamp = stamps[-1]["stamp"] if stamps else None
        remark.lines[-1] = line[: unsigned.start()].rstrip(" -—–({")
        return True
    if not stamps:
        return False
    before = line[: stamps[-1].start()]
    remark.stamp = stamps[-1]["stamp"]
    users = list(_USER.finditer(before))
    rendered = _RENDERED.search(before.rstrip())
    if users:
        last = users[-1]["name"].strip()
        first = next(user for user in users if user["name"].strip() == last)
        remark.author, before = last.replace("_", " "), before[: first.start()]
    elif rendered is not None:
        remark.author, before = _short(rendered["name"]), before[: rendered.start("name")]
        remark.lines[-1] = f"{before}{rendered['name'][: -len(remark.author)]}".rstrip(" -—–")
        return True
    remark.lines[-1] = before.rstrip(" -—–(")
    return True


def _short(text: str) -> str:
    """Return the name at the end of a rendered line: what follows its last sentence, at most three words."""
    tail = re.split(r"[.!?…:;]['\")]?\s+|\s[—–-]+\s*", text)[-1].strip()
    return " ".join(tail.split()[-3:]) or text


def _date_first(stamp: str) -> str:
    """Return `12:01, 3 May 2020 (UTC)` as `3 May 2020 12:01`."""
    clock, _, day = stamp.partition(", ")
    return f"{day.rpartition(' (')[0]} {clock}"


def parents_of(remarks: list[Remark]) -> list[int | None]:
    """Return each comment's parent: the last one before it that is less deep.

    An outdented comment answers the one right before it, and what follows at the margin counts from there.

    Example:
        >>> parents_of([Remark(0), Remark(1), Remark(2), Remark(0, outdented=True), Remark(1)])
        [None, 0, 1, 2, 3]
    """
    parents: list[int | None] = []
    stack: list[tuple[int, int]] = []
    base = 0
    for place, remark in enumerate(remarks):
        if remark.outdented and stack:
            base = stack[-1][0] + 1 - remark.depth
        elif remark.depth == 0:
            base = 0
        depth = base + remark.depth
        while stack and stack[-1][0] >= depth:
            stack.pop()
        parents.append(stack[-1][1] if stack else None)
        stack.append((depth, place))
    return parents


FORMAT = Format(
    "wiki-talk",
    "MediaWiki talk page, wikitext or copied",
    sniff,
    read,
    signs="signatures such as 'NAME (talk) 12:01, 3 May 2020 (UTC)', replies after ':'",
    is_text=True,
)
