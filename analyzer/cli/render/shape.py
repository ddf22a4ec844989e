"""What `analyzer threads` prints: inputs, the shape of the trees, coverage, repairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from analyzer.cli.render.account import account, coverage, readings
from analyzer.cli.render.words import counted
from analyzer.dumps.container import CONTAINERS


def shape(summary: Mapping[str, Any]) -> Iterator[Text]:
    """Yield the lines about a forest, from the object `--json` prints."""
    yield from readings(summary["inputs"])
    yield Text()
    yield Text("Reply trees", style="bold")
    if not summary["comments"]:
        yield Text(f"  {no_comments(summary['inputs'])}")
    else:
        yield Text(f"  {counted(summary['comments'], 'comment')} in {counted(summary['threads'], 'thread')}")
        yield Text(f"  {_levels(summary)}")
    yield from coverage(summary["tree_report"])
    yield Text()
    yield from account(summary["tree_report"])


def _levels(summary: Mapping[str, Any]) -> str:
    deepest = summary["max_depth"]
    depth = f"replies down to depth {deepest:,}" if deepest else "no replies"
    orphans = summary["orphans"]
    lost = f", {counted(orphans, 'reply', 'replies')} to missing comments" if orphans else ""
    return f"{counted(summary['roots'], 'top-level comment')}, {depth}{lost}"


def no_comments(inputs: Any) -> str:
    """Say plainly that there are no comments, and what there is instead."""
    kinds = {entry["format"] for entry in inputs} - CONTAINERS
    instead = "an article without a comment section" if kinds == {"text-article"} else "nothing in it is a comment"
    return f"no comments in this input: {instead}"
