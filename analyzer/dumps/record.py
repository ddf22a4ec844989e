"""What reading a dump yields: comments as Arrow batches, facts about threads, and an account of the reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

#: Batches of a table mapped from a file that are read before the memory they take is let go of.
BATCHES_HELD = 8


@dataclass(slots=True)
class ThreadInfo:
    """What a dump says of a thread itself, apart from its comments.

    Attributes:
        title: Title of the article, post or video.
        target: The claim comments take a stance on, where the dump names one apart from the title.
        url: Canonical address.
        article: Text of the article or post, for reading top-level comments against it.
        declared: Number of comments the dump says the thread has ("8 Comments").
        stubs: Comments known to be missing ("load more", "continue this thread").
        chronological: True where file order is time order, false where it is display order; None if unknown.
    """

    title: str | None = None
    target: str | None = None
    url: str | None = None
    article: str | None = None
    declared: int | None = None
    stubs: int = 0
    chronological: bool | None = None


@dataclass
class InputReport:
    """The account of reading one input: what it was taken for, why, and what was mended or left out."""

    name: str
    format: str
    reason: str
    bytes: int = 0
    sha256: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    comments: int = 0
    repairs: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    #: Places of skipped records kept word for word; past this many only the count goes on.
    MAX_SKIPPED_SHOWN = 20

    def repair(self, kind: str, count: int = 1) -> None:
        """Count `count` repairs of one kind, named in snake_case."""
        if count:
            self.repairs[kind] = self.repairs.get(kind, 0) + count

    def note(self, text: str) -> None:
        """Add a remark for the user, once."""
        if text not in self.notes:
            self.notes.append(text)

    def skip(self, place: str, why: str) -> None:
        """Count one record left out and remember where it was and why."""
        self.repair("skipped_records")
        if len(self.skipped) < self.MAX_SKIPPED_SHOWN:
            self.skipped.append(f"{place}: {why}")


@dataclass
class Dump:
    """Every comment read from one or more inputs, in file order.

    Attributes:
        comments: Table of `analyzer.comment.RAW_SCHEMA`.
        threads: Facts per `thread_id`; every thread_id of `comments` is a key.
        inputs: One account per input.
        release: Lets go of memory that columns take which are mapped from a file (see `analyzer.spool`).
    """

    comments: pa.Table
    threads: dict[str, ThreadInfo]
    inputs: list[InputReport]
    release: Callable[[], None] = field(default=lambda: None, repr=False, compare=False)

    def along(self, column: str, make: Callable[[pa.Array], npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """Return what `make` makes of a column, one value per comment, without ever holding the whole column."""
        chunks = self.comments[column].chunks
        made = [make(pa.array([], self.comments.schema.field(column).type))]
        for number, chunk in enumerate(chunks, 1):
            made.append(make(chunk))
            if number % BATCHES_HELD == 0:
                self.release()
        self.release()
        return np.concatenate(made)
