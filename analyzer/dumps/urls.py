"""Addresses of pages that tell who somebody is: by their shape, or by a known name in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from analyzer.dumps.address_shapes import holds_address

_PERSONAL = re.compile(
    r"[@＠﹫]|\bdid:|/~\w|[/?&](?:u|users?|authors?|members?|people|persons?|profiles?)(?:[/=]|\.\w+\?)|/profile",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
#: What parts an address into folders and values, and these into host names and endings.
_FOLDERS = re.compile(r"[/?&=#:;]+")
_BETWEEN = re.compile(r"[/?&=#:;.]+")
#: Names shorter than that (`en`, `a`) stand in addresses for something else.
_SHORTEST = 3
#: Parts that addresses have whoever is called so.
_ORDINARY = frozenset(
    (
        "article",
        "articles",
        "blog",
        "com",
        "comments",
        "forum",
        "forums",
        "html",
        "http",
        "https",
        "index",
        "net",
        "news",
        "org",
        "php",
        "post",
        "posts",
        "reddit",
        "story",
        "thread",
        "threads",
        "topic",
        "video",
        "watch",
        "www",
    )
)


class NamingUrls:
    """Tells addresses that may name somebody.

    Names with a blank count wherever they stand, others as a whole part only (`/ann/`, `ann.blog.example`): in the
    middle of a title they may be any word.

    Args:
        names: Names of people.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._parts: set[str] = set()
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for name in names:
            words = tuple(_WORD.findall(name.casefold()))
            joined = "".join(words)
            if len(joined) < _SHORTEST or joined.isdigit() or joined in _ORDINARY:
                continue
            self._parts.add(joined)
            if len(name.split()) > 1 and len(words) > 1:
                self._by_first.setdefault(words[0], set()).add(words)

    def names_somebody(self, url: str) -> bool:
        """Tell whether an address may name a user.

        Example:
            >>> urls = NamingUrls(["Ann Lee", "bridge"])
            >>> [urls.names_somebody(f"https://x.example/{path}") for path in ("u/bo", "by-ann-lee", "the-bridge")]
            [True, True, False]
        """
        plain = unquote(url)
        return names_a_page_of_somebody(plain) or holds_address(plain) or self._holds_name(plain.casefold())

    def _holds_name(self, url: str) -> bool:
        for pattern in (_BETWEEN, _FOLDERS):  # `ann.lee` is a name, and a host's name is several parts
            if any("".join(_WORD.findall(part)) in self._parts for part in pattern.split(url)):
                return True
        words = tuple(_WORD.findall(url))
        return any(
            words[place : place + len(name)] == name
            for place, word in enumerate(words)
            for name in self._by_first.get(word, ())
        )


def names_a_page_of_somebody(url: str) -> bool:
    """Tell whether an address has a shape that pages of people have: `/u/…`, `/author/…`, `/@…`, `did:…`."""
    return _PERSONAL.search(url) is not None
