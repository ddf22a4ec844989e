"""Groups of near-identical texts: one post sent to many places must not part across splits or folds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

_SHINGLE = 5  # words
_SKETCH = 16  # lowest shingle hashes kept of a text


def near_identical(texts: Sequence[str], threshold: float = 0.3) -> list[int]:
    """Number the groups of near-identical texts.

    Two texts are joined when their word 5-gram sets overlap by Jaccard ≥ `threshold`; groups are the connected
    components. Only texts whose bottom-16 sketches share a hash are compared (Broder 1997): nearly every such pair.

    Returns:
        For each text, the index of the first text of its group.
    """
    shingles = [_shingles(text) for text in texts]
    root = list(range(len(texts)))
    seen: dict[int, list[int]] = {}
    for index, mine in enumerate(shingles):
        rivals = {other for value in sorted(mine)[:_SKETCH] for other in seen.get(value, ())}
        for other in rivals:
            if _jaccard(mine, shingles[other]) >= threshold:
                _join(root, index, other)
        for value in sorted(mine)[:_SKETCH]:
            seen.setdefault(value, []).append(index)
    return [_find(root, index) for index in range(len(texts))]


def _shingles(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", text.casefold())
    grams = (" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))
    return frozenset(int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), "big") for gram in grams)


def _jaccard(one: frozenset[int], two: frozenset[int]) -> float:
    return len(one & two) / len(one | two)


def _find(root: list[int], index: int) -> int:
    while root[index] != index:
        root[index] = root[root[index]]
        index = root[index]
    return index


def _join(root: list[int], one: int, two: int) -> None:
    first, second = sorted((_find(root, one), _find(root, two)))
    root[second] = first
