from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from analyzer.cli.render.account import REPAIRS, repair_phrase
from analyzer.cli.render.choose import choose
from analyzer.cli.render.guides import draw
from analyzer.cli.render.thread_rollup import thread_rollup
from analyzer.cli.render.words import one_line, percent, shorten
from analyzer.rollups import roll_up
from tests.rollups.sample import comment, scored

PACKAGE = Path(__file__).parents[2] / "analyzer"


def test_guides_of_a_small_tree() -> None:
    drawn = draw([0, 1, 2, 3, 4], [-1, 0, 1, 0, -1], [-1] * 5, cap=8)
    assert [row.before for row in drawn] == ["", "├─ ", "│  └─ ", "└─ ", ""]
    assert [row.under for row in drawn] == ["│  ", "│  │  ", "│        ", "      ", "   "]


def test_a_row_whose_parent_is_not_printed_hangs_from_its_nearest_printed_ancestor() -> None:
    drawn = draw([0, 3], [-1, 0, 1, 2], [-1] * 4, cap=8)
    assert [(row.before, row.level, row.skipped) for row in drawn] == [("", 0, 0), ("└─ ", 1, 2)]


def test_orphans_of_one_missing_parent_hang_from_one_row() -> None:
    drawn = draw([0, 1, 2], [-1, -1, -1], [-1, 0, 0], cap=8)
    assert [(row.row, row.before) for row in drawn] == [(0, ""), (None, ""), (1, "├─ "), (2, "└─ ")]


def test_a_chain_of_100_000_is_drawn_no_deeper_than_the_cap() -> None:
    parents = list(range(-1, 99_999))
    drawn = draw([0, 1, 2, 3, 99_999], parents, [-1] * 100_000, cap=2)
    assert [row.level for row in drawn] == [0, 1, 2, 2, 2]


@given(st.data())
def test_every_row_is_drawn_once_in_order(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    parents = [data.draw(st.integers(-1, i - 1)) for i in range(size)]
    order = _pre_order(parents)
    place = {row: at for at, row in enumerate(order)}
    parents = [place[parents[row]] if parents[row] >= 0 else -1 for row in order]
    rows = sorted(data.draw(st.sets(st.integers(0, size - 1), min_size=1)))
    drawn = draw(rows, parents, [-1] * size, cap=data.draw(st.integers(1, 9)))
    assert [row.row for row in drawn] == rows
    assert sum(row.skipped for row in drawn) == rows[-1] + 1 - len(rows)
    assert all(len(row.before) == 3 * row.level for row in drawn)


def _pre_order(parents: list[int]) -> list[int]:
    order, stack = [], [row for row in reversed(range(len(parents))) if parents[row] < 0]
    while stack:
        row = stack.pop()
        order.append(row)
        stack += [child for child in reversed(range(len(parents))) if parents[child] == row]
    return order


def test_flagged_comments_come_with_what_they_answer() -> None:
    flags = np.zeros(10, np.int64)
    flags[8] = 1
    assert choose(flags, [-1] * 7 + [-1, 5, -1], 4) == [0, 1, 5, 8]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.integers(1, 12))
def test_no_more_than_the_limit_is_chosen_and_no_room_is_wasted(flags: list[int], limit: int) -> None:
    chosen = choose(np.array(flags), [i - 1 for i in range(len(flags))], limit)
    assert len(chosen) == min(limit, len(flags))
    assert chosen == sorted(set(chosen))


@given(st.text(max_size=40), st.integers(0, 20))
def test_shortened_lines_fit_and_steer_nothing(text: str, width: int) -> None:
    line = shorten(one_line(text), width)
    assert cell_len(line) <= max(width, 0)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e\u2066]", line)


def test_wide_letters_count_twice() -> None:
    assert shorten("漢字漢字漢字", 7) == "漢字漢…"


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0 %"), (0.001, "<1 %"), (0.5, "50 %"), (0.999, ">99 %"), (1.0, "100 %"), (None, "–")],
)  # fmt: skip
def test_percents_are_never_falsely_round(share: float | None, told: str) -> None:
    assert percent(share) == told


def test_every_repair_the_package_counts_has_its_words() -> None:
    sources = [file.read_text() for room in ("dumps", "threads") for file in (PACKAGE / room).rglob("*.py")]
    kinds = {kind for source in sources for kind in re.findall(r'repair\(\s*"([a-z0-9_]+)"', source)}
    assert len(kinds) > 20
    assert kinds <= REPAIRS.keys()


def told(*rows: dict[str, Any]) -> list[str]:
    run = scored(list(rows))
    return [line.plain for line in thread_rollup(roll_up(run), run.flag_labels, 80) if isinstance(line, Text)]


def test_the_rollup_says_which_comments_its_rate_leaves_out() -> None:
    rated = comment("1", "ada", flags=["insult"])
    lines = told(
        *(rated, comment("2", "bot", author_kind="bot"), comment("3", None, author_kind="deleted")),
        comment("4", "eve", language="ru"),
    )
    assert lines[1].startswith("  1 of 1 rated comment flagged: 100 %")
    assert lines[2] == "  left out of the rates: 3 comments (1 by deleted authors, 1 by bots, 1 in other languages)"
    gone = comment("2", None, author_kind="deleted", no_text_reason="deleted", toxicity=None)
    assert "(1 without words, 1 by deleted authors; a comment may be both)" in told(rated, gone)[2]
    assert not any("left out" in line for line in told(rated))


def test_an_unknown_repair_is_told_by_its_name() -> None:
    assert repair_phrase("moons_aligned", 2) == "2 moons aligned"
    assert repair_phrase("orphans", 1200) == "1,200 replies to comments that are not in the dump"
