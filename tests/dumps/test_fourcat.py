from __future__ import annotations

from pathlib import Path

from tests.dumps.helpers import read_fixture, read_one, told, tree


def test_the_first_link_of_a_post_is_its_parent() -> None:
    dump = read_fixture("4cat.csv")
    assert dump.inputs[0].format == "4cat"
    assert tree(dump) == [("100", "100", None), ("100", "101", None), ("100", "102", "101"), ("100", "103", None)]
    assert dump.inputs[0].repairs == {"further_parents": 1}
    assert told(dump, "author_kind") == [("anonymous",), ("anonymous",), ("anonymous",), ("user",)]
    assert dump.threads["100"].title == "Bee general"


def test_a_data_set_with_parents_keeps_them_and_loses_reddits_prefixes(tmp_path: Path) -> None:
    table = "thread_id,id,timestamp,body,subject,author,parent\n"
    table += "p1,c1,2020-01-02 10:00:00,yes,,ann,t3_p1\np1,c2,2020-01-02 10:01:00,no >>99,,bo,t1_c1\n"
    dump = read_one(tmp_path, "a.csv", table)
    assert dump.inputs[0].format == "4cat"
    assert tree(dump) == [("p1", "c1", None), ("p1", "c2", "c1")]
