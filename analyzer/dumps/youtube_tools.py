"""YouTube Data Tools: the table of a video's comments."""

from __future__ import annotations

from analyzer.dumps.presets import table_format

FORMAT = table_format(
    "youtube-data-tools",
    "YouTube Data Tools: a video's comments",
    frozenset(("isReply", "isReplyTo", "authorName", "text")),
    {
        "id": "id",
        "parent_id": "isReplyTo",
        "reply_to": "isReplyToName",
        "author": "authorName",
        "author_id": "authorChannelId",
        "created_at": "publishedAt",
        "text": "text",
    },
)
