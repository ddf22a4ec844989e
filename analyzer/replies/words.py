"""The words of a thread's comments and the word runs they repeat, as sorted integers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

#: Words read of one comment, at most and at least, and of a whole thread: they bound the memory a thread takes.
MAX_WORDS, MIN_WORDS, THREAD_WORDS = 1_500, 64, 10_000_000

#: Words are told apart by hash where their rarity in the language is looked up; rare ones share buckets.
BUCKETS = 1 << 15

#: Shorter threads count as this long where words are weighed: in few comments no word looks rare.
LEAST_COMMENTS = 30

#: Words in a run: four in the same order are seldom chance.
RUN = 4

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Words:
    """The words of n comments in reading order, as numbers.

    Attributes:
        code: (w,) number of each word; equal words, equal numbers.
        start: (n + 1,) where each comment's words begin in `code`.
        bucket: Per number, the word's bucket among `BUCKETS`.
    """

    code: IntArray
    start: IntArray
    bucket: IntArray


@dataclass(frozen=True)
class Items:
    """The distinct items (words, or runs of them) of n comments that at least two of them hold.

    Attributes:
        item: (k,) item numbers, comment by comment, ascending within one.
        start: (n + 1,) where each comment's items begin.
        weight: Per item number, how much it tells: the fewer comments hold it, the more.
        rarity: Per item number, how much it tells outside this thread; 1 for runs.
        first: Per item number, the first comment that holds it.
        total: (n,) summed weight of all distinct items of a comment, those that nobody else holds included.
        norm: (n,) the same of weight times rarity.
    """

    item: IntArray
    start: IntArray
    weight: FloatArray
    rarity: FloatArray
    first: IntArray
    total: FloatArray
    norm: FloatArray

    def comment(self) -> IntArray:
        """Return the (k,) comment of every entry."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))


def split_words(texts: Sequence[str]) -> Words:
    """Return the words of `texts`, folded to lower case; of long comments the beginning.

    Example:
        `["The cat", "the CAT sat"]` gives codes `0 1 0 1 2` and starts `0 2 5`.
    """
    most = int(np.clip(THREAD_WORDS // max(len(texts), 1), MIN_WORDS, MAX_WORDS))
    numbers: dict[str, int] = {}
    codes: list[int] = []
    start = [0]
    for text in texts:
        found = _WORD.findall(text[: 20 * most].casefold())[:most]
        codes.extend(numbers.setdefault(word, len(numbers)) for word in found)
        start.append(len(codes))
    buckets = [crc32(word.encode("utf-8", "surrogatepass")) % BUCKETS for word in numbers]
    return Words(np.array(codes, np.int64), np.array(start, np.int64), np.array(buckets, np.int64))


def word_items(words: Words, rarity: FloatArray) -> Items:
    """Return the words that stand in at least two comments; `rarity` has an entry per bucket."""
    return _items(words.code, words.start, rarity[words.bucket])


def run_items(words: Words) -> Items:
    """Return the runs of `RUN` words that stand in at least two comments."""
    length = np.maximum(np.diff(words.start) - RUN + 1, 0)
    start = np.concatenate([[0], np.cumsum(length)])
    at = np.arange(start[-1]) + np.repeat(words.start[:-1] - start[:-1], length)
    base = int(words.code.max(initial=0)) + 1
    run = words.code[at]
    for step in range(1, RUN):
        # Numbered anew each time, so that a pair of numbers always fits into 64 bits.
        run = np.unique(run * base + words.code[at + step], return_inverse=True)[1].astype(np.int64)
    return _items(run, start, np.ones(int(run.max(initial=-1)) + 1, np.float32))


def _items(code: IntArray, start: IntArray, rarity: FloatArray) -> Items:
    count = len(start) - 1
    size = max(len(rarity), 1)
    rarity = np.resize(rarity, size)
    comment, item = np.divmod(np.unique(np.repeat(np.arange(count), np.diff(start)) * size + code), size)
    held = np.bincount(item, minlength=size)
    weight = (np.log(max(count, LEAST_COMMENTS) / np.maximum(held, 1)) + 0.1).astype(np.float32)
    first = np.full(size, count)
    np.minimum.at(first, item, comment)
    total = np.bincount(comment, weights=weight[item], minlength=count).astype(np.float32)
    keep = held[item] > 1
    bounds = np.concatenate([[0], np.cumsum(np.bincount(comment[keep], minlength=count))])
    norm = np.bincount(comment, weights=(weight * rarity)[item], minlength=count).astype(np.float32)
    return Items(item[keep], bounds.astype(np.int64), weight, rarity, first, total, norm)
