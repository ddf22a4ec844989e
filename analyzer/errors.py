"""Errors a user can act on: each names the input, the place in it, the value seen and the way out."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Process exit codes of every command (documented in `docs/cli.md`)."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    BAD_INPUT = 3
    BAD_MODEL = 4
    BAD_OUTPUT = 5
    WORSE = 6
    INTERRUPTED = 130
    CLOSED_PIPE = 141


class AnalyzerError(Exception):
    """The root of every error this package raises on purpose.

    Args:
        message: What is wrong, in one sentence.
        where: The file, record, line or option it is about.
        value: The offending value, shown shortened.
        hint: What the user can do about it.
    """

    exit_code: ExitCode = ExitCode.INTERNAL

    def __init__(
        self, message: str, *, where: str | None = None, value: object = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.value = value
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        if self.value is not None:
            shown = repr(self.value)
            text += f" (found {shown[:80] + '…' if len(shown) > 80 else shown})"
        return f"{text}. {self.hint}" if self.hint else text


def check_argument(verb: str, value: object, wanted: type, maker: str) -> None:
    """Check that a verb is given what the verb before it returns.

    Raises:
        TypeError: It is not.
    """
    if not isinstance(value, wanted):
        found = type(value).__name__
        raise TypeError(f"{verb} takes the {wanted.__name__} that {maker} returns, not an object of type {found}")


class DumpError(AnalyzerError):
    """A dump that cannot be read: missing, unknown, broken past repair."""

    exit_code = ExitCode.BAD_INPUT


class ModelError(AnalyzerError):
    """A model bundle that is missing, damaged or of another format version."""

    exit_code = ExitCode.BAD_MODEL


class OutputError(AnalyzerError):
    """A run folder that cannot be written or read."""

    exit_code = ExitCode.BAD_OUTPUT
