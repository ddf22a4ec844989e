from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.replies.flatten import flatten, pick, reading_order, with_names, without_opening
from training.replies.repeats import without_repeats
from training.replies.trees import UNKNOWN, Tree, tree_of

#: 0 opens; 1 and 3 answer it, 2 answers 1, 4 answers 2.
TREE = Tree("made up", "t", "train", ["a", "b", "a", "c", "b"], list("vwxyz"), [-1, 0, 1, 0, 2], opened=True)


def test_a_tree_is_read_from_rows_by_id() -> None:
    rows = [("7", None, "ann", "v"), ("8", "7", None, "w"), ("9", "1", "ann", "x"), ("10", "11", "ann", "y")]
    tree = tree_of("made up", "t", [*rows, ("11", "8", "bob", "z")], opened=True)
    assert tree.parent == [-1, 0, UNKNOWN, UNKNOWN, 1]
    assert tree.authors[1] is None


def test_reading_order_of_a_hand_worked_tree() -> None:
    flat = flatten(TREE, "reading").tree
    assert "".join(flat.texts) == "vwxzy"
    assert flat.parent == [-1, 0, 1, 2, 0]
    assert flatten(TREE, "time").tree is TREE


def test_a_page_may_show_when_comments_were_written_and_siblings_in_any_order() -> None:
    assert flatten(TREE, "reading").times is None
    assert flatten(TREE, "reading", timed=True).times == (0, 1, 2, 4, 3)
    pages = [flatten(TREE, "reading", timed=True, shuffled=np.random.default_rng(seed)) for seed in range(20)]
    assert {page.times for page in pages} == {(0, 1, 2, 4, 3), (0, 3, 1, 2, 4)}
    assert {tuple(page.tree.parent) for page in pages} == {(-1, 0, 1, 2, 0), (-1, 0, 0, 2, 3)}


def test_unknown_parents_stay_unknown_and_are_not_lost() -> None:
    tree = replace(TREE, parent=[-1, 0, UNKNOWN, 0, 2])
    flat = flatten(tree, "reading").tree
    assert sorted(flat.texts) == list("vwxyz")
    assert sorted(flat.parent) == [UNKNOWN, -1, 0, 0, 3]


def test_without_its_opening_post_who_answered_it_stands_at_top_level() -> None:
    page = without_opening(TREE)
    assert (page.texts, page.parent, page.opened) == (list("wxyz"), [-1, 0, -1, 1], False)
    assert without_opening(TREE, 0).texts == ["w", "y"]
    assert without_opening(TREE, 1).texts == ["w", "x", "y"]
    assert without_opening(replace(TREE, opened=False)).texts == list("vwxyz")


def test_names_stand_for_authors_throughout_and_never_call_oneself() -> None:
    rng = np.random.default_rng(1)
    named = [with_names(TREE, rng) for _ in range(60)]
    for tree in named:
        assert tree.authors[0] == tree.authors[2] != tree.authors[1] == tree.authors[4]
        for at, text in enumerate(tree.texts):
            assert text.endswith(TREE.texts[at])
            assert str(tree.authors[at]) not in text
    assert any(str(tree.authors[0]) in tree.texts[1] for tree in named)


PARENTS = st.integers(1, 12).flatmap(lambda size: st.tuples(*(st.integers(-1, at - 1) for at in range(size))).map(list))


@given(PARENTS)
def test_in_reading_order_parents_lie_on_the_rightmost_path(parent: list[int]) -> None:
    size = len(parent)
    tree = Tree("made up", "t", "train", ["a"] * size, [str(at) for at in range(size)], parent, opened=False)
    flat = pick(tree, reading_order(parent))
    assert sorted(flat.texts, key=int) == tree.texts
    path: list[int] = []
    for at, above in enumerate(flat.parent):
        assert above == -1 or above in path
        while path and path[-1] != above:
            path.pop()
        path.append(at)
        old = parent[int(flat.texts[at])]
        assert flat.texts[above] == str(old) if old >= 0 else above == -1


def test_repeated_runs_go_and_own_words_stay() -> None:
    said = "One two three four five six."
    assert without_repeats([said, "one TWO three, four five? No.", said, "one two three four"]) == [
        said,
        "No",
        "",
        "one two three four",
    ]
    assert without_repeats(["a b c d e f", "Yes: b c d e f! And g."]) == ["a b c d e f", "Yes And g"]
