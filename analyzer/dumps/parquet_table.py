"""Parquet: one comment per row, also a run folder's own `comments.parquet`."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.dumps.batches import BATCH_ROWS
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.rows import as_placed, read_records
from analyzer.dumps.source import PARQUET_MAGIC, Source
from analyzer.dumps.synonyms import SYNONYMS, plain_name
from analyzer.errors import DumpError

_KNOWN = frozenset(name for names in SYNONYMS.values() for name in names)


def sniff(head: Head) -> Detection | None:
    """Recognise Parquet by its magic bytes."""
    return Detection(0.95, "Parquet magic bytes") if head.text.startswith(PARQUET_MAGIC.decode()) else None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of a Parquet file, row group by row group.

    Raises:
        DumpError: The file is damaged, or no column holds the text.
    """
    with source.open_seekable() as stream:
        try:
            file = pq.ParquetFile(stream)
            columns = [field.name for field in file.schema_arrow if _may_matter(field, reading)]
            batches = file.iter_batches(batch_size=BATCH_ROWS, columns=columns)
            rows = (row for batch in batches for row in batch.to_pylist())
            yield from read_records(as_placed(rows, reading, "row"), reading, where=source.where, thread_id=source.stem)
        except pa.ArrowException as error:
            raise DumpError(f"damaged Parquet: {error}", where=source.where, hint="Fetch the file again") from None


def _may_matter(field: pa.Field, reading: Reading) -> bool:
    """Leave out columns of numbers and lists that no one asked for: a run folder has thirty of them."""
    text = pa.types.is_string(field.type) or pa.types.is_large_string(field.type) or pa.types.is_struct(field.type)
    return text or plain_name(field.name) in _KNOWN or field.name in reading.mapping.values()


FORMAT = Format("parquet", "Parquet table, one comment per row", sniff, read, signs="the magic bytes PAR1", binary=True)
