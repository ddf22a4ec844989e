from __future__ import annotations

import pytest

from analyzer.text.judgeable import NO_TEXT_REASONS, no_text_reason

GOLDEN = [
    ("[deleted]", "deleted"),
    ("[ deleted by user ]", "deleted"),
    ("This comment was deleted.", "deleted"),
    ("(post deleted by author)", "deleted"),
    ("deleted by creator", "deleted"),
    ("Dieser Kommentar wurde gelöscht.", "deleted"),
    ("[removed]", "removed"),
    ("[ Removed by Reddit ]", "removed"),
    ("Comment removed by moderator", "removed"),
    ("This comment has been removed for violating the rules.", "removed"),
    ("", "empty"),
    (" \n\u200b\u3164", "empty"),
    ("> you said\n> this", "quote_only"),
    ("[quote]this[/quote]", "quote_only"),
    ("😂😂 ❤️", "emoji_only"),
    (":joy: :joy:", "emoji_only"),
    ("> said\n👍", "emoji_only"),
    ("https://example.org/page", "link_only"),
    ("@ada www.example.org/x", "link_only"),
    ("[image]", "image_only"),
    ("![gif](giphy|abc)", "image_only"),
    ("https://example.org/cat.jpg", "image_only"),
    ("https://example.org/cat.jpg https://example.org/x", "link_only"),
    ("100", "no_letters"),
    ("?!?", "no_letters"),
    ("@ada", "no_letters"),
]


@pytest.mark.parametrize(("text", "reason"), GOLDEN)
def test_a_comment_without_words_gets_its_reason(text: str, reason: str) -> None:
    assert no_text_reason(text, "present") == reason


@pytest.mark.parametrize(
    "text",
    [
        "lol",
        "我不同意",
        "You deleted it?",
        "They removed the statue.",
        "The comment was deleted because they cannot stand the truth, and you know that as well as I do."
        + " Really." * 20,
        "[look here](https://example.org)",
        "no https://example.org",
        "> said\nno",
        "😂 no",
        "deleted",
    ],
)
def test_a_comment_with_words_has_no_reason(text: str) -> None:
    assert no_text_reason(text, "present") is None


STATES = ("deleted", "removed", "missing")


@pytest.mark.parametrize("state", STATES)
def test_the_dumps_word_goes_before_the_text(state: str) -> None:
    assert no_text_reason("still here", state) == state


def test_every_reason_has_a_meaning() -> None:
    assert {*STATES, *(reason for _, reason in GOLDEN)} == NO_TEXT_REASONS.keys()
