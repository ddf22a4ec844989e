"""The record every floor speaks: one comment, its columns, their Arrow types and meanings.

Two schemas stand here. `RAW_SCHEMA` is what a dump reader yields: what the dump said, nothing resolved.
`COMMENT_SCHEMA` is what the tree and the models make of it, and what `comments.parquet` holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

TOXICITY_LABELS = ("toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack")
STANCE_PARENT_LABELS = ("support", "deny", "query", "comment")
STANCE_TARGET_LABELS = ("favor", "against", "none")

AuthorKind = Literal["user", "deleted", "anonymous", "bot", "service"]
AUTHOR_KINDS: tuple[AuthorKind, ...] = ("user", "deleted", "anonymous", "bot", "service")

CommentState = Literal["present", "deleted", "removed", "missing"]
TIMESTAMP = pa.timestamp("us", tz="UTC")

#: What a `parent_source` begins with where the link was inferred; what it rests on follows.
INFERRED = "inferred:"

RAW_SCHEMA = pa.schema(
    [
        pa.field("source", pa.string(), nullable=False),  # name of the input the comment was read from
        pa.field("thread_id", pa.string(), nullable=False),  # key into Dump.threads
        pa.field("comment_id", pa.string()),  # null where the dump has none: threads/ makes one
        pa.field("parent_id", pa.string()),  # as the dump says; root marks such as "0" are still in it
        pa.field("parent_source", pa.string()),  # explicit | indent | null where parent_id is null
        pa.field("parent_probability", pa.float32()),  # as a run folder has it: see COMMENT_SCHEMA
        pa.field("reply_to", pa.string()),  # a name the dump says is answered ("Reply to NAME")
        pa.field("author", pa.string()),
        pa.field("author_id", pa.string()),
        pa.field("author_kind", pa.string(), nullable=False),
        pa.field("created_at", TIMESTAMP),
        pa.field("version_at", TIMESTAMP),  # when this copy was fetched, else edited: of two copies the newer counts
        pa.field("text", pa.string(), nullable=False),  # plain text, quotes as "> " lines, "" where lost
        pa.field(
            "state", pa.string(), nullable=False
        ),  # present | deleted | removed | missing: only its place is known
    ]
)


@dataclass(frozen=True)
class Column:
    """One documented column of a run-folder table."""

    name: str
    type: pa.DataType
    meaning: str


_SPAN = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("label", pa.string())])

TREE_COLUMNS: tuple[Column, ...] = (
    Column("thread_id", pa.string(), "the thread, unique in the run"),
    Column("thread_title", pa.string(), "title of the article or post; null where the dump has none"),
    Column("comment_id", pa.string(), "the comment, unique in its thread"),
    Column("parent_id", pa.string(), "the comment answered; null for a top-level comment; kept where it is missing"),
    Column("parent_source", pa.string(), "how the parent is known: explicit, indent, inferred:<how>, none"),
    Column(
        "parent_probability",
        pa.float32(),
        "probability that an inferred parent is the right one; null where the dump says whom the comment answers",
    ),
    Column("depth", pa.int32(), "0 for top-level comments and orphans, else parent's depth + 1"),
    Column("position", pa.int64(), "place in the dump as read, from 0, over the run"),
    Column("author", pa.string(), "display name; null where lost"),
    Column("author_id", pa.string(), "the platform's stable user id; null where the dump has none"),
    Column("author_kind", pa.string(), "user, deleted, anonymous, bot or service"),
    Column("created_at", TIMESTAMP, "UTC; null where unknown"),
    Column("text", pa.string(), "the comment's plain text; quoted lines begin with '> '"),
)

_STANCE = (
    "stance to {}: the one whose probability times its decision weight (run.json, model) is highest, so that rare "
    "stances are told too; not always the most probable"
)
SCORE_COLUMNS: tuple[Column, ...] = (
    Column("language", pa.string(), "ISO 639-1 code, or 'und' where it cannot be told"),
    Column("no_text_reason", pa.string(), "why there is nothing to score; null where there is"),
    *(Column(name, pa.float32(), f"probability of {name.replace('_', ' ')}") for name in TOXICITY_LABELS),
    *(
        Column(f"stance_{name}", pa.float32(), f"probability that the stance to the parent is {name}")
        for name in STANCE_PARENT_LABELS
    ),
    Column("stance_parent", pa.string(), _STANCE.format("the parent (or to the article, at top level)")),
    *(
        Column(f"target_{name}", pa.float32(), f"probability that the stance to the target is {name}")
        for name in STANCE_TARGET_LABELS
    ),
    Column("stance_target", pa.string(), _STANCE.format("the thread's target")),
    Column("conspiracy", pa.float32(), "probability of conspiracy framing"),
    Column("flags", pa.list_(pa.string()), "labels past their operating point"),
    Column(
        "spans",
        pa.list_(_SPAN),
        "character ranges of text behind its flags: start, end (exclusive), label (toxicity, or what a part of a "
        "narrative is: actor, action, victim, effect, evidence)",
    ),
)

ORIGIN_COLUMNS: tuple[Column, ...] = (Column("source", pa.string(), "the input the comment was read from"),)

COMMENT_COLUMNS = TREE_COLUMNS + SCORE_COLUMNS + ORIGIN_COLUMNS
TREE_SCHEMA = pa.schema([(c.name, c.type) for c in TREE_COLUMNS + ORIGIN_COLUMNS])
COMMENT_SCHEMA = pa.schema([(c.name, c.type) for c in COMMENT_COLUMNS])
