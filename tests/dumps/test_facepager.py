from __future__ import annotations

from tests.dumps.helpers import read_fixture, told, tree


def test_nodes_below_a_page_are_comments_and_the_others_are_counted() -> None:
    dump = read_fixture("facepager.csv")
    assert dump.inputs[0].format == "facepager"
    assert tree(dump) == [("1", "2", "1"), ("1", "3", "2"), ("1", "4", "3")]
    assert told(dump, "author", "author_id", "text")[1] == ("Ann", "78", "Do they?")
    assert dump.inputs[0].repairs == {"service_rows": 2}
