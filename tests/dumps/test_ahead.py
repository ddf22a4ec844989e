"""Reading ahead changes when things are made, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from analyzer.dumps.ahead import ahead


def names() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("depth", [1, 3, 100])
def test_items_come_in_order(depth: int) -> None:
    assert list(ahead(iter(range(50)), depth)) == list(range(50))
    assert list(ahead(iter([]), depth)) == []


def test_an_error_is_raised_after_the_items_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    seen: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        seen.extend(iter_into(seen, ahead(broken(), 5)))
    assert seen == [1]
    assert "analyzer-ahead" not in names()


def iter_into(seen: list[int], items: Iterator[int]) -> Iterator[int]:
    for item in items:
        seen.append(item)
    yield from ()


def test_a_consumer_that_stops_stops_the_other_thread() -> None:
    made: list[int] = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            made.append(number)
            yield number
            number += 1

    items = ahead(endless(), 2)
    assert next(items) == 0
    items.close()  # type: ignore[attr-defined]
    assert "analyzer-ahead" not in names()
    assert len(made) <= 5
