"""Lemmy: comments of its API, with or without what stands around them; a path names all that a comment is below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, members_of, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id, as_label, as_switch


def sniff(head: Head) -> Detection | None:
    """Recognise comments by `path`, `content` and `post_id`."""
    for record in head.objects[:1]:
        listed = record.get("comments")
        first = next((m for m in listed if isinstance(m, Mapping)), None) if isinstance(listed, list) else record
        if first is not None and _is_comment(_inner(first)):
            return Detection(0.95, "Lemmy comments: path, content and post_id")
        posts = record.get("posts")
        view = posts[0] if isinstance(posts, list) and posts else record.get("post_view")
        if isinstance(dig(view, "post"), Mapping) and isinstance(dig(view, "counts"), Mapping):
            return Detection(0.9, "Lemmy posts: post and counts")
    return None


def _inner(view: Object) -> Object:
    """Return the comment in a view: `{"comment": {…}, "creator": {…}}`, also where that is in `comment_view`."""
    view = view["comment_view"] if isinstance(view.get("comment_view"), Mapping) else view
    inner = view.get("comment")
    return inner if isinstance(inner, Mapping) else view


def _is_comment(record: Object) -> bool:
    return isinstance(record.get("path"), str) and "content" in record and "post_id" in record


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments; those that paths name but the dump lacks follow as placeholders.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    seen: set[tuple[str, str]] = set()
    above: dict[tuple[str, str], str | None] = {}
    for place, value in values(source, reading, ("comments",)):
        is_page = "post_view" in value or "posts" in value
        if is_page:
            for view in members_of(value.get("posts", [value.get("post_view")]), reading, f"{place}, posts"):
                _tell(view, reading)
        listed = value.get("comments", [] if is_page else [value])
        for view in members_of(listed, reading, f"{place}, comments"):
            post = _comment(view, source.stem, reading)
            thread_id, path = str(post.thread_id), _path(_inner(view))
            seen.add((thread_id, as_id(post.comment_id) or ""))
            for parent, ancestor in zip([None, *path], path[:-1], strict=False):
                above[thread_id, ancestor] = parent
            yield post
    for (thread_id, ancestor), parent in above.items():
        if (thread_id, ancestor) not in seen:
            reading.report.repair("placeholders")
            yield Post(thread_id, ancestor, parent, author_kind="anonymous", state="missing")


def _path(comment: Object) -> list[str]:
    """Return the ids on the way down to a comment: `0.7.9` is `["7", "9"]`."""
    path = comment.get("path")
    return [part for part in path.split(".") if part and part != "0"] if isinstance(path, str) else []


def _comment(view: Object, stem: str, reading: Reading) -> Post:
    comment = _inner(view)
    outer = view["comment_view"] if isinstance(view.get("comment_view"), Mapping) else view
    path = _path(comment)
    if isinstance(outer.get("post"), Mapping):
        _tell(outer, reading, counted=False)
    state = "deleted" if as_switch(comment.get("deleted")) else None
    return Post(
        thread_id=as_id(comment.get("post_id")) or stem,
        comment_id=comment.get("id"),
        parent_id=path[-2] if len(path) > 1 else None,
        author=dig(outer, "creator", "name"),
        author_id=dig(outer, "creator", "actor_id") or comment.get("creator_id"),
        author_kind="bot" if as_switch(dig(outer, "creator", "bot_account")) else None,
        created_at=comment.get("published"),
        version_at=comment.get("updated"),
        text=comment.get("content"),
        state="removed" if as_switch(comment.get("removed")) else state,  # type: ignore[arg-type]
    )


def _tell(view: Object, reading: Reading, *, counted: bool = True) -> None:
    """Take over what a view says of its post; only a post's own view counts the post's comments."""
    post = view.get("post")
    thread_id = as_id(dig(post, "id"))
    if thread_id is None:
        return
    info = reading.threads.setdefault(thread_id, ThreadInfo())
    info.title = as_label(dig(post, "name")) or info.title
    info.url = as_label(dig(post, "ap_id")) or as_label(dig(post, "url")) or info.url
    info.article = as_label(dig(post, "body")) or info.article
    if counted:
        info.declared = as_count(dig(view, "counts", "comments"))


FORMAT = Format("lemmy", "Lemmy comments of its API", sniff, read, signs="path, content and post_id")
