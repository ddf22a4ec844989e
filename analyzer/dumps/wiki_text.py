"""Wikitext of talk pages as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

_INDENT = re.compile(r"^[ \t]*[:*#]+[ \t]*(?=\S)")
_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,300}\|)?([^\[\]|]{1,300})\]\]")
_EXTERNAL = re.compile(r"\[(https?://[^\s\]]{1,500})(?:\s+([^\]]{1,300}))?\]")
_EMPHASIS = re.compile(r"'{2,5}")
_QUOTED = re.compile(r"\{\{\s*(?:tq|talk ?quote|xt|quote)\w*\s*\|\s*(?:1=)?([^{}]{1,2000})\}\}", re.I)
_TEMPLATE = re.compile(r"\{\{[^{}]{0,2000}\}\}")
_TAG = re.compile(
    r"</?(?:small|sup|sub|span|font|b|i|s|del|ins|u|nowiki|br|div|p|blockquote|ref)\b[^<>]{0,300}/?>", re.I
)
_FILE = re.compile(
    r"\[\[\s*(?:File|Image|Datei|Bild|Fichier|Archivo|Imagen|Immagine|Bestand|Afbeelding|Файл)\s*:[^\[\]]{0,2000}\]\]",
    re.I,
)
#: Bounded, so that an unclosed one costs little.
_TABLE = re.compile(r"^[ \t:]*\{\|(?:(?!\n[ \t:]*\{\|).){0,20000}?\n[ \t:]*\|\}(?!\})", re.M | re.S)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_BLANKS = re.compile(r"\n{3,}")
#: How a reply on a talk page begins: colons and a word, which ":)" and ":0" have not.
_REPLY = re.compile(r"\s*:+[ \t]*[^\W\d_](?:[^\W\d_]|['’,]|[ \t]+\S)")
#: Share of texts that begin with a colon past which a column comes from talk pages.
_TALK_SHARE = 0.1


def unindented(line: str) -> str:
    """Return a line without the colons and bullets that indent it on a talk page."""
    return _INDENT.sub("", line, count=1)


def plain_wikitext(text: str) -> str:
    """Return wikitext without links, emphasis, templates, tags, comments, pictures and tables.

    Quoting templates become quoted lines.

    Example:
        >>> plain_wikitext("See [[Eel|the eels]], '''please'''. {{tq|late again}}")
        'See the eels, please. "late again"'
    """
    text = _QUOTED.sub(r'"\1"', without_comments(text))
    text = _without_nested(_TABLE, _without_nested(_TEMPLATE, text))
    text = _FILE.sub("", _LINK.sub(r"\1", _FILE.sub("", text)))  # links inside captions first
    text = _EXTERNAL.sub(lambda match: match[2] or match[1], text)
    text = _TAG.sub("", _BREAK.sub("\n", _EMPHASIS.sub("", text)))
    return _BLANKS.sub("\n\n", html.unescape(text)).strip()


def without_comments(text: str) -> str:
    """Return wikitext without HTML comments; one that is never closed stays.

    Example:
        >>> without_comments("== Eels == <!-- do not archive -->")
        '== Eels == '
    """
    kept = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[at:start])
        at = end + len("-->")
    return "".join([*kept, text[at:]])


def _without_nested(pattern: re.Pattern[str], text: str) -> str:
    for _ in range(3):
        text, count = pattern.subn("", text)
        if not count:
            break
    return text


def comes_from_talk(texts: Iterable[str]) -> bool:
    """Tell whether texts look like comments taken from talk pages: some begin with the colons of a reply."""
    seen = begun = 0
    for text in texts:
        seen += 1
        begun += _REPLY.match(text) is not None
    return seen > 4 and begun > 2 and begun / seen >= _TALK_SHARE


def unindented_all(text: str) -> str:
    """Return a comment without the indentation of its lines."""
    return "\n".join(unindented(line) for line in text.strip().split("\n"))
