"""A ConvoKit corpus folder (https://convokit.cornell.edu): utterances, speakers, conversations.

ConvoKit wants one root per conversation and every parent to be there. So each thread begins with an utterance that
stands for its article or post (speaker `[thread]`, the title for its text), which top-level comments and orphans
answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import AUTHOR_KINDS
from analyzer.exports.export import Export, parent_rows, rows_of
from analyzer.rollups.facts import user_keys
from analyzer.runs.reader import Run

VERSION = 1
#: Who "speaks" the utterance that stands for a thread's article or post.
THREAD_SPEAKER = "[thread]"
#: Columns that are an utterance's own members and not its meta.
_MEMBERS = frozenset(
    ("thread_id", "thread_title", "comment_id", "parent_id", "author", "author_id", "text", "created_at")
)
_SPEAKER_META = ("author", "author_id", "author_kind", "comments", "scored", "flagged_any", "flagged_any_shrunk")
_THREAD_META = ("title", "target", "url", "comments", "declared", "coverage", "max_depth", "participants")

Meta = dict[str, Any]


def write(run: Run, path: Path) -> None:
    """Write the five files of a corpus into the new folder `path`."""
    path.mkdir()
    index: dict[str, dict[str, str]] = {"utterances": {}, "speakers": {}, "conversations": {}}
    with (path / "utterances.jsonl").open("wb") as file:
        for utterance in _utterances(run):
            _note_types(index["utterances"], utterance["meta"])
            file.write(orjson.dumps(utterance, option=orjson.OPT_APPEND_NEWLINE))
    conversations = dict(_conversations(run))
    _write_all(path / "speakers.json", _speakers(run), index["speakers"])
    _write_all(path / "conversations.json", conversations, index["conversations"])
    overall: Meta = {"analyzer": run.manifest.analyzer, "model": dict(run.manifest.model)}
    (path / "corpus.json").write_bytes(orjson.dumps(overall))
    kinds = {f"{name}-index": {key: [kind] for key, kind in found.items()} for name, found in index.items()}
    kinds["overall-index"] = {"analyzer": ["<class 'str'>"], "model": ["<class 'dict'>"]}
    (path / "index.json").write_bytes(orjson.dumps({**kinds, "version": VERSION, "vectors": []}))


def _utterances(run: Run) -> Iterator[Meta]:
    """Yield every thread's root and its comments, in the run's order."""
    comments = run.comments
    ids = _unique_ids(comments)
    roots = _root_ids(run, ids)
    speakers = _speaker_ids(comments).to_pylist()
    times = _times(comments)
    begun: set[str] = set()
    rows = zip(rows_of(comments), parent_rows(comments).tolist(), strict=True)
    for number, (row, parent) in enumerate(rows):
        root = roots[row["thread_id"]]
        if root not in begun:
            begun.add(root)
            yield _utterance(
                root, root, THREAD_SPEAKER, row["thread_title"] or "", None, times[number], {"thread": True}
            )
        meta = {name: value for name, value in row.items() if name not in _MEMBERS}
        meta |= {"thread": False, "time_known": row["created_at"] is not None}
        if parent < 0 and row["parent_id"] is not None:
            meta["missing_parent"] = row["parent_id"]
        above = root if parent < 0 else ids[parent]
        yield _utterance(ids[number], root, speakers[number], row["text"], above, times[number], meta)


def _utterance(
    own: str, root: str, speaker: str, text: str, above: str | None, time: float, meta: Meta
) -> dict[str, Any]:
    return {
        "id": own,
        "conversation_id": root,
        "text": text,
        "speaker": speaker,
        "meta": meta,
        "reply-to": above,
        "timestamp": time,
        "vectors": [],
    }


def _unique_ids(comments: pa.Table) -> list[str]:
    """Return ids that are unique in the run: a comment's own where they all are, else with the thread in front."""
    ids: list[str] = comments["comment_id"].to_pylist()
    if len(set(ids)) == len(ids):
        return ids
    return [f"{thread}/{own}" for thread, own in zip(comments["thread_id"].to_pylist(), ids, strict=True)]


def _root_ids(run: Run, ids: list[str]) -> dict[str, str]:
    """Return an id for each thread's root that no comment has."""
    taken, roots = set(ids), {}
    for thread_id in run.threads["thread_id"].to_pylist():
        root = thread_id
        while root in taken:
            root = f"thread {root}"
        taken.add(root)
        roots[thread_id] = root
    return roots


def _speaker_ids(comments: pa.Table) -> pa.ChunkedArray:
    """Return who speaks: a user by what tells users apart, others by their kind, `[deleted]`."""
    listed = pc.is_in(comments["author_kind"], pa.array(["user", "bot", "service"]))
    kind = pc.binary_join_element_wise("[", comments["author_kind"], "]", "")
    return pc.if_else(listed, pc.coalesce(user_keys(comments), "[unknown]"), kind)


def _speakers(run: Run) -> dict[str, Meta]:
    """Return the users, and those ConvoKit needs who are none."""
    others = (THREAD_SPEAKER, "[unknown]", *(f"[{kind}]" for kind in AUTHOR_KINDS if kind in ("deleted", "anonymous")))
    found: dict[str, Meta] = {name: {"author_kind": name.strip("[]")} for name in others}
    for row in rows_of(run.users.select(["user", *_SPEAKER_META])):
        found[row.pop("user")] = row
    return found


def _conversations(run: Run) -> Iterator[tuple[str, Meta]]:
    roots = _root_ids(run, _unique_ids(run.comments))
    for row in rows_of(run.threads.select(["thread_id", *_THREAD_META])):
        if row["comments"]:
            yield roots[row["thread_id"]], {"thread_id": row["thread_id"]} | {n: row[n] for n in _THREAD_META}


def _times(comments: pa.Table) -> list[float]:
    """Return Unix times in seconds; ConvoKit sorts by them, so an unknown one is the last known before it, or 0."""
    seconds = pc.divide(comments["created_at"].cast(pa.int64()).cast(pa.float64()), 1e6)
    filled: list[float] = pc.fill_null(pc.fill_null_forward(seconds), 0.0).to_pylist()
    return filled


def _write_all(path: Path, entries: dict[str, Meta], index: dict[str, str]) -> None:
    for meta in entries.values():
        _note_types(index, meta)
    path.write_bytes(orjson.dumps({name: {"meta": meta, "vectors": []} for name, meta in entries.items()}))


def _note_types(index: dict[str, str], meta: Meta) -> None:
    """Note the type of every member of a meta, as ConvoKit's index spells it."""
    for name, value in meta.items():
        if value is not None and name not in index:
            index[name] = str(type(value))


EXPORT = Export("convokit", "a ConvoKit corpus folder, each thread one conversation", write)
