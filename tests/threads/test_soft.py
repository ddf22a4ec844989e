from __future__ import annotations

import pytest

from analyzer.threads import build_threads
from tests.threads.sample import dump_of, outline, row


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("@bobb, the ferry is cheaper", 1),
        ("@Bob-B no", 0),  # nobody of the thread
        ("@ann yes", 0),  # who wrote the parent
        ("@cy I mean me", 0),  # oneself
        ("I told @bobb", 0),  # not at the start
        ("@dee yes", 0),  # of another thread
        ("@", 0),
    ],
)
def test_a_handle_beside_the_parent_is_counted_and_the_parent_stays(text: str, count: int) -> None:
    rows = [
        row("1", author="ann"),
        row("2", "1", author="@Bob B"),
        row("3", "1", author="cy", text=text),
        row("4", author="cy", text="@bobb at top level"),
    ]
    forest = build_threads(dump_of([*rows, row("5", author="dee", thread_id="u")]))
    assert outline(forest) == "1(2 3) 4 5"
    assert forest.report.repairs.get("soft_parents", 0) == count
