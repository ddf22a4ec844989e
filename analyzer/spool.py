"""Tables that outgrow memory: record batches kept in memory while few, in a temporary file and mapped when many.

Mapped columns are read from the file when they are used, and the system may drop them again at any time. The file has
no name: it is gone when the last array that points into it is, however the process ends. It lies in the system's
temporary folder, `TMPDIR` where that is set.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterable
from itertools import compress
from typing import IO

import pyarrow as pa

from analyzer.errors import OutputError

#: Bytes of Arrow data a table may take in memory before it goes to a file: about 20,000 comments.
MEMORY_BYTES = 8 * 2**20


class Spool:
    """Collects record batches of one schema and hands them back as one table.

    Args:
        schema: The schema of every batch.

    Example:
        >>> spool = Spool(schema)
        >>> for batch in batches:
        ...     spool.add(batch)
        >>> table = spool.table()
    """

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._held: list[pa.RecordBatch] = []
        self._wanted: list[bool] = []
        self._bytes = 0
        self._file: IO[bytes] | None = None
        self._writer: pa.RecordBatchFileWriter | None = None
        self._map: mmap.mmap | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Append one batch.

        Raises:
            OutputError: The temporary folder has no room for it.
        """
        self._held.append(batch)
        self._wanted.append(True)
        self._bytes += batch.nbytes
        if self._bytes > MEMORY_BYTES:
            self._spill()

    def mark(self) -> int:
        """Return a mark of what was added so far, for `back_to`."""
        return len(self._wanted)

    def back_to(self, mark: int) -> None:
        """Drop every batch added since `mark`."""
        self._wanted[mark:] = [False] * (len(self._wanted) - mark)

    def table(self) -> pa.Table:
        """Return all batches as one table; nothing can be added after that.

        Raises:
            OutputError: The temporary folder has no room for it.
        """
        if self._writer is None or self._file is None:
            return pa.Table.from_batches(compress(self._held, self._wanted), self._schema)
        self._spill()
        try:
            self._writer.close()
            self._file.flush()
        except OSError as error:
            raise _full(error) from error
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._file.close()
        reader = pa.ipc.open_file(pa.py_buffer(self._map))
        wanted = (reader.get_batch(number) for number, keep in enumerate(self._wanted) if keep)
        return pa.Table.from_batches(wanted, self._schema)

    def release(self) -> None:
        """Let go of the memory that mapped columns took when they were used; they are read again when needed."""
        if self._map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def _spill(self) -> None:
        try:
            if self._writer is None:
                self._file = tempfile.TemporaryFile(prefix="analyzer-")  # noqa: SIM115  it lives as long as its map
                self._writer = pa.ipc.new_file(self._file, self._schema)
            for batch in self._held:
                self._writer.write_batch(batch)
        except OSError as error:
            raise _full(error) from error
        self._held = []


def spooled(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Spool:
    """Return a spool of all `batches`."""
    spool = Spool(schema)
    for batch in batches:
        spool.add(batch)
    return spool


def _full(error: OSError) -> OutputError:
    hint = "Free some space, or set TMPDIR to a folder with more room"
    told = error.strerror or str(error)
    return OutputError(f"a large dump cannot be kept there: {told}", where=tempfile.gettempdir(), hint=hint)
