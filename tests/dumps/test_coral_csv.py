from __future__ import annotations

from pathlib import Path

from analyzer.dumps import read
from tests.dumps.helpers import FIXTURES, read_fixture, read_one, rows, told, tree

COMMENTS = (FIXTURES / "coral.csv").read_text()


def folder_of(folder: Path) -> Path:
    folder.mkdir()
    (folder / "comments.csv").write_text(COMMENTS)
    (folder / "stories.csv").write_text(
        "s1,https://n.example/bees,Do bees sleep?,,,,\ns2,https://n.example/ants,,,,,\n"
    )
    (folder / "users.csv").write_text("u1,ann@mail.example,ann,,,\nu2,bo@mail.example,bo,ADMIN,false,\n")
    return folder


def test_a_table_without_header_is_known_by_its_shape() -> None:
    dump = read_fixture("coral.csv")
    assert dump.inputs[0].format == "coral-csv"
    assert tree(dump) == [("s1", "c1", None), ("s1", "c2", "c1"), ("s2", "c3", None)]
    assert told(dump, "author", "author_id", "text") == [
        (None, "u1", 'They do, "really".'),
        (None, "u2", "Nonsense!"),
        (None, "u3", "Three stars"),
    ]
    assert dump.inputs[0].repairs == {"rejected_comments": 1}


def test_stories_and_users_beside_it_give_titles_and_names(tmp_path: Path) -> None:
    dump = read([folder_of(tmp_path / "coral")])
    assert told(dump, "author") == [("ann",), ("bo",), (None,)]
    assert (dump.threads["s1"].title, dump.threads["s1"].url) == ("Do bees sleep?", "https://n.example/bees")
    assert "@mail.example" not in str(rows(dump))


def test_other_tables_of_eight_cells_are_not_taken(tmp_path: Path) -> None:
    header = "id,author_id,story_id,created_at,body,parent_id,status,rating\n"
    named = read_one(tmp_path, "a.csv", header + COMMENTS)
    assert named.inputs[0].format == "csv"
    assert named.inputs[0].mapping["parent_id"] == "parent_id"


def test_windows_1252_and_short_rows_are_read(tmp_path: Path) -> None:
    short = "c4,u1,s1,2020-01-02T12:00:00Z,Böse\n"
    dump = read_one(tmp_path, "comments.csv", (COMMENTS + short).encode("cp1252"))
    assert told(dump, "text")[3] == ("Böse",)
    assert dump.inputs[0].repairs["ragged_rows"] == 1
    assert dump.inputs[0].repairs["decoded_as_cp1252"] == 1
