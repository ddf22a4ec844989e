"""Accounts: made, changed, locked; never deleted, since the log names them."""

from __future__ import annotations

import re
import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analyzer.desk.clock import now_ms
from analyzer.desk.people.passwords import check_new, hash_password
from analyzer.desk.people.roles import ROLES
from analyzer.desk.store.models import Account
from analyzer.errors import AnalyzerError, ExitCode

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")


class AccountError(AnalyzerError):
    """An account that cannot be made or changed so."""

    exit_code = ExitCode.USAGE


def add_account(session: Session, name: str, password: str, role: str) -> Account:
    """Make an account.

    Raises:
        AccountError: The name is taken or cannot be one, or there is no such role.
        PasswordError: The password cannot be taken.
    """
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        hint = "2 to 64 of a-z, 0-9 and . _ @ + -"
        raise AccountError("this cannot be an account's name", where="name", value=name, hint=hint)
    if find(session, name) is not None:
        raise AccountError("the name is taken", where="name", value=name)
    account = Account(
        name=name,
        pseudonym=_pseudonym(session),
        role=_role(role),
        password_hash=hash_password(check_new(password, name)),
        active=True,
        created_at=now_ms(),
        epoch=0,
        preferences={},
    )
    session.add(account)
    session.flush()
    return account


def find(session: Session, name: str) -> Account | None:
    """Return the account of a name, in any case of letters."""
    return session.scalars(select(Account).where(Account.name == name.strip().lower())).one_or_none()


def get(session: Session, account_id: int) -> Account:
    """Return an account.

    Raises:
        AccountError: There is none.
    """
    account = session.get(Account, account_id)
    if account is None:
        raise AccountError("there is no such account", where="account", value=account_id)
    return account


def set_password(account: Account, password: str) -> None:
    """Give an account another password and end its sessions.

    Raises:
        PasswordError: The password cannot be taken.
    """
    account.password_hash = hash_password(check_new(password, account.name))
    account.epoch += 1


def set_role(session: Session, account: Account, role: str, *, active: bool) -> None:
    """Give an account another role, or lock it; its sessions end.

    Raises:
        AccountError: There is no such role, or no admin would be left.
    """
    _role(role)
    is_admin = account.role == "admin" and account.active
    if is_admin and not (role == "admin" and active) and _admins(session) == 1:
        hint = "Make somebody else an admin first"
        raise AccountError("this is the only admin", where=account.name, hint=hint)
    if (account.role, account.active) != (role, active):
        account.role, account.active = role, active
        account.epoch += 1


def has_admin(session: Session) -> bool:
    """Tell whether anybody can manage the desk."""
    return _admins(session) > 0


def _admins(session: Session) -> int:
    query = select(func.count()).select_from(Account).where(Account.role == "admin", Account.active)
    return session.execute(query).scalar_one()


def _role(role: str) -> str:
    if role not in ROLES:
        raise AccountError(f"no such role: there are {', '.join(ROLES)}", where="role", value=role)
    return role


def _pseudonym(session: Session) -> str:
    """Return a pseudonym that tells neither the name nor who was there first."""
    while True:
        pseudonym = f"reviewer-{secrets.randbelow(9000) + 1000}"
        if session.scalars(select(Account.id).where(Account.pseudonym == pseudonym)).first() is None:
            return pseudonym
