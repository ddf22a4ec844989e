from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.replies import FlatThread, Order, infer_replies
from analyzer.replies.facts import gather_facts
from analyzer.replies.features import REASONS
from analyzer.replies.infer import best_candidates
from analyzer.replies.network import ORDERS
from analyzer.replies.walk import READ
from tests.replies.sample import model_of, two_passes

AUTHORS = ["Marlo77", "petra", "Old Sailor (ret.)", "John"]
TEXTS = [
    "The ferry does not run in winter. Nobody asked the east bank about it, and nobody will.",
    "Take the bus! It is cheaper than the ferry was in summer, and it comes every ten minutes!",
    "It was built for carts.",
    "Has anybody been to the meeting on Tuesday?",
]


def linked(text: str, author: str | None = "zed", reply_to: str | None = None) -> tuple[int, str]:
    thread = FlatThread([*AUTHORS, author], [*TEXTS, text], [*[None] * 4, reply_to])
    replies = infer_replies(thread, "time")
    return int(replies.parent[-1]), replies.reason(4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> Take the bus! It is cheaper than the ferry was in summer\n\nThere is none on Sundays.", (1, "quote")),
        ("> Nobody asked the east bank about it, and nobody will.\nThey did ask us, twice.", (0, "quote")),
        ("@petra there is none on Sundays, you know that.", (1, "name")),
        ("Sorry, Marlo77, I meant everybody.", (0, "name")),
    ],
)
def test_the_shipped_model_links_what_is_plain(text: str, expected: tuple[int, str]) -> None:
    assert linked(text) == expected


CONVERSATION = [
    ("Marlo77", "The council wants to close the swimming pool at the harbour. Who would miss it?"),
    ("petra", "I would! My children learned to swim there, and the next pool is an hour by bus."),
    (
        "John",
        "The council is right to close the swimming pool. It leaks, it is cold, and heating it costs too much.",
    ),
    ("Marlo77", "@petra how often do they go there now?"),
    ("petra", "Every week, Marlo77, on Saturdays, both of them."),
    ("zed", "> It leaks, it is cold, and heating it costs too much.\n\nThen mend the roof, John."),
]


def test_a_whole_conversation_is_linked_as_a_reader_would() -> None:
    thread = FlatThread([who for who, _ in CONVERSATION], [text for _, text in CONVERSATION], opened=True)
    replies = infer_replies(thread, "time")
    assert replies.parent.tolist() == [-1, 0, 0, 1, 3, 2]
    assert [replies.reason(at) for at in (3, 5)] == ["name", "quote"]


def test_a_name_the_page_gives_wins_over_everything() -> None:
    assert linked("@petra there is none on Sundays.", reply_to=" MARLO77 ")[0] == 0
    assert linked("@petra there is none on Sundays.", reply_to="nobody here")[0] == -1


def test_the_ranker_takes_the_candidate_with_most_weight_and_its_softmax_as_probability() -> None:
    # Logits by 5 * same_author: none 0, "bob" 0, "ann" 5.
    thread = FlatThread(["ann", "bob", "ann"], ["a", "b", "c"])
    replies = infer_replies(thread, "time", model_of(same_author=5))
    assert replies.parent.tolist() == [-1, -1, 0]
    assert replies.probability == pytest.approx([0, 1 / 2, np.exp(5) / (np.exp(5) + 2)])
    assert replies.worth[2, REASONS.index("alternation")] == pytest.approx(5)
    assert replies.reason(2) == "alternation"


@pytest.mark.parametrize("order", ORDERS)
def test_a_second_pass_knows_what_the_first_found(order: Order) -> None:
    # By places alone "cy" would answer "ann"; but "bob" was answering "cy", and the second pass goes by that.
    thread = FlatThread(["cy", "bob", "ann", "cy"], list("wxyz"), [None, "cy", "bob", None])
    model = two_passes({"distance_1": 9}, {"told_me": 9, "distance_1": 3}, threshold=0.1)
    assert infer_replies(thread, order, two_passes({}, {"distance_1": 3}, threshold=0.1)).parent[3] == 2
    assert infer_replies(thread, order, model).parent.tolist() == [-1, 0, 1, 1]


SAID = "the ferry never runs in winter"


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        (f"> {SAID}\n\nIt does.", 0),
        (f"As to “{SAID}”: it does.", -1),
        (f"{SAID}\n\nIt does.", -1),
        ("> something that nobody wrote here", -1),
    ],
)
def test_a_marked_quote_is_an_answer_whatever_speaks_for_none(text: str, parent: int) -> None:
    replies = infer_replies(
        FlatThread(["ann", "bob", "cy"], [SAID, "No.", text]), "time", model_of(none=20, own_runs=9)
    )
    assert replies.parent.tolist() == [-1, -1, parent]


def test_below_the_threshold_there_is_no_link() -> None:
    thread = FlatThread(["ann", "bob"], ["a", "b"])
    assert infer_replies(thread, "time", model_of(threshold=0.51)).parent.tolist() == [-1, -1]
    assert infer_replies(thread, "time", model_of(threshold=0.49)).parent.tolist() == [-1, 0]


def test_an_opened_thread_leaves_nobody_at_top_level() -> None:
    thread = FlatThread(["ann", "bob"], ["a", "b"], opened=True)
    replies = infer_replies(thread, "time", model_of(none=9))
    assert replies.parent.tolist() == [-1, 0]
    assert replies.probability[1] == 1


def test_nothing_answers_what_was_written_later() -> None:
    thread = FlatThread(["ann", "bob", "cy"], ["a", "b", "c"], times=np.array([5, 9, 7]))
    assert infer_replies(thread, "time", model_of(distance_1=9, threshold=0.1)).parent.tolist() == [-1, 0, 0]
    unknown = FlatThread(["ann", "bob", "cy"], ["a", "b", "c"], times=np.array([5, 9, -1]))
    assert infer_replies(unknown, "time", model_of(distance_1=9, threshold=0.1)).parent.tolist() == [-1, 0, 1]


def test_times_tell_in_reading_order_and_only_there() -> None:
    # Written as 0, 1, 3, 2: the last on the page followed on 1, and 2 was not there yet.
    thread = FlatThread(["ann", "bob", "cy", "di"], list("abcd"), times=np.array([0, 10, 30, 20]))
    by_clock = model_of(time_distance_1=9, none=1, threshold=0.1)
    assert infer_replies(thread, "reading", by_clock).parent.tolist() == [-1, 0, 1, 1]
    last = model_of(distance_1=9, threshold=0.1)
    assert infer_replies(thread, "reading", last).parent[3] != 2
    assert infer_replies(thread, "time", model_of(time_distance_1=9, none=1)).parent.tolist() == [-1] * 4


def test_in_reading_order_a_later_comment_reopens_a_branch() -> None:
    # By itself "cy" would rather stand beside 1. But "bob" comes back, and he answers nobody but himself.
    thread = FlatThread(["ann", "bob", "cy", "bob"], list("abcd"), opened=True)
    model = model_of(same_author=9, first=1, distance_1=0.5, threshold=0.1)
    assert infer_replies(FlatThread(["ann", "bob", "cy"], list("abc"), opened=True), "reading", model).parent[2] == 0
    assert infer_replies(thread, "reading", model).parent.tolist() == [-1, 0, 1, 1]


def test_in_reading_order_a_closed_branch_is_not_answered() -> None:
    # "ann" answers nobody but herself: comment 2 opens a new branch at 0, so 3 cannot reach 1 any more.
    thread = FlatThread(["ann", "bob", "ann", "bob"], ["a", "b", "c", "d"])
    by_author = model_of(same_author=9, none=1, threshold=0)
    assert infer_replies(thread, "time", by_author).parent.tolist()[2:] == [0, 1]
    assert 1 not in infer_replies(thread, "reading", by_author).parent.tolist()[3:]


def test_a_name_the_page_gives_reopens_a_branch() -> None:
    thread = FlatThread(["a", "b", "c", "d", "e"], list("vwxyz"), [None, None, None, "b", None])
    last = model_of(distance_1=9, threshold=0.1)
    assert infer_replies(thread, "reading", last).parent.tolist() == [-1, 0, 1, 1, 3]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [0, 1])
def test_threads_without_replies(order: Order, size: int) -> None:
    replies = infer_replies(FlatThread(["ann"] * size, ["a"] * size), order)
    assert replies.parent.tolist() == [-1] * size


@pytest.mark.parametrize("order", ORDERS)
def test_a_long_chain_and_a_long_list_are_linked_in_steps(order: Order) -> None:
    size = 1_200
    thread = FlatThread([f"u{at % 7}" for at in range(size)], ["word " * (at % 5) for at in range(size)])
    chain = infer_replies(thread, order, model_of(distance_1=9, threshold=0.1))
    assert chain.parent.tolist() == list(range(-1, size - 1))
    star = infer_replies(thread, order, model_of(first=9, threshold=0.1))
    assert star.parent.tolist() == [-1, *[0] * (size - 1)]


AUTHOR = st.one_of(st.none(), st.sampled_from(["ann", "Bob B", "c", "@", ""]), st.text(max_size=4))
TEXT = st.one_of(
    st.text(max_size=30), st.sampled_from(["> one two three four five", "one two three four five", "@ann"])
)
THREADS = st.lists(st.tuples(AUTHOR, TEXT, st.one_of(st.none(), st.none(), AUTHOR)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(THREADS, st.sampled_from(ORDERS), st.lists(st.integers(-1, 5), min_size=12, max_size=12), st.booleans())
def test_links_go_back_only_and_are_the_same_every_time(
    rows: list[tuple[str | None, str, str | None]], order: Order, times: list[int], timed: bool
) -> None:
    clock = np.array(times[: len(rows)]) if timed else None
    thread = FlatThread([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows], clock)
    replies, again = infer_replies(thread, order), infer_replies(thread, order)
    assert np.array_equal(replies.parent, again.parent)
    assert np.array_equal(replies.probability, again.probability)
    assert (replies.parent < np.arange(len(rows))).all()
    assert ((replies.probability >= 0) & (replies.probability <= 1)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(AUTHOR, TEXT), min_size=1, max_size=14))
def test_in_reading_order_parents_lie_on_the_rightmost_path(rows: list[tuple[str | None, str]]) -> None:
    check_nesting(FlatThread([row[0] for row in rows], [row[1] for row in rows]))


@pytest.mark.parametrize("seed", range(3))
def test_parents_lie_on_the_rightmost_path_from_block_to_block(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = 3 * READ + 7
    texts = [" ".join(f"w{word}" for word in rng.integers(0, 40, 6)) for _ in range(size)]
    times = rng.permutation(size) if seed else None
    check_nesting(FlatThread([f"u{at}" for at in rng.integers(0, 9, size)], texts, times=times))


def check_nesting(thread: FlatThread) -> None:
    """A comment that answers none may leave the path longer than it is, never shorter."""
    model = model_of(same_author=3, cosine=2, distance_2=1, none=0.5, threshold=0)
    best = best_candidates(gather_facts(thread, model.rarity), "reading", model)
    path = [0]
    for at in range(1, len(thread)):
        assert best.place[at] in path
        path = [*path[: path.index(best.place[at]) + 1], at]
