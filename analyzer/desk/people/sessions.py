"""Sessions: a signed cookie holds a random token, the database its hash; logging in always gives a new one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analyzer.desk.clock import HOUR, MINUTE, now_ms
from analyzer.desk.store.models import Account, Meta, WebSession

LIFE_MS = 12 * HOUR
IDLE_MS = 2 * HOUR
#: A session's last use is written down no more often than this: reading pages should not write.
_SEEN_EVERY_MS = 5 * MINUTE
_SECRET = "secret"  # noqa: S105  the name of the row


@dataclass(frozen=True)
class Person:
    """Who asks: the account as pages know it."""

    id: int
    name: str
    pseudonym: str
    role: str
    preferences: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """One valid session.

    Attributes:
        token: What the cookie holds, unsigned.
        person: Whose it is.
        is_stale: Whether its last use should be written down.
    """

    token: str
    person: Person
    is_stale: bool


def secret_of(session: Session) -> str:
    """Return the secret that signs cookies, made on first use and kept in the database."""
    kept = session.get(Meta, _SECRET)
    if kept is None:
        kept = Meta(key=_SECRET, value=secrets.token_hex(32))
        session.add(kept)
        session.flush()
    return kept.value


class Signer:
    """Signs what cookies and forms carry."""

    def __init__(self, secret: str) -> None:
        self._session = URLSafeSerializer(secret, salt="desk.session")
        self._csrf = URLSafeSerializer(secret, salt="desk.csrf")

    def cookie(self, token: str) -> str:
        """Return the cookie of a token."""
        return str(self._session.dumps(token))

    def token(self, cookie: str | None) -> str | None:
        """Return the token of a cookie, None where it was not signed here."""
        return _loads(self._session, cookie)

    def csrf(self, token: str) -> str:
        """Return what forms of a session must carry."""
        return str(self._csrf.dumps(_digest(token)))

    def is_csrf(self, value: str | None, token: str) -> bool:
        """Tell whether a form was made for this session."""
        told = _loads(self._csrf, value)
        return told is not None and secrets.compare_digest(told, _digest(token))


def open_session(session: Session, account: Account) -> str:
    """Begin a session and return its token; sessions that ended are cleared away."""
    now = now_ms()
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            id=_digest(token),
            account_id=account.id,
            epoch=account.epoch,
            created_at=now,
            seen_at=now,
            expires_at=now + LIFE_MS,
        )
    )
    return token


def visit(session: Session, token: str) -> Visit | None:
    """Return the session of a token, None where it ended, idled too long, or its account changed."""
    query = select(WebSession, Account).join(Account, Account.id == WebSession.account_id)
    row = session.execute(query.where(WebSession.id == _digest(token))).one_or_none()
    if row is None:
        return None
    entry, account = row
    now = now_ms()
    alive = entry.expires_at > now and entry.seen_at > now - IDLE_MS
    if not (alive and account.active and account.epoch == entry.epoch):
        return None
    person = Person(account.id, account.name, account.pseudonym, account.role, dict(account.preferences))
    return Visit(token, person, is_stale=entry.seen_at < now - _SEEN_EVERY_MS)


def touch(session: Session, token: str) -> None:
    """Write down that a session was used."""
    entry = session.get(WebSession, _digest(token))
    if entry is not None:
        entry.seen_at = now_ms()


def close_session(session: Session, token: str) -> None:
    """End a session."""
    session.execute(delete(WebSession).where(WebSession.id == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _loads(serializer: URLSafeSerializer, value: str | None) -> str | None:
    try:
        told = serializer.loads(value or "")
    except BadSignature:
        return None
    return told if isinstance(told, str) else None
