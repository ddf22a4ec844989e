"""Folders on disk and loose files as containers: what is in them, links and leftovers looked at first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer.dumps.container import Container, natural
from analyzer.dumps.member import Member, is_debris, refusal
from analyzer.errors import DumpError

MAX_FILES = 300_000


def open_folder(path: Path, where: str) -> Container:
    """List a folder and all folders below it; links that lead out of it are refused, folders behind links not entered.

    Raises:
        DumpError: It may not be read, or holds more than `MAX_FILES` files.
    """
    container = Container(where, path.resolve().name, "folder", "a folder")
    base = path.resolve()
    for file in _walk(path, where):
        relative = file.relative_to(path).as_posix()
        if is_debris(relative):
            continue
        why = refusal(relative) or _link_refusal(file, base)
        if why is not None:
            container.refused.append((relative, why))
            continue
        if len(container.members) >= MAX_FILES:
            hint = "Give the files you want, as paths or with a pattern such as 'FOLDER/*.jsonl'"
            raise DumpError(f"the folder holds more than {MAX_FILES:,} files", where=where, hint=hint)
        container.members.append(member_of(file, f"{where.rstrip('/')}/{relative}", relative))
    container.size = sum(member.size for member in container.members)
    return container


def loose_files(paths: Sequence[str]) -> Container:
    """Return files of one folder that the user named one by one, as a container of exactly these."""
    parent = Path(paths[0]).parent
    container = Container(str(parent), parent.resolve().name, "files", "files")
    container.members = [member_of(Path(path), path, Path(path).name) for path in paths]
    container.size = sum(member.size for member in container.members)
    return container


def member_of(path: Path, where: str, name: str) -> Member:
    """Return a file on disk as a member."""
    return Member(where, name, path.stat().st_size, lambda: path.open("rb"))


def _walk(path: Path, where: str) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise DumpError(f"a folder cannot be read: {error.strerror}", where=str(error.filename or where))

    for folder, folders, files in os.walk(path, onerror=refuse):
        folders.sort(key=natural)
        yield from (Path(folder, name) for name in sorted(files, key=natural))


def _link_refusal(file: Path, base: Path) -> str | None:
    if not file.is_symlink():
        return None if file.is_file() else "no ordinary file"
    target = file.resolve()
    return None if target.is_file() and target.is_relative_to(base) else "a link that leads out of the folder"
