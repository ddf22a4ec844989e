"""Addresses of pages that name somebody, and those that do not."""

from __future__ import annotations

import pytest

from analyzer.dumps.urls import NamingUrls

URLS = NamingUrls(["Ann Lee", "bo_dv", "Marit", "bridge", "de", "2024", "News", "joe.b"])


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/author/ann.smith@mail.example",
        "https://x.example/author/7",
        "https://x.example/authors/7",
        "https://x.example/member/7",
        "https://x.example/members/7",
        "https://x.example/people/7",
        "https://x.example/profile/7",
        "https://x.example/profile.php?id=7",
        "https://x.example/u/7",
        "https://x.example/user/7",
        "https://x.example/Users/7",
        "https://x.example/post?user=7",
        "https://x.example/~smith/post",
        "https://x.example/@smith/post",
        "https://x.example/post?by=smith%40mail.example",
        "https://x.example/%40smith",
        "at://did:plc:abc/app.bsky.feed.post/3k",
        "http://84.12.33.7/post",
        "http://84.12.33.7:8080/post",
        "http://[2001:db8::77]/post",
        "https://x.example/2024/interview-with-ann-lee-on-harbours",
        "https://x.example/Ann%20Lee",
        "https://x.example/annlee/1",
        "https://x.example/bo_dv/1",
        "https://x.example/joe.b/1",
        "https://marit.blog.example/post",
        "https://x.example/post?by=marit",
    ],
)
def test_addresses_that_may_name_somebody(url: str) -> None:
    assert URLS.names_somebody(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/2024/the-bridge-closes",
        "https://x.example/2024/03/05/",
        "https://x.example/de/news/1",
        "https://x.example/v1.2.3.4/notes",
        "https://x.example/userguide/authority/membership",
        "https://x.example/peoples-march",
        "https://reddit.example/r/place/comments/abc/a_title/",
        "https://news.example/item?id=7",
        "https://x.example/",
    ],
)
def test_addresses_that_name_nobody(url: str) -> None:
    assert not URLS.names_somebody(url)
