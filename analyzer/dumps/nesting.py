"""Nested JSON → flat records: `{"comments": […]}`, threads with their posts, replies inside comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from analyzer.dumps.rows import Placed
from analyzer.dumps.synonyms import SYNONYMS, plain_name
from analyzer.dumps.values import as_id

#: Members that hold a thread's comments; the object around them is the thread, page or answer of an API.
CONTAINERS = (
    *("comments", "thread", "posts", "messages", "data", "items", "hits", "results", "utterances", "response"),
    *("statuses", "tweets", "records", "rows", "entries", "edges"),
)
#: Members that hold a comment itself: what Zeeschuimer, GraphQL, JSON:API and Elasticsearch put around it says little.
_WRAPPERS = ("data", "node", "attributes", "_source")
#: Members that hold the answers to the comment they stand in.
REPLIES = ("replies", "children", "answers", "responses")
_NESTS = frozenset((*CONTAINERS, *REPLIES))
#: Containers that are one even where the object around them has a text of its own: that is the article.
_ARTICLE_CONTAINERS = frozenset(("comments", "thread"))

_TEXTS, _IDS, _PARENTS = (frozenset(SYNONYMS[name]) for name in ("text", "id", "parent_id"))
#: Columns for parents that may hold names of authors.
_NAMED = frozenset(("replyto", "inreplyto", "parent"))
_THREAD_FACTS = (("title", "thread_title"), ("url", "thread_url"), ("target", "target"))

Task = tuple[str, dict[str, Any], dict[str, Any], str | None]


def flatten(records: Iterator[Placed], repair: Callable[[str], None]) -> Iterator[Placed]:
    """Yield each comment of each record before its answers, without recursion.

    A comment in `replies` gets its `parent_id` from the comment around it where it says none itself, and comments in
    a container get the container's `thread_id` and title. Comments that have answers but no id are given one.

    Example:
        `{"id": "a", "title": "T", "comments": [{"id": 1, "text": "x", "replies": [{"id": 2, "text": "y"}]}]}` yields
        `{"id": 1, "text": "x", "thread_id": "a", "thread_title": "T"}` and the same of 2 with `"parent_id": "1"`.
    """
    made = 0
    for place, wrapped in records:
        outer = _unwrapped(wrapped)
        if not _holds_more(outer):
            yield place, outer
            continue
        stack: list[Task] = [(place, dict(outer), {}, None)]
        while stack:
            where, record, facts, parent = stack.pop()
            record = dict(_unwrapped(record))
            container = _container(record)
            if container is not None:
                inner = _facts(record, container, facts)
                stack += _tasks(where, record.pop(container), inner, None)
                continue
            answers = [record.pop(name) for name in REPLIES if _is_nest(record.get(name))]
            if parent is not None:
                _set_parent(record, parent, repair)
            own = _own_id(record)
            if answers and own is None:
                made += 1
                own = record["id"] = f"made-{made}"
                repair("id_made")
            for nest in reversed(answers):
                stack += _tasks(where, nest, facts, own)
            yield where, {**facts, **record}


def is_empty_page(record: dict[str, Any]) -> bool:
    """Tell whether an object is a page whose list of comments is there and empty."""
    empty = [name for name in CONTAINERS if name in record and record[name] in ([], None)]
    return bool(empty) and not _holds_more(record) and (not _has_text(record) or empty[0] in _ARTICLE_CONTAINERS)


def page_facts(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a page says of its thread, under the names of columns."""
    return _facts(record, "comments", {})


def _unwrapped(record: Any) -> Any:
    """Return the comment in a wrapper, with what the wrapper says beside."""
    inner = next((record[name] for name in _WRAPPERS if isinstance(record.get(name), dict)), None)
    if inner is None or _has_text(record) or not _has_text(inner):
        return record
    return {name: value for name, value in record.items() if value is not inner} | inner


def _has_text(record: dict[str, Any]) -> bool:
    return any(plain_name(name) in _TEXTS and isinstance(record[name], str) for name in record)


def _holds_more(record: Any) -> bool:
    return not _NESTS.isdisjoint(record) and any(_is_nest(record[name]) for name in _NESTS if name in record)


def _is_nest(value: Any) -> bool:
    """Tell whether a value is a list of objects, or an object that holds one under a container's name."""
    if isinstance(value, list):
        return any(isinstance(member, dict) for member in value)
    return isinstance(value, dict) and any(isinstance(value.get(name), list) for name in CONTAINERS)


def _container(record: dict[str, Any]) -> str | None:
    has_text = _has_text(record)
    for name in CONTAINERS:
        if _is_nest(record.get(name)) and (name in _ARTICLE_CONTAINERS or not has_text):
            return name
    return None


def _facts(record: dict[str, Any], container: str, outer: dict[str, Any]) -> dict[str, Any]:
    """Return what a container says of its thread, under the names of columns."""
    facts = dict(outer)
    if container in _ARTICLE_CONTAINERS or "title" in record:
        for name, column in (*_THREAD_FACTS, ("id", "thread_id"), ("thread_id", "thread_id")):
            if record.get(name) is not None and not isinstance(record[name], list | dict):
                facts[column] = record[name]
        article = next((record[n] for n in record if plain_name(n) in _TEXTS and isinstance(record[n], str)), None)
        if article:
            facts["article"] = article
    return facts


def _tasks(where: str, nest: Any, facts: dict[str, Any], parent: str | None) -> list[Task]:
    members = nest if isinstance(nest, list) else [nest]
    return [(where, dict(member), facts, parent) for member in reversed(members) if isinstance(member, dict)]


def _own_id(record: dict[str, Any]) -> str | None:
    found = {plain_name(name): value for name, value in record.items()}
    for name, value in record.items():
        if isinstance(value, dict):
            found |= {plain_name(name + inner): held for inner, held in value.items()}
    return next((as_id(found[name]) for name in SYNONYMS["id"] if found.get(name) is not None), None)


def _set_parent(record: dict[str, Any], parent: str, repair: Callable[[str], None]) -> None:
    """Name the parent, in the record's own column for it where it has one; what the record says itself outweighs."""
    for name, value in record.items():
        if plain_name(name) in _PARENTS:
            if value is None or value == "":
                record[name] = parent
            elif as_id(value) not in (None, parent) and plain_name(name) not in _NAMED:
                repair("parent_conflicts")
            return
    record["parent_id"] = parent
