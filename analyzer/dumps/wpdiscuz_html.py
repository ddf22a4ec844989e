"""Saved pages with wpDiscuz, WordPress's most used comment plugin: both ids stand in one attribute."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa

from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.html_comments import Owners, PageComment, body_text, name_of, read_page, taken_out, time_of
from analyzer.dumps.html_tree import Page, classes
from analyzer.dumps.source import Source

#: `wpd-comm-ID_PARENT` since version 7, `wc-comm-…` before; 0 is the article.
_ID = re.compile(r"(?:wpd|wc)-comm-(\d+)_(\d+)")
_SNIFF = re.compile(r"\bid\s*=\s*[\"']?(?:wpd|wc)-comm-\d+_\d+")
_AUTHOR = (".wpd-comment-author", ".wc-comment-author")
_TEXT = (".wpd-comment-text", ".wc-comment-text")
_DATE = (".wpd-comment-date", ".wc-comment-date")
_CUT = ".wpdiscuz-readmore"
_NOISE = (
    ".wpdiscuz-readmore, .wpdiscuz-hellip, .wpd-hidden, .wpd-tooltip, .wpd-inline-shortcode .wpd-inline-icon-wrapper,"
    " .wpd-inline-form, .wpd-comment-last-edited, .wc-comment-last-edited, .wmu-comment-attachments"
)


def sniff(head: Head) -> Detection | None:
    """Recognise wpDiscuz's ids."""
    count = len(_SNIFF.findall(head.markup)) if head.markup else 0
    return (
        Detection(0.95, f"an HTML page with {count} wpDiscuz comments (ids wpd-comm-… or wc-comm-…)") if count else None
    )


def read(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    """Yield the comments a page holds; those that load on a click are not in it, which its declared count shows."""
    yield from read_page(source, reading, _comments)


def _comments(page: Page, reading: Reading) -> list[PageComment]:
    nodes = [node for node in page.tree.css("[id^='wpd-comm-'], [id^='wc-comm-']") if _ids(node.attributes.get("id"))]
    owners = Owners(nodes)
    comments = taken_out(owners, lambda place: _comment(owners, place, reading))
    for node in page.tree.css("#wpdcom, #wcThreadWrapper, #comments"):
        if node.parent is not None:
            node.decompose()
    return comments


def _comment(owners: Owners, place: int, reading: Reading) -> PageComment:
    node = owners.nodes[place]
    comment_id, parent = _ids(node.attributes.get("id")) or ("", "0")
    body = owners.own(place, _TEXT)
    reading.report.repair("cut_bodies", int(body is not None and body.css_first(_CUT) is not None))
    return PageComment(
        comment_id,
        parent if parent != "0" else None,
        "explicit",
        name_of(owners.own(place, _AUTHOR)),
        None,
        body_text(body, _NOISE),
        time_of(owners.own(place, _DATE)),
        service=bool({"pingback", "trackback"} & set(classes(node))),
    )


def _ids(value: str | None) -> tuple[str, str] | None:
    match = _ID.fullmatch(value or "")
    return (match[1], match[2]) if match else None


FORMAT = Format(
    "wpdiscuz-html",
    "Saved page with wpDiscuz comments",
    sniff,
    read,
    signs="ids such as wpd-comm-12_7 (version 7) or wc-comm-12_7 (before)",
)
