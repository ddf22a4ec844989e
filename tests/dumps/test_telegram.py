from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.dumps import json_whole
from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree

CHAT = "1730156619"


def test_a_chat_gives_its_messages_and_counts_service_rows() -> None:
    dump = read_fixture("telegram.json")
    assert dump.inputs[0].format == "telegram"
    assert tree(dump) == [
        (CHAT, "3", None),
        (CHAT, "4", "3"),
        (CHAT, "5", "99"),
        (f"{CHAT}/1", "6", None),
        (f"{CHAT}/1", "7", "6"),
        (CHAT, "8", "channel77/3"),
    ]
    assert dump.inputs[0].repairs == {"service_rows": 2}
    assert (dump.threads[CHAT].title, dump.threads[f"{CHAT}/1"].title) == ("Bee friends", "Hives")


def test_text_comes_in_pieces_pictures_are_named_and_deleted_accounts_are_no_users() -> None:
    dump = read_fixture("telegram.json")
    assert told(dump, "author", "author_id", "author_kind", "text")[1:3] == [
        ("Bo", "user2", "user", "Yes @ann, at night"),
        (None, "user3", "deleted", "[photo]"),
    ]
    assert told(dump, "created_at")[0][0].timestamp() == 1656666120


def test_an_account_has_many_chats_whose_ids_are_their_own(tmp_path: Path) -> None:
    chat = json.loads((FIXTURES / "telegram.json").read_text())
    account = {"about": "x", "chats": {"about": "y", "list": [chat, chat | {"id": 5, "name": "Ants"}]}}
    dump = read_one(tmp_path, "result.json", json.dumps(account, indent=1))
    assert dump.inputs[0].format == "telegram"
    assert dump.comments.num_rows == 12
    assert {row[0] for row in tree(dump)} == {CHAT, f"{CHAT}/1", "5", "5/1"}
    assert dump.threads["5"].title == "Ants"


def test_a_chat_without_messages_is_no_error(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.json", '{"name": "Empty", "type": "personal_chat", "id": 3, "messages": []}')
    assert (dump.inputs[0].format, dump.comments.num_rows) == ("telegram", 0)


def test_chats_that_an_account_has_left_are_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = json.loads((FIXTURES / "telegram.json").read_text())
    left = {"about": "z", "list": [chat | {"id": 6, "name": "Left"}]}
    for account in ({"chats": {"list": [chat]}, "left_chats": left}, {"left_chats": left}):
        for size in (json_whole.WHOLE_BYTES, 100):
            monkeypatch.setattr(json_whole, "WHOLE_BYTES", size)
            dump = read_one(tmp_path, "result.json", json.dumps(account, indent=1))
            assert dump.inputs[0].format == "telegram"
            assert dump.comments.num_rows == 6 * len(account)
            assert dump.threads["6"].title == "Left"
