"""A comment's text as pages show it: escaped, with marked spans, or as the model reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from analyzer.desk.words import phrase
from analyzer.text.normalise import normalise
from analyzer.text.quotes import own_words, split_quotes
from analyzer.text.safe import printable

_MARK = Markup('<mark data-label="{labels}" title="{words}">{text}</mark>')
_QUOTE = Markup('<span class="comment__quote">{text}</span>')


def as_html(text: str, spans: Sequence[Mapping[str, Any]] = ()) -> Markup:
    """Return `text` escaped, quoted lines told apart, the spans in `<mark>`.

    Spans may overlap and lie wrong: the text is cut at every border, and each piece names all labels over it.
    """
    quoted = split_quotes(text).quoted
    cuts = sorted({0, len(text), *_borders(spans, len(text)), *(edge for part in quoted for edge in part)})
    pieces = (_piece(text, start, end, spans, quoted) for start, end in pairwise(cuts))
    return Markup("").join(pieces)


def as_read(text: str) -> Markup:
    """Return what the model reads of `text`: own words only, in the normal form."""
    return escape(printable(normalise(own_words(text))))


def _borders(spans: Iterable[Mapping[str, Any]], length: int) -> Iterable[int]:
    for span in spans:
        yield min(max(0, span["start"]), length)
        yield min(max(0, span["end"]), length)


def _piece(
    text: str, start: int, end: int, spans: Sequence[Mapping[str, Any]], quoted: Sequence[tuple[int, int]]
) -> Markup:
    shown = escape(printable(text[start:end]))
    labels = sorted({span["label"] for span in spans if span["start"] <= start and end <= span["end"]})
    if labels:
        shown = _MARK.format(labels=" ".join(labels), words=", ".join(map(phrase, labels)), text=shown)
    if any(low <= start and end <= high for low, high in quoted):
        shown = _QUOTE.format(text=shown)
    return shown
