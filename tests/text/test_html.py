from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.text.html import looks_like_html, to_plain
from analyzer.text.quotes import own_words

GOLDEN = [
    ("plain", "plain"),
    ("<p>one</p><p>two</p>", "one\ntwo"),
    ("one<p>two", "one\ntwo"),
    ("a<br>b<br><br>c<br/>", "a\nb\n\nc"),
    ("<div>a</div>b<ul><li>c<li>d</ul>", "a\nb\nc\nd"),
    ("&amp;lt;b&amp;gt; &#39;x&#x27; &quot;", "&lt;b&gt; 'x' \""),
    ("&lt;script&gt;shown&lt;/script&gt;", "<script>shown</script>"),
    ("a<script>alert(1)</script><style>p{}</style>b", "ab"),
    ('see <a href="https://x.org/long">x.org/…</a>!', "see x.org/…!"),
    ("<blockquote>you said<br>this</blockquote>no", "> you said\n> this\nno"),
    ("<blockquote>b<blockquote>a</blockquote></blockquote>c", "> b\n> > a\nc"),
    ('<aside class="quote"><blockquote><p>a</p></blockquote></aside><p>b</p>', "> a\nb"),
    ("<pre><code>if x:\n    y\n</code></pre>", "if x:\n    y"),
    ('nice <img class="emoji" alt=":smile:"> <img src="x.png" alt="cat">', "nice :smile: [image]"),
    ("too   many\n spaces\there", "too many spaces here"),
    ("I <3 you, 1 < 2", "I <3 you, 1 < 2"),
    ("<b>never <i>closed", "never closed"),
    ("<frameset>hello", "hello"),
    ("<title>x</title>hello", "hello"),
    ("", ""),
]


@pytest.mark.parametrize(("html", "expected"), GOLDEN)
def test_html_becomes_the_text_worked_out_by_hand(html: str, expected: str) -> None:
    assert to_plain(html) == expected


def test_source_line_breaks_are_kept_on_request() -> None:
    assert to_plain("a\n\nb <b>c</b>", keep_newlines=True) == "a\n\nb c"


def test_quotes_of_html_are_quotes_of_the_text() -> None:
    assert own_words(to_plain("<blockquote>you are wrong</blockquote><p>am I?</p>")) == "am I?"


@pytest.mark.parametrize("tags", ["<div>", "<blockquote>", "<b>", "<ul><li>", "<x-y>", "<i><p>", "<table><tr><td>"])
def test_a_hundred_thousand_nested_tags_neither_crash_nor_hang(tags: str) -> None:
    assert to_plain(tags * (100_000 // tags.count("<")) + "deep").lstrip("> ") == "deep"


def test_quotes_nested_past_the_limit_keep_their_text_and_end_where_they_end() -> None:
    html = "<blockquote>" * 1000 + "deep" + "</blockquote>" * 1000 + "mine"
    assert to_plain(html).splitlines()[-1] == "mine"


@given(st.text(alphabet="ab <>/&;pbr\"'!-=\n\ud800", max_size=60))
def test_any_text_gives_a_text_without_failing(html: str) -> None:
    to_plain(html).encode("utf-8")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="<&\r\x00"), max_size=40))
def test_words_outside_tags_are_never_lost(text: str) -> None:
    plain = to_plain(f"<p>{text}</p>").replace("\xa0", " ")
    assert plain.split() == text.replace("\xa0", " ").split()


@pytest.mark.parametrize("text", ["<p>x", "a<br>b", "a<br />b", '<a href="x">y</a>', "x</div>"])
def test_tags_look_like_html(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize("text", ["I <3 you", "a < b > c", "&amp; so", "<name> wrote", "<pppp>", "<- this"])
def test_words_in_angle_brackets_do_not_look_like_html(text: str) -> None:
    assert not looks_like_html(text)
