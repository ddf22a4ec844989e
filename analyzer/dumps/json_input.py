"""The JSON values of an input, however they are laid out: lines, an array, a document, several, one cut short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from analyzer.dumps import jsonl
from analyzer.dumps.format import Reading
from analyzer.dumps.heads import head_of
from analyzer.dumps.json_values import BrokenJsonError, beginning, every_value, members, unfolded
from analyzer.dumps.json_whole import note_break, until_break, whole_or_parts
from analyzer.dumps.rows import Placed
from analyzer.dumps.source import Source

Object = Mapping[str, Any]

#: So many members of a giant's array are handed on at a time.
_CHUNK_MEMBERS = 2_000
#: So much of a giant is parsed to find its array and what stands before it.
_PREFACE_BYTES = 2**20


def values(
    source: Source, reading: Reading, arrays: Sequence[str] = (), after: Mapping[str, str] | None = None
) -> Iterator[Placed]:
    """Yield (place, object) of every JSON object at the top of an input, or in an array at its top.

    A document that breaks off is given as far as it goes, its last values unfinished; that is counted.

    Args:
        source: The input.
        reading: Receives repairs and skipped values.
        arrays: Where a document's mass may be, as `comments` or `chats.list`. A document above
            `json_whole.WHOLE_BYTES` is given several times, with the same beginning and each time with other members in
            that array.
        after: Of such an array, another one that may follow it and is given after it.

    Raises:
        DumpError: The input is no JSON.
    """
    if head_of(source).layout == "lines":
        yield from jsonl.objects(source, reading)
        return
    yield from whole_or_parts(
        source,
        reading,
        lambda data: _giant(source, reading, beginning(data[:_PREFACE_BYTES]), arrays, after or {}),
        lambda data, error: _cut_short(reading, data, error),
    )


def _cut_short(reading: Reading, data: bytes, error: BrokenJsonError) -> Iterator[Any]:
    """Yield what there is of a document that breaks off, its last values unfinished."""
    value = beginning(data)
    if isinstance(value, list | dict) and value:
        note_break(error, reading)
        yield from value if isinstance(value, list) else [value]


def _giant(
    source: Source, reading: Reading, preface: Any, arrays: Sequence[str], after: Mapping[str, str]
) -> Iterator[Any]:
    path = next((path for path in arrays if isinstance(dig(preface, *path.split(".")), list)), None)
    if path is not None and not isinstance(preface, list):
        every = [path, after[path]] if path in after else [path]
        bare = {name: value for name, value in preface.items() if name not in {one.split(".")[0] for one in every}}
        for one in every:
            outer = preface if len(every) == 1 else bare
            yield from _chunks(source, reading, outer, one)
        return
    with source.open_bytes() as stream:
        found = members(stream, "item") if isinstance(preface, list) else every_value(stream)
        yield from until_break(unfolded(found), reading)


def _chunks(source: Source, reading: Reading, preface: Object, path: str) -> Iterator[Any]:
    with source.open_bytes() as stream:
        found = until_break(members(stream, f"{path}.item"), reading)
        while chunk := list(islice(found, _CHUNK_MEMBERS)):
            yield _with(preface, path.split("."), chunk)


def _with(preface: Object, path: Sequence[str], chunk: list[Any]) -> dict[str, Any]:
    """Return the preface with `chunk` in place of the array at `path`."""
    whole = copy = dict(preface)
    for name in path[:-1]:
        copy[name] = dict(copy.get(name, {}))
        copy = copy[name]
    copy[path[-1]] = chunk
    return whole


def dig(value: Any, *path: str) -> Any:
    """Return the member at a path of objects, None where the path ends early.

    Example:
        >>> dig({"account": {"id": "7"}}, "account", "id")
        '7'
    """
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def members_of(value: Any, reading: Reading, place: str) -> Iterator[Object]:
    """Yield the objects in a list; anything else in it, or in its place, is skipped and named."""
    if value is None:
        return
    if not isinstance(value, list):
        reading.report.skip(place, f"no list but {type(value).__name__}")
        return
    for number, member in enumerate(value, 1):
        if isinstance(member, Mapping):
            yield member
        else:
            reading.report.skip(f"{place}, {number}", f"not an object but {type(member).__name__}")


def nested(
    roots: Any, below: Callable[[Object], Any], reading: Reading, place: str
) -> Iterator[tuple[Object, Object | None]]:
    """Yield (object, the one around it) of a nest, each before what is in it, without recursion.

    Args:
        roots: A list of objects.
        below: Returns the list inside an object.
        reading: Receives what is skipped.
        place: Where the nest is, for what is skipped.
    """
    stack: list[tuple[Object, Object | None]] = []
    stack += [(root, None) for root in members_of(roots, reading, place)][::-1]
    while stack:
        node, above = stack.pop()
        yield node, above
        stack += [(child, node) for child in members_of(below(node), reading, place)][::-1]
