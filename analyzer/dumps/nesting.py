"""Nested JSON → flat records: `{"comments": […]}`, threads with their posts, replies inside comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from analyzer.dumps.nests import (
    ARTICLE_CONTAINERS,
    CONTAINERS,
    Member,
    alike,
    article_of,
    has_room_for_text,
    has_text,
    holds_answers,
    is_article,
    is_article_container,
    is_bare_article,
    is_container,
    members_of,
    nests,
    own_id,
    unread,
    unwrapped,
)
from analyzer.dumps.rows import Placed
from analyzer.dumps.synonyms import SYNONYMS, plain_name
from analyzer.dumps.values import as_id, ignore_repair

_PARENTS = frozenset(SYNONYMS["parent_id"])
#: Columns for parents that may hold names of authors.
_NAMED = frozenset(("replyto", "inreplyto", "parent"))
_THREAD_FACTS = (("title", "thread_title"), ("url", "thread_url"), ("target", "target"))
#: So many records are held back until it is known whether a text with an empty list of comments is an article.
_HELD_BACK = 2_000

Say = Callable[[str], None]


class _Task(NamedTuple):
    """An object still to be looked at: what is known of its thread, whom it answers, whether it is among comments."""

    where: str
    record: Any
    facts: Mapping[str, Any]
    parent: str | None = None
    inside: bool = False


def flatten(records: Iterator[Placed], repair: Say, note: Say = ignore_repair) -> Iterator[Placed]:
    """Yield each comment of each record before its answers, without recursion.

    A comment in `replies` gets its `parent_id` from the comment around it where it says none itself, and comments in
    a container get the container's `thread_id` and title. Comments that have answers but no id are given one. What
    looks like comments and stands under a name that is not known to hold any is counted.

    Example:
        `{"id": "a", "title": "T", "comments": [{"id": 1, "text": "x", "replies": [{"id": 2, "text": "y"}]}]}` yields
        `{"id": 1, "text": "x", "thread_id": "a", "thread_title": "T"}` and the same of 2 with `"parent_id": "1"`.
    """
    made = 0
    for place, outer in _without_bare_articles(((place, unwrapped(record)) for place, record in records), repair):
        if not nests(outer):
            _tell_unread(outer, repair, note)
            yield place, outer
            continue
        stack = [_Task(place, outer, {})]
        while stack:
            where, record, facts, parent, inside = stack.pop()
            record = dict(unwrapped(record))
            lists = _lists_of_page(record, inside=inside)
            if lists:
                facts = _facts(record, lists[0], facts)
                for name in reversed(lists):
                    among = inside or holds_answers(name)
                    stack += _tasks(_Task(where, record.pop(name), facts, parent, among), repair)
                _tell_unread(record, repair, note)
                continue
            answers = [record.pop(name) for name in nests(record) if holds_answers(name)]
            if parent is not None:
                _set_parent(record, parent, repair)
            own = own_id(record) if answers else None
            if answers and own is None:
                made += 1
                own = record["id"] = f"made-{made}"
                repair("id_made")
            for nest in reversed(answers):
                stack += _tasks(_Task(where, nest, facts, own, inside=True), repair)
            _tell_unread(record, repair, note)
            yield where, {**facts, **record}


def is_empty_page(record: Member) -> bool:
    """Tell whether an object is a page whose list of comments is there and empty."""
    empty = [name for name in CONTAINERS if name in record and record[name] in ([], None)]
    return bool(empty) and not nests(record) and (not has_text(record) or empty[0] in ARTICLE_CONTAINERS)


def page_facts(record: Member) -> dict[str, Any]:
    """Return what a page says of its thread, under the names of columns."""
    return _facts(record, "comments", {})


def _without_bare_articles(records: Iterator[Placed], repair: Say) -> Iterator[Placed]:
    """Leave out articles without comments where another one has some; where none has, their texts are the comments."""
    held: list[Placed] = []
    articles: bool | None = None
    for place, record in records:
        if articles is None and is_article(record):
            articles = True
            yield from _but_bare(held, repair)
            held = []
        if articles is None and (held or is_bare_article(record)):
            held.append((place, record))
            if len(held) == _HELD_BACK:
                articles = False
                yield from held
                held = []
        elif articles:
            yield from _but_bare([(place, record)], repair)
        else:
            yield place, record
    yield from held


def _but_bare(records: list[Placed], repair: Say) -> Iterator[Placed]:
    for place, record in records:
        if is_bare_article(record):
            repair("articles_without_comments")
        else:
            yield place, record


def _lists_of_page(record: Member, *, inside: bool) -> list[str]:
    """Return the members of a page or article that hold its comments; none where the record is a comment.

    The surest list counts, and beside it what holds answers, or objects of the same kind.
    """
    found = nests(record)
    lists = [name for name in found if is_container(name)]
    if lists and (has_room_for_text(record) if inside else has_text(record)):
        lists = [] if inside else [name for name in lists if is_article_container(name)]
    if not lists:
        return []
    first = lists[0]
    beside = [name for name in found if name != first]
    return [first, *(name for name in beside if holds_answers(name) or alike(record[first], record[name]))]


def _facts(record: Member, container: str, outer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a container says of its thread, under the names of columns."""
    facts = dict(outer)
    if is_article_container(container) or "title" in record:
        for name, column in (*_THREAD_FACTS, ("id", "thread_id"), ("thread_id", "thread_id")):
            if record.get(name) is not None and not isinstance(record[name], list | dict):
                facts[column] = record[name]
        if article := article_of(record):
            facts["article"] = article
    return facts


def _tasks(nest: _Task, repair: Say) -> list[_Task]:
    """Return a task per object in a nest, the first one last."""
    members: Iterator[Placed] = ((nest.where, member) for member in members_of(nest.record))
    if not nest.inside:
        members = _without_bare_articles(members, repair)
    return [nest._replace(record=member) for _, member in members][::-1]


def _tell_unread(record: Member, repair: Say, note: Say) -> None:
    for name, count in unread(record):
        note(f"objects with a text under {name!r} are not read: the name is not known to hold comments here")
        for _ in range(count):
            repair("unread_nested_comments")


def _set_parent(record: dict[str, Any], parent: str, repair: Say) -> None:
    """Name the parent, in the record's own column for it where it has one; what the record says itself outweighs."""
    for name, value in record.items():
        if plain_name(name) in _PARENTS:
            if value is None or value == "":
                record[name] = parent
            elif as_id(value) not in (None, parent) and plain_name(name) not in _NAMED:
                repair("parent_conflicts")
            return
    record["parent_id"] = parent
