"""What the application works with: the database, the signer of cookies, the team's policy."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from analyzer.desk.people.sessions import Signer, secret_of
from analyzer.desk.policy import Policy
from analyzer.desk.review.queues import QUEUES, Waiting, waiting
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
    _waiting: tuple[float, dict[str, Waiting]] = field(default=(0.0, {}), repr=False)

    def waiting(self) -> dict[str, Waiting]:
        """Return what stands in each queue, at most a few seconds old."""
        counted_at, found = self._waiting
        if time.monotonic() - counted_at > _COUNTED_FOR or not found:
            # Others go on with the old figures while one counts.
            self._waiting = (time.monotonic(), found)
            with self.store.read() as session:
                found = {name: waiting(session, queue) for name, queue in QUEUES.items()}
            self._waiting = (time.monotonic(), found)
        return found


def open_desk(store: Store, policy: Policy, *, https: bool = False) -> Desk:
    """Return a desk over a database that is up to date."""
    with store.write() as session:
        signer = Signer(secret_of(session))
    return Desk(store, signer, policy, https)
