from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.dumps.text_article import FORMAT
from tests.dumps.text_reading import FIXTURES, Page, page_of, sniffed


def test_an_article_has_no_comments_and_says_so() -> None:
    page = Page(FORMAT, FIXTURES / "article.txt")
    assert page.rows == []
    assert page.thread.title == "Video: Lighthouse Keeper Retires After Forty Years"
    assert page.thread.article is not None
    assert page.thread.article.startswith("By [The Lantern](#)\n\nThe Lantern, June 11, 2019\n\nAfter forty years")
    assert page.thread.article.endswith("Copyright © The Lantern, 2019")
    assert page.report.notes == [
        "there are no comments in this page: it was read as an article",
        "should comments stand in it without names and dates, --format paragraphs reads it paragraph by paragraph",
    ]
    assert page.report.repairs == {"boilerplate_lines": 1}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("0 $\n2,500 $\n3 DAYS LEFT TO GIVE\n\nA Bridge Too Old\n\nProse.", "A Bridge Too Old"),
        ("# Bridge\n\nProse about the bridge, which is long enough to be a sentence.", "Bridge"),
        ("BRIDGE CLOSES FOR GOOD\n\nThe council closed it.", "BRIDGE CLOSES FOR GOOD"),
        ("The council met on Monday and spoke for a very long time about the bridge and its piers.", None),
    ],
)
def test_the_first_headline_is_the_title(text: str, title: str | None, tmp_path: Path) -> None:
    assert page_of(FORMAT, text, tmp_path).thread.title == title


@pytest.mark.parametrize(
    "text", ['{"a": 1', '[{"a"', "<?xml version='1.0'?>", "id,text\n1,a", "12\n13\n", "[12, a", "[-1.5"]
)
def test_what_is_no_prose_is_not_claimed(text: str) -> None:
    assert sniffed(FORMAT, text) is None


@pytest.mark.parametrize("text", ["[12:18 PM] the ferry left", "[2020-05-02] the ferry left", "[-] ann 3 points"])
def test_a_line_that_begins_with_a_time_in_brackets_is_no_json(text: str) -> None:
    assert sniffed(FORMAT, text) is not None


def test_prose_is_claimed_with_little_confidence() -> None:
    found = sniffed(FORMAT, "Just some prose, with a comma.")
    assert found is not None
    assert found.confidence < 0.3


def test_a_count_without_comments_is_pointed_out(tmp_path: Path) -> None:
    page = page_of(FORMAT, "A Bridge Too Old\n\nThe council closed it.\n\n4 comments:\n\nno thanks\n", tmp_path)
    assert page.report.notes[0] == (
        "line 5 says '4 comments:', but no comments were recognised in this page: it was read as an article"
    )
