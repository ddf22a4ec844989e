"""Columns of Reddit's ids, brought to one form: lower case, with the kind in front."""

from __future__ import annotations

import string

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dumps.plain import Alphabet, bytes_of, mended, offsets_of
from analyzer.dumps.reddit_values import fullname

_BASE36 = Alphabet(string.digits + string.ascii_lowercase)
_WITH_KIND = Alphabet(string.digits + string.ascii_lowercase + "_")
#: The shortest id with its kind: `t1_0`.
_SHORTEST = 4


def fullnames(ids: pa.Array, kind: str) -> pa.Array:
    """Return ids with their kind, as `fullname` does one by one."""
    if _have_kinds(ids):
        return ids
    if not _BASE36.spells(ids):
        bare = pc.match_substring_regex(ids, r"^[0-9a-z]+$")
        plain = pc.or_(bare, pc.match_substring_regex(ids, r"^t\d_[0-9a-z]+$"))
        named = mended(ids, plain, lambda value: fullname(value, kind))
        named = pc.if_else(pc.fill_null(bare, False), pc.binary_join_element_wise(f"{kind}_", named, ""), named)
    else:
        named = pc.binary_join_element_wise(f"{kind}_", ids, "")
    return pc.if_else(pc.equal(ids, "null"), pa.scalar(None, pa.string()), named)


def parents_of(ids: pa.Array, threads: pa.Array) -> pa.Array:
    """Return the answered comments, null where the submission is answered.

    A bare id is the submission where it is the thread's own, else a comment; one with `t1_` is a comment always.
    """
    parents = fullnames(ids, "t1")
    submission = pc.starts_with(parents, "t3_")
    bare = pc.invert(pc.starts_with(pc.ascii_lower(ids), "t1_"))
    if pc.any(pc.and_(bare, pc.invert(submission))).as_py():
        own = pc.equal(pc.utf8_slice_codeunits(parents, 3), pc.utf8_slice_codeunits(threads, 3))
        submission = pc.or_(submission, pc.and_(bare, own))
    return pc.if_else(pc.fill_null(submission, True), pa.scalar(None, pa.string()), parents)


def _have_kinds(ids: pa.Array) -> bool:
    """Tell whether every id is written with its kind, `t1_c02`, and in lower case; null counts for nothing."""
    if not _WITH_KIND.spells(ids):
        return False
    offsets, data = offsets_of(ids) - offsets_of(ids)[0], bytes_of(ids)
    lengths = np.diff(offsets)
    starts = offsets[:-1][lengths > 0]
    if (lengths[lengths > 0] < _SHORTEST).any():
        return False
    kinds = data[starts + 1] - ord("0")
    begins = (data[starts] == ord("t")) & (kinds <= 9) & (data[starts + 2] == ord("_"))
    return bool(begins.all()) and int(np.count_nonzero(data == ord("_"))) == len(starts)
