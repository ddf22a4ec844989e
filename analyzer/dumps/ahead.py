"""Reading ahead: an iterator worked off in a second thread, so that unpacking and parsing go on at the same time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

Item = TypeVar("Item")

#: How long the producer waits for room before it looks whether anybody still listens, in seconds.
_PATIENCE = 0.1


class _End:
    """Tells the consumer that nothing more comes, and why where it was an error."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(items: Iterator[Item], depth: int) -> Iterator[Item]:
    """Yield `items` in order while another thread makes the next `depth` of them.

    What the iterator raises is raised here, after the items before it. Where the consumer stops early the other thread
    stops too.
    """
    waiting: queue.Queue[Item | _End] = queue.Queue(depth)
    stopped = threading.Event()

    def hand_over(item: Item | _End) -> None:
        while not stopped.is_set():
            try:
                waiting.put(item, timeout=_PATIENCE)
            except queue.Full:
                continue
            return

    def work() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                hand_over(item)
                if stopped.is_set():
                    return
        except BaseException as raised:
            error = raised
        hand_over(_End(error))

    worker = threading.Thread(target=work, name="analyzer-ahead", daemon=True)
    worker.start()
    try:
        while True:
            item = waiting.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stopped.set()
        worker.join()
