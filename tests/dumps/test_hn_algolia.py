from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree


def test_an_item_gives_its_nested_comments() -> None:
    dump = read_fixture("hn-algolia.json")
    assert dump.inputs[0].format == "hn-algolia"
    assert tree(dump) == [("100", "101", None), ("100", "102", "101"), ("100", "103", "102"), ("100", "104", None)]
    assert (dump.threads["100"].title, dump.threads["100"].url) == ("Bees &amp; sleep", "https://example.org/bees")


def test_deleted_comments_stay_for_their_replies_and_html_becomes_plain() -> None:
    found = told(read_fixture("hn-algolia.json"), "author", "author_kind", "state", "text")
    assert found[0] == ("bo", "user", "present", "First <p> isn't a tag\nsecond paragraph")
    assert found[1] == (None, "deleted", "deleted", "")
    assert found[2] == ("cy", "user", "present", "Still here.")


def test_a_comment_may_be_the_item(tmp_path: Path) -> None:
    story = json.loads((FIXTURES / "hn-algolia.json").read_text())
    dump = read_one(tmp_path, "a.json", json.dumps(story["children"][0]))
    assert tree(dump) == [("100", "101", None), ("100", "102", "101"), ("100", "103", "102")]


def hit(**changes: Any) -> dict[str, Any]:
    plain = {
        "_tags": ["comment", "author_bo", "story_100"],
        "objectID": "101",
        "parent_id": 100,
        "story_id": 100,
        "story_title": "Bees",
        "story_url": "https://example.org/bees",
        "author": "bo",
        "comment_text": "I don&#x27;t",
        "created_at_i": 1588327260,
    }
    return plain | changes


@pytest.mark.parametrize("wrap", [lambda hits: {"hits": hits, "nbHits": 2}, lambda hits: hits])
def test_hits_have_ids_as_text_and_parents_as_numbers(wrap: Any, tmp_path: Path) -> None:
    hits = [hit(), hit(objectID="102", parent_id=101, comment_text="why?")]
    dump = read_one(tmp_path, "a.json", json.dumps(wrap(hits)))
    assert dump.inputs[0].format == "hn-algolia"
    assert tree(dump) == [("100", "101", None), ("100", "102", "101")]
    assert told(dump, "text")[0] == ("I don't",)
    assert dump.threads["100"].title == "Bees"


def test_hits_of_stories_declare_their_size_and_a_full_answer_is_noted(tmp_path: Path) -> None:
    story = {
        "_tags": ["story"],
        "objectID": "100",
        "title": "Bees",
        "story_text": "So?",
        "num_comments": 7,
        "story_id": 100,
    }
    dump = read_one(tmp_path, "a.json", json.dumps({"hits": [story, hit()], "nbHits": 1000}))
    info = dump.threads["100"]
    assert (info.title, info.article, info.declared) == ("Bees", "So?", 7)
    assert dump.comments.num_rows == 1
    assert any("1,000 hits at most" in note for note in dump.inputs[0].notes)
