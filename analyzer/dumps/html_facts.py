"""What a page says of itself: title, address, article, and how many comments it declares to have."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analyzer.dumps.html_tree import Page, classes, words
from analyzer.dumps.record import ThreadInfo
from analyzer.dumps.text_boilerplate import declared_count
from analyzer.text.html import to_plain

_TITLES = ("meta[property='og:title']", "meta[name='twitter:title']")
_ADDRESSES = (("link[rel='canonical']", "href"), ("meta[property='og:url']", "content"))
_ARTICLES = (
    "[itemprop='articleBody']",
    ".entry-content",
    ".post-content",
    ".article-content",
    ".article-body",
    ".article__body",
    ".post-body",
    "article",
    "main",
)
_SITE = re.compile(r"\s+[|·»–—-]\s+[^|·»–—-]{1,60}$")
#: Where pages say how many comments there are, most trustworthy first.
_COUNTS = (
    ".wpdiscuz-comment-count .wpd-cc-value",
    "[data-comments-count]",
    ".wpd-thread-info",
    "#comments h1, #comments h2, #comments h3, #comments h4",
    ".comments-title, .comment-title, #comments-title, .comments__headline, .commentsheader, .comments-header",
    ".noti-comment-header",
    "[itemprop='commentCount'], [itemprop='interactionCount']",
    ".comments-link, .entry-comments, .meta-comments, .comment-count, .comments-count, a[href$='#comments']",
    "h1, h2, h3, h4",
)
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{3})+|\d{1,7})(?![\d.,]\d)")
_COMMENT_WORD = re.compile(
    r"comment|kommentar|reaction|reactie|repl(?:y|ies)|respon|antwort|gedanke|thoughts?|meinung|ergänzung|beitr"
    r"|comentario|comentário|komment|комментар|коментар|відгук|yorum|komentarz|评论|留言|コメント|تعليق|דעה|תגוב",
    re.I,
)


def facts_of(page: Page) -> ThreadInfo:
    """Return what the page says of its thread; the article stays out until `article_of` is asked."""
    return ThreadInfo(title=title_of(page.tree), url=_address(page.tree), declared=declared_in(page.tree))


def title_of(tree: LexborHTMLParser) -> str | None:
    """Return the headline: the page's own card, else its only `h1`, else the title without the site's name."""
    for selector in _TITLES:
        found = (_attribute(tree.css_first(selector), "content") or "").strip()
        if found:
            return " ".join(found.split())
    headlines = [text for node in tree.css("h1") if (text := words(node))]
    if len(headlines) == 1:
        return headlines[0]
    title = words(tree.css_first("title"))
    return _SITE.sub("", title) or title or (headlines[0] if headlines else None)


def _address(tree: LexborHTMLParser) -> str | None:
    for selector, name in _ADDRESSES:
        found = _attribute(tree.css_first(selector), name)
        if found and found.startswith(("http://", "https://")):
            return found.strip()
    return None


def declared_in(tree: LexborHTMLParser) -> int | None:
    """Return the number of comments the page declares, from the place that is most likely to be right."""
    threads, replies = (words(tree.css_first(f".wpd-stat-{what}-count")) for what in ("threads", "replies"))
    if threads.isdecimal() and replies.isdecimal():
        return int(threads) + int(replies)
    for selector in _COUNTS:
        for node in tree.css(selector)[:40]:
            count = _count(node, bare=selector in _COUNTS[:2])
            if count is not None:
                return count
    return None


def _count(node: LexborNode, *, bare: bool) -> int | None:
    attribute = node.attributes.get("data-comments-count") or node.attributes.get("content") or ""
    if attribute.strip().isdecimal():
        return int(attribute)
    text = words(node)
    if not text or len(text) > 200:
        return None
    if bare and text.isdecimal():
        return int(text)
    found = declared_count(text.replace("( ", "(").replace(" )", ")"))
    if found is not None:
        return found
    number = _NUMBER.search(text)
    if number is None or _COMMENT_WORD.search(text) is None:
        return None
    about_comments = any("comment" in name.lower() for name in classes(node)) or "comment" in _id(node)
    near = _COMMENT_WORD.search(text[max(0, number.start() - 20) : number.end() + 20]) is not None
    return int(re.sub(r"\D", "", number[1])) if near and (about_comments or len(text) < 60) else None


def article_of(tree: LexborHTMLParser) -> str | None:
    """Return the article's text; call it after the comments were taken out of the tree."""
    for selector in _ARTICLES:
        nodes = tree.css(selector)
        texts = [to_plain(node.html or "") for node in nodes[:3]]
        best = max(texts, key=len, default="")
        if len(best.split()) >= 25:
            return best
    paragraphs = [text for node in tree.css("p")[:400] if len((text := words(node)).split()) >= 8]
    return "\n\n".join(paragraphs) or None


def _id(node: LexborNode) -> str:
    return (node.attributes.get("id") or "").lower()


def _attribute(node: LexborNode | None, name: str) -> str | None:
    return None if node is None else node.attributes.get(name)
