"""A page of prose without comments, and what every text page has: a title and an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.source import Source
from analyzer.dumps.text_boilerplate import DEBRIS, HEADER_WEAK, declared_count, is_number
from analyzer.dumps.text_lines import Line, join_lines, lines_of
from analyzer.dumps.text_names import is_bare_url
from analyzer.dumps.text_sniff import is_plain_text

MAX_TITLE = 250
_MONEY = re.compile(r"^[$€£]?\s*[\d.,]+\s*[$€£%]?$")
_CAMPAIGN = re.compile(
    r"\b\d+\s+(?:days?|hours?)\s+left\b"
    r"|^(?:support|donate|subscribe|sign in|log in|login|menu|search|share|home|advertisement|skip to (?:main )?content"
    r"|print|follow us|read more)\b(?:\s+\S+){0,3}$",
    re.I,
)
#: A longer line that comes twice is text, not a caption.
_MAX_CAPTION = 60
_PROSE_WORDS = 25


def split_article(lines: Sequence[Line], info: ThreadInfo) -> int:
    """Put the title and the article found in the lines before the comments into `info`.

    Returns:
        Number of lines left out: counters, campaign lines, captions that keep coming back.
    """
    times = Counter(line.text for line in lines if len(line.text) <= _MAX_CAPTION)
    common = {text for text, count in times.items() if count > 1}
    kept = [line for line in lines if not _is_junk(line.text) and line.text not in common]
    at = _title_at(kept)
    if at is not None:
        info.title = re.sub(r"^#{1,6}\s+", "", kept[at].text)
        before = kept[:at]
        kept = [*(line for line in before if len(line.text.split()) >= _PROSE_WORDS), *kept[at + 1 :]]
    info.article = join_lines(kept) or None
    return len(lines) - len(kept) - (at is not None)


def _is_junk(text: str) -> bool:
    return (
        _MONEY.match(text) is not None
        or is_number(text)
        or _CAMPAIGN.search(text) is not None
        or text.casefold() in DEBRIS | HEADER_WEAK
        or not any(character.isalpha() for character in text)
    )


def _title_at(lines: Sequence[Line]) -> int | None:
    """Return the first headline: a line of at least three words before any prose, else the first short line."""
    first_prose = next((at for at, line in enumerate(lines) if len(line.text.split()) >= _PROSE_WORDS), len(lines))
    opening = [(at, line.text) for at, line in enumerate(lines[: first_prose + 1]) if _may_be_title(line.text)]
    first = next((at for at, line in enumerate(lines) if line.text.startswith("# ") and _may_be_title(line.text)), None)
    if first is not None:
        return first
    headlines = [at for at, text in opening if len(text.split()) >= 3 or text.startswith("#")]
    return headlines[0] if headlines else opening[0][0] if opening else None


def _may_be_title(text: str) -> bool:
    sentence = text.endswith((".", ";", ",")) and len(text.split()) > 4
    return len(text) <= MAX_TITLE and len(text.split()) < 2 * _PROSE_WORDS and not sentence and not is_bare_url(text)


def sniff(head: Head) -> Detection | None:
    """Take any plain text nothing else wants, with little confidence."""
    if not is_plain_text(head):
        return None
    return Detection(0.2, "plain text without a comment section")


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Read a page as one thread without comments."""
    text = source.text()
    lines = lines_of(text)
    info = ThreadInfo()
    reading.threads[source.stem] = info
    reading.report.repair("boilerplate_lines", split_article(lines, info))
    reading.report.notes.append(_why_none(lines))
    reading.report.notes.append(
        "should comments stand in it without names and dates, --format paragraphs reads it paragraph by paragraph"
    )
    yield from ()


def _why_none(lines: Sequence[Line]) -> str:
    """Say that there are no comments, or that the page says it has some which were not recognised."""
    counted = next((line for line in reversed(lines) if declared_count(line.text)), None)
    if counted is None:
        return "there are no comments in this page: it was read as an article"
    return (
        f"line {counted.number} says {counted.text!r}, but no comments were recognised in this page: "
        "it was read as an article"
    )


FORMAT = Format(
    "text-article",
    "Text of an article without comments",
    sniff,
    read,
    signs="plain text that nothing else wants",
    is_text=True,
)
