"""What holds comments in JSON, told by names and shapes: lists of a page, answers in a comment, wrappers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from analyzer.dumps.synonyms import SYNONYMS, plain_name
from analyzer.dumps.values import as_id

#: Members that hold a thread's comments; the object around them is the thread, page or answer of an API.
CONTAINERS = (
    *("comments", "thread", "posts", "messages", "data", "items", "hits", "results", "utterances", "response"),
    *("statuses", "tweets", "records", "rows", "entries", "edges", "nodes", "list"),
)
#: Containers that are one even where the object around them has a text of its own: that is the article.
ARTICLE_CONTAINERS = frozenset(("comments", "thread"))
#: Members that hold the answers to the comment they stand in, as `plain_name` writes them.
REPLIES = (
    *("replies", "children", "answers", "responses"),
    *("subcomments", "childcomments", "subreplies", "commentreplies"),
)
#: Members that hold a comment itself: what Zeeschuimer, GraphQL, JSON:API and Elasticsearch put around it says little.
_WRAPPERS = ("data", "node", "attributes", "_source")
#: Members whose objects have texts that are pieces or versions of the comment's own.
_PIECES = frozenset(
    (
        *("attachments", "entities", "textentities", "blocks", "media", "files", "links"),
        *("history", "edithistory", "bodyhistory", "edits", "revisions", "versions"),
    )
)
_NESTING = (list, dict)
_RANK = {name: rank for rank, name in enumerate((*CONTAINERS, *REPLIES))}
_TEXTS, _AUTHORS = (frozenset(SYNONYMS[name]) for name in ("text", "author"))

Member = Mapping[str, Any]


@lru_cache(maxsize=4096)
def _rank(name: str) -> int | None:
    return _RANK.get(plain_name(name))


def is_container(name: str) -> bool:
    """Tell whether a member's name is that of a page's list."""
    return (rank := _rank(name)) is not None and rank < len(CONTAINERS)


def is_article_container(name: str) -> bool:
    """Tell whether a member's name is that of an article's comments."""
    return plain_name(name) in ARTICLE_CONTAINERS


def holds_answers(name: str) -> bool:
    """Tell whether what a member of this name holds, in a comment, are the answers to it."""
    return is_article_container(name) or ((rank := _rank(name)) is not None and rank >= len(CONTAINERS))


def nests(record: Member) -> list[str]:
    """Return the names of the members that hold comments, the surest first."""
    found: list[tuple[int, str]] = []
    for name, value in record.items():
        if type(value) in _NESTING and value and (rank := _rank(name)) is not None and _is_nest(value):
            found.append((rank, name))
    return [name for _, name in sorted(found)] if len(found) > 1 else [name for _, name in found]


def _is_nest(value: Any) -> bool:
    """Tell whether a value is a list of objects, an object with one under a container's name, or one of objects."""
    if isinstance(value, list):
        return any(isinstance(member, dict) for member in value)
    return any(isinstance(value.get(name), list) for name in CONTAINERS) or _is_of_objects(value)


def _is_of_objects(value: Member) -> bool:
    """Tell whether an object's members are comments, most of them: `{"7": {"text": …}, "8": {"text": …}}`."""
    members = list(value.values())
    if not members or not all(isinstance(member, dict) for member in members):
        return False
    return 2 * sum(has_text(unwrapped(member)) for member in members) > len(members)


def members_of(nest: Any) -> list[Member]:
    """Return the objects in a nest; one that holds its list under a name is a page by itself."""
    if isinstance(nest, dict):
        return list(nest.values()) if _is_of_objects(nest) else [nest]
    return [member for member in nest if isinstance(member, dict)]


def alike(one: Any, other: Any) -> bool:
    """Tell whether two nests hold objects of one kind: half of all their members' names are the same."""
    first, second = _first_names(one), _first_names(other)
    return 2 * len(first & second) >= len(first | second) > 0


def _first_names(nest: Any) -> set[str]:
    while nest and (members := members_of(nest)):
        first = unwrapped(members[0])
        if has_text(first) or not (names := nests(first)):
            return set(first)
        nest = first[names[0]]
    return set()


def unwrapped(record: Any) -> Any:
    """Return the comment in a wrapper, with what the wrapper says beside."""
    inner = next((record[name] for name in _WRAPPERS if isinstance(record.get(name), dict)), None)
    if inner is None or has_text(record) or not has_text(inner):
        return record
    return {name: value for name, value in record.items() if value is not inner} | inner


def has_text(record: Member) -> bool:
    """Tell whether an object has a text."""
    return any(isinstance(record[name], str) and plain_name(name) in _TEXTS for name in record)


def has_room_for_text(record: Member) -> bool:
    """Tell whether an object has a text, or none where it would be: that of a deleted comment."""
    return any(
        (value is None or isinstance(value, str)) and plain_name(name) in _TEXTS for name, value in record.items()
    )


def article_of(record: Member) -> str | None:
    """Return an object's text, None where it has none or an empty one."""
    texts = (value for name, value in record.items() if isinstance(value, str) and plain_name(name) in _TEXTS)
    return next(texts, None) or None


def own_id(record: Member) -> str | None:
    """Return the id an object has under any usual name, also one level down."""
    found = {plain_name(name): value for name, value in record.items()}
    for name, value in record.items():
        if isinstance(value, dict):
            found |= {plain_name(name + inner): held for inner, held in value.items()}
    return next((as_id(found[name]) for name in SYNONYMS["id"] if found.get(name) is not None), None)


def is_article(record: Member) -> bool:
    """Tell whether an object has a text and comments on it."""
    if ARTICLE_CONTAINERS.isdisjoint(record):
        return False
    return any(map(is_article_container, nests(record))) and has_text(record)


def is_bare_article(record: Member) -> bool:
    """Tell whether an object has a text and an empty list for comments on it."""
    if ARTICLE_CONTAINERS.isdisjoint(record):
        return False
    return any(_is_empty(record[name]) for name in ARTICLE_CONTAINERS if name in record) and has_text(record)


def _is_empty(value: Any) -> bool:
    return value == [] or (isinstance(value, dict) and any(value.get(name) == [] for name in CONTAINERS))


def unread(record: Member) -> Iterator[tuple[str, int]]:
    """Yield the names of members that look like comments and are not known to be any, and how many they hold."""
    for name, value in record.items():
        if type(value) is dict and _rank(name) is not None:
            value = [member for held in value.values() for member in (held if isinstance(held, list) else [held])]
        if type(value) is list and value and plain_name(name) not in _PIECES:
            count = sum(isinstance(member, dict) and _is_like_comment(unwrapped(member)) for member in value)
            if count:
                yield name, count


def _is_like_comment(record: Member) -> bool:
    return has_text(record) and (own_id(record) is not None or any(plain_name(name) in _AUTHORS for name in record))
