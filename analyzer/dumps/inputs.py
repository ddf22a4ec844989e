"""What the user named → containers: paths and patterns expanded, folders and archives opened, loose files gathered."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyzer.dumps.archives import open_archive
from analyzer.dumps.container import Container, natural
from analyzer.dumps.folders import loose_files, member_of, open_folder
from analyzer.dumps.source import check_readable, is_folder, spooled
from analyzer.errors import DumpError

STDIN = "-"


def containers_of(inputs: Sequence[str | Path]) -> Iterator[Container]:
    """Yield what the inputs hold, in their order; each container is to be closed by the caller.

    Files named one after the other from one folder come as one container of kind `files`. What inputs share, as a
    folder and a file in it, is held once: by the first of them.

    Raises:
        DumpError: An input is missing, may not be read, a broken archive, or a pattern nothing matches.
    """
    loose: list[str] = []
    taken: set[Path] = set()
    for entry in (path for given in inputs for path in expand(str(given))):
        container = _opened(entry)
        if entry != STDIN and not _take(Path(entry), container, taken):
            continue
        if loose and (container is not None or Path(entry).parent != Path(loose[0]).parent):
            yield loose_files(loose)
            loose = []
        if container is None:
            loose.append(entry)
        else:
            yield container
    if loose:
        yield loose_files(loose)


def expand(entry: str) -> list[str]:
    """Return the paths a pattern stands for, sorted; anything else as it is.

    A file whose name holds `*`, `?` or `[` is itself. `**` stands for any folders.

    Raises:
        DumpError: The path is empty, or nothing matches the pattern.
    """
    if not entry:
        raise DumpError("the path is empty", hint="Name a file or folder, . for this one; is a shell variable unset?")
    if entry == STDIN or not glob.has_magic(entry) or "\0" in entry or Path(entry).exists():
        return [entry]
    found = sorted(glob.glob(entry, recursive=True), key=natural)  # noqa: PTH207  pathlib's has no plain recursion
    if not found:
        raise DumpError("nothing matches this pattern", where=entry, hint="Check the pattern and the folder")
    return found


def _take(path: Path, container: Container | None, taken: set[Path]) -> bool:
    """Note which files an input stands for, and leave out of a folder those that are taken; False where all are."""
    if container is None or container.kind != "folder":
        file = path.resolve()
        if file in taken:
            if container is not None:
                container.held.close()
            return False
        taken.add(file)
        return True
    files = [(path / member.path).resolve() for member in container.members]
    shared = taken.intersection(files)
    taken.update(files)
    if not shared:
        return True
    kept = [member for member, file in zip(container.members, files, strict=True) if file not in shared]
    container.members, container.size = kept, sum(member.size for member in kept)
    return bool(kept)


def _opened(entry: str) -> Container | None:
    """Open what is a container by itself: a folder, an archive, standard input; None for a plain file."""
    if entry == STDIN:
        return _standard_input()
    path = Path(entry)
    if is_folder(path):
        return open_folder(path, entry)
    check_readable(path, entry)
    return open_archive(entry, path.name, path.stat().st_size, lambda: path.open("rb"))


def _standard_input() -> Container:
    """Keep standard input in a temporary file until the container is closed."""
    path = spooled()
    try:
        archive = open_archive(STDIN, STDIN, path.stat().st_size, lambda: path.open("rb"))
    except DumpError:
        path.unlink(missing_ok=True)
        raise
    container = archive or Container(STDIN, STDIN, "files", "files", [member_of(path, STDIN, STDIN)])
    container.held.callback(path.unlink, missing_ok=True)
    return container
