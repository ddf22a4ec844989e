from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.errors import DumpError
from tests.dumps.helpers import column, read_one

HEADER = ["id", "parent_id", "author", "text"]
ROWS = [
    ["1", "", "ann", "first, with comma"],
    ["2", "1", "bo", 'two\nlines and "quotes"'],
    ["3", "1", "cy", "third; | \t"],
]


def table(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_line_ends_and_encodings(delimiter: str, end: str, encoding: str, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "table.txt", table([HEADER, *ROWS], delimiter, end).encode(encoding))
    assert dump.inputs[0].format == "csv"
    assert column(dump, "text") == [row[3] for row in ROWS]
    assert column(dump, "parent_id") == [None, "1", "1"]
    assert not dump.inputs[0].repairs


def test_old_macintosh_line_ends(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "mac.csv", "id,text\r1,one two\r2,three four\r")
    assert column(dump, "text") == ["one two", "three four"]


def test_old_macintosh_line_ends_with_quotes(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "mac.csv", 'id,author,text\r1,ann,"one, two"\r2,bob,"three\rfour"\r3,eve,a 5" pipe\r')
    assert column(dump, "text") == ["one, two", "three\nfour", 'a 5" pipe']


def test_windows_1252_is_read_and_counted(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.csv", "id,text\n1,größer\n2,plain\n".encode("cp1252"))
    assert column(dump, "text") == ["größer", "plain"]
    assert dump.inputs[0].repairs == {"decoded_as_cp1252": 1}


def test_a_cell_of_any_length_is_read(tmp_path: Path) -> None:
    body = "word " * 100_000
    assert column(read_one(tmp_path, "long.csv", f"id,text\n1,{body}\n"), "text") == [body]


def test_spreadsheet_ids_are_mended_or_refused(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ['="0012"', "", "a", "x"],
        ["5.0", "'0012", "b", "y"],
        ["7.9E+17", "", "c", "z"],
        ["6", "7.9E+17", "d", "w"],
    ]
    dump = read_one(tmp_path, "excel.csv", table(rows))
    assert column(dump, "comment_id") == ["0012", "5", None, "6"]
    assert column(dump, "parent_id") == [None, "0012", None, "7.9E+17"]
    assert dump.inputs[0].repairs == {
        "excel_id_mended": 2,
        "float_id_mended": 1,
        "damaged_id_dropped": 1,
        "damaged_parent_id": 1,
    }


def test_ragged_rows_are_kept_and_counted(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "ragged.csv", "id,author,text\n1,ann,so, this is it\n2,bo\n\n3,cy,fine\n")
    assert column(dump, "comment_id") == ["1", "2", "3"]
    assert column(dump, "text") == ["so, this is it", "", "fine"]
    assert dump.inputs[0].repairs == {"ragged_rows": 2}


def test_a_quote_never_closed_is_said(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "open.csv", 'id,text\n1,fine\n2,"never closed\nand so on\n')
    assert dump.inputs[0].repairs == {"unclosed_quote": 1}
    assert column(dump, "text")[1] == "never closed\nand so on\n"


def test_quotes_escaped_with_a_backslash(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "b.csv", 'id,text\n1,"he said \\"no, never\\" twice"\n2,"b"\n')
    assert column(dump, "text") == ['he said "no, never" twice', "b"]


def test_quotes_escaped_with_a_backslash_beside_empty_cells(tmp_path: Path) -> None:
    table = '"id","parent_id","author","text"\n"1","","","he said \\"hi, you\\" ok"\n"2","1","","no \\"way, man\\""\n'
    dump = read_one(tmp_path, "mysql.csv", table + '"3","","","plain"\n"4","2","","x"\n')
    assert column(dump, "text") == ['he said "hi, you" ok', 'no "way, man"', "plain", "x"]
    assert not dump.inputs[0].repairs


def test_a_table_without_text_names_its_columns(tmp_path: Path) -> None:
    with pytest.raises(
        DumpError, match=r"bad.csv: no column holds the comments' text; the columns are: id, author, likes"
    ) as e:
        read_one(tmp_path, "bad.csv", "id,author,likes\n1,ann,3\n2,bo,4\n")
    assert e.value.hint == "Name it with --map text=COLUMN"


def test_the_users_columns_count(tmp_path: Path) -> None:
    dump = read_one(
        tmp_path, "m.csv", "nr,who,remark\n1,ann,hello\n2,bo,bye\n", mapping={"text": "remark", "author": "who"}
    )
    assert (column(dump, "author"), column(dump, "text")) == (["ann", "bo"], ["hello", "bye"])


def test_a_table_without_header_is_read_by_its_prose(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "bare.csv", "17,this has no header at all,3\n18,and neither has this one,4\n")
    assert column(dump, "text") == ["this has no header at all", "and neither has this one"]
    assert any("the first row is data" in note for note in dump.inputs[0].notes)


def test_a_header_that_is_the_topic_becomes_the_title(tmp_path: Path) -> None:
    dump = read_one(
        tmp_path,
        "bees.csv",
        "Bees,score\nthey sleep in the winter,0.9\nlet all of them sleep,0.1\nsome never do that,0.2\n",
    )
    assert dump.threads["bees"].title == "Bees"
    assert dump.comments.num_rows == 3


def test_blank_and_repeated_column_names(tmp_path: Path) -> None:
    dump = read_one(tmp_path, "d.csv", "id,,text,text\n1,x,a,b\n2,y,c,d\n", mapping={"author": "column_2"})
    assert (column(dump, "text"), column(dump, "author")) == (["a", "c"], ["x", "y"])


@given(st.lists(st.text("ab,;\"'\n\t| é", max_size=12), min_size=2, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_csv_module_writes_is_read_back(tmp_path: Path, texts: list[str]) -> None:
    rows = [HEADER, *([str(n), "", "ann", text] for n, text in enumerate(texts))]
    assert column(read_one(tmp_path, "a.csv", table(rows)), "text") == texts


ABOVE = ["sep=;\n", "Export of 2020-01-01;;\n;;\n", "Report\n\nall comments\n"]


@pytest.mark.parametrize("above", ABOVE)
def test_the_header_may_stand_below_other_rows(above: str, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "a.csv", above + "id;author;text\n1;ann;hello there\n2;bo;no\n3;cy;well\n")
    assert column(dump, "text") == ["hello there", "no", "well"]
    assert dump.inputs[0].skipped == []
    assert any("not the first row" in note for note in dump.inputs[0].notes)


def test_a_quote_that_opens_a_cell_by_accident_swallows_no_rows(tmp_path: Path) -> None:
    table = 'id\tparent_id\tauthor\ttext\n1\t\tann\t"why would anyone\n2\t1\tbob\tplain answer\n3\t1\tcat\tanother\n'
    table += '4\t2\tdan\t"no" is an answer\n5\t\teve\tlast\n'
    dump = read_one(tmp_path, "quotes.tsv", table)
    assert column(dump, "text") == ['"why would anyone', "plain answer", "another", '"no" is an answer', "last"]
    assert column(dump, "parent_id") == [None, "1", "1", "2", None]
    assert dump.inputs[0].repairs == {"quotes_as_text": 1}


@pytest.mark.parametrize("rows", [50, 5_000])
@pytest.mark.parametrize("end", ['9999,,eve,"closed"\n', '9999,,eve,all said"\n', ""])
def test_no_row_is_lost_behind_a_quote_however_it_ends(rows: int, end: str, tmp_path: Path) -> None:
    table = 'id,parent_id,author,text\n1,,ann,"he never closed, did he\n'
    table += "".join(f"{number},1,bob,more {number}\n" for number in range(2, rows)) + end
    dump = read_one(tmp_path, "quotes.csv", table)
    assert len(dump.comments) == rows - 1 + bool(end)
    assert column(dump, "text")[:2] == ['"he never closed, did he', "more 2"]
    assert dump.inputs[0].repairs == {"quotes_as_text": 1}


@pytest.mark.parametrize(
    "text",
    [
        "one\ntwo, three, four, five\nsix",
        "my list:\n1, milk, 2 l, cold\n2, eggs, 10, big",
        "see:\n17,,x,y",
        "\n\n",
        'he said "no"\n1\n2',
    ],
)
def test_cells_of_several_lines_stay_whole(text: str, tmp_path: Path) -> None:
    dump = read_one(tmp_path, "lines.csv", table([HEADER, ["1", "", "ann", text], ["2", "1", "bob", "so"]]))
    assert column(dump, "text") == [text, "so"]
    assert not dump.inputs[0].repairs


def test_a_list_in_a_table_of_two_columns_stays_whole(tmp_path: Path) -> None:
    text = "my list:\n1,milk\n2,eggs\n3,salt"
    dump = read_one(tmp_path, "lines.csv", table([["id", "text"], ["1", text], ["2", "so"]]))
    assert column(dump, "text") == [text, "so"]
