"""Slack's export: a folder or archive with a folder per channel and a file per day; also one such file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from analyzer.comment import AuthorKind
from analyzer.dumps.container import Folder
from analyzer.dumps.format import Claim, Detection, Format, Head, Reading, Whole
from analyzer.dumps.json_input import Object, dig, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_count, as_id, as_label, as_text

_DAY = re.compile(r"(?:(?P<channel>[^/]+)/)?\d{4}-\d\d-\d\d\.json")
_CHANNEL_LISTS = ("channels.json", "groups.json", "mpims.json")
_LISTS = ("users.json", *_CHANNEL_LISTS, "dms.json", "integration_logs.json")
#: Rows that are messages all the same; every other subtype says what happened ("X has joined").
_MESSAGES = frozenset(
    ("bot_message", "me_message", "thread_broadcast", "file_comment", "file_share", "reply_broadcast")
)
#: A message that was deleted and has replies.
_TOMBSTONE = "tombstone"
_MARK = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def sniff(head: Head) -> Detection | None:
    """Recognise messages by `type` and `ts`."""
    if head.objects and all(map(_is_row, head.objects[:20])):
        return Detection(0.95, "one day of a Slack channel: messages with type and ts")
    answers = [_rows(record) for record in head.objects[:1] if isinstance(record.get("messages"), list)]
    if any(answers) and all(map(_is_row, answers[0][:20])):
        return Detection(0.95, "an answer of Slack's API: messages with type and ts")
    return None


def _rows(value: Object) -> list[Object]:
    """Return the messages of an API's answer, or the one message an object is."""
    listed = value.get("messages", [value])
    return [row for row in listed if isinstance(row, Mapping)] if isinstance(listed, list) else []


def _is_row(record: Object) -> bool:
    return record.get("type") == "message" and "ts" in record and ("text" in record or "subtype" in record)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the messages of one file.

    Raises:
        DumpError: The input is no JSON.
    """
    replies = _Replies()
    yield from write_posts(_messages(source, source.stem, {}, replies, reading), reading, source.stem)
    replies.tell(reading)


def sniff_folder(folder: Folder) -> Claim | None:
    """Claim the days of channels: folders of files called by dates, beside lists of users and channels."""
    days = [path for path in folder.files if _DAY.fullmatch(path)]
    lists = [name for name in _LISTS if folder.has(name)]
    if not days or not (lists or all("/" not in path for path in days)):
        return None
    seen = next((head for path in days if (head := folder.head(path)) is not None and head.objects), None)
    if seen is None or not any(map(_is_row, seen.objects)):
        return None
    reason = f"a Slack export: {len(days)} files called by days" + (f", {' and '.join(lists[:2])}" if lists else "")
    return Claim(0.95, reason, (*lists, *days))


def read_folder(folder: Folder, claim: Claim, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the messages of every channel, day by day; each channel is a thread."""
    names, channels = _user_names(folder, reading), _channel_ids(folder, reading)
    replies = _Replies()
    yield from write_posts(_all_days(folder, claim.files, (names, channels), replies, reading), reading, folder.stem)
    replies.tell(reading)


Names = Mapping[str, str]


@dataclass
class _Replies:
    """Replies that messages declare, and those that were read, by channel and message."""

    declared: dict[tuple[str, str], int] = field(default_factory=dict)
    read: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, row: Object, post: Post) -> None:
        """Take note of one message."""
        own, parent, channel = as_id(post.comment_id), as_id(post.parent_id), str(post.thread_id)
        count = as_count(row.get("reply_count"))
        if own is not None and count:
            self.declared[channel, own] = count
        if parent is not None:
            self.read[channel, parent] += 1

    def tell(self, reading: Reading) -> None:
        """Count the replies that are declared and were not read as known to be missing."""
        for (channel, own), count in self.declared.items():
            reading.threads[channel].stubs += max(0, count - self.read[channel, own])


def _all_days(
    folder: Folder, paths: Sequence[str], known: tuple[Names, Names], replies: _Replies, reading: Reading
) -> Iterator[Post]:
    names, channels = known
    for path in paths:
        day = _DAY.fullmatch(path)
        if day is not None:
            name = day["channel"] or folder.stem
            channel = channels.get(name, name)
            reading.threads.setdefault(channel, ThreadInfo()).title = f"#{name}"
            with folder.source(path) as source:
                yield from _messages(source, channel, names, replies, reading)


def _user_names(folder: Folder, reading: Reading) -> dict[str, str]:
    names: dict[str, str] = {}
    if folder.has("users.json"):
        with folder.source("users.json") as source:
            for _, user in values(source, reading):
                own = as_id(user.get("id"))
                shown = dig(user, "profile", "display_name") or user.get("name") or user.get("real_name")
                if own is not None and (name := as_label(shown)):
                    names[own] = name
    return names


def _channel_ids(folder: Folder, reading: Reading) -> dict[str, str]:
    """Return channels' ids by their names: names are the same in many exports, ids are not."""
    found: dict[str, str] = {}
    for path in _CHANNEL_LISTS:
        if folder.has(path):
            with folder.source(path) as source:
                for _, channel in values(source, reading):
                    own, name = as_id(channel.get("id")), as_label(channel.get("name"))
                    if own is not None and name is not None:
                        found[name] = own
    return found


def _messages(
    source: Source, channel: str, names: Mapping[str, str], replies: _Replies, reading: Reading
) -> Iterator[Post]:
    info = reading.threads.setdefault(channel, ThreadInfo())
    info.title = info.title or f"#{channel}"
    every = (row for _, value in values(source, reading, ("messages",)) for row in _rows(value))
    for row in every:
        subtype = row.get("subtype")
        if subtype is not None and subtype not in _MESSAGES and subtype != _TOMBSTONE:
            reading.report.repair("service_rows")
            continue
        post = _message(row, channel, names)
        replies.note(row, post)
        yield post


def _message(row: Object, channel: str, names: Mapping[str, str]) -> Post:
    deleted = row.get("subtype") == _TOMBSTONE
    own, thread = as_id(row.get("ts")), as_id(row.get("thread_ts"))
    user = as_id(row.get("user")) or as_id(dig(row, "comment", "user"))
    return Post(
        thread_id=channel,
        comment_id=own,
        parent_id=None if thread == own else thread,
        author=names.get(user or "") or row.get("username") or dig(row, "user_profile", "display_name") or user,
        author_id=user or row.get("bot_id"),
        author_kind="deleted" if deleted else _kind(row),
        created_at=row.get("ts"),
        version_at=dig(row, "edited", "ts"),
        text=_plain(as_text(row.get("text")) or _attached(row), names),
        state="deleted" if deleted else None,
    )


def _kind(row: Object) -> AuthorKind | None:
    return "bot" if row.get("bot_id") or row.get("subtype") == "bot_message" else None


def _attached(row: Object) -> str:
    """Return what bots write: nothing in the message itself, all in its attachments."""
    attachments: Any = row.get("attachments")
    if not isinstance(attachments, list):
        return ""
    texts = (as_text(dig(part, "text")) or as_text(dig(part, "fallback")) for part in attachments)
    return "\n".join(text for text in texts if text)


def _plain(text: str, names: Mapping[str, str]) -> str:
    """Undo Slack's marks: `<@U1>` is `@ann`, `<https://a.example|site>` is `site`, `&lt;` is `<`."""
    if "<" in text:
        text = _MARK.sub(lambda mark: _said(mark, names), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text


def _said(mark: re.Match[str], names: Mapping[str, str]) -> str:
    kind, target, label = mark.groups()
    if kind == "@":
        return f"@{names.get(target) or label or target}"
    if kind:
        return f"{'#' if kind == '#' else '@'}{label or target}"
    return label or target.removeprefix("mailto:")


FORMAT = Format(
    "slack",
    "Slack's export: channels in folders, days in files",
    sniff,
    read,
    signs="type message and ts; a folder of files called by days",
    whole=Whole(sniff_folder, read_folder),
)
