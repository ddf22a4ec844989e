"""What is known of each comment of a flat thread by itself, before any two are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from analyzer.replies.clock import Clock, set_clock
from analyzer.replies.names import IntArray, answered_places, number_authors, spoken_to
from analyzer.replies.overlap import Repeats, find_repeats
from analyzer.replies.turns import Turns, order_turns
from analyzer.replies.words import BoolArray, FloatArray, Items, run_items, split_words, word_items

if TYPE_CHECKING:
    from analyzer.replies.network import Order

#: Quoted comments that are candidates wherever they stand.
MAX_SOURCES = 3

_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself|you're|u|ur|du|dich|dir|dein|tu|vous|usted)\b", re.I)
_ANSWER = re.compile(
    r"\W*(?:yes|no|nope|yep|yeah|sure|because|it is|it's|they|he|she|i think|i don't|not|well|actually|of course)\b",
    re.I,
)
_AGREE = re.compile(
    r"\W*(?:i agree|agreed|exactly|good point|well said|true|thanks|thank you|right|amen|indeed|nice|great|lol|haha)\b",
    re.I,
)
_DISAGREE = re.compile(
    r"\W*(?:no[,. ]|wrong|nonsense|bull|really\?|so |but |i disagree|not true|huh|what\?|wow|sorry|uh|oh|um|your?\b)",
    re.I,
)
_OPENING = re.compile(
    r"\b(?:op|original post(?:er)?|thread starter|opening post|the article|this article|the author)\b", re.I
)
_QUOTE_LINE = re.compile(r"^[ \t]*>[ \t>]*[^\W_]", re.MULTILINE)


@dataclass(frozen=True)
class FlatThread:
    """One thread of n comments in the order of the page, without parents.

    Attributes:
        authors: n display names, None where lost.
        texts: n bodies, quotes as `> ` lines.
        reply_to: n names the page says are answered, None mostly, or None where it never does.
        times: (n,) when each was written, in any unit, negative where unknown; None where no time is known.
        opened: Whether the first comment is known to be the post that all others stand under.
    """

    authors: Sequence[str | None]
    texts: Sequence[str]
    reply_to: Sequence[str | None] | None = None
    times: IntArray | None = None
    opened: bool = False

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class Facts:
    """Columns over the n comments of a thread.

    Attributes:
        length: (n,) words.
        marked: (n,) author marked with `@`, -1 for none.
        named: (n,) author named in the first words, -1 for none.
        asks, second, answers, agrees, disagrees, opening: (n,) flags: a question mark, second person, and first words
            that answer, agree, object; words that speak of the opening post or article.
        turns: When each author speaks.
        words: The words shared in the thread.
        repeats: Which comments repeat runs of words of which.
        sources: (n, 3) the comments each repeats most of, -1 for none.
        quotes: (n,) whether a comment marks some of its lines as quoted.
        run_total: (n,) summed weight of the runs of a comment.
        told: (n,) comment that the page says is answered, -1 where it says nothing, -2 where nobody has the name.
        times: (n,) or None.
        opened: Whether every comment answers the first or one below it.
    """

    length: IntArray
    marked: IntArray
    named: IntArray
    asks: FloatArray
    second: FloatArray
    answers: FloatArray
    agrees: FloatArray
    disagrees: FloatArray
    opening: FloatArray
    turns: Turns
    words: Items
    repeats: Repeats
    sources: IntArray
    quotes: BoolArray
    run_total: FloatArray
    told: IntArray
    times: IntArray | None
    opened: bool

    def __len__(self) -> int:
        return len(self.length)

    @cached_property
    def voices(self) -> float:
        """Return the number of authors per comment, the lost ones aside."""
        known = self.turns.author[self.turns.author >= 0]
        return len(np.unique(known)) / max(len(known), 1)

    def clock_of(self, order: Order) -> Clock | None:
        """Return the clock where a page in that order has one: in order of time, times say nothing more."""
        return self.clock if order == "reading" else None

    @cached_property
    def clock(self) -> Clock | None:
        """Return when the comments were written, None where no time is known."""
        return None if self.times is None else set_clock(self.times, self.turns.author)

    @cached_property
    def marking(self) -> float:
        """Return the share of comments that call somebody by name."""
        return float(((self.marked >= 0) | (self.named >= 0)).mean())


def gather_facts(thread: FlatThread, rarity: FloatArray) -> Facts:
    """Read every comment of a thread once; `rarity` says per bucket of words how rare they are in the language."""
    author, numbers = number_authors(thread.authors)
    marked, named = spoken_to(thread.texts, author, numbers)
    words = split_words(thread.texts)
    runs = run_items(words)
    repeats = find_repeats(runs)
    length = np.diff(words.start)
    return Facts(
        length=length,
        marked=marked,
        named=named,
        asks=_flags("?" in text for text in thread.texts),
        second=_matches(_SECOND_PERSON, thread.texts),
        answers=_matches(_ANSWER, thread.texts, at_start=True),
        agrees=_matches(_AGREE, thread.texts, at_start=True),
        disagrees=_matches(_DISAGREE, thread.texts, at_start=True),
        opening=_matches(_OPENING, thread.texts),
        turns=order_turns(author),
        words=word_items(words, rarity),
        repeats=repeats,
        sources=repeats.sources(MAX_SOURCES),
        quotes=_matches(_QUOTE_LINE, thread.texts) > 0,
        run_total=runs.total,
        told=answered_places(thread.authors, thread.reply_to or [None] * len(thread)),
        times=thread.times,
        opened=thread.opened,
    )


def _flags(values: Iterable[bool]) -> FloatArray:
    return np.fromiter(values, np.float32)


def _matches(pattern: re.Pattern[str], texts: Sequence[str], *, at_start: bool = False) -> FloatArray:
    find = pattern.match if at_start else pattern.search
    return _flags(find(text[:20_000]) is not None for text in texts)
