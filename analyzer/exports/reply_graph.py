"""Who replies to whom: users as nodes, their replies to each other as weighted edges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import INFERRED
from analyzer.exports.export import IntArray, parent_rows
from analyzer.rollups.facts import user_keys
from analyzer.runs.reader import Run
from analyzer.text.safe import xml_text

#: What a node tells of its user, from the users table, with the types of GraphML.
NODE_FACTS: Mapping[str, str] = {
    "author": "string",
    "author_kind": "string",
    "key_kind": "string",
    "comments": "long",
    "scored": "long",
    "threads": "long",
    "replies_given": "long",
    "replies_received": "long",
    "flagged_any": "long",
    "flagged_any_share": "double",
    "flagged_any_shrunk": "double",
    "stance_balance": "double",
}
#: What an edge tells of the replies it stands for, with their meanings.
EDGE_FACTS: Mapping[str, tuple[str, str]] = {
    "weight": ("double", "replies"),
    "stance": ("double", "mean over replies: 1 agrees, -1 disputes, 0 neither"),
    "toxicity": ("double", "mean probability of toxicity"),
    "flagged": ("long", "replies with a flag"),
    "inferred": ("long", "replies whose link is inferred"),
}

Facts = dict[str, Any]


@dataclass(frozen=True)
class ReplyGraph:
    """A directed graph of users.

    Attributes:
        nodes: One frame row per user: `NODE_FACTS`. A node is named by its row number.
        edges: `source` and `target` rows of `nodes`, and `EDGE_FACTS`; ordered by source, then target.
    """

    nodes: pl.DataFrame
    edges: pl.DataFrame

    def node_facts(self) -> Iterator[tuple[int, Facts]]:
        """Yield every node's number and what is known of it, texts fit for XML."""
        for number, facts in enumerate(self.nodes.iter_rows(named=True)):
            known = {name: value for name, value in facts.items() if value is not None}
            yield number, {name: xml_text(value) if isinstance(value, str) else value for name, value in known.items()}

    def edge_facts(self) -> Iterator[tuple[int, int, Facts]]:
        """Yield every edge's nodes and what is known of its replies."""
        for edge in self.edges.iter_rows(named=True):
            known = {name: edge[name] for name in EDGE_FACTS if edge[name] is not None}
            yield edge["source"], edge["target"], known


def reply_graph(run: Run) -> ReplyGraph:
    """Return the graph of a run; answers to oneself, and by or to writers who are no users, make no edge."""
    users = _frame(run.users)
    names = users.select("author_kind", "user").with_row_index("node")
    keys = pl.DataFrame({"author_kind": run.comments["author_kind"], "user": user_keys(run.comments)})
    known = keys.join(names, on=["author_kind", "user"], how="left", maintain_order="left")["node"]
    nodes: IntArray = known.cast(pl.Int64).fill_null(-1).to_numpy()
    parent = parent_rows(run.comments)
    answered = nodes[parent]
    answered[parent < 0] = -1
    replies = _replies(run.comments).with_columns(source=pl.Series(nodes), target=pl.Series(answered))
    edges = (
        replies.filter(pl.col("source") >= 0, pl.col("target") >= 0, pl.col("source") != pl.col("target"))
        .group_by("source", "target")
        .agg(
            pl.len().cast(pl.Float64).alias("weight"),
            pl.col("stance").mean(),
            pl.col("toxicity").mean(),
            pl.col("flagged").sum(),
            pl.col("inferred").sum(),
        )
        .sort("source", "target")
    )
    return ReplyGraph(users.select(*NODE_FACTS), edges.with_columns(pl.col("stance", "toxicity").round(6)))


def _replies(comments: pa.Table) -> pl.DataFrame:
    """Return what each comment brings to its edge."""
    signs = {"support": 1.0, "deny": -1.0}
    frame = _frame(comments.select(["stance_parent", "toxicity", "parent_source"]))
    return frame.select(
        stance=pl.when(pl.col("stance_parent").is_not_null()).then(
            pl.col("stance_parent").replace_strict(signs, default=0.0, return_dtype=pl.Float64)
        ),
        toxicity=pl.col("toxicity").cast(pl.Float64),
        flagged=pl.Series(pc.greater(pc.list_value_length(comments["flags"]), 0)).cast(pl.Int64),
        inferred=pl.col("parent_source").str.starts_with(INFERRED).cast(pl.Int64),
    )


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table is never a series
    return frame
