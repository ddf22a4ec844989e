"""IRC logs: `[12:18] <nick> text`, as irssi, WeeChat, HexChat, ZNC and public archives write them.

Renames are followed, so that a person keeps one id. Joins, leaves and their host names are left out. Beside a log
`NAME.ascii.txt` an annotation `NAME.annotation.txt` of reply links may be given (format of Kummerfeld et al. 2019, "A
Large-Scale Corpus for Conversation Disentanglement": `16 18 -` says that line 18, counted from 0, answers line 16).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.container import Folder
from analyzer.dumps.format import Claim, Detection, Format, Head, Reading, Whole
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source

_STAMP = (
    r"\[?(?:(?P<date>\d{4}-\d\d-\d\d)[T ]|(?P<month>[A-Z][a-z]{2}) (?P<day>[ \d]?\d) )?"
    r"(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?"
    r"(?:Z|(?P<zone>[+-]\d\d:?\d\d)|\s?(?P<half>[AaPp])\.?[Mm]\.?)?\]?"
)
#: A nick where nothing else tells it from a word or a number; in angle brackets a nick may be anything.
_NICK = r"(?:\d{0,9}[^\W\d]|[\[\]\\`^{|}])[\w\[\]\\`^{|}-]{0,30}"
_SPOKEN = re.compile(
    rf"^{_STAMP}\s*(?:<[ @+%&~]?(?P<nick>[^\s<>]{{1,40}})>|[@+%&~]?(?P<tabbed>{_NICK})\t)\s?(?P<text>.*)$"
)
_ACTION = re.compile(rf"^(?:{_STAMP}\s*)?(?:\*[ \t]|=== |\*\*\* |-!- )(?P<nick>{_NICK}) (?P<text>.*)$")
_RENAME = re.compile(r"^is now known as (?P<new>\S+)$")
_SERVICE = re.compile(
    r"^\[[^\]]*\]\s+has\b|^(?:\([^)]*\) )?has (?:joined|left|quit|parted)|^\[?\S*@\S*\]?"
    r"|^(?:sets|(?:has )?changed|changes) (?:mode|topic|the topic)|^(?:talking on|for) #"
    r"|^(?:gives|removes) (?:channel|voice)\b|^(?:was kicked|kicked|Quit|Netsplit|is now|#|:)"
)
_DAY = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-_.]?(?P<month>0\d|1[0-2])[-_.]?(?P<day>[0-2]\d|3[01])(?!\d)")
_OPENED = re.compile(r"^(?:--- (?:Log opened|Day changed)|\*\*\*\* BEGIN LOGGING AT) (?P<when>.+)$")
_OPENED_FORMS = ("%a %b %d %Y", "%a %b %d %H:%M:%S %Y")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ADDRESSED = re.compile(r"^@?(?P<nick>[^\s<>]{1,40}?)[:,]\s")
_LINK = re.compile(r"^(\d+) (\d+) -\s*$")
_LOG_SUFFIXES = (".ascii.txt", ".raw.txt", ".log", ".txt")
_ANNOTATION = ".annotation.txt"

Links = Mapping[int, list[int]]


def sniff(head: Head) -> Detection | None:
    """Recognise lines that begin with a time and a nick in angle brackets."""
    if head.layout is not None:
        return None
    lines = [line for line in head.text.split("\n")[:400] if line.strip()]
    spoken = sum(_SPOKEN.match(line) is not None for line in lines)
    if spoken < 2 or 2 * spoken < len(lines) - sum(map(_is_service, lines)):
        return None
    return Detection(0.95, f"{spoken} of the first {len(lines)} lines are '[time] <nick> text', as IRC logs have them")


def _is_service(line: str) -> bool:
    action = _ACTION.match(line)
    return line.startswith(("===", "---", "***")) or (action is not None and action["hour"] is not None)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the messages of one log; who answers whom is told by the nicks they begin with."""
    yield from _read_log(source, reading, None)


def sniff_folder(folder: Folder) -> Claim | None:
    """Claim logs that lie beside their annotations."""
    pairs = [(log, path) for path in folder.top if path.endswith(_ANNOTATION) if (log := _log_of(path, folder))]
    found = [pair for pair in pairs if (head := folder.head(pair[0])) is not None and sniff(head) is not None]
    if not found:
        return None
    files = tuple(path for pair in found for path in pair)
    return Claim(0.97, f"{len(found)} IRC logs, each with an annotation of reply links", files)


def _log_of(annotation: str, folder: Folder) -> str | None:
    stem = annotation.removesuffix(_ANNOTATION)
    return next((stem + suffix for suffix in _LOG_SUFFIXES if stem + suffix in folder.files), None)


def read_folder(folder: Folder, claim: Claim, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the messages of annotated logs, each with its nearest parent; further parents are counted."""
    for log, annotation in zip(claim.files[::2], claim.files[1::2], strict=True):
        with folder.source(annotation) as source:
            links = _links(source, reading)
        with folder.source(log) as source:
            source.stem = log.removesuffix(next(suffix for suffix in _LOG_SUFFIXES if log.endswith(suffix)))
            yield from _read_log(source, reading, links)


def _links(source: Source, reading: Reading) -> Links:
    """Return line → the earlier lines it answers; a line that answers itself begins a conversation."""
    links: dict[int, list[int]] = {}
    for number, line in source.lines():
        text = source.decode(line)
        match = _LINK.match(text)
        if match is None:
            if text.strip():
                reading.report.skip(f"{source.name} line {number}", "no reply link")
            continue
        earlier, later = sorted((int(match[1]), int(match[2])))
        found = links.setdefault(later, [])
        if earlier != later:
            found.append(earlier)
    return links


def _read_log(source: Source, reading: Reading, links: Links | None) -> Iterator[pa.RecordBatch]:
    log = _Log(source, reading, links)
    reading.threads.setdefault(source.stem, ThreadInfo()).chronological = True
    for number, line in source.text_lines():
        log.add(number - 1, source.decode(line).rstrip("\r"))
        if log.batcher.full:
            yield log.batcher.take()
    yield from log.batcher.rest()
    log.finish()


class _Log:
    """One log as it is read: whose nick is whose, which day it is, which lines were messages."""

    def __init__(self, source: Source, reading: Reading, links: Links | None) -> None:
        self.batcher = CommentBatcher(reading)
        self._thread = source.stem
        self._report = reading.report
        self._links = links
        self._spoken: set[int] = set()
        self._people: dict[str, str] = {}
        self._day = _day_of(source.name)
        self._last = -1
        self._service = 0

    def add(self, place: int, text: str) -> None:
        """Read one line."""
        match = _SPOKEN.match(text)
        if match is not None:
            self._say(place, match, match["nick"] or match["tabbed"], match["text"].strip())
            return
        opened = _OPENED.match(text)
        if opened is not None:
            self._day = _opened_day(opened["when"]) or self._day
            self._last = -1
            return
        action = _ACTION.match(text)
        rename = _RENAME.match(action["text"]) if action is not None else None
        if action is not None and rename is not None:
            self._people[rename["new"]] = self._people.get(action["nick"], action["nick"])
            self._service += 1
        elif action is not None and _SERVICE.match(action["text"]) is None:
            self._say(place, action, action["nick"], f"* {action['text'].strip()}")
        elif text.strip():
            self._service += 1

    def _say(self, place: int, match: re.Match[str], nick: str, text: str) -> None:
        self._people.setdefault(nick, nick)
        parent = self._parent(place)
        self._spoken.add(place)
        addressed = _ADDRESSED.match(text) if self._links is None else None
        answered = addressed["nick"] if addressed is not None and addressed["nick"] in self._people else None
        self.batcher.add(
            thread_id=self._thread,
            comment_id=None if self._links is None else str(place),
            parent_id=None if parent is None else str(parent),
            reply_to=answered if answered != nick else None,
            author=nick,
            author_id=self._people[nick],
            created_at=self._time(match),
            text=text,
        )

    def _parent(self, place: int) -> int | None:
        """Return the nearest earlier message a line answers."""
        parents = [] if self._links is None else self._links.get(place, [])
        self._report.repair("further_parents", max(0, len(parents) - 1))
        return max(parents, default=None)

    def _time(self, match: re.Match[str]) -> datetime | None:
        if match["hour"] is None or int(match["hour"]) > 23:
            known = self._day is not None and self._last >= 0
            return self._day + timedelta(minutes=self._last) if known and self._day is not None else None
        minutes = _minutes(match)
        if match["date"] is not None:
            self._day = _day_of(match["date"]) or self._day
        elif match["month"] is not None and self._day is not None:
            self._day = _next_day(self._day, match["month"], match["day"])
        elif self._day is not None and minutes < self._last - 720:
            self._day += timedelta(days=1)
        self._last = minutes
        return None if self._day is None else self._day + timedelta(minutes=minutes) - _offset(match["zone"])

    def finish(self) -> None:
        """Count what was left out, and say that times without a day have none."""
        self._report.repair("service_lines", self._service)
        if self._day is None and self._spoken:
            self._report.notes.append("neither the log nor its name tells the day: messages have no time")


def _day_of(text: str) -> datetime | None:
    match = _DAY.search(text)
    try:
        return datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=UTC) if match else None
    except ValueError:
        return None


def _minutes(match: re.Match[str]) -> int:
    """Return the minutes since midnight of a stamp, `12:18 PM` too."""
    hour = int(match["hour"])
    if match["half"] is not None:
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    return hour * 60 + int(match["minute"])


def _offset(zone: str | None) -> timedelta:
    """Return how far `+02:00` is ahead of UTC."""
    if zone is None:
        return timedelta()
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -ahead if zone[0] == "-" else ahead


def _next_day(known: datetime, month: str, day: str) -> datetime:
    """Return a day without its year: the one of the day known before, after December the next."""
    try:
        found = known.replace(month=_MONTHS.index(month) + 1, day=int(day))
        return found.replace(year=found.year + 1) if known - found > timedelta(days=180) else found
    except ValueError:
        return known


def _opened_day(text: str) -> datetime | None:
    for form in _OPENED_FORMS:
        try:
            return datetime.strptime(text.strip(), form).replace(hour=0, minute=0, second=0, tzinfo=UTC)
        except ValueError:
            continue
    return None


FORMAT = Format(
    "irc",
    "IRC log, with an annotation of reply links where there is one",
    sniff,
    read,
    signs="lines '[12:18] <nick> text'; links in NAME.annotation.txt beside NAME.ascii.txt",
    whole=Whole(sniff_folder, read_folder),
    is_text=True,
)
