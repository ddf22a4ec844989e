from __future__ import annotations

import json
from pathlib import Path

from analyzer.dumps import read
from tests.dumps.helpers import FIXTURES, read_fixture, rows, told, tree


def test_the_newest_body_counts_and_deleted_comments_stay() -> None:
    dump = read_fixture("coral-talk.jsonl")
    assert dump.inputs[0].format == "coral-talk"
    assert tree(dump) == [("a1", "t1", None), ("a1", "t2", "t1"), ("a1", "t3", "t2")]
    assert told(dump, "author_id", "author_kind", "state", "text") == [
        ("w1", "user", "present", "They do."),
        (None, "deleted", "deleted", ""),
        ("w2", "user", "present", "You liar"),
    ]
    assert told(dump, "created_at")[0][0].isoformat() == "2018-01-02T10:00:00+00:00"
    assert dump.inputs[0].repairs == {"rejected_comments": 1}


def test_assets_and_users_beside_it_give_titles_and_names(tmp_path: Path) -> None:
    (tmp_path / "comments.json").write_text((FIXTURES / "coral-talk.jsonl").read_text())
    asset = {"id": "a1", "url": "https://n.example/bees", "title": "Do bees sleep?"}
    (tmp_path / "assets.json").write_text(json.dumps(asset) + "\n")
    user = {"id": "w1", "username": "ann", "profiles": [{"provider": "local", "id": "ann@mail.example"}]}
    (tmp_path / "users.json").write_text(json.dumps(user) + "\n")
    dump = read([tmp_path])
    assert told(dump, "author") == [("ann",), (None,), (None,)]
    assert dump.threads["a1"].title == "Do bees sleep?"
    assert "@mail.example" not in str(rows(dump))


def test_later_versions_call_things_otherwise(tmp_path: Path) -> None:
    date = {"$date": "2021-01-02T10:00:00.000Z"}
    first: dict[str, object] = {
        "id": "v1",
        "storyID": "s1",
        "authorID": "w1",
        "parentID": None,
        "status": "NONE",
        "createdAt": date,
    }
    first["revisions"] = [{"id": "r", "body": "<div>They do.</div>"}]
    gone: dict[str, object] = {
        "id": "v2",
        "storyID": "s1",
        "authorID": None,
        "parentID": "v1",
        "status": "NONE",
        "createdAt": date,
    }
    gone |= {"revisions": [], "deletedAt": date}
    (tmp_path / "comments.json").write_text(json.dumps(first) + "\n" + json.dumps(gone) + "\n")
    story = {"id": "s1", "url": "https://n.example/bees", "metadata": {"title": "Do bees sleep?"}}
    (tmp_path / "stories.json").write_text(json.dumps(story) + "\n")
    dump = read([tmp_path])
    assert tree(dump) == [("s1", "v1", None), ("s1", "v2", "v1")]
    assert told(dump, "author_kind", "state", "text") == [
        ("user", "present", "They do."),
        ("deleted", "deleted", ""),
    ]
    assert dump.threads["s1"].title == "Do bees sleep?"
