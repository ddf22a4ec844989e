"""JSON as it is in dumps: fast where it is sound, forgiving where it is not."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import ijson
import orjson

#: A pair of escapes that are one character, the escape of half a one, or any other escape.
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


class BrokenJsonError(ValueError):
    """Bytes that are no JSON value; the message says why and where."""


def parse(data: bytes, decode: Callable[[bytes], str], repair: Callable[[str], None]) -> Any:
    """Return the value of one JSON text.

    What strict JSON forbids but dumps hold is read and counted as `lenient_json`: NaN and Infinity, lone surrogates,
    raw control characters. Bytes that are not UTF-8 go through `decode`. Depth is no limit: what the fast parsers
    refuse as too deep is built event by event.

    Raises:
        BrokenJsonError: It is no JSON even so.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        data.decode("utf-8")
        sound = True
    except UnicodeDecodeError:
        sound = False
    try:
        value = json.loads(_whole_characters(decode(data), repair), strict=False)
    except json.JSONDecodeError as error:
        raise BrokenJsonError(_place(error)) from None
    except RecursionError:
        return _deep(data)
    except ValueError as error:
        raise BrokenJsonError(str(error)) from None
    if sound:
        repair("lenient_json")
    return value


def _whole_characters(text: str, repair: Callable[[str], None]) -> str:
    r"""Replace the escape of half a character, as `\ud83d` without its other half, by that of U+FFFD."""

    def mend(escape: re.Match[str]) -> str:
        if escape["half"] is None:
            return escape[0]
        repair("lone_surrogate_replaced")
        return r"\ufffd"

    return _ESCAPE.sub(mend, text)


def _deep(data: bytes) -> Any:
    builder = ijson.ObjectBuilder()
    try:
        for event, value in ijson.basic_parse(io.BytesIO(data), use_float=True):
            builder.event(event, value)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise BrokenJsonError(_one_line(error)) from None
    return builder.value


def _place(error: json.JSONDecodeError) -> str:
    line = f"line {error.lineno}, " if error.lineno > 1 else ""
    return f"{error.msg.removesuffix(' at')} at {line}column {error.colno}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def members(stream: BinaryIO, prefix: str) -> Iterator[Any]:
    """Yield the values at an ijson prefix such as `comments.item`, one by one, from a stream of any size.

    Raises:
        BrokenJsonError: The stream breaks off or is broken, after what could be read was yielded.
    """
    try:
        yield from ijson.items(stream, prefix, use_float=True, buf_size=2**16)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenJsonError(_one_line(error)) from None


def every_value(stream: BinaryIO) -> Iterator[Any]:
    """Yield the JSON values that follow each other in a stream; ends where it is broken.

    Raises:
        BrokenJsonError: There is something else between them, after what could be read was yielded.
    """
    try:
        yield from ijson.items(stream, "", use_float=True, multiple_values=True)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenJsonError(_one_line(error)) from None


def unfolded(values: Iterable[Any]) -> Iterator[Any]:
    """Yield values, of lists that hold objects (pages put into one array) their members."""
    for value in values:
        if isinstance(value, list) and any(isinstance(member, dict) for member in value):
            yield from value
        else:
            yield value


def beginning(data: bytes) -> Any:
    """Return what the beginning of a JSON text holds, its last values unfinished; None where it is no JSON."""
    builder = ijson.ObjectBuilder()
    try:
        for event, value in ijson.basic_parse(io.BytesIO(data), use_float=True):
            builder.event(event, value)
    except (ijson.JSONError, UnicodeDecodeError):
        pass
    return getattr(builder, "value", None)
