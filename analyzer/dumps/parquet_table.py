"""Parquet: one comment per row, also a run folder's own `comments.parquet`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.dumps.batches import BATCH_ROWS
from analyzer.dumps.decoding import decode_line
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.rows import as_placed, read_records
from analyzer.dumps.source import PARQUET_MAGIC, Source
from analyzer.dumps.synonyms import SYNONYMS, plain_name
from analyzer.errors import DumpError

_BYTES = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_struct)
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
            rows = _rows(file.iter_batches(batch_size=BATCH_ROWS, columns=columns), reading.report.repair)
            yield from read_records(as_placed(rows, reading, "row"), reading, where=source.where, thread_id=source.stem)
        except (pa.ArrowException, OSError) as error:  # damage in a page is the latter
            raise DumpError(f"damaged Parquet: {error}", where=source.where, hint="Fetch the file again") from None


def _rows(batches: Iterator[pa.RecordBatch], repair: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Yield rows, bytes in them decoded: many tools write text as such."""
    for batch in batches:
        for place, field in enumerate(batch.schema):
            if _is_bytes(field.type):
                texts = [None if value is None else decode_line(value, repair) for value in batch[place].to_pylist()]
                batch = batch.set_column(place, field.name, pa.array(texts, pa.string()))
        yield from batch.to_pylist()


def _is_bytes(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in _BYTES)


def _may_matter(field: pa.Field, reading: Reading) -> bool:
    """Leave out columns of numbers and lists that no one asked for: a run folder has thirty of them."""
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    text = any(is_kind(kind) for is_kind in _TEXTS)
    return text or plain_name(field.name) in _KNOWN or field.name in reading.mapping.values()


FORMAT = Format("parquet", "Parquet table, one comment per row", sniff, read, signs="the magic bytes PAR1", binary=True)
