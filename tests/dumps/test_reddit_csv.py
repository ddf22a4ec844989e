from __future__ import annotations

from pathlib import Path

from analyzer.threads import build_threads
from tests.dumps.helpers import read_fixture, read_one, told, tree


def test_watchful1s_table_has_its_ids_in_links() -> None:
    dump = read_fixture("watchful1.csv")
    assert dump.inputs[0].format == "reddit-csv"
    assert tree(dump) == [("t3_p1", f"t1_c{n}", None) for n in (1, 2, 3)]
    assert told(dump, "author", "author_kind", "state", "text") == [
        ("ann", "user", "present", "They do."),
        ("bo", "user", "present", "> They do.\n\nNo & never."),
        (None, "deleted", "removed", ""),
    ]
    assert told(dump, "created_at")[0][0].isoformat() == "2020-01-02T10:00:00+00:00"
    assert any("keeps no parents" in note for note in dump.inputs[0].notes)


def test_replies_of_a_table_without_parents_are_inferred(tmp_path: Path) -> None:
    link = "https://www.reddit.com/r/bees/comments/p1/_/c"
    said = "Bees sleep from dusk till dawn every day."
    table = f'author,score,created,link,body\nu/a,1,2020-01-02 10:00,{link}1/,"{said}"\n'
    table += f'u/b,1,2020-01-02 10:01,{link}2/,"> {said}\n\nNo."\n'
    forest = build_threads(read_one(tmp_path, "a.csv", table))
    assert forest.comments["parent_source"].to_pylist() == ["none", "inferred:quote"]


def test_a_table_of_submissions_tells_threads(tmp_path: Path) -> None:
    table = "author,title,score,created,link,text,url\n"
    table += "u/ann,Bees &amp; ants,3,2020-01-02 10:00,https://www.reddit.com/r/bees/comments/p1/bees/,Hello,\n"
    dump = read_one(tmp_path, "a.csv", table)
    assert dump.comments.num_rows == 0
    assert (dump.threads["t3_p1"].title, dump.threads["t3_p1"].article) == ("Bees & ants", "Hello")


def test_reddits_own_columns_are_read_like_its_dumps() -> None:
    dump = read_fixture("reddit.csv")
    assert dump.inputs[0].format == "reddit-csv"
    assert tree(dump) == [("t3_p1", "t1_c1", None), ("t3_p1", "t1_c2", "t1_c1"), ("t3_p1", "t1_c3", "t1_c2")]
    assert told(dump, "state")[2] == ("deleted",)
    assert [t[0].timestamp() for t in told(dump, "created_at")[:2]] == [1577959200, 1577959260]
    assert told(dump, "created_at")[2] == (None,)


def test_a_link_without_ids_is_skipped(tmp_path: Path) -> None:
    table = "author,score,created,link,body\nu/a,1,2020-01-02 10:00,https://example.org/,hello\n"
    table += "u/a,1,2020-01-02 10:00,https://www.reddit.com/r/b/comments/p1/_/c1/,hello\n"
    dump = read_one(tmp_path, "a.csv", table)
    assert dump.inputs[0].skipped == ["line 2: neither a Reddit comment nor a submission"]
    assert dump.comments.num_rows == 1
