"""One file of a folder or archive: a path inside its container, and bytes that can be opened as often as needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

_DRIVE = re.compile(r"^[A-Za-z]:")
#: Files that file managers and version control leave behind: they are passed over without a word.
_DEBRIS = re.compile(r"(?:^|/)(?:__MACOSX|\.git|\.svn)/|(?:^|/)(?:\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$", re.I)
_PICKLE = re.compile(r"\.(?:p|pkl|pickle|joblib)$", re.I)
#: What people lay beside dumps to describe them; given by itself such a file is read.
_NOTE = re.compile(r"(?:^|/)(?:README|LICEN[CS]E|COPYING|NOTICE|CHANGELOG|SOURCES?)(?:\.(?:md|txt|rst|html))?$", re.I)
PICKLE_REFUSED = "a Python pickle: pickles can run code when loaded, so they never are"


@dataclass(frozen=True)
class Member:
    """One file inside a container.

    Attributes:
        where: Container and path, for errors and accounts: `export.zip/general/2024-05-01.json`.
        path: Path inside the container, `/` between its parts.
        size: Bytes.
        open: Opens its bytes for reading, from their start.
    """

    where: str
    path: str
    size: int
    open: Callable[[], BinaryIO]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


def is_debris(path: str) -> bool:
    """Tell whether a path is a leftover of a file manager or of version control, not data."""
    return _DEBRIS.search(path) is not None


def refusal(path: str) -> str | None:
    """Return why a file of a folder or archive is not read, by its path alone; None where it is.

    Example:
        >>> refusal("../etc/passwd")
        'its path leads out of the archive'
        >>> refusal("corpus/utterances-bin.p") == PICKLE_REFUSED
        True
    """
    if not path:
        return "it has no name"
    if path.startswith(("/", "\\")) or _DRIVE.match(path) or ".." in re.split(r"[/\\]", path):
        return "its path leads out of the archive"
    if "\0" in path:
        return "there is a NUL in its path"
    if _PICKLE.search(path):
        return PICKLE_REFUSED
    return "a note beside the dumps, not one of them" if _NOTE.search(path) else None
