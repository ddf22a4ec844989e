"""Slows down guessing of passwords: failures are counted in the database, so a restart does not forget them."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analyzer.desk.clock import MINUTE, now_ms
from analyzer.desk.store.models import LoginAttempt

WINDOW_MS = 15 * MINUTE
#: Failures in the window that close the door: for one name from one address, from one address, for one name.
PER_PAIR = 5
PER_ADDRESS = 100  # a whole newsroom may come from one
PER_NAME = 100


def is_closed(session: Session, name: str, address: str) -> bool:
    """Tell whether further tries are refused for now.

    A name alone closes late: otherwise anybody could lock a colleague out.
    """
    since = now_ms() - WINDOW_MS
    of_name, of_address = LoginAttempt.name == _key(name), LoginAttempt.address == address
    limits = (((of_name, of_address), PER_PAIR), ((of_address,), PER_ADDRESS), ((of_name,), PER_NAME))
    for conditions, most in limits:
        query = select(func.count()).select_from(LoginAttempt).where(*conditions, LoginAttempt.at > since)
        if session.execute(query).scalar_one() >= most:
            return True
    return False


def enter(session: Session, name: str, address: str) -> bool:
    """Count a try as failed until its password proves right; False where the door is closed.

    Counting comes before checking, in one writing session: many tries at once get no further than one after another.
    """
    session.execute(delete(LoginAttempt).where(LoginAttempt.at <= now_ms() - WINDOW_MS))
    if is_closed(session, name, address):
        return False
    session.add(LoginAttempt(name=_key(name), address=address[:64], at=now_ms()))
    return True


def forget(session: Session, name: str, address: str) -> None:
    """Forget the failures of a name from an address, after the right password."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.name == _key(name), LoginAttempt.address == address))


def _key(name: str) -> str:
    return name.strip().lower()[:64]
