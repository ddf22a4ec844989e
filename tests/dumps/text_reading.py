"""Reading a text fixture the way the package does, for the tests of text formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import InputReport, ThreadInfo
from analyzer.dumps.source import Source

FIXTURES = Path(__file__).parent / "fixtures" / "text"


class Page:
    """What a format makes of a page."""

    def __init__(self, fmt: Format, path: Path) -> None:
        with Source(path) as source:
            self.report = InputReport(source.name, fmt.name, "")
            reading = Reading(self.report, {})
            self.rows: list[dict[str, Any]] = [row for batch in fmt.read(source, reading) for row in batch.to_pylist()]
        self.thread: ThreadInfo = next(iter(reading.threads.values()))

    @property
    def pairs(self) -> list[tuple[str | None, str]]:
        """Author and text of each comment."""
        return [(row["author"], row["text"]) for row in self.rows]

    @property
    def tree(self) -> list[tuple[int, str | None, str]]:
        """Depth, author and text of each comment."""
        depth: dict[str | None, int] = {None: -1}
        for row in self.rows:
            depth[row["comment_id"]] = depth[row["parent_id"]] + 1
        return [(depth[row["comment_id"]], row["author"], row["text"]) for row in self.rows]


def page_of(fmt: Format, text: str, folder: Path) -> Page:
    """Write `text` to a file and read it."""
    path = folder / "page.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return Page(fmt, path)


def sniffed(fmt: Format, text: str) -> Detection | None:
    """Let a format's sniffer look at a whole text."""
    return fmt.sniff(Head("page.txt", text, complete=True))
