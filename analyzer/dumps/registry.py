"""The table of every dump format the package reads."""

from __future__ import annotations

from analyzer.dumps import text_article, text_flat, text_indented
from analyzer.dumps.csv_table import FORMAT as CSV
from analyzer.dumps.format import Format
from analyzer.dumps.json_document import FORMAT as JSON
from analyzer.dumps.jsonl import FORMAT as JSONL
from analyzer.dumps.parquet_table import FORMAT as PARQUET
from analyzer.dumps.reddit_listing import FORMAT as REDDIT_LISTING
from analyzer.dumps.reddit_ndjson import FORMAT as REDDIT_NDJSON
from analyzer.errors import DumpError

#: Scraped pages: tried on plain text only, never on JSON or markup.
TEXT_FORMATS: tuple[Format, ...] = (text_indented.FORMAT, text_flat.FORMAT, text_article.FORMAT)
FORMATS: tuple[Format, ...] = (REDDIT_NDJSON, REDDIT_LISTING, JSONL, JSON, CSV, PARQUET, *TEXT_FORMATS)


def by_name(name: str) -> Format:
    """Return the format called `name`.

    Raises:
        DumpError: There is no such format.
    """
    for entry in FORMATS:
        if entry.name == name.lower().replace("_", "-"):
            return entry
    raise DumpError("unknown format", where="--format", value=name, hint=f"Known formats: {known_names()}, or auto")


def known_names() -> str:
    """Return the names of all formats as one line of prose."""
    return ", ".join(entry.name for entry in FORMATS)
