"""Stages of a command: how long each took, and a progress bar for those that take more than a second."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.cli.console import errors

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Seconds a stage may take before a bar appears.
PATIENCE = 1.0
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst")


class Stages:
    """The stages of one run, timed, with bars on standard error where that is a terminal.

    Attributes:
        timings: Seconds per finished stage, in order.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.timings: dict[str, float] = {}
        self._console = errors()
        self._shown = not quiet and self._console.is_terminal
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._begun: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside as stage `name`, and clear its bars at the end."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.timings[name] = time.perf_counter() - begun
            self._clear()

    def update(self, name: str, done: int, total: int) -> None:
        """Show that `done` of `total` of stage `name` are done; 0 in total means that nobody knows."""
        if not self._shown:
            return
        begun = self._begun.setdefault(name, time.perf_counter())
        if name not in self._tasks and (time.perf_counter() - begun < PATIENCE or done >= total > 0):
            return
        bars = self._bars or self._open()
        if name not in self._tasks:
            self._tasks[name] = bars.add_task(name, total=total or None)
        bars.update(self._tasks[name], completed=done, total=total or None)

    def _open(self) -> Progress:
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bars = Progress(*columns, console=self._console, transient=True)
        self._bars.start()
        return self._bars

    def _clear(self) -> None:
        if self._bars is not None:
            self._bars.stop()
        self._bars, self._tasks, self._begun = None, {}, {}


class ByteCounter:
    """Turns "this many more bytes read" into the progress of one stage."""

    def __init__(self, stages: Stages, name: str, inputs: list[str]) -> None:
        sizes = [Path(entry).stat().st_size for entry in inputs if _is_plain(entry)]
        self._stages, self._name, self._done = stages, name, 0
        self._total = sum(sizes) if len(sizes) == len(inputs) else 0

    def __call__(self, more: int) -> None:
        """Count `more` bytes."""
        self._done += more
        self._stages.update(self._name, self._done, self._total)


def _is_plain(entry: str) -> bool:
    """Tell whether an input is one file whose bytes are counted as they are read: no folder, archive or pattern."""
    path = Path(entry)
    try:
        return path.is_file() and not path.name.lower().endswith(_ARCHIVES)
    except (OSError, ValueError):
        return False
