"""Whether a comment holds words to judge, and if not, why: it then gets no scores rather than "not toxic"."""

from __future__ import annotations

import re
import unicodedata

from analyzer.text.quotes import own_words

#: Every reason `no_text_reason` gives, with its meaning.
NO_TEXT_REASONS: dict[str, str] = {
    "deleted": "its writer deleted it",
    "removed": "a moderator or the platform removed it",
    "missing": "it is not in the dump, which only tells its place",
    "empty": "there is no text",
    "quote_only": "it only quotes others",
    "emoji_only": "it is emoji only",
    "link_only": "it is links only",
    "image_only": "it is images only",
    "no_letters": "it holds no words: digits, punctuation or a name called",
}

_SUBJECT = r"(?:(?:this|the|your|that)\s+)?(?:comment|message|post|reply|tweet|content)"
_WAS = r"\s+(?:(?:was|is|has\s+been|got)\s+)?"
_BY = r"(?:\s+(?:by|for|because|due|on\s+account)\b.{0,120})?"
_OTHERS_DELETED = (
    r"deleted by (?:creator|author|user)|dieser kommentar wurde gelöscht|ce commentaire a été supprimé"
    r"|este comentario (?:ha sido|fue) eliminado|комментарий уда[лн]\w*"
)
_PLACEHOLDERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "deleted",
        re.compile(rf"[\[(<]\s*(?:{_SUBJECT}\s+)?deleted{_BY}\s*[\])>]|{_SUBJECT}{_WAS}deleted{_BY}|{_OTHERS_DELETED}"),
    ),
    (
        "removed",
        re.compile(
            rf"[\[(<]\s*(?:{_SUBJECT}\s+)?(?:removed|flagged|dead|redacted|unavailable){_BY}\s*[\])>]"
            rf"|{_SUBJECT}{_WAS}(?:removed|hidden|blocked){_BY}|removed by (?:reddit|mod|moderator|admin)s?"
        ),
    ),
)
_LONGEST_PLACEHOLDER = 200

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad\u2800\u3164\\s]+")
_LINK = re.compile(r"\[([^\]\n]*)\]\((?:https?://|/)[^)\s]*\)|(?:https?://|\bwww\.)\S+", re.IGNORECASE)
_IMAGE = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)|\[(?:image|img|gif|photo|picture|sticker|video)\]|\[img\][^\[\n]*\[/img\]"
    r"|https?://\S+?\.(?:png|jpe?g|gif|gifv|webp|bmp|mp4)\b(?:[?#]\S*)?"
    r"|https?://(?:i\.imgur\.com|i\.redd\.it|media\.giphy\.com|media\.tenor\.com|pbs\.twimg\.com|tenor\.com/view)/\S+",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<!\w)@[\w.-]+")
_SHORTCODE = re.compile(r":[a-z][a-z0-9_+-]{1,40}:")


def no_text_reason(text: str, state: str) -> str | None:
    """Return why a comment has no words to judge (a key of `NO_TEXT_REASONS`), or None where it has.

    Args:
        text: The comment's plain text, quotes as "> " lines.
        state: `present`, `deleted`, `removed` or `missing`, as the dump says.
    """
    if state in ("deleted", "removed", "missing"):
        return state
    visible = _INVISIBLE.sub(" ", text).strip()
    if not visible:
        return "empty"
    placeholder = _placeholder(visible)
    if placeholder is not None:
        return placeholder
    own = own_words(text)
    return _wordless_reason(own) if own else "quote_only"


def _placeholder(visible: str) -> str | None:
    if len(visible) > _LONGEST_PLACEHOLDER:
        return None
    folded = visible.casefold().rstrip(" .!")
    return next((reason for reason, pattern in _PLACEHOLDERS if pattern.fullmatch(folded)), None)


def _wordless_reason(own: str) -> str | None:
    """Return why the comment's own text holds no words, from the cheapest test up."""
    without_images = _IMAGE.sub(" ", own)
    without_links = _LINK.sub(r" \1 ", without_images)
    rest = _SHORTCODE.sub(" \u263a ", _HANDLE.sub(" ", without_links))
    if any(char.isalpha() for char in rest):
        return None
    if without_images != own and without_links == without_images:
        return "image_only"
    if without_links != without_images:
        return "link_only"
    return "emoji_only" if any(_is_emoji(char) for char in rest) else "no_letters"


def _is_emoji(char: str) -> bool:
    return unicodedata.category(char) == "So" or char in "\u203c\u2049\u20e3"
