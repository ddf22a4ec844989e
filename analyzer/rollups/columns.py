"""The columns of `threads` and `users`, with their meanings: what is not here is not in the tables."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TIMESTAMP, Column
from analyzer.labels.registry import FLAG_LABELS

_COUNT, _SHARE, _TEXT = pa.int64(), pa.float64(), pa.string()


def _flag_columns(name: str, flagged: str, what: str, *, shrunk: bool) -> Iterator[Column]:
    yield Column(flagged, _COUNT, f"rated comments flagged for {what}; null where the model has no point for it")
    yield Column(f"{name}_share", _SHARE, f"share of rated comments flagged for {what}; null where none is rated")
    yield Column(f"{name}_low", _SHARE, "lower bound of that share (Wilson, 95 %)")
    yield Column(f"{name}_high", _SHARE, "upper bound of that share (Wilson, 95 %)")
    if shrunk:
        yield Column(f"{name}_shrunk", _SHARE, "that share drawn toward all users' mean, the more the fewer comments")


def _rate_columns(*, shrunk: bool) -> Iterator[Column]:
    for label in FLAG_LABELS:
        what = label.replace("_", " ")
        yield from _flag_columns(label, f"{label}_flagged", what, shrunk=shrunk)
        if not shrunk:
            yield Column(f"{label}_mean", _SHARE, f"mean probability of {what} over rated comments")
    yield from _flag_columns("flagged_any", "flagged_any", "any label", shrunk=shrunk)


def _stance_columns() -> Iterator[Column]:
    yield Column("stance_n", _COUNT, "rated replies whose stance to their parent comment was told")
    for name in STANCE_PARENT_LABELS:
        yield Column(f"stance_{name}_share", _SHARE, f"share of them that are {name}")
    yield Column("stance_balance", _SHARE, "(support - deny) / (support + deny), from -1 to 1; null without either")
    yield Column("target_n", _COUNT, "rated comments whose stance to the target was told")
    for name in STANCE_TARGET_LABELS:
        yield Column(f"target_{name}_share", _SHARE, f"share of them that are {name}")
    yield Column("target_balance", _SHARE, "(favor - against) / (favor + against), from -1 to 1; null without either")


THREAD_COLUMNS: tuple[Column, ...] = (
    Column("thread_id", _TEXT, "the thread"),
    Column("title", _TEXT, "title of the article or post; null where the dump has none"),
    Column("target", _TEXT, "the claim stances are told towards; the title where the dump or the user names no other"),
    Column("url", _TEXT, "address of the thread; null where the dump has none"),
    Column("comments", _COUNT, "comments in the dump"),
    Column("declared", _COUNT, "comments the dump says there are; null where it does not say"),
    Column("coverage", _SHARE, "comments / declared"),
    Column("stubs", _COUNT, "comments known to be missing: behind “load more” and the like"),
    Column(
        "scored",
        _COUNT,
        "comments rated: with words, by a user or anonymous, in a language of the model; the n of rates",
    ),
    Column("no_text", _COUNT, "comments without words to score"),
    Column("comments_by_bots", _COUNT, "comments by bots and services, kept out of rates"),
    Column("comments_deleted", _COUNT, "comments whose author is deleted, kept out of rates"),
    Column("other_language", _COUNT, "comments in a language the model was not trained on, kept out of rates"),
    Column("top_level", _COUNT, "comments that answer no other"),
    Column("orphans", _COUNT, "replies whose parent is missing from the dump"),
    Column("max_depth", _COUNT, "depth of the deepest comment, 0 for top level; null without comments"),
    Column("mean_branching", _SHARE, "mean number of replies of the comments that have any; null without replies"),
    Column("participants", _COUNT, "different users, not counting bots, deleted and anonymous authors"),
    Column("first_at", TIMESTAMP, "time of the earliest comment, UTC; null where unknown"),
    Column("last_at", TIMESTAMP, "time of the latest comment, UTC; null where unknown"),
    *_rate_columns(shrunk=False),
    *_stance_columns(),
    Column("hottest_comment_id", _TEXT, "the rated comment with the highest probability of toxicity"),
    Column(
        "hot_subtree_id",
        _TEXT,
        "root of the subtree with most rated comments flagged, the smallest such; null without any",
    ),
    Column("hot_subtree_flagged", _COUNT, "rated comments flagged in that subtree"),
    Column("hot_subtree_size", _COUNT, "comments in that subtree, its root included"),
    Column(
        "heated_from",
        _TEXT,
        "comment where the most toxic run of 5 rated comments in thread order begins; null if calm",
    ),
    Column("heated_at_position", _COUNT, "place of that comment in the thread's order, from 0"),
    Column("heated_mean", _SHARE, "mean probability of toxicity over that run"),
)

USER_COLUMNS: tuple[Column, ...] = (
    Column(
        "user",
        _TEXT,
        "what tells the user apart: id:<author_id>, else name:<author>, whatever its capitals; unique with author_kind",
    ),
    Column("author", _TEXT, "display name, as first seen"),
    Column("author_id", _TEXT, "the platform's stable user id; null where the dump has none"),
    Column("author_kind", _TEXT, "user, bot or service; deleted and anonymous authors have no row"),
    Column("key_kind", _TEXT, "id, or name: less sure, for two people may share a name and one may change it"),
    Column("comments", _COUNT, "comments written"),
    Column("scored", _COUNT, "of them, with words and in a language of the model; the n of rates"),
    Column("threads", _COUNT, "threads taken part in"),
    Column("replies_given", _COUNT, "answers to comments of others"),
    Column("replies_received", _COUNT, "answers of others to comments of the user"),
    *_rate_columns(shrunk=True),
    *_stance_columns(),
    Column("answers_most", _TEXT, "display name of the user answered most often; null where nobody known was answered"),
    Column("answers_most_count", _COUNT, "answers to that user"),
    Column("first_at", TIMESTAMP, "time of the earliest comment, UTC; null where unknown"),
    Column("last_at", TIMESTAMP, "time of the latest comment, UTC; null where unknown"),
)

THREAD_SCHEMA = pa.schema([(column.name, column.type) for column in THREAD_COLUMNS])
USER_SCHEMA = pa.schema([(column.name, column.type) for column in USER_COLUMNS])
