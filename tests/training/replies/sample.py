"""Made-up threads in the published layouts."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

WORDS = (
    *("ferry", "bridge", "bus", "harbour", "council", "engineer", "meeting"),
    *("winter", "tram", "market", "school", "river", "tunnel", "boat"),
)


def forum_thread(number: int, size: int = 12) -> dict[str, Any]:
    """Return a thread in which every third post answers the one two before, the others the one right before."""
    posts: list[dict[str, Any]] = []
    for at in range(size):
        above = None if at == 0 else at - 1 if at % 3 or at < 2 else at - 2
        word, other = WORDS[(at + number) % len(WORDS)], WORDS[(at * 5 + number) % len(WORDS)]
        text = f"The {word} and the {other} are what post {number * 100 + at} is about, nothing else."
        if above is not None and at % 2:
            text = f"{posts[above]['text']}\n\nI see it in another way."
        parent = None if above is None else number * 100 + above
        posts.append({"id": number * 100 + at, "author": f"u{(at + number) % 4}", "parent": parent, "text": text})
    return {"thread": str(number), "posts": posts}


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows as JSON Lines, packed where the name says so."""
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def tweet(name: str, above: str | None, author: str, text: str, *, depth: int, thread: str = "1") -> dict[str, Any]:
    """Return one row of RumourEval."""
    created = "Fri Aug 15 21:57:08 +0000 2014"
    row = {"thread_id": thread, "id": name, "parent_id": above, "author": author, "text": text, "depth": depth}
    return {**row, "created": created, "source_text": "x", "split": "train", "label": "comment"}
