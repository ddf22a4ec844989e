from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from analyzer.desk.review.marking import as_html, as_read
from analyzer.text.safe import printable


def test_spans_that_overlap_are_cut_at_every_border() -> None:
    spans = [{"start": 0, "end": 8, "label": "insult"}, {"start": 4, "end": 12, "label": "threat"}]
    assert as_html("you <b>& me here", spans) == (
        '<mark data-label="insult" title="insult">you </mark>'
        '<mark data-label="insult threat" title="insult, threat">&lt;b&gt;&amp;</mark>'
        '<mark data-label="threat" title="threat"> me </mark>here'
    )


def test_quotes_are_told_apart() -> None:
    assert as_html("> You are.\nNo, you.") == '<span class="comment__quote">&gt; You are.</span>\nNo, you.'


def test_as_the_model_reads_it() -> None:
    assert as_read("> You are.\nNo, yоu <are> @bob") == "No, you &lt;are&gt; @user"


spans = st.builds(
    lambda start, end: {"start": start, "end": end, "label": "insult"}, st.integers(-3, 40), st.integers(-3, 40)
)


@given(st.text(max_size=30), st.lists(spans, max_size=4))
def test_marks_change_no_word(text: str, marked: list[dict[str, object]]) -> None:
    shown = str(as_html(text, marked))
    assert html.unescape(re.sub(r"</?(?:mark|span)[^>]*>", "", shown)) == printable(text)
