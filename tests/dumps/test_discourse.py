from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree


def test_parents_are_numbers_of_posts_and_not_ids() -> None:
    dump = read_fixture("discourse.json")
    assert dump.inputs[0].format == "discourse"
    assert tree(dump) == [("57", "1", None), ("57", "2", None), ("57", "3", None), ("57", "14", "2")]
    info = dump.threads["57"]
    assert (info.title, info.article, info.declared) == ("Sleeping bees", "Do bees sleep?", 7)


def test_actions_are_service_and_deleted_posts_stay_without_their_placeholder() -> None:
    dump = read_fixture("discourse.json")
    assert told(dump, "author", "author_kind", "state", "text")[1:] == [
        ("bo", "user", "present", "> Do bees sleep?\nThey do."),
        ("system", "service", "present", "This topic is now pinned."),
        ("cy", "user", "deleted", ""),
    ]
    assert dump.inputs[0].repairs == {"service_rows": 1}  # post 4 only says that the topic was closed


POST = json.loads((FIXTURES / "discourse.json").read_text())["post_stream"]["posts"][1]


@pytest.mark.parametrize("wrap", [lambda p: p, lambda p: {"latest_posts": [p]}, lambda p: [p, p]])
def test_posts_by_themselves_know_their_topic(wrap: Any, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.json", json.dumps(wrap(POST | {"topic_title": "Sleeping bees"})))
    assert dump.inputs[0].format == "discourse"
    assert tree(dump)[0] == ("57", "2", None)
    assert dump.threads["57"].title == "Sleeping bees"


def test_a_users_replies_have_excerpts(tmp_path: Path) -> None:
    action = {"action_type": 5, "excerpt": "They &amp; me", "topic_id": 39, "post_number": 3, "post_id": 48}
    action |= {"reply_to_post_number": 2, "username": "bo", "user_id": 11, "title": "Bees", "deleted": False}
    dump = read_one(tmp_path, "replies.json", json.dumps({"user_actions": [action]}))
    assert tree(dump) == [("39", "3", "2")]
    assert (told(dump, "text")[0][0], dump.threads["39"].title) == ("They & me", "Bees")


def test_raw_is_read_where_there_is_no_html_and_an_editors_tree_is_not(tmp_path: Path) -> None:
    plain = {name: value for name, value in POST.items() if name != "cooked"}
    tree_of_editor = plain | {"post_number": 3, "raw": [{"type": "paragraph", "children": [{"text": "x"}]}]}
    posts = [plain | {"raw": "a < b"}, tree_of_editor]
    assert told(read_one(tmp_path, "a.json", json.dumps(posts)), "text") == [("a < b",), ("",)]


def test_search_results_have_excerpts_and_their_topics_beside(tmp_path: Path) -> None:
    post = {"id": 5, "username": "bo", "blurb": "ants &amp; bees sleep...", "post_number": 2, "topic_id": 57}
    page = {"posts": [post], "topics": [{"id": 57, "title": "Sleeping bees"}]}
    dump = read_one(tmp_path, "search.json", json.dumps(page))
    assert told(dump, "thread_id", "text") == [("57", "ants & bees sleep...")]
    assert dump.threads["57"].title == "Sleeping bees"
    assert any("excerpts" in note for note in dump.inputs[0].notes)
