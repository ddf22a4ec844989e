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


def test_replies_that_name_an_id_keep_their_parents(tmp_path: Path) -> None:
    table = "id,thread_id,author,body,timestamp,reply_to\n10,t1,ann,hello,2024-01-01 10:00:00,\n"
    table += "11,t1,bob,answer,2024-01-01 10:01:00,10\n12,t1,cat,answer 2,2024-01-01 10:02:00,11\n"
    dump = read_one(tmp_path, "a.csv", table)
    assert dump.inputs[0].format == "4cat"
    assert tree(dump) == [("t1", "10", None), ("t1", "11", "10"), ("t1", "12", "11")]


def test_replies_that_name_an_author_keep_the_name(tmp_path: Path) -> None:
    table = "id,thread_id,author,body,timestamp,reply_to\n10,t1,ann,hello,2024-01-01 10:00:00,\n"
    table += "11,t1,bob,answer,2024-01-01 10:01:00,ann\n"
    assert told(read_one(tmp_path, "a.csv", table), "parent_id", "reply_to") == [(None, None), (None, "ann")]
