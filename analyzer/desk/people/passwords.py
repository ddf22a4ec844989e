"""Passwords: argon2id, with the parameters of RFC 9106's second choice (64 MiB), as argon2-cffi sets them."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from analyzer.errors import AnalyzerError, ExitCode

LEAST_LENGTH = 12
MOST_LENGTH = 256
_hasher = PasswordHasher()
#: At most so many at once: each takes 64 MiB, and log-ins must not starve pages.
_turns = threading.BoundedSemaphore(2)
#: Hash of a password nobody has: checked for names that do not exist, so that they take as long.
_NOBODY = _hasher.hash("nobody has this password")


class PasswordError(AnalyzerError):
    """A password that cannot be taken."""

    exit_code = ExitCode.USAGE


def check_new(password: str, name: str) -> str:
    """Return `password` if it may be set.

    Raises:
        PasswordError: It is too short, too long, one character over and over, or the account's name.
    """
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        raise PasswordError(f"a password has {LEAST_LENGTH} to {MOST_LENGTH} characters", where="password")
    if len(set(password)) < 4 or (len(name) > 3 and name.casefold() in password.casefold()):
        hint = "A few words that do not belong together make a good one"
        raise PasswordError("this password is too easy to guess", where="password", hint=hint)
    return password


def hash_password(password: str) -> str:
    """Return the hash that is stored."""
    with _turns:
        return _hasher.hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Tell whether a password is the right one; takes as long where there is no such account."""
    with _turns:
        try:
            return _hasher.verify(stored or _NOBODY, password[: MOST_LENGTH + 1]) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)
