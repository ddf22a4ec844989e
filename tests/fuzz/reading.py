"""Bytes read as a dump without touching the disk, for the fuzzer and the mutation tests."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import suppress

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.archives import open_archive
from analyzer.dumps.container import Container
from analyzer.dumps.member import Member
from analyzer.dumps.reader import Reader
from analyzer.dumps.record import Dump
from analyzer.errors import DumpError
from analyzer.threads import build_threads


def read_files(files: Mapping[str, bytes], format_name: str = "auto", kind: str = "files") -> Dump:
    """Read files that exist in memory only, as named together or as a folder; an archive among them is opened.

    Raises:
        DumpError: Nothing in them can be read.
    """
    reader = Reader(format_name, {})
    members = [Member(name, name, len(data), lambda data=data: io.BytesIO(data)) for name, data in files.items()]  # type: ignore[misc]
    archive = open_archive(members[0].where, members[0].name, members[0].size, members[0].open) if members else None
    container = archive or Container("fuzz", "fuzz", kind, "a folder", members, size=sum(map(len, files.values())))
    with container:
        reader.take(container)
    return reader.dump()


def survives(files: Mapping[str, bytes], format_name: str = "auto", kind: str = "files") -> Dump | None:
    """Read files and hold the result to what every reader promises; None where they are refused.

    The only error is the tool's own, the table has the agreed columns, each comment's thread is known, and trees can be
    built of it without losing a comment uncounted.
    """
    with suppress(DumpError):
        dump = read_files(files, format_name, kind)
        assert dump.comments.schema == RAW_SCHEMA
        dump.comments.validate(full=True)
        assert set(dump.comments["thread_id"].unique().to_pylist()) <= set(dump.threads)
        assert all(report.reason for report in dump.inputs)
        forest = build_threads(dump)
        repairs = forest.report.as_json()["repairs"]
        dropped = sum(repairs.get(kind, 0) for kind in ("duplicate_comments", "edited_duplicates"))
        assert forest.comments.num_rows + dropped == dump.comments.num_rows
        return dump
    return None
