"""Records with named fields (JSON objects, CSV and Parquet rows) → comment batches, through guessed columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

import pyarrow as pa

from analyzer.comment import AUTHOR_KINDS, INFERRED
from analyzer.dumps.authors import kind_of, state_of
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.column_choice import Columns, Record, own_table, value_of
from analyzer.dumps.columns import guess
from analyzer.dumps.format import Reading
from analyzer.dumps.ids import IdReader
from analyzer.dumps.mojibake import mended
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.times import DAY, TimeReader, of_clock
from analyzer.dumps.values import NOTHING, NULL_WORDS, as_label, as_share, as_switch, as_text, has_happened
from analyzer.dumps.wiki_text import comes_from_talk, unindented_all
from analyzer.text.html import to_plain

SAMPLE_RECORDS = 2000
_STATES = ("present", "deleted", "removed", "missing")
_SOURCES = ("explicit", "indent")
_NO_TIME = frozenset(("", "null", "none", "nan", "nat", "na", "n/a", "-", *map(str.lower, NOTHING)))
#: Fields in which a word for nothing is never meant.
_NAMED = ("id", "parent_id", "thread_id", "author", "author_id", "reply_to", "created_at")
_FACTS = ("title", "target", "url", "article")

Placed = tuple[str, Record]


def read_records(
    records: Iterable[Placed], reading: Reading, *, where: str, thread_id: str
) -> Iterator[pa.RecordBatch]:
    """Yield the comments of (place, record) pairs; columns are guessed from the first `SAMPLE_RECORDS`.

    Args:
        records: Each record with its place in the input, such as `line 3`.
        reading: Receives the mapping, repairs and threads.
        where: The input's name, for errors.
        thread_id: The thread of records that name none.

    Raises:
        DumpError: No column holds the comments' text.
    """
    pairs = iter(records)
    head = list(islice(pairs, SAMPLE_RECORDS))
    if not head:
        return
    sample = [record for _, record in head]
    names: dict[str, None] = {}
    for record in sample:
        names.update(dict.fromkeys(record))
    columns = guess([name for name in names if name], sample, reading.mapping, where)
    reading.report.mapping = dict(columns.names)
    reading.report.notes += columns.explanations()
    own = own_table(names)
    if own:
        columns.html = False
    rows = RowReader(columns, sample, reading, thread_id, own=own)
    for place, record in chain(head, pairs):
        rows.add(place, record)
        if rows.batcher.full:
            yield rows.batcher.take()
    yield from rows.batcher.rest()


class RowReader:
    """Turns records into comments, one by one, counting what it mends.

    Args:
        columns: Which column means what.
        sample: Some records, to learn from.
        reading: Receives repairs and threads.
        thread_id: The thread of records that name none.
        own: Whether the table is a run folder's own, whose order is to be kept.
    """

    def __init__(
        self, columns: Columns, sample: Iterable[Record], reading: Reading, thread_id: str, *, own: bool = False
    ) -> None:
        self._own = own
        self.batcher = CommentBatcher(reading)
        self._names = columns.names
        self._html = columns.html
        self._reading = reading
        self._report = reading.report
        self._repair = reading.report.repair
        self._thread_id = thread_id
        self._facts = [name for name in _FACTS if name in self._names]
        self._told: set[str] = set()
        sample = list(sample)
        self._no_text = frozenset() if own else NOTHING | self._null_words(sample)
        self._clock = columns.clock
        self._ends = [end for end in ("removed", "deleted") if {end, f"{end}_at"} & self._names.keys()]
        self._times = TimeReader(self._named(record, "created_at") for record in sample)
        self._talk = comes_from_talk(as_text(self._cell(record, "text")) or "" for record in sample)
        if self._talk:
            self._report.note("texts come from MediaWiki talk pages: the colons that indented them are taken off")
        ids, parents = ([self._named(record, name) for record in sample] for name in ("id", "parent_id"))
        self._ids = IdReader(reading.report, ids, parents)
        if self._times.ambiguous:
            self._report.note("dates such as 3/4/2020 are read month first: nothing in the file settles the order")
        if "thread_id" not in self._names:
            self._report.note(f"no column names the thread: all comments are of one thread, {thread_id!r}")

    def add(self, place: str, record: Record) -> None:
        """Add one record's comment; a record with neither text nor id is skipped."""
        raw = self._cell(record, "text")
        if isinstance(raw, str) and raw in self._no_text:
            raw = None
        comment_id = self._ids.own(self._named(record, "id"))
        if raw is None and comment_id is None:
            self._report.skip(place, "neither text nor id")
            return
        thread_id = self._thread(record)
        text = self._text(raw)
        if not text and raw and isinstance(raw, Mapping | list):
            self._repair("unreadable_text")
        state = self._state(record, text)
        author = self._decoded(as_label(self._named(record, "author")) or "") or None
        author_id = self._ids.user(self._named(record, "author_id"))
        kind = self._author_kind(record, author, author_id)
        parent_id = self._ids.parent(self._named(record, "parent_id"))
        self.batcher.add(
            thread_id=thread_id,
            comment_id=comment_id,
            parent_id=parent_id,
            parent_source=self._parent_source(record) if parent_id is not None else None,
            parent_probability=as_share(self._cell(record, "parent_probability")) if parent_id is not None else None,
            reply_to=as_label(self._named(record, "reply_to")),
            author=None if kind == "deleted" else author,
            author_id=author_id,
            author_kind=kind,
            created_at=self._time(record),
            version_at=self._version(record),
            text=text if state == "present" else "",
            state=state,
        )

    def _cell(self, record: Record, name: str) -> Any:
        column = self._names.get(name)
        if column is None:
            return None
        return record.get(column) if "." not in column else value_of(record, column)

    def _named(self, record: Record, name: str) -> Any:
        """Return a cell of ids, names or times, None where it holds a word for nothing."""
        value = self._cell(record, name)
        return None if not self._own and isinstance(value, str) and value in NULL_WORDS else value

    def _null_words(self, sample: Iterable[Record]) -> frozenset[str]:
        """Return the words for nothing that the table uses beside its texts: there they mean nothing too."""
        cells = (self._cell(record, name) for record in sample for name in _NAMED if name in self._names)
        return frozenset(cell for cell in cells if isinstance(cell, str) and cell in NULL_WORDS)

    def _thread(self, record: Record) -> str:
        thread_id = self._ids.thread(self._named(record, "thread_id")) or self._thread_id
        if (self._facts or self._own) and thread_id not in self._told:
            self._told.add(thread_id)
            self._tell(self._reading.threads.setdefault(thread_id, ThreadInfo()), record)
        return thread_id

    def _tell(self, info: ThreadInfo, record: Record) -> None:
        if self._own:
            info.chronological = False
        for name in self._facts:
            if getattr(info, name) is None:
                value = self._cell(record, name)
                setattr(info, name, as_text(value) or None if name == "article" else as_label(value))

    def _decoded(self, text: str) -> str:
        """Put a text right that was UTF-8 and was read as something else before it came into the table."""
        if self._own or text.isascii() or (better := mended(text)) == text:
            return text
        self._repair("mojibake_mended")
        return better

    def _text(self, raw: Any) -> str:
        text = self._decoded(as_text(raw) or "")
        if self._talk:
            text = unindented_all(text)
        if self._html and ("<" in text or "&" in text):
            return to_plain(text)
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _state(self, record: Record, text: str) -> str:
        if "state" in self._names and (state := str(self._cell(record, "state")).strip().lower()) in _STATES:
            return state
        for state in self._ends:
            if self._is_gone(record, state):
                return state
        return state_of(text)

    def _is_gone(self, record: Record, name: str) -> bool:
        """Tell a comment's end by a switch, or by the time it came at."""
        return as_switch(self._cell(record, name)) or has_happened(self._cell(record, f"{name}_at"))

    def _author_kind(self, record: Record, author: str | None, author_id: str | None) -> str:
        if "author_kind" in self._names and (kind := self._cell(record, "author_kind")) in AUTHOR_KINDS:
            return str(kind)
        return kind_of(author, author_id=author_id)

    def _parent_source(self, record: Record) -> str:
        said = self._cell(record, "parent_source")
        return said if isinstance(said, str) and (said in _SOURCES or said.startswith(INFERRED)) else "explicit"

    def _version(self, record: Record) -> int | None:
        """Return when this copy was fetched or edited; dumps write `false` and the like where it never was."""
        value = self._cell(record, "version_at")
        return None if value is None or isinstance(value, bool) else self._times.read(value)

    def _time(self, record: Record) -> int | None:
        value = self._named(record, "created_at")
        if value is None or (isinstance(value, str) and value.strip().lower() in _NO_TIME):
            return None
        time = self._times.read(value)
        if time is None:
            self._repair("unreadable_time")
        elif self._clock is not None and time % DAY == 0:
            time += of_clock(value_of(record, self._clock)) or 0
        return time


def as_placed(records: Iterable[Any], reading: Reading, unit: str = "record") -> Iterator[Placed]:
    """Number records from 1, skipping what is no object."""
    for number, record in enumerate(records, 1):
        if isinstance(record, Mapping):
            yield f"{unit} {number}", record
        else:
            reading.report.skip(f"{unit} {number}", f"not an object but {type(record).__name__}")
