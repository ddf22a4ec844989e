"""ZIP and tar archives, told by their bytes: members listed and checked, none ever written under its own name."""

from __future__ import annotations

import lzma
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, cast

from analyzer.dumps.compression import BOMB_FLOOR, BOMB_RATIO, Codec, codec_of, decompress
from analyzer.dumps.container import Container, natural
from analyzer.dumps.member import Member, is_debris, refusal
from analyzer.errors import DumpError

#: Archives of more files are refused; a Slack export of ten years and fifty channels has 180,000.
MAX_MEMBERS = 300_000
#: The directory of a ZIP archive is read into memory at once, so it is bounded before.
MAX_DIRECTORY_BYTES = 128 * 2**20
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
#: What reading an archive raises where its bytes are broken.
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, struct.error)

_CHUNK = 2**18
_TAR_BLOCK = 512
_WHAT = {"zip": "a ZIP archive", "tar": "a tar archive"}
_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
#: Members that make a ZIP archive an office document or an e-book, not a container of dumps.
_DOCUMENT_PARTS = frozenset(("[Content_Types].xml", "mimetype"))

Opener = Callable[[], BinaryIO]


def kind_of(head: bytes) -> str | None:
    """Return `zip` or `tar` by the first bytes of a plain file, None for anything else."""
    if head.startswith(ZIP_MAGICS):
        return "zip"
    if len(head) < _TAR_BLOCK or not head[0]:
        return None
    try:
        tarfile.TarInfo.frombuf(head[:_TAR_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return None
    return "tar"


def open_archive(where: str, name: str, size: int, opener: Opener) -> Container | None:
    """Open an archive, compressed tar archives included; None where the file is none.

    Args:
        where: The file as given, for errors.
        name: Its name without folders.
        size: Its bytes.
        opener: Opens it for reading.

    Raises:
        DumpError: It is an archive that is broken, too large, or made to explode.
    """
    kind, codec = _looked_at(opener, where)
    if kind is None or (kind == "zip" and codec is not None):
        return None
    what = _WHAT[kind] if codec is None else f"{_WHAT[kind]} packed with {codec.name}"
    container = Container(where, name, kind, what, size=size, bytes_of=opener)
    try:
        found = _zip(container, opener) if kind == "zip" else _tar(container, opener, codec)
    except BaseException:
        container.held.close()
        raise
    if not found:
        container.held.close()
        return None
    container.members.sort(key=lambda member: natural(member.path))
    return container


def is_archive(opener: Opener, where: str) -> bool:
    """Tell whether a file is a ZIP or tar archive, compressed or not; office documents count as ZIP archives."""
    return _looked_at(opener, where)[0] is not None


def _looked_at(opener: Opener, where: str) -> tuple[str | None, Codec | None]:
    with opener() as file:
        try:
            head = file.read(_TAR_BLOCK)
        except BROKEN:
            head = b""
    codec = codec_of(head)
    return kind_of(head if codec is None else _beginning(opener, codec, where)), codec


def _beginning(opener: Opener, codec: Codec, where: str) -> bytes:
    head = b""
    with opener() as file:
        try:
            for chunk in decompress(_chunks(file), codec, where):
                head += chunk
                if len(head) >= _TAR_BLOCK:
                    break
        except BROKEN:
            return head
    return head


def _zip(container: Container, opener: Opener) -> bool:
    """List a ZIP archive; False where it is a document of another kind."""
    where, size = container.where, container.size
    file = container.held.enter_context(opener())
    _check_directory(file, size, where)
    try:
        archive = container.held.enter_context(zipfile.ZipFile(file))
    except (*BROKEN, NotImplementedError, ValueError) as error:
        raise DumpError(f"damaged ZIP archive: {error}", where=where, hint="Fetch the file again") from None
    entries = {entry.filename: entry for entry in archive.infolist() if not entry.filename.endswith("/")}
    if not _DOCUMENT_PARTS.isdisjoint(entries):
        return False
    _check_many(len(archive.infolist()), where)
    _check_bomb(sum(entry.file_size for entry in entries.values()), size, where)
    for path, entry in entries.items():
        if is_debris(path):
            continue
        why = refusal(path) or _zip_refusal(entry)
        if why is None:
            container.members.append(Member(f"{where}/{path}", path, entry.file_size, _zip_opener(archive, entry)))
        else:
            container.refused.append((path or "a file", why))
    return True


def _zip_refusal(entry: zipfile.ZipInfo) -> str | None:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a symbolic link"
    if entry.flag_bits & 1:
        return "it is encrypted: unpack the archive with its password and give the files"
    if entry.compress_type not in _METHODS:
        return f"its compression method ({entry.compress_type}) is not known: unpack the archive and give the files"
    return None


def _zip_opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Opener:
    def open_entry() -> BinaryIO:
        try:
            return cast("BinaryIO", archive.open(entry))
        except (*BROKEN, NotImplementedError, RuntimeError, ValueError) as error:
            raise DumpError(
                f"it cannot be taken out of the archive: {error}", where=f"{archive.filename or ''}/{entry.filename}"
            ) from None

    return open_entry


def _check_directory(file: BinaryIO, size: int, where: str) -> None:
    """Refuse a directory too large to be read at once, by the size the archive's last record declares."""
    file.seek(max(0, size - 2**16 - 22))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    declared = struct.unpack_from("<L", tail, at + 12)[0] if 0 <= at <= len(tail) - 22 else 0
    if declared == 0xFFFFFFFF and (wide := tail.rfind(b"PK\x06\x06")) >= 0 and wide <= len(tail) - 56:
        declared = struct.unpack_from("<Q", tail, wide + 40)[0]
    if min(declared, size) > MAX_DIRECTORY_BYTES:
        raise _too_many(where)


def _tar(container: Container, opener: Opener, codec: Codec | None) -> bool:
    where = container.where
    file: IO[bytes] = container.held.enter_context(opener())
    if codec is not None:
        file = container.held.enter_context(_spooled(file, codec, container))
    try:
        archive = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115  held by the container
        container.held.callback(archive.close)
        entries = _tar_entries(archive, container)
    except (*BROKEN, ValueError) as error:
        raise DumpError(f"damaged tar archive: {error}", where=where, hint="Fetch the file again") from None
    for path, entry in entries.items():
        why = refusal(path) or _tar_refusal(entry)
        if why is not None:
            container.refused.append((path, why))
        elif not is_debris(path):
            container.members.append(Member(f"{where}/{path}", path, entry.size, _tar_opener(archive, entry)))
    return True


def _tar_entries(archive: tarfile.TarFile, container: Container) -> dict[str, tarfile.TarInfo]:
    """Return the last entry of each path; an archive that breaks off is read up to the break."""
    entries: dict[str, tarfile.TarInfo] = {}
    count = 0
    while True:
        try:
            entry = archive.next()
        except BROKEN as error:
            container.refused.append(("the rest of the archive", f"it breaks off: {error}"))
            break
        if entry is None:
            break
        archive.members = []  # type: ignore[attr-defined]  # what tarfile keeps of each entry is not needed twice
        count += 1
        _check_many(count, container.where)
        if not entry.isdir():
            entries[entry.name.removeprefix("./")] = entry
    return entries


def _tar_refusal(entry: tarfile.TarInfo) -> str | None:
    if entry.issym() or entry.islnk():
        return "a link"
    if not entry.isreg():
        return "no ordinary file"
    return "a sparse file, which may unpack to any size" if entry.issparse() else None


def _tar_opener(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Opener:
    def open_entry() -> BinaryIO:
        return cast("BinaryIO", archive.extractfile(entry))

    return open_entry


def _spooled(file: IO[bytes], codec: Codec, container: Container) -> IO[bytes]:
    """Unpack a compressed tar archive into a nameless temporary file, its damage told as a refusal."""

    def damaged(kind: str) -> None:
        if kind != "trailing_bytes":
            container.refused.append(("the rest of the archive", f"the {codec.name} data breaks off"))

    spool = tempfile.TemporaryFile()  # noqa: SIM115  the container closes it
    for chunk in decompress(_chunks(file), codec, container.where, damaged):
        spool.write(chunk)
    spool.seek(0)
    return spool


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _check_many(count: int, where: str) -> None:
    if count > MAX_MEMBERS:
        raise _too_many(where)


def _too_many(where: str) -> DumpError:
    return DumpError(
        f"the archive holds more than {MAX_MEMBERS:,} files",
        where=where,
        hint="If you trust it, unpack it and give the files",
    )


def _check_bomb(unpacked: int, size: int, where: str) -> None:
    if unpacked > BOMB_FLOOR and unpacked > size * BOMB_RATIO:
        raise DumpError(
            f"the archive unpacks to more than {BOMB_RATIO} times its size, which comment dumps never do",
            where=where,
            hint="If you trust it, unpack it and give the files",
        )
