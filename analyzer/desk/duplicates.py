"""Near-duplicates: copied and slightly changed comments, gathered so that people decide once.

A text joins the first earlier text it is like (its leader), so that a cluster holds only texts like its leader and a
chain of small changes cannot drift away. MinHash signatures and locality-sensitive hashing find candidates in time that
grows with the number of texts; the exact Jaccard similarity of their character shingles decides.
Source: Broder 1997, "On the resemblance and containment of documents"; Leskovec, Rajaraman and Ullman, "Mining of
Massive Datasets", ch. 3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from zlib import crc32

from datasketch import MinHash, MinHashLSH

from analyzer.text.normalise import normalise

_PERMUTATIONS: Final = 64
_SHINGLE: Final = 5  # characters
_BATCH: Final = 1000  # signatures computed at once
_LONGEST: Final = 4000  # characters compared; copies differ at the beginning or not at all
_NOT_WORDS: Final = re.compile(r"[\W_]+")


def near_duplicates(texts: Sequence[str], *, threshold: float = 0.85) -> list[int]:
    """Return one cluster number per text, counted from 0 in the order clusters appear.

    `near_duplicates(["Wake up, people!", "lovely day", "wake up people"])` is `[0, 1, 0]`: texts are compared in their
    normal form, without case and punctuation. Texts that are equal so are always together; a text without words is with
    those that are equal as written.

    Args:
        texts: Any number of texts.
        threshold: Least Jaccard similarity of character 5-grams, above 0 and at most 1.
    """
    plain = [plain_form(text) for text in texts]
    first: dict[str, int] = {}
    for text in plain:
        first.setdefault(text, len(first))
    leaders = _leaders(list(first), threshold)
    numbers: dict[int, int] = {}
    return [numbers.setdefault(leaders[first[text]], len(numbers)) for text in plain]


def plain_form(text: str) -> str:
    """Return the words of a text, without case and punctuation; the text itself where it has no words."""
    return _NOT_WORDS.sub(" ", normalise(text).casefold()).strip() or text


def shingles(text: str) -> frozenset[bytes]:
    """Return the runs of five characters in a text, in UTF-32; the whole text where it is shorter."""
    raw, wide = text[:_LONGEST].encode("utf-32-le", "surrogatepass"), 4 * _SHINGLE
    return frozenset([raw[i : i + wide] for i in range(0, max(4, len(raw) - wide + 4), 4)])


def jaccard(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """Return the size of the intersection over that of the union."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def _leaders(texts: Sequence[str], threshold: float) -> list[int]:
    """Return the leader of each of the distinct texts, as an index into them."""
    # Candidates are checked, so missing one costs more than a false one.
    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, weights=(0.1, 0.9))
    found: list[int] = []
    for start in range(0, len(texts), _BATCH):
        batch = [shingles(text) for text in texts[start : start + _BATCH]]
        # CRC-32 spreads well enough for candidates and takes a fraction of the usual SHA-1's time.
        signatures = MinHash.bulk([list(grams) for grams in batch], num_perm=_PERMUTATIONS, hashfunc=crc32)
        for i, (grams, signature) in enumerate(zip(batch, signatures, strict=True), start):
            candidates = sorted(index.query(signature))
            like = (c for c in candidates if jaccard(grams, shingles(texts[c])) >= threshold)
            leader = next(like, i)
            if leader == i:
                index.insert(i, signature, check_duplication=False)
            found.append(leader)
    return found
