"""Coral Talk 4: collections as `mongoexport` writes them, `comments.json` beside `assets.json` and `users.json`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.container import Folder
from analyzer.dumps.format import Claim, Detection, Format, Head, Reading, Whole
from analyzer.dumps.json_input import Object, dig, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id, as_label, as_switch

_COMMENTS, _ASSETS, _USERS = "comments.json", "assets.json", "users.json"


def sniff(head: Head) -> Detection | None:
    """Recognise comments by `asset_id` beside `body_history` or `author_id` and `status`."""
    if head.objects and all(map(_is_comment, head.objects[:20])):
        return Detection(0.95, "comments of Coral Talk: asset_id, body_history and status")
    return None


def _is_comment(record: Object) -> bool:
    return "asset_id" in record and ("body_history" in record or {"author_id", "status"} <= record.keys())


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments of one collection.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, {}, reading), reading, source.stem)


def sniff_folder(folder: Folder) -> Claim | None:
    """Claim `comments.json` and the collections that give names and titles."""
    head = folder.head(_COMMENTS)
    if head is None or not any(map(_is_comment, head.objects)):
        return None
    beside = [name for name in (_ASSETS, _USERS) if folder.has(name)]
    return Claim(0.95, f"a Coral Talk export: {', '.join((_COMMENTS, *beside))}", (_COMMENTS, *beside))


def read_folder(folder: Folder, claim: Claim, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments with their writers' names and the titles of their articles."""
    names: dict[str, str] = {}
    if _ASSETS in claim.files:
        with folder.source(_ASSETS) as source:
            for _, asset in values(source, reading):
                _tell(asset, reading)
    if _USERS in claim.files:
        with folder.source(_USERS) as source:
            for _, user in values(source, reading):
                own, name = as_id(user.get("id")), as_label(user.get("username"))
                if own is not None and name is not None:
                    names[own] = name
    with folder.source(_COMMENTS) as source:
        yield from write_posts(_posts(source, names, reading), reading, folder.stem)


def _tell(asset: Object, reading: Reading) -> None:
    own = as_id(asset.get("id"))
    if own is not None:
        info = reading.threads.setdefault(own, ThreadInfo())
        info.title, info.url = as_label(asset.get("title")), as_label(asset.get("url"))


def _posts(source: Source, names: Mapping[str, str], reading: Reading) -> Iterator[Post]:
    for _, comment in values(source, reading):
        writer = as_id(comment.get("author_id"))
        gone = comment.get("deleted_at") is not None or as_switch(comment.get("deleted"))
        reading.report.repair("rejected_comments", comment.get("status") == "REJECTED")
        yield Post(
            thread_id=comment.get("asset_id"),
            comment_id=comment.get("id") or comment.get("_id"),
            parent_id=comment.get("parent_id"),
            author=names.get(writer or ""),
            author_id=writer,
            author_kind="user" if writer else "deleted",
            created_at=comment.get("created_at"),
            text=_body(comment),
            html=True,
            state="deleted" if gone else None,
        )


def _body(comment: Object) -> object:
    """Return the newest of a comment's bodies; a deleted comment has none."""
    history = comment.get("body_history")
    newest = dig(history[-1], "body") if isinstance(history, list) and history else None
    return newest if newest is not None else comment.get("body")


FORMAT = Format(
    "coral-talk",
    "Coral Talk 4, as mongoexport writes it",
    sniff,
    read,
    signs="`asset_id` with `body_history` or `status`; a folder with `comments.json` and `assets.json` or `users.json`",
    whole=Whole(sniff_folder, read_folder),
)
