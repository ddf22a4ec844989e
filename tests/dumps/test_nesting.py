from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from analyzer.dumps.nesting import flatten


def flat(*records: Any) -> tuple[list[tuple[Any, Any]], Counter[str], list[str]]:
    """Return (id, parent) of every comment, and what was counted and noted."""
    repairs: list[str] = []
    notes: list[str] = []
    found = flatten(iter([("", record) for record in records]), repairs.append, notes.append)
    return [(record.get("id"), record.get("parent_id")) for _, record in found], Counter(repairs), notes


def said(own: Any, **more: Any) -> dict[str, Any]:
    return {"id": own, "author": "ann", "text": "words", **more}


def test_comments_of_a_comment_are_its_answers() -> None:
    page = {"title": "T", "comments": [said(1, comments=[said(2, comments=[said(3)])]), said(4, comments=[])]}
    assert flat(page) == ([(1, None), (2, "1"), (3, "2"), (4, None)], {}, [])


def test_a_post_is_an_article_and_comments_of_its_comments_are_answers() -> None:
    post = said("p", comments={"data": [said(1, comments={"data": [said(2)]})]})
    assert flat({"data": [post]})[0] == [(1, None), (2, "1")]


def test_a_deleted_comment_keeps_the_answers_to_it() -> None:
    assert flat({"comments": [{"id": 1, "text": None, "comments": [said(2)]}]})[0] == [(1, None), (2, "1")]


@pytest.mark.parametrize("wrap", [lambda pages: pages, lambda pages: [{"posts": pages}]])
def test_an_article_without_comments_beside_one_with_some_is_no_comment(wrap: Any) -> None:
    pages = [said("o", comments=[]), said("p", comments=[said(1)]), said("q", comments=[])]
    assert flat(*wrap(pages)) == ([(1, None)], {"articles_without_comments": 2}, [])


def test_texts_with_empty_lists_of_comments_are_comments_where_none_has_any() -> None:
    assert flat(said(1, comments=[]), said(2), said(3, comments=[])) == ([(1, None), (2, None), (3, None)], {}, [])


@pytest.mark.parametrize(
    "name", ["replies", "sub_comments", "subComments", "child_comments", "subreplies", "comment_replies"]
)
@pytest.mark.parametrize(
    "nest",
    [
        lambda reply: [reply],
        lambda reply: {"7": reply},
        lambda reply: {"data": [reply]},
        lambda reply: {"count": 1, "list": [reply]},
        lambda reply: {"edges": [{"node": reply}], "pageInfo": {}},
    ],
)
def test_answers_are_known_by_many_names_and_shapes(nest: Any, name: str) -> None:
    assert flat({"comments": [said(1, **{name: nest(said(2))})]}) == ([(1, None), (2, "1")], {}, [])


def test_a_second_list_of_a_page_is_read_where_it_holds_answers_or_more_of_the_same() -> None:
    page = {"comments": [said(1)], "replies": [said(2, parent_id=1)], "entries": [said(3)]}
    assert flat(page) == ([(1, None), (3, None), (2, 1)], {}, [])


def test_another_list_of_a_page_is_not_read_and_counted() -> None:
    posts = [{"id": 7, "title": "T", "slug": "t", "excerpt": "e", "content": "an article"}]
    found, repairs, notes = flat({"comments": [said(1)], "posts": posts})
    assert found == [(1, None)]
    assert repairs == {"unread_nested_comments": 1}
    assert "'posts'" in notes[0]


def test_what_looks_like_comments_under_an_unknown_name_is_counted() -> None:
    found, repairs, notes = flat(said(1, below=[said(2), said(3)]), said(4, attachments=[{"id": 5, "text": "a.pdf"}]))
    assert found == [(1, None), (4, None)]
    assert repairs == {"unread_nested_comments": 2}
    assert len(notes) == 1
    assert "'below'" in notes[0]


@pytest.mark.parametrize("nest", [{"total": 1, "page": [said(2)]}, {"total": 1, "7": said(2)}])
def test_answers_in_a_shape_nobody_knows_are_counted(nest: Any) -> None:
    found, repairs, _ = flat(said(1, replies=nest))
    assert (found, repairs) == ([(1, None)], {"unread_nested_comments": 1})
