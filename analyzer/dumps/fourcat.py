"""4CAT: the table of a data set. Imageboards' replies are `>>NUMBER` in the text; others have a parent at best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analyzer.dumps.format import Reading
from analyzer.dumps.presets import table_format
from analyzer.dumps.rows import Placed
from analyzer.dumps.values import as_id, as_text

#: `>>123456` answers post 123456; `>>>/board/` leads elsewhere.
_LINK = re.compile(r"(?<!>)>>(\d+)")


def _linked(rows: Iterable[Placed], reading: Reading) -> Iterator[Placed]:
    """Give rows the parent their text names first; the further posts they answer are counted."""
    for place, row in rows:
        if row.get("parent") or row.get("reply_to"):
            yield place, row
            continue
        links = list(dict.fromkeys(_LINK.findall(as_text(row.get("body")) or "")))
        reading.report.repair("further_parents", max(0, len(links) - 1))
        thread = as_id(row.get("thread_id"))
        answered = links[0] if links and links[0] != thread else None
        yield place, {**row, "answered": answered} if "parent" not in row else {**row, "parent": answered}


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
