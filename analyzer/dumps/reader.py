"""Reads containers into one dump: folders as a whole where a format claims them, else file by file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.addresses import threads_without_addresses, without_addresses
from analyzer.dumps.archives import is_archive, open_archive
from analyzer.dumps.container import Container, Folder
from analyzer.dumps.format import Claim, Detection, Format, Reading
from analyzer.dumps.member import Member
from analyzer.dumps.record import Dump, InputReport, ThreadInfo
from analyzer.dumps.registry import by_name
from analyzer.dumps.sniff import claims_of, detect
from analyzer.dumps.source import Source
from analyzer.errors import DumpError
from analyzer.spool import Spool

_DAMAGE_NOTES = {
    "truncated_compression": "the compressed data ends early: what came before the cut is read, the rest is missing",
    "damaged_compression": "the compressed data is broken inside: what came before is read, the rest is missing",
    "trailing_bytes": "other bytes follow the compressed data and are left out",
}


class Reader:
    """Collects the comments, threads and accounts of all inputs of a run.

    Args:
        format_name: Name of a format, or `auto`.
        mapping: The user's own column names.
        progress: Called with each further number of bytes read.
    """

    def __init__(
        self, format_name: str, mapping: Mapping[str, str], progress: Callable[[int], None] | None = None
    ) -> None:
        self._forced = None if format_name == "auto" else by_name(format_name)
        self._mapping = mapping
        self._progress = progress
        self._threads: dict[str, ThreadInfo] = {}
        self._spool = Spool(RAW_SCHEMA)
        self._reports: list[InputReport] = []
        self._names: dict[str, int] = {}
        self._stems: dict[str, int] = {}

    def dump(self) -> Dump:
        """Return everything read; every thread that comments name has an entry."""
        threads = threads_without_addresses(self._threads)
        return Dump(self._spool.table(), threads, self._reports, self._spool.release)

    def take(self, container: Container) -> None:
        """Read one container.

        Raises:
            DumpError: A file the user named cannot be read, or nothing in a folder or archive can.
        """
        if container.kind == "files":
            self._take_parts(container, container.name, None)
            return
        name = _distinct(container.name, self._names)
        report = InputReport(name, container.kind, "", container.size)
        self._reports.append(report)
        for path, why in container.refused:
            report.skip(path, why)
        read = self._take_parts(container, name, report)
        report.reason = f"{container.what} of {len(container.members) + len(container.refused):,} files"
        report.sha256 = _digest_of(container)
        if not read:
            reasons = "; ".join(report.skipped[:3]) or "it is empty"
            raise DumpError(
                f"no file in this {'folder' if container.kind == 'folder' else 'archive'} can be read: {reasons}",
                where=container.where,
                hint="`analyzer formats` lists what can be read",
            )

    def _take_parts(self, container: Container, name: str, report: InputReport | None) -> int:
        """Read a container's wholes and files; returns how many there were."""
        read = 0
        claims = {
            file.path: claimed for claimed in claims_of(container, name, self._forced) for file in claimed.members
        }
        for member in container.members:
            claimed = claims.get(member.path)
            if claimed is None:
                read += self._take_member(member, name, report, container.kind)
            elif claimed.members[0] is member:
                outer = claimed.claim.files[0] if report is None else f"{name}/*"
                label = outer if not claimed.folder.path else claimed.folder.name
                self._take_whole(claimed.folder, claimed.format, claimed.claim, label)
                read += 1
        return read

    def _take_member(self, member: Member, container: str, outer: InputReport | None, kind: str) -> bool:
        """Read one file; of a folder or archive, one that cannot be read is accounted for and passed over."""
        if outer is None:
            self._take_source(member, member.name)
            return True
        name = f"{container}/{member.path}"
        threads_before = len(self._threads)
        try:
            if is_archive(member.open, member.where) and self._take_archive(member, name, kind):
                return True
            self._take_source(member, name)
        except DumpError as error:
            outer.skip(member.path, str(error).removeprefix(f"{error.where}: "))
            for thread_id in list(self._threads)[threads_before:]:
                del self._threads[thread_id]
            return False
        return True

    def _take_archive(self, member: Member, name: str, kind: str) -> bool:
        """Read an archive that lies in a folder; False where it is an office document."""
        archive = open_archive(member.where, name, member.size, member.open)
        if archive is None:
            return False
        with archive:
            if kind != "folder":
                hint = "Unpack the outer archive and give the folder"
                raise DumpError("this is an archive in an archive", where=member.where, hint=hint)
            self.take(archive)
        return True

    def _take_source(self, member: Member, name: str) -> None:
        with Source(member, progress=self._progress) as source:
            source.name = name
            self._read_source(source)

    def _read_source(self, source: Source) -> None:
        if self._forced is None:
            chosen, detection = detect(source)
        else:
            chosen, detection = self._forced, Detection(1.0, "your choice")
            source.head  # noqa: B018  refuses what is empty or binary
        source.name, source.stem = _distinct(source.name, self._names), _distinct(source.stem, self._stems)
        report = InputReport(source.name, chosen.name, detection.reason)
        self._collect(chosen.read(source, self._reading(report)), report)
        if self._mapping and not report.mapping:
            report.notes.append(f"--map has no effect: {chosen.name} has no columns to choose from")
        report.bytes, report.sha256 = source.size, source.sha256
        note_damage(source, report)

    def _take_whole(self, folder: Folder, chosen: Format, claim: Claim, name: str) -> None:
        if chosen.whole is None:
            raise TypeError(f"{chosen.name} reads no folders")
        folder.progress = self._progress
        report = InputReport(_distinct(name, self._names), chosen.name, claim.reason)
        report.bytes = sum(folder.files[path].size for path in claim.files)
        self._collect(chosen.whole.read(folder, claim, self._reading(report)), report)
        report.sha256 = folder.digest(claim.files)
        for source in folder.opened:
            note_damage(source, report)

    def _reading(self, report: InputReport) -> Reading:
        return Reading(report, self._threads, self._mapping)

    def _collect(self, batches: Iterator[pa.RecordBatch], report: InputReport) -> None:
        """Keep what a reader yields; of one that fails half-way nothing stays but the error."""
        mark = self._spool.mark()
        try:
            for batch in batches:
                report.comments += batch.num_rows
                for thread_id in batch["thread_id"].unique().to_pylist():
                    if thread_id not in self._threads:
                        self._threads[thread_id] = ThreadInfo()
                self._spool.add(without_addresses(batch, report))
        except BaseException:
            self._spool.back_to(mark)
            raise
        self._reports.append(report)


def note_damage(source: Source, report: InputReport) -> None:
    """Hand on what was mended in a source's bytes to the account."""
    for kind, count in source.repairs.items():
        report.repair(kind, count)
        if kind in _DAMAGE_NOTES and _DAMAGE_NOTES[kind] not in report.notes:
            report.notes.append(_DAMAGE_NOTES[kind])


def _digest_of(container: Container) -> str:
    """Return the SHA-256 of an archive's bytes; of a folder that of its files' names and sizes."""
    digest = hashlib.sha256()
    if container.bytes_of is None:
        for member in container.members:
            digest.update(f"{member.path}\0{member.size}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()
    with container.bytes_of() as file:
        while chunk := file.read(2**20):
            digest.update(chunk)
    return digest.hexdigest()


def _distinct(name: str, seen: dict[str, int]) -> str:
    """Return `name`, or `name-2`, `name-3` … where it was there before."""
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"
