"""4CAT: the table of a data set. Imageboards' replies are `>>NUMBER` in the text; others have a parent at best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from analyzer.dumps.column_choice import Record
from analyzer.dumps.format import Reading
from analyzer.dumps.presets import table_format
from analyzer.dumps.rows import SAMPLE_RECORDS, Placed
from analyzer.dumps.values import as_id, as_text

#: `>>123456` answers post 123456; `>>>/board/` leads elsewhere.
_LINK = re.compile(r"(?<!>)>>(\d+)")


def _linked(rows: Iterable[Placed], reading: Reading) -> Iterator[Placed]:
    """Give rows the parent they name, else the one their text names first; further posts answered are counted."""
    pairs = iter(rows)
    head = list(islice(pairs, SAMPLE_RECORDS))
    by_id = _are_ids([row for _, row in head])
    for place, row in chain(head, pairs):
        parent = "parent" if "parent" in row else "answered"
        if row.get("parent"):
            yield place, row
        elif row.get("reply_to"):
            yield place, {**row, parent: None, parent if by_id else "reply_to_name": row["reply_to"]}
        else:
            yield place, {**row, parent: _first_link(row, reading)}


def _first_link(row: Record, reading: Reading) -> str | None:
    links = list(dict.fromkeys(_LINK.findall(as_text(row.get("body")) or "")))
    reading.report.repair("further_parents", max(0, len(links) - 1))
    return links[0] if links and links[0] != as_id(row.get("thread_id")) else None


def _are_ids(sample: Sequence[Record]) -> bool:
    """Tell whether what rows reply to is an id of the table; elsewhere it is a name."""
    answered = {as_id(row.get("reply_to")) for row in sample} - {None}
    ids = {as_id(row.get("id")) for row in sample}
    authors = {as_id(row.get("author")) for row in sample}
    return len(answered & ids) > len(answered & authors)


FORMAT = table_format(
    "4cat",
    "4CAT: a data set as a table",
    frozenset(("id", "thread_id", "author", "body", "timestamp")),
    {
        "id": "id",
        "thread_id": "thread_id",
        "parent_id": "answered",
        "author": "author",
        "created_at": "timestamp",
        "text": "body",
        "title": "subject",
    },
    _linked,
)
