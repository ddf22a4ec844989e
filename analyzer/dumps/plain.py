"""What a string column consists of, told for the whole column at once: ordinary columns need no closer look."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


class Alphabet:
    """A set of ASCII characters.

    Example:
        >>> digits = Alphabet("0123456789")
        >>> digits.spells(pa.array(["12", None, "7"])), digits.spells(pa.array(["12", ""]))
        (True, False)
    """

    def __init__(self, characters: str) -> None:
        codes = np.unique(list(characters.encode("ascii")))
        runs = np.split(codes, np.flatnonzero(np.diff(codes) > 1) + 1)
        self._runs = [(np.uint8(run[0]), np.uint8(len(run))) for run in runs]

    def spells(self, strings: pa.Array) -> bool:
        """Tell whether every string is of these characters only; an empty one is not, null counts for nothing."""
        blank = int(np.count_nonzero(np.diff(offsets_of(strings)) == 0))
        return blank == strings.null_count and bool(self._holds(bytes_of(strings)).all())

    def occurs(self, strings: pa.Array) -> bool:
        """Tell whether any of these characters is in any string."""
        return bool(self._holds(bytes_of(strings)).any())

    def _holds(self, data: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
        """Return a flag per byte; comparing with runs of codes is several times faster than a table of all bytes."""
        flags = np.zeros(len(data), bool)
        for first, length in self._runs:
            flags |= data - first < length  # below the first, unsigned bytes wrap to large ones
        return flags


#: ASCII that shows: neither white space nor control.
VISIBLE = Alphabet(string.ascii_letters + string.digits + string.punctuation)


def bytes_of(strings: pa.Array) -> npt.NDArray[np.uint8]:
    """Return the bytes of all strings, one after the other."""
    offsets, data = offsets_of(strings), strings.buffers()[2]
    return np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]] if data else np.zeros(0, np.uint8)


def offsets_of(strings: pa.Array) -> npt.NDArray[np.int32]:
    """Return the n + 1 places in the data buffer where strings begin and the last one ends."""
    buffer = strings.buffers()[1]
    if not buffer or not len(strings):
        return np.zeros(1, np.int32)
    return np.frombuffer(buffer, np.int32)[strings.offset : strings.offset + len(strings) + 1]


def mended(strings: pa.Array, is_plain: pa.Array, mend: Callable[[Any], str | None]) -> pa.Array:
    """Return `strings` with those that are not plain passed through `mend`; null stays null."""
    odd = pc.and_(pc.is_valid(strings), pc.invert(pc.fill_null(is_plain, True)))
    if not pc.any(odd).as_py():
        return strings
    return pc.replace_with_mask(strings, odd, pa.array(map(mend, strings.filter(odd).to_pylist()), pa.string()))
