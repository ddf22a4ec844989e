from __future__ import annotations

import json
from pathlib import Path

from tests.dumps.helpers import FIXTURES, json_lines, read_fixture, read_one, told, tree

ROOT, GONE = "at://did:z/app.bsky.feed.post/0", "at://did:a/app.bsky.feed.post/1"
FOCUS, REPLY, BLOCKED = (f"at://did:{who}/app.bsky.feed.post/{n}" for who, n in (("b", 2), ("c", 3), ("d", 4)))


def test_a_thread_keeps_what_cannot_be_seen() -> None:
    dump = read_fixture("bluesky.json")
    assert dump.inputs[0].format == "bluesky"
    assert tree(dump) == [
        (ROOT, GONE, None),
        (ROOT, FOCUS, GONE),
        (ROOT, REPLY, FOCUS),
        (ROOT, BLOCKED, FOCUS),
        (ROOT, "at://did:a/app.bsky.feed.post/5", FOCUS),
    ]
    assert told(dump, "author", "author_id", "author_kind", "state", "text")[:4] == [
        (None, None, "deleted", "deleted", ""),
        ("bo.example", "did:b", "user", "present", "They do sleep."),
        ("cy.example", "did:c", "user", "present", "Proof?"),
        (None, "did:d", "user", "missing", ""),
    ]
    assert dump.inputs[0].repairs == {"blocked_posts": 1}


def test_replies_below_the_cut_are_stubs() -> None:
    assert read_fixture("bluesky.json").threads[ROOT].stubs == 2


def test_lists_of_posts_and_feeds_are_read_by_their_records(tmp_path: Path) -> None:
    post = json.loads((FIXTURES / "bluesky.json").read_text())["thread"]["post"]
    for wrapped in ({"posts": [post]}, {"feed": [{"post": post}]}, [post]):
        dump = read_one(tmp_path, "a.json", json.dumps(wrapped))
        assert dump.inputs[0].format == "bluesky"
        assert tree(dump) == [(ROOT, FOCUS, GONE)]


def test_events_of_the_stream_are_posts_by_their_key(tmp_path: Path) -> None:
    record = json.loads((FIXTURES / "bluesky.json").read_text())["thread"]["post"]["record"]
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "2", "record": record}
    like = {"did": "did:b", "kind": "commit", "commit": {"collection": "app.bsky.feed.like", "operation": "create"}}
    post = {"did": "did:b", "kind": "commit", "commit": commit}
    dump = read_one(tmp_path, "a.jsonl", json.dumps(post) + "\n" + json.dumps(like) + "\n")
    assert tree(dump) == [(ROOT, FOCUS, GONE)]
    assert dump.inputs[0].repairs == {"service_rows": 1}


def test_a_post_in_a_list_that_answers_none_is_the_root_of_its_thread(tmp_path: Path) -> None:
    reply = json.loads((FIXTURES / "bluesky.json").read_text())["thread"]["post"]
    root = {"uri": ROOT, "author": {"did": "did:z"}, "record": {"text": "Do bees sleep?"}}
    other = root | {"uri": "at://did:z/app.bsky.feed.post/9"}
    dump = read_one(tmp_path, "a.json", json.dumps({"posts": [root, reply, other]}))
    assert tree(dump) == [(ROOT, ROOT, None), (ROOT, FOCUS, GONE), (other["uri"], other["uri"], None)]


def test_events_about_accounts_are_no_posts(tmp_path: Path) -> None:
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "2", "record": {"text": "Yes."}}
    events = [{"did": "did:b", "time_us": 1, "kind": "commit", "commit": commit}]
    events += [{"did": "did:b", "time_us": 2, "kind": kind, kind: {"did": "did:b"}} for kind in ("identity", "account")]
    dump = read_one(tmp_path, "a.jsonl", json_lines(events))
    assert told(dump, "text") == [("Yes.",)]
    assert dump.inputs[0].repairs == {"service_rows": 2}
