"""A folder or an archive: the files it holds, safely listed, and folders of them as formats look at them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from analyzer.dumps.format import Head
from analyzer.dumps.member import Member
from analyzer.errors import DumpError

if TYPE_CHECKING:
    from analyzer.dumps.source import Source

#: What accounts call the format of a container; the files in it have accounts of their own.
CONTAINERS = frozenset(("folder", "zip", "tar"))
_DIGITS = re.compile(r"(\d+)")


@dataclass
class Container:
    """What a folder or an archive holds.

    Attributes:
        where: Its path, for errors.
        name: Its name without folders.
        kind: `folder`, `zip`, `tar`, or `files` for loose files named one after the other.
        what: The kind in words: `a ZIP archive`.
        members: The files that may be read, by path.
        refused: (path, why) of each file that may not.
        size: Bytes of the archive, or of all files.
        held: What must be closed when the container is done with.
        bytes_of: Opens the archive itself; None where the container is no file.
    """

    where: str
    name: str
    kind: str
    what: str
    members: list[Member] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    size: int = 0
    held: ExitStack = field(default_factory=ExitStack)
    bytes_of: Callable[[], BinaryIO] | None = None

    def __enter__(self) -> Container:
        return self

    def __exit__(self, *_: object) -> None:
        self.held.close()


class Folder:
    """The files below one folder of a container, as a format that needs several of them sees them.

    Args:
        path: Path of the folder inside its container, `""` for the container itself.
        members: Every file below it.
        where: Container and path, for errors.
        name: What to call the folder in accounts.

    Attributes:
        files: Member by path relative to this folder, sorted by path.
        opened: Every source that was opened in it.
    """

    def __init__(self, path: str, members: list[Member], where: str, name: str) -> None:
        self.path = path
        self.where = where
        self.name = name
        cut = len(path) + 1 if path else 0
        self.files: Mapping[str, Member] = {member.path[cut:]: member for member in members}
        self.opened: list[Source] = []
        self.progress: Callable[[int], None] | None = None
        self._heads: dict[str, Head | None] = {}

    @property
    def stem(self) -> str:
        """The folder's name without an archive's suffix: the thread id of comments that name none."""
        name = self.path.rpartition("/")[2] or self.name
        return re.sub(r"\.(?:zip|tar|tgz|tbz2?|txz|tzst|(?:tar\.)?(?:gz|bz2|xz|zst))$", "", name, flags=re.I) or name

    def has(self, *paths: str) -> bool:
        """Tell whether all these files are in the folder."""
        return all(path in self.files for path in paths)

    @cached_property
    def top(self) -> dict[str, Member]:
        """The files right in the folder, not in folders below it."""
        return {path: member for path, member in self.files.items() if "/" not in path}

    def source(self, path: str) -> Source:
        """Open one file as a source.

        Raises:
            KeyError: There is no such file.
        """
        from analyzer.dumps.source import Source

        source = Source(self.files[path], progress=self.progress)
        self.opened.append(source)
        return source

    def head(self, path: str) -> Head | None:
        """Return what sniffers see of one file; None where it is missing, empty or no text."""
        from analyzer.dumps.heads import head_of
        from analyzer.dumps.source import Source

        if path not in self._heads:
            try:
                self._heads[path] = head_of(Source(self.files[path])) if path in self.files else None
            except DumpError:
                self._heads[path] = None
        return self._heads[path]

    def digest(self, paths: Sequence[str]) -> str:
        """Return one SHA-256 over the paths and contents of some of its files."""
        from analyzer.dumps.source import Source

        known = {source.where: source for source in self.opened}
        digest = hashlib.sha256()
        for path in sorted(paths):
            member = self.files[path]
            content = (known.get(member.where) or Source(member)).sha256
            digest.update(f"{path}\0{content}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()


def folders_of(members: list[Member], where: str, name: str) -> Iterator[Folder]:
    """Yield every folder that has files below it, outer ones first."""
    below: dict[str, list[Member]] = {"": []}
    for member in members:
        parts = member.path.split("/")[:-1]
        for depth in range(len(parts) + 1):
            below.setdefault("/".join(parts[:depth]), []).append(member)
    for path in sorted(below, key=lambda path: (path.count("/") + bool(path), natural(path))):
        inside = f"/{path}" if path else ""
        yield Folder(path, below[path], f"{where}{inside}", f"{name}{inside}")


def natural(path: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts `page-2` before `page-10`."""
    parts = _DIGITS.split(path)
    return tuple((0, int(p), p) if p.isdecimal() and len(p) < 20 else (1, 0, p) for p in parts if p)
