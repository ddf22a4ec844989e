"""Coral (Talk 4 and later): collections as `mongoexport` writes them, comments beside pages and users."""

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

_COMMENTS, _USERS = "comments.json", "users.json"
_PAGES = ("assets.json", "stories.json")


def sniff(head: Head) -> Detection | None:
    """Recognise comments by `asset_id` beside `body_history` or `author_id` and `status`."""
    if head.objects and all(map(_is_comment, head.objects[:20])):
        return Detection(0.95, "comments of Coral Talk: asset_id, body_history and status")
    return None


def _is_comment(record: Object) -> bool:
    """Tell a comment of version 4 (`asset_id`, `body_history`) or later (`storyID`, `revisions`)."""
    old = "asset_id" in record and ("body_history" in record or {"author_id", "status"} <= record.keys())
    return old or ("storyID" in record and ("revisions" in record or {"authorID", "status"} <= record.keys()))


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
    beside = [name for name in (*_PAGES, _USERS) if folder.has(name)]
    return Claim(0.95, f"a Coral Talk export: {', '.join((_COMMENTS, *beside))}", (_COMMENTS, *beside))


def read_folder(folder: Folder, claim: Claim, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments with their writers' names and the titles of their articles."""
    names: dict[str, str] = {}
    for path in set(_PAGES) & set(claim.files):
        with folder.source(path) as source:
            for _, page in values(source, reading):
                _tell(page, reading)
    if _USERS in claim.files:
        with folder.source(_USERS) as source:
            for _, user in values(source, reading):
                own, name = as_id(user.get("id")), as_label(user.get("username"))
                if own is not None and name is not None:
                    names[own] = name
    with folder.source(_COMMENTS) as source:
        yield from write_posts(_posts(source, names, reading), reading, folder.stem)


def _tell(page: Object, reading: Reading) -> None:
    own = as_id(page.get("id"))
    if own is not None:
        info = reading.threads.setdefault(own, ThreadInfo())
        title = page.get("title") or dig(page, "metadata", "title")
        info.title, info.url = as_label(title), as_label(page.get("url"))


def _posts(source: Source, names: Mapping[str, str], reading: Reading) -> Iterator[Post]:
    for _, comment in values(source, reading):
        writer = as_id(_either(comment, "author_id", "authorID"))
        gone = _either(comment, "deleted_at", "deletedAt") is not None or as_switch(comment.get("deleted"))
        reading.report.repair("rejected_comments", comment.get("status") == "REJECTED")
        yield Post(
            thread_id=_either(comment, "asset_id", "storyID"),
            comment_id=comment.get("id") or comment.get("_id"),
            parent_id=_either(comment, "parent_id", "parentID"),
            author=names.get(writer or ""),
            author_id=writer,
            author_kind="user" if writer else "deleted",
            created_at=_either(comment, "created_at", "createdAt"),
            version_at=_either(comment, "updated_at", "updatedAt"),
            text=_body(comment),
            html=True,
            state="deleted" if gone else None,
        )


def _either(record: Object, old: str, new: str) -> object:
    """Return a member by its name in version 4, else by that of later ones."""
    return record[old] if old in record else record.get(new)


def _body(comment: Object) -> object:
    """Return the newest of a comment's bodies; a deleted comment has none."""
    history = _either(comment, "body_history", "revisions")
    newest = dig(history[-1], "body") if isinstance(history, list) and history else None
    return newest if newest is not None else comment.get("body")


FORMAT = Format(
    "coral-talk",
    "Coral (Talk 4 and later), as mongoexport writes it",
    sniff,
    read,
    signs="asset_id with body_history, storyID with revisions; a folder with comments.json",
    whole=Whole(sniff_folder, read_folder),
)
