from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest

from analyzer.dumps import read
from analyzer.errors import DumpError
from tests.dumps.helpers import told, tree, write

WHEN = datetime.datetime(2020, 1, 2, 10, 0)  # noqa: DTZ001  a workbook keeps no zone


def workbook(folder: Path, sheets: dict[str, list[list[object]]], name: str = "page.xlsx") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    book.save(folder / name)
    return folder / name


def test_rows_are_read_with_numbers_and_dates_as_they_are(tmp_path: Path) -> None:
    lines: list[list[object]] = [["id", "parent id", "author", "date", "comment"], [1, None, "ann", WHEN, "yes"]]
    lines += [[None] * 5, [2.0, 1, "bo", WHEN, "no"]]
    dump = read([workbook(tmp_path, {"Sheet": lines})])
    assert dump.inputs[0].format == "excel"
    assert tree(dump) == [("page", "1", None), ("page", "2", "1")]
    assert told(dump, "author", "text")[1] == ("bo", "no")
    assert told(dump, "created_at")[0][0].replace(tzinfo=None) == WHEN
    assert dump.inputs[0].mapping["text"] == "comment"


def test_every_sheet_with_comments_is_a_thread_and_others_are_named(tmp_path: Path) -> None:
    comments: list[list[object]] = [["id", "text"], [1, "yes"]]
    dump = read([workbook(tmp_path, {"Bees": comments, "Notes": [["colour", "size"], ["red", 3]], "Ants": comments})])
    assert tree(dump) == [("page/Bees", "1", None), ("page/Ants", "1", None)]
    assert any("left out: Notes" in note for note in dump.inputs[0].notes)


def test_ids_that_excel_cut_are_not_joined(tmp_path: Path) -> None:
    lines: list[list[object]] = [["id", "parent_id", "text"]]
    lines += [[790123456789012000 + n * 1000, 790123456789012000, "words"] for n in range(4)]
    dump = read([workbook(tmp_path, {"Sheet": lines})])
    assert dump.inputs[0].repairs["damaged_id_dropped"] == 4
    assert dump.inputs[0].repairs["damaged_parent_id"] == 4


def test_what_is_no_workbook_or_a_broken_one_is_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter.docx"
    with zipfile.ZipFile(letter, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(DumpError, match="no workbook"):
        read([letter])
    whole = workbook(tmp_path, {"Sheet": [["id", "text"], [1, "yes"]]}).read_bytes()
    with pytest.raises(DumpError, match=r"damaged|archive"):
        read([write(tmp_path, "cut.xlsx", whole[: len(whole) // 2])])


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<w/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (600 * 2**20))
    with pytest.raises(DumpError, match="far more than its size"):
        read([path])
