from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.replies.turns import order_turns


def test_hand_worked_turns() -> None:
    turns = order_turns(np.array([0, 1, 0, -1, 0, -1]))
    assert turns.before.tolist() == [-1, -1, 0, -1, 2, -1]
    assert turns.after.tolist() == [2, -1, 4, -1, -1, -1]


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=12), st.data())
def test_turns_are_what_counting_finds(authors: list[int], data: st.DataObject) -> None:
    turns = order_turns(np.array(authors))
    who = data.draw(st.integers(-1, 3))
    low, high = data.draw(st.integers(-1, len(authors))), data.draw(st.integers(0, len(authors)))
    places = [at for at, author in enumerate(authors) if author == who and who >= 0]
    a, b, c = np.array([who]), np.array([low]), np.array([high])
    assert turns.between(a, b, c)[0] == sum(low < at < high for at in places)
    assert turns.latest(a, c)[0] == max((at for at in places if at < high), default=-1)
    assert turns.next(a, b)[0] == min((at for at in places if at > low), default=-1)
