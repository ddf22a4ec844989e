"""E-mail discussions: mbox files by their message ids, and single mails with `>` and `>>` quotes unfolded.

In a mail, what stands behind one `>` was written before, behind `>>` before that; `On DATE, NAME wrote:` names the
writer. Each quoted message becomes a comment that the one around it answers. Addresses are never kept.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.utils import parseaddr
from hashlib import sha256

import pyarrow as pa

from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.mail_layers import ADDRESS, attributions, layers_of, quoted
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.times import TimeReader
from analyzer.text.html import to_plain

_FROM_LINE = re.compile(rb"^From \S+ .*\d{4}")
#: How a message begins inside an mbox, which a paragraph that begins "From time to time" does not.
_NEXT_FROM_LINE = re.compile(rb"^From \S+(?: at \S+)?\s+(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|\d{4}-\d\d-\d\d).*\d:\d\d")
_ANY_HEADER = re.compile(rb"^>?From |^[!-9;-~]+:")
_HEADER = re.compile(
    r"^(?:From|Date|Subject|To|Message-ID|In-Reply-To|Received|Return-Path|MIME-Version): ", re.I | re.M
)
_IDS = re.compile(r"<[^<>\s]{1,300}>")
_SIGNATURE = re.compile(r"\n-- ?\n.*\Z", re.S)
_ANSWER_MARK = re.compile(r"^(?:(?:re|aw|fwd?|wg|antw|sv|tr)\s*(?:\[\d+\])?:\s*)+", re.I)
_TIMES = TimeReader()
#: Less than what has seen comments: a page may quote a mail, or somebody, once.
_SURE_OF_ONE_QUOTE = 0.45


def sniff(head: Head) -> Detection | None:
    """Recognise an mbox, a mail with its headers, or quotes with `NAME wrote:`."""
    if head.layout is not None or head.page is not None:
        return None
    if _FROM_LINE.match(head.text.encode("utf-8", "replace")[:400]) and len(_HEADER.findall(head.text[:20_000])) > 1:
        return Detection(0.96, "an mbox: 'From ' lines and mail headers")
    if _HEADER.match(head.text) and len(_HEADER.findall(head.text[:8000])) > 2:
        return Detection(0.9, "a mail with its headers")
    lines = head.text.split("\n")
    deep = sum(len(quoted(line)[0]) > 1 for line in lines)
    said = [found for found in attributions(lines) if found.quote or found.certain]
    if deep and said:
        return Detection(0.9, f"{len(said)} lines 'NAME wrote:' and quotes behind '>' and '>>'")
    if head.complete and any(found.quote == 1 or (found.quote and found.certain) for found in said):
        return Detection(_SURE_OF_ONE_QUOTE, "'NAME wrote:' above a quote behind '>'")
    return None


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the messages of an mbox or mail; a text without headers is unfolded from its quotes."""
    with source.open_bytes() as stream:
        first = stream.read(400)
    if _FROM_LINE.match(first):
        yield from _read_mbox(source, reading)
    elif _HEADER.match(first.decode("utf-8", "replace")):
        text = source.text()
        message = _parsed(text.encode("utf-8", "replace"))
        writer = None if message is None else _name(message)
        body = text.partition("\n\n")[2] if message is None else _body(message)
        title = None if message is None else _subject(message)
        yield from _unfolded(body, writer, title, source.stem, reading)
    else:
        yield from _unfolded(source.text(), None, None, source.stem, reading)


def _read_mbox(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    batcher = CommentBatcher(reading)
    threads: dict[str, str] = {}
    for number, raw in enumerate(_messages(source), 1):
        message = _parsed(raw)
        if message is None:
            reading.report.skip(f"message {number}", "not readable as a mail")
            continue
        parents = _IDS.findall(f"{message.get('References', '')} {message.get('In-Reply-To', '')}")
        own = _IDS.findall(str(message.get("Message-ID", "")))
        known = next((threads[parent] for parent in parents if parent in threads), None)
        thread_id = known or f"{source.stem}-{number}"
        threads |= dict.fromkeys([*own, *parents], thread_id)
        if known is None:
            reading.threads[thread_id] = ThreadInfo(title=_subject(message))
        batcher.add(
            thread_id=thread_id,
            comment_id=_hashed(own[0]) if own else None,
            parent_id=_hashed(parents[-1]) if parents else None,
            author=_name(message),
            author_kind="anonymous" if _name(message) is None else "user",
            created_at=_TIMES.read(str(message.get("Date", ""))),
            text=_SIGNATURE.sub("", _body(message)).strip(),
        )
        if batcher.full:
            yield batcher.take()
    yield from batcher.rest()


def _messages(source: Source) -> Iterator[bytes]:
    """Yield each message of an mbox, `>From ` at the start of lines undone."""
    lines: list[bytes] = []
    begin: bytes | None = None
    blank = False
    for number, (_, line) in enumerate(source.text_lines()):
        if number == 0 and _FROM_LINE.match(line):
            continue
        if begin is not None:
            if _ANY_HEADER.match(line):
                yield b"\n".join(lines)
                lines = []
            else:
                lines.append(begin)
            begin = None
        if blank and _NEXT_FROM_LINE.match(line):
            begin, blank = line, False
            continue
        blank = not line.strip()
        lines.append(line.removeprefix(b">") if line.startswith(b">From ") else line)
    if lines:
        yield b"\n".join(lines)


def _parsed(raw: bytes) -> EmailMessage | None:
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        message.keys()
    except (MessageError, ValueError, LookupError, AttributeError, IndexError, TypeError):
        return None
    return message if isinstance(message, EmailMessage) else None


def _header(message: Message, name: str) -> str:
    """Return a header; broken ones make the standard library raise all sorts of errors."""
    try:
        return str(message.get(name, ""))
    except Exception:
        return ""


def _name(message: Message) -> str | None:
    name, address = parseaddr(_header(message, "From"))
    name = name or ("" if "@" in address else address)
    return ADDRESS.sub("", name).strip(" \"'") or None


def _subject(message: Message) -> str | None:
    return " ".join(_ANSWER_MARK.sub("", _header(message, "Subject")).split()) or None


def _body(message: EmailMessage) -> str:
    """Return a mail's text, of HTML mails the plain one."""
    try:
        part = message.get_body(preferencelist=("plain", "html"))
        content = part.get_content() if part is not None else ""
        is_html = part is not None and part.get_content_type() == "text/html"
    except Exception:
        payload = message.get_payload()
        content, is_html = payload if isinstance(payload, str) else "", False
    text = content if isinstance(content, str) else ""
    return to_plain(text) if is_html else text.replace("\r\n", "\n")


def _hashed(message_id: str) -> str:
    """Return a message id without the host and user names that stand in it."""
    return sha256(message_id.encode("utf-8", "replace")).hexdigest()[:16]


def _unfolded(
    text: str, writer: str | None, title: str | None, thread_id: str, reading: Reading
) -> Iterator[pa.RecordBatch]:
    """Yield a mail's messages, oldest first: the deepest quote is the start of the discussion."""
    layers = layers_of(text, writer)
    layers.sort(key=lambda layer: -layer.depth)
    reading.threads[thread_id] = ThreadInfo(title=title, chronological=True)
    batcher = CommentBatcher(reading)
    places = {layer: place for place, layer in enumerate(layers, 1)}
    for layer, place in places.items():
        parent = layer.parent
        batcher.add(
            thread_id=thread_id,
            comment_id=str(place),
            parent_id=None if parent is None else str(places[parent]),
            parent_source=None if parent is None else "indent",
            author=layer.author,
            author_kind="anonymous" if layer.author is None else "user",
            created_at=layer.micros,
            text="\n".join(layer.lines).strip(),
        )
    yield from batcher.rest()


FORMAT = Format(
    "mail",
    "E-mail: mbox, a mail, or a text with quotes behind > and >>",
    sniff,
    read,
    signs="'From ' lines and mail headers; or 'NAME wrote:' above '>' quotes",
)
