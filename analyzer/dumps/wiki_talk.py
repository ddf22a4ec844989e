"""MediaWiki talk pages, as wikitext or as rendered text: signatures end comments, colons and bullets nest them.

Each section is a thread. `{{outdent}}` moves a reply back to the margin: it answers the comment right before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pyarrow as pa

from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_dates import find_date
from analyzer.dumps.wiki_text import plain_wikitext, unindented, without_comments

_CLOCK = r"\d{1,2}:\d\d"
_DAY = r"\d{1,2}(?:\.|er)? [^\W\d]{3,12}\.? \d{4}"
_STAMP = (
    rf"(?:{_CLOCK},? (?:{_DAY}|[^\W\d]{{3,12}} \d{{1,2}},? \d{{4}})|(?<!\d){_DAY},?(?: à)? {_CLOCK})"
    r" \((?:UTC|[A-Z]{2,5})\)"
)
_SIGNED = re.compile(rf"(?P<stamp>{_STAMP})")
_PEOPLE = r"User|Benutzer(?:in)?|Utilisat(?:eur|rice)|Usuari[oa]|Utente|Gebruiker|Участни(?:к|ца)"
_THEIR_TALK = (
    r"Discussion[ _]utilisat(?:eur|rice)|Discussioni[ _]utente|Overleg[ _]gebruiker|Обсуждение[ _]участни(?:ка|цы)"
)
_THEIR_EDITS = (
    r"(?:Special|Spezial|Spécial|Especial|Speciale|Speciaal|Служебная):"
    r"(?:Contributions|Beiträge|Contribuciones|Contributi|Bijdragen|Вклад)"
)
_USER = re.compile(
    rf"\[\[\s*:?(?:[a-z-]{{1,12}}:)?(?:(?:(?:{_PEOPLE})(?:[ _](?:talk|Diskussion|discusión))?|{_THEIR_TALK})\s*:"
    rf"|{_THEIR_EDITS}/)\s*(?P<name>[^|\]/#]{{1,80}})",
    re.I,
)
#: What may stand between a link to a user and the time of a signature.
_LINK_END = re.compile(r"(?:[/#][^|\[\]]*)?(?:\|[^\[\]]*)?\]\]\W*")
_RENDERED = re.compile(
    r"(?:^|[\s—–-])(?P<name>[^\s()—–][^()]{0,60}?)"
    r"\s*\((?:talk|Diskussion|discuter|discusión|discussione|overleg|обс)\b[^)]*\)\s*$"
)
_UNSIGNED = re.compile(
    r"\{\{\s*(?:unsigned|unsignedip|subst:unsigned)\w*\s*\|\s*(?P<name>[^|}]{1,80})"
    r"|preceding (?:\[\[[^|\]]*\|)?unsigned(?:\]\])? comment added by\s+(?:\[\[[^|\]]*\|)?(?P<rendered>[^\]()]{1,80})",
    re.I,
)
#: What follows a signature without being a word of the comment.
_BEHIND = re.compile(
    r"</?\w[^<>]{0,300}>|\{\{[^{}]{0,300}\}\}|&nbsp;"
    r"|\[?\b(?:reply|antworten|répondre|responder|rispondi|reageren|ответить)\b\]?",
    re.I,
)
_SENTENCE_END = re.compile(r"\w[.!?]\s")
#: Between two links of one signature there may be a motto.
_MAX_WORDS_IN_SIGNATURE = 5
_REPLY_LINE = re.compile(r"\n[:*#]*:[ \t]*[\w\[{'\"<][\w\[{'\"< ]")
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
    if signed < 2:
        return None
    text = without_comments(head.text)
    sections = sum(_SECTION.match(line) is not None for line in text.split("\n"))
    if not (sections or _USER.search(text) or "(talk)" in text or _REPLY_LINE.search(text)):
        return None
    return Detection(0.95, f"{signed} signatures such as '12:01, 3 May 2020 (UTC)' in {max(1, sections)} sections")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a talk page, section by section."""
    batcher = CommentBatcher(reading)
    for number, (title, lines) in enumerate(_sections(without_comments(source.text()))):
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
    for line, next_line in pairwise([*lines, ""]):
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
        goes_on = indent is None and next_line.strip() != "" and _INDENT.match(next_line) is None
        if _sign(current, ends=not goes_on):
            current = None
    return [remark for remark in remarks if remark.author or plain_wikitext("\n".join(remark.lines))]


def _changes(current: Remark, marks: str) -> bool:
    """Whether an unsigned comment ends here: lists inside a comment end in bullets, answers are colons alone."""
    colons = len(marks.rstrip("*#"))
    return colons != current.depth and (marks.startswith(":") or len(marks) < current.depth)


def _sign(remark: Remark, *, ends: bool) -> bool:
    """Take the signature off the last line; False where it has none.

    Args:
        remark: The comment so far.
        ends: Whether the line is the last one of its paragraph.
    """
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
    before, behind = line[: stamps[-1].start()], _BEHIND.sub("", line[stamps[-1].end() :]).strip()
    users = list(_USER.finditer(before))
    rendered = _RENDERED.search(before.rstrip())
    if not _is_signature(before, behind, users, ends=ends or rendered is not None):
        return False
    remark.stamp = stamps[-1]["stamp"]
    if users:
        remark.author = users[-1]["name"].strip().replace("_", " ")
        before = before[: _first_link(before, users)]
    elif rendered is not None:
        remark.author = _short(rendered["name"])
        before = f"{before[: rendered.start('name')]}{rendered['name'][: -len(remark.author)]}".rstrip(" -—–")
    if users or rendered is None:
        before = before.rstrip(" -—–(")
    remark.lines[-1] = f"{before} {_kept(behind)}".rstrip()
    return True


def _is_signature(before: str, behind: str, users: list[re.Match[str]], *, ends: bool) -> bool:
    """Tell whether a time signs a comment: one inside a sentence does not.

    Behind a user and the time a new sentence is a postscript; one that goes on there only tells of that signature.
    """
    if not _kept(behind):
        return bool(users) or (ends and not behind.endswith((".", ",")))
    postscript = not behind[0].islower() and behind[0] not in ",.:;?!"
    return postscript and bool(users) and _LINK_END.fullmatch(_BEHIND.sub("", before[users[-1].end() :])) is not None


def _kept(behind: str) -> str:
    """Return what follows a time, empty where it is punctuation only."""
    return behind if any(map(str.isalnum, behind)) else ""


def _first_link(before: str, users: list[re.Match[str]]) -> int:
    """Return where a signature begins: links to the same user belong to it, up to where words part them."""
    start = users[-1]
    for user in reversed(users[:-1]):
        between = _BEHIND.sub("", before[user.end() : start.start()]).partition("]]")[2]
        parted = _SENTENCE_END.search(between) or len(between.split()) > _MAX_WORDS_IN_SIGNATURE
        if parted or user["name"].strip() != start["name"].strip():
            break
        start = user
    return start.start()


def _short(text: str) -> str:
    """Return the name at the end of a rendered line: what follows its last sentence, at most three words."""
    tail = re.split(r"[.!?…:;]['\")]?\s+|\s-+\s*|\s?[—–]+\s*", text)[-1].strip()
    return " ".join(tail.split()[-3:]) or text


def _date_first(stamp: str) -> str:
    """Return `12:01, 3 May 2020 (UTC)` as `3 May 2020 12:01`."""
    written = stamp.rpartition(" (")[0]
    first, _, rest = written.partition(" ")
    return f"{rest} {first.rstrip(',')}" if ":" in first else written


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
