from __future__ import annotations

from tests.dumps.helpers import read_fixture, rows, told, tree


def test_ids_repeat_from_page_to_page() -> None:
    dump = read_fixture("isso.json")
    assert dump.inputs[0].format == "isso"
    assert tree(dump) == [("/bees/", "0", None), ("/bees/", "1", None), ("/ants/", "0", None)]
    assert [dump.threads[page].title for page in ("/bees/", "/ants/", "/empty/")] == [
        "Bees & ants",
        "C ",
        "Nobody here",
    ]


def test_mail_and_network_addresses_are_not_read() -> None:
    dump = read_fixture("isso.json")
    assert "192.0.2" not in str(rows(dump))
    assert "@mail" not in str(rows(dump))
    assert told(dump, "author", "text")[0] == ("Ann", "They do.")
