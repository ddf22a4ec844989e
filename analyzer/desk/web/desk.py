"""What the application works with: the database, the signer of cookies, the team's policy."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from analyzer.desk.people.sessions import Signer, secret_of
from analyzer.desk.policy import Policy
from analyzer.desk.review.queues import QUEUES, length
from analyzer.desk.store.engine import Store

#: How long lengths of queues are good for: they are counted for every page's menu.
_COUNTED_FOR = 3.0


@dataclass
class Desk:
    """The desk as its routes see it.

    Attributes:
        store: The database.
        signer: Signs cookies and forms.
        policy: Actions, reasons, the guideline's version.
        https: Whether browsers reach it by https only: cookies are then marked so.
    """

    store: Store
    signer: Signer
    policy: Policy
    https: bool = False
    _lengths: tuple[float, dict[str, int]] = field(default=(0.0, {}), repr=False)

    def lengths(self) -> dict[str, int]:
        """Return the length of each queue, at most a few seconds old."""
        counted_at, lengths = self._lengths
        if time.monotonic() - counted_at > _COUNTED_FOR or not lengths:
            with self.store.read() as session:
                lengths = {name: length(session, queue) for name, queue in QUEUES.items()}
            self._lengths = (time.monotonic(), lengths)
        return lengths


def open_desk(store: Store, policy: Policy, *, https: bool = False) -> Desk:
    """Return a desk over a database that is up to date."""
    with store.write() as session:
        signer = Signer(secret_of(session))
    return Desk(store, signer, policy, https)
