"""Which column of a table means what: by the user's word, by its name, and where that is not enough by its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer.dumps.column_choice import BY_NAME, BY_WISH, Columns, Record, value_of
from analyzer.dumps.id_columns import settle_ids
from analyzer.dumps.synonyms import SYNONYMS, plain_name
from analyzer.dumps.times import of_clock
from analyzer.dumps.values import as_id, as_text
from analyzer.errors import DumpError
from analyzer.text.html import looks_like_html

FIELDS = tuple(SYNONYMS)
#: What users may call a field on the command line beside its own name.
_ALIASES = {"comment_id": "id", "body": "text", "thread": "thread_id", "parent": "parent_id", "thread_title": "title"}
#: Columns that are the answered comment's id in one dump and the answered author's name in the next.
_ID_OR_NAME = frozenset(("replyto", "inreplyto", "replyingto", "parent"))
#: Columns that may be one half of a time.
_DATES = frozenset(("date", "datum", "fecha", "data", "postdate", "commentdate"))
_CLOCKS = frozenset(("time", "zeit", "uhrzeit", "hora", "heure", "ora", "posttime", "commenttime"))


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
    settle_ids(chosen, every, sample, wishes)
    _settle_reply_names(chosen, sample, wishes)
    _settle_clock(chosen, every, sample)
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
        chosen.choose(name, column, BY_WISH)


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
            chosen.choose(name, free[0], BY_NAME)
            taken.add(free[0])


def _settle_reply_names(chosen: Columns, sample: Sequence[Record], wishes: Mapping[str, str]) -> None:
    """Read `reply_to` as a name where its values are authors and not ids."""
    parent, author = chosen.names.get("parent_id"), chosen.names.get("author")
    if not parent or not author or "parent_id" in wishes or plain_name(parent) not in _ID_OR_NAME:
        return
    wanted = {as_id(value_of(record, parent)) for record in sample} - {None}
    ids = {as_id(value_of(record, chosen.names["id"])) for record in sample} if "id" in chosen.names else set()
    authors = {as_text(value_of(record, author)) for record in sample} - {None}
    if len(wanted & authors) > len(wanted & ids):
        chosen.drop("parent_id")
        chosen.choose("reply_to", parent, "its values are authors' names, not ids")


def _settle_clock(chosen: Columns, every: Sequence[str], sample: Sequence[Record]) -> None:
    """Where the date and the time of day stand in two columns, take the one for the time and note the other."""
    dates = [column for column in every if plain_name(column) in _DATES]
    clocks = [column for column in every if plain_name(column) in _CLOCKS and _holds_clocks(column, sample)]
    taken = chosen.names.get("created_at")
    if not dates or not clocks or chosen.reasons["created_at"] == BY_WISH or taken not in (*dates, *clocks):
        return
    chosen.clock = clocks[0]
    chosen.choose("created_at", taken if taken in dates else dates[0], f"with {clocks[0]!r} for the time of day")


def _holds_clocks(column: str, sample: Sequence[Record]) -> bool:
    held = [value for record in sample if (value := value_of(record, column)) not in (None, "")]
    return 2 * sum(of_clock(value) is not None for value in held) > len(held)


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
