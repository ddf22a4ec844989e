from __future__ import annotations

import json
from pathlib import Path

from analyzer.threads import build_threads
from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree

A, FOCUS, B, C = (f"11044698317824544{n}" for n in range(4))


def test_the_post_a_context_is_about_gets_a_placeholder_between_the_others() -> None:
    dump = read_fixture("mastodon.json")
    assert dump.inputs[0].format == "mastodon"
    assert tree(dump) == [(A, A, None), (A, FOCUS, A), (A, B, FOCUS), (A, C, B)]
    assert told(dump, "author", "author_kind", "state", "text") == [
        ("ann", "user", "present", "Do bees sleep?"),
        (None, "anonymous", "missing", ""),
        ("bo@other.example", "user", "present", "bees\n\n@ann They do.\nAll night."),
        ("robot", "bot", "present", "beep"),
    ]
    assert dump.inputs[0].repairs == {"placeholders": 1}


def test_the_post_itself_takes_the_place_of_its_placeholder(tmp_path: Path) -> None:
    context = json.loads((FIXTURES / "mastodon.json").read_text())
    status = context["ancestors"][0] | {"id": FOCUS, "in_reply_to_id": A, "content": "<p>Well?</p>"}
    alone = read_one(tmp_path, "status.json", json.dumps([context["ancestors"][0], status]))
    assert tree(alone) == [(A, A, None), (A, FOCUS, A)]
    both = read_one(tmp_path, "both.jsonl", json.dumps(context) + "\n" + json.dumps(context["ancestors"][0]) + "\n")
    assert build_threads(both).comments["depth"].to_pylist() == [0, 1, 2, 3]


def test_an_empty_context_says_so(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.json", '{"ancestors": [], "descendants": []}')
    assert dump.comments.num_rows == 0
    assert any("the context is empty" in note for note in dump.inputs[0].notes)


def test_a_boost_is_no_post_of_who_boosts_and_what_is_boosted_is_read_once(tmp_path: Path) -> None:
    post = json.loads((FIXTURES / "mastodon.json").read_text())["ancestors"][0]
    robot = {"id": "9", "acct": "robot", "bot": True}
    boosts = [post | {"id": str(n), "account": robot, "reblog": post} for n in (7, 8)]
    for statuses in ([post | {"reblog": None}, *boosts], boosts):
        dump = read_one(tmp_path, "a.json", json.dumps(statuses))
        assert told(dump, "comment_id", "author") == [(A, "ann")]
        assert dump.inputs[0].repairs == {"boosts": 2}
