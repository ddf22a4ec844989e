"""Which column of a table means what: by the user's word, by its name, and where that is not enough by its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzer.dumps.synonyms import SYNONYMS, plain_name
from analyzer.dumps.values import as_id, as_text
from analyzer.errors import DumpError
from analyzer.text.html import looks_like_html

FIELDS = tuple(SYNONYMS)
#: What users may call a field on the command line beside its own name.
_ALIASES = {"comment_id": "id", "body": "text", "thread": "thread_id", "parent": "parent_id", "thread_title": "title"}
#: Names that say thread in one dump and comment in the next: decided by whether the values repeat.
_ID_OR_THREAD = frozenset(("postid", "noteid", "thread", "root"))
#: Names that are an id only where every value differs.
_MAYBE_ID = frozenset(("name", "itemid", "key"))
#: Columns that are the answered comment's id in one dump and the answered author's name in the next.
_ID_OR_NAME = frozenset(("replyto", "inreplyto", "replyingto", "parent"))
_BY_NAME = "by its name"
_BY_WISH = "your choice"

Record = Mapping[str, Any]


@dataclass
class Columns:
    """A table's columns by field, and why each was chosen.

    Attributes:
        names: Field → column name; `a.b` is the member `b` of an object in column `a`.
        reasons: Field → why, in words.
        html: Whether the text column holds HTML.
    """

    names: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    html: bool = False

    def choose(self, field_name: str, column: str, reason: str) -> None:
        """Give a field its column."""
        self.names[field_name] = column
        self.reasons[field_name] = reason

    def explanations(self) -> list[str]:
        """Return in words every choice that the column's name alone does not explain."""
        return [
            f"column {self.names[name]!r} is taken for {name}: {reason}"
            for name, reason in self.reasons.items()
            if reason not in (_BY_NAME, _BY_WISH)
        ]


def guess(columns: Sequence[str], sample: Sequence[Record], wishes: Mapping[str, str], where: str) -> Columns:
    """Find out which column means what.

    Args:
        columns: Column names in order.
        sample: Some records, to decide by their values where names do not.
        wishes: The user's own choice, field → column.
        where: The input's name, for errors.

    Raises:
        DumpError: A wish names an unknown field or column, or no column holds the text.
    """
    every = [column for column in columns if not _holds_objects(column, sample)] + _members(columns, sample)
    chosen = Columns()
    _take_wishes(chosen, every, wishes, where)
    _take_names(chosen, every)
    _settle_ids(chosen, every, sample, wishes)
    _settle_reply_names(chosen, sample, wishes)
    if "text" not in chosen.names:
        _take_prose(chosen, columns, sample)
    if "text" not in chosen.names:
        shown = ", ".join(columns[:30]) + (", …" if len(columns) > 30 else "")
        raise DumpError(
            f"no column holds the comments' text; the columns are: {shown}",
            where=where,
            hint="Name it with --map text=COLUMN",
        )
    chosen.html = _holds_html(chosen.names["text"], sample)
    return chosen


def knows(columns: Sequence[str]) -> set[str]:
    """Return the fields whose usual names are among the columns."""
    chosen = Columns()
    _take_names(chosen, list(columns))
    return set(chosen.names)


def value_of(record: Record, column: str) -> Any:
    """Return a record's value in a column, which may be `a.b`."""
    if column in record or "." not in column:
        return record.get(column)
    outer, _, inner = column.partition(".")
    held = record.get(outer)
    return held.get(inner) if isinstance(held, Mapping) else None


def _holds_objects(column: str, sample: Sequence[Record]) -> bool:
    """Tell whether a column mostly holds objects to look into; `{"$oid": …}` and `{"$date": …}` are plain values."""
    held = [value for record in sample if (value := record.get(column)) is not None]
    objects = [value for value in held if isinstance(value, Mapping)]
    return 2 * len(objects) > len(held) and not any(member.startswith("$") for member in objects[0])


def _members(columns: Sequence[str], sample: Sequence[Record]) -> list[str]:
    """Return `a.b` for every member b of an object found in column a."""
    found: dict[str, None] = {}
    for record in sample:
        for column in columns:
            held = record.get(column)
            if isinstance(held, Mapping):
                found.update(dict.fromkeys(f"{column}.{inner}" for inner in held))
    return list(found)


def _take_wishes(chosen: Columns, every: Sequence[str], wishes: Mapping[str, str], where: str) -> None:
    for wished, column in wishes.items():
        name = _ALIASES.get(wished, wished)
        if name not in SYNONYMS:
            raise DumpError("unknown field in --map", where=where, value=wished, hint=f"Fields: {', '.join(FIELDS)}")
        if column not in every:
            raise DumpError(
                f"there is no column {column!r} for {wished}; the columns are: {', '.join(every[:30])}",
                where=where,
                hint=f"Give --map {wished}=COLUMN with one of them",
            )
        chosen.choose(name, column, _BY_WISH)


def _take_names(chosen: Columns, every: Sequence[str]) -> None:
    by_plain: dict[str, str] = {}
    for column in every:
        by_plain.setdefault(plain_name(column), column)
    taken = set(chosen.names.values())
    for name, synonyms in SYNONYMS.items():
        if name in chosen.names:
            continue
        free = [by_plain[s] for s in synonyms if s in by_plain and by_plain[s] not in taken]
        if free:
            chosen.choose(name, free[0], _BY_NAME)
            taken.add(free[0])


def _settle_ids(chosen: Columns, every: Sequence[str], sample: Sequence[Record], wishes: Mapping[str, str]) -> None:
    """Decide names such as `post_id` by whether values repeat: an id is unique, a thread is not."""
    thread = chosen.names.get("thread_id")
    if "id" not in chosen.names and thread and plain_name(thread) in _ID_OR_THREAD and "thread_id" not in wishes:
        if _is_unique(thread, sample):
            del chosen.names["thread_id"], chosen.reasons["thread_id"]
            chosen.choose("id", thread, "no value repeats, so it names comments and not threads")
        else:
            chosen.reasons["thread_id"] = "its values repeat, so it names threads and not comments"
    taken = set(chosen.names.values())
    if "id" not in chosen.names:
        for column in every:
            if plain_name(column) in _MAYBE_ID | _ID_OR_THREAD and column not in taken and _is_unique(column, sample):
                chosen.choose("id", column, "no value repeats")
                break
    _settle_url(chosen, sample, wishes)


def _settle_url(chosen: Columns, sample: Sequence[Record], wishes: Mapping[str, str]) -> None:
    """Take an address that repeats for the thread's, one that never does for the comment's own."""
    url = chosen.names.get("url")
    if not url or "url" in wishes or len(sample) < 2:
        return
    if _is_unique(url, sample):
        del chosen.names["url"], chosen.reasons["url"]
    elif "thread_id" not in chosen.names:
        chosen.choose("thread_id", url, "its values repeat, so it names threads")


def _is_unique(column: str, sample: Sequence[Record]) -> bool:
    values = [as_id(value_of(record, column)) for record in sample]
    present = [value for value in values if value is not None]
    return len(present) > 1 and len(set(present)) == len(values)


def _settle_reply_names(chosen: Columns, sample: Sequence[Record], wishes: Mapping[str, str]) -> None:
    """Read `reply_to` as a name where its values are authors and not ids."""
    parent, author = chosen.names.get("parent_id"), chosen.names.get("author")
    if not parent or not author or "parent_id" in wishes or plain_name(parent) not in _ID_OR_NAME:
        return
    wanted = {as_id(value_of(record, parent)) for record in sample} - {None}
    ids = {as_id(value_of(record, chosen.names["id"])) for record in sample} if "id" in chosen.names else set()
    authors = {as_text(value_of(record, author)) for record in sample} - {None}
    if len(wanted & authors) > len(wanted & ids):
        del chosen.names["parent_id"], chosen.reasons["parent_id"]
        chosen.choose("reply_to", parent, "its values are authors' names, not ids")


def _take_prose(chosen: Columns, columns: Sequence[str], sample: Sequence[Record]) -> None:
    """In a table without ids, parents and authors take the one column of prose for the text, its name for the topic."""
    if {"id", "parent_id", "author"} & set(chosen.names):
        return
    prose = [column for column in columns if _is_prose(column, sample)]
    if len(prose) == 1:
        chosen.choose("text", prose[0], "the only column of running text")


def _is_prose(column: str, sample: Sequence[Record]) -> bool:
    texts = [text for text in (as_text(record.get(column)) for record in sample) if text]
    words = [len(text.split()) for text in texts]
    return len(words) > 1 and sum(words) / len(words) >= 4 and sum(n > 2 for n in words) * 2 > len(words)


def _holds_html(column: str, sample: Sequence[Record]) -> bool:
    texts = [text for text in (as_text(value_of(record, column)) for record in sample) if text]
    tagged = sum(looks_like_html(text) for text in texts)
    return tagged * 5 >= len(texts) and tagged > 0
