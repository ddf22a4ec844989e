from __future__ import annotations

from tests.dumps.helpers import read_fixture, rows, told, tree


def test_comments_and_commenters_are_joined() -> None:
    dump = read_fixture("commento.json")
    assert dump.inputs[0].format == "commento"
    page = "blog.example/bees"
    assert tree(dump) == [(page, "e1", None), (page, "e2", "e1"), (page, "e3", "e2")]
    assert told(dump, "author", "author_id", "author_kind", "state", "text") == [
        (None, None, "anonymous", "present", "They *do*."),
        ("Ann", "a1", "user", "deleted", ""),
        ("Ann", "a1", "user", "present", "Only <HTML>"),
    ]
    assert dump.threads[page].url == "https://blog.example/bees"
    assert told(dump, "created_at")[2][0].microsecond == 123456


def test_e_mail_addresses_are_not_read() -> None:
    assert "secret@" not in str(rows(read_fixture("commento.json")))
