"""Tables of people: accounts, sessions, log-in attempts, saved filters."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from analyzer.desk.store.base import Base, Json, Milliseconds


class Meta(Base):
    """One setting of the database itself, such as the secret that signs cookies."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Account(Base):
    """One person. The pseudonym is what others, logs of decisions and exports see."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role IN ('viewer', 'reviewer', 'adjudicator', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    pseudonym: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[int] = mapped_column(Milliseconds)
    epoch: Mapped[int] = mapped_column(default=0)  # rises with password, role or lock: older sessions end
    preferences: Mapped[Json] = mapped_column(default=dict)


class WebSession(Base):
    """One log-in. The cookie holds a signed token; only the token's hash is kept here."""

    __tablename__ = "web_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    epoch: Mapped[int]
    created_at: Mapped[int] = mapped_column(Milliseconds)
    seen_at: Mapped[int] = mapped_column(Milliseconds)
    expires_at: Mapped[int] = mapped_column(Milliseconds, index=True)


class LoginAttempt(Base):
    """A failed log-in, kept as long as it counts against further ones."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index(None, "name", "address", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[int] = mapped_column(Milliseconds)


class SavedFilter(Base):
    """A queue with filters that a person keeps under a name."""

    __tablename__ = "saved_filter"
    __table_args__ = (Index(None, "account_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(64))
    queue: Mapped[str] = mapped_column(String(16))
    query: Mapped[Json]
