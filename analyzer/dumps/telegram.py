"""Telegram's export: one chat, or an account with all its chats; forum topics are threads of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from analyzer.comment import AuthorKind
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.json_input import Object, dig, members_of, values
from analyzer.dumps.posts import Post, write_posts
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.values import as_id, as_label, as_text

#: Where an account's export has its chats.
_ACCOUNT = ("chats", "left_chats")
#: What stands for a message that is a picture or a sound and nothing else.
_MEDIA = {"photo": "[photo]", "sticker": "[sticker]", "animation": "[gif]", "video_file": "[video]"}


def sniff(head: Head) -> Detection | None:
    """Recognise a chat by `messages` with `date_unixtime` or `text_entities`, an account by its lists of chats."""
    for record in head.objects[:1]:
        lists = _chat_lists(record)
        listed = [chat for chats in lists if isinstance(chats, list) for chat in chats]
        chats = [chat for chat in listed if isinstance(chat, Mapping)] if lists else [record]
        if any(_is_chat(chat) for chat in chats):
            what = "an account's chats" if lists else "a chat"
            return Detection(0.95, f"Telegram's export of {what}: messages with type, date and text")
    return None


def _chat_lists(record: Object) -> list[Any]:
    """Return an account's lists of chats: those it is in, and those it has left."""
    return [dig(record, name, "list") for name in _ACCOUNT if isinstance(record.get(name), Mapping)]


def _is_chat(chat: Object) -> bool:
    messages = chat.get("messages")
    if not isinstance(messages, list):
        return False
    first = next((message for message in messages if isinstance(message, Mapping)), None)
    if first is None:
        return {"name", "type", "id"} <= chat.keys()
    return first.get("type") in ("message", "service") and ("date_unixtime" in first or "from_id" in first)


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the messages of every chat; service rows ("X joined") are counted and left out.

    Raises:
        DumpError: The input is no JSON.
    """
    yield from write_posts(_posts(source, reading), reading, source.stem)


def _posts(source: Source, reading: Reading) -> Iterator[Post]:
    chats: dict[str, _Chat] = {}
    arrays = ("messages", *(f"{name}.list" for name in _ACCOUNT))
    for place, value in values(source, reading, arrays, after={"chats.list": "left_chats.list"}):
        for listed in _chat_lists(value) or [[value]]:
            for record in members_of(listed, reading, f"{place}, chats"):
                chat_id = as_id(record.get("id")) or source.stem
                chat = chats.setdefault(chat_id, _Chat(chat_id, record, reading))
                for message in members_of(record.get("messages"), reading, f"{place}, messages"):
                    yield from chat.message(message)


class _Chat:
    """One chat while its messages are read: its topics, and which topic a message is in."""

    def __init__(self, chat_id: str, record: Object, reading: Reading) -> None:
        self._id, self._name, self._reading = chat_id, as_label(record.get("name")), reading
        self._topic: dict[str, str] = {}  # message or topic → topic
        self._service: set[str] = set()
        reading.threads.setdefault(chat_id, ThreadInfo()).title = self._name

    def message(self, message: Object) -> Iterator[Post]:
        """Yield the message, or take note of a service row."""
        own = as_id(message.get("id"))
        if message.get("type") != "message":
            self._reading.report.repair("service_rows")
            if own is not None:
                self._service.add(own)
                if message.get("action") == "topic_created":
                    self._topic[own] = own
                    title = as_label(message.get("title"))
                    self._reading.threads[f"{self._id}/{own}"] = ThreadInfo(title=title or self._name)
            return
        answered = as_id(message.get("reply_to_message_id"))
        topic = self._topic.get(answered) if answered is not None else None
        if topic is not None and own is not None:
            self._topic[own] = topic
        peer = as_id(message.get("reply_to_peer_id"))
        if peer is not None and answered is not None:
            answered = f"{peer}/{answered}"  # ids are unique per chat only
        yield Post(
            thread_id=self._id if topic is None else f"{self._id}/{topic}",
            comment_id=own,
            parent_id=None if answered in self._service else answered,
            author=message.get("from"),
            author_id=message.get("from_id"),
            author_kind=_kind(message),
            created_at=message.get("date_unixtime") or message.get("date"),
            version_at=message.get("edited_unixtime") or message.get("edited"),
            text=_text(message),
        )


def _kind(message: Object) -> AuthorKind | None:
    """A deleted account has lost its name and kept its id."""
    return "deleted" if message.get("from") is None and message.get("from_id") is not None else None


def _text(message: Object) -> str:
    """Return a message's words; a picture without any is `[photo]`."""
    entities = message.get("text_entities")
    text = as_text(entities if isinstance(entities, list) and entities else message.get("text")) or ""
    if text:
        return text
    media = message.get("media_type")
    return "[photo]" if "photo" in message else _MEDIA.get(media, "") if isinstance(media, str) else ""


FORMAT = Format(
    "telegram",
    "Telegram's JSON export of one chat or an account",
    sniff,
    read,
    signs="messages with date_unixtime or from_id; chats.list, left_chats.list",
)
