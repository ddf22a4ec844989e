from __future__ import annotations

from tests.dumps.helpers import read_fixture, told, tree


def test_its_table_is_read_with_its_escaped_quotes() -> None:
    dump = read_fixture("youtube-data-tools.csv")
    assert dump.inputs[0].format == "youtube-data-tools"
    assert [row[1:] for row in tree(dump)] == [("UgA", None), ("UgA.r1", "UgA")]
    assert told(dump, "author", "author_id", "reply_to", "text") == [
        ("@ann", "UCann", None, 'Bees say "buzz", mostly'),
        ("@bo", "UCbo", "@ann", "no"),
    ]
    assert dump.inputs[0].mapping["parent_id"] == "isReplyTo"
