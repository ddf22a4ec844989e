"""The ground floor: bytes of any known dump format → comments. One file per format, one registry, one sniffer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from analyzer.dumps.inputs import containers_of
from analyzer.dumps.reader import Reader
from analyzer.dumps.record import Dump
from analyzer.errors import DumpError

__all__ = ["read"]


def read(
    inputs: str | Path | Sequence[str | Path],
    *,
    format: str = "auto",  # noqa: A002  the option's name on the command line too
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Dump:
    """Read one or more dumps into one table of comments.

    Args:
        inputs: A file, folder, ZIP or tar archive, or a pattern such as `dumps/*.jsonl`, or several of them; `-` is
            standard input. Comments keep the order of inputs and of each input's comments.
        format: Name of a format, or `auto` to tell by content.
        mapping: The user's own column names for tables, field → column: `{"text": "Body"}`.
        progress: Called with each further number of bytes read.

    Raises:
        DumpError: An input cannot be read, is of no known format, or holds nothing readable.
    """
    several = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if not several:
        raise DumpError("no input given", hint="Name at least one file, or - for standard input")
    reader = Reader(format, dict(mapping or {}), progress)
    for container in containers_of(several):
        with container:
            reader.take(container)
    return reader.dump()
