from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from analyzer.cli.main import app
from analyzer.dumps import read, registry
from analyzer.dumps.batches import CommentBatcher
from analyzer.dumps.format import Detection, Format, Head, Reading
from analyzer.dumps.registry import FORMATS, all_formats
from analyzer.dumps.source import Source
from analyzer.errors import DumpError
from docs import generate

PAGE = (Path(generate.__file__).parent / "formats.md").read_text(encoding="utf-8")


def listed(*options: str, width: int = 120) -> str:
    result = CliRunner(env={"COLUMNS": str(width)}).invoke(app, ["formats", *options])
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("entry", FORMATS, ids=[entry.name for entry in FORMATS])
def test_every_format_says_what_it_is_told_by_and_has_a_row_in_the_docs(entry: Format) -> None:
    assert entry.title
    assert entry.signs
    assert f"| `{entry.name}` |" in PAGE


@pytest.mark.parametrize("width", [60, 120])
def test_the_list_names_every_format(width: int) -> None:
    shown = listed(width=width)
    assert all(entry.name in shown for entry in FORMATS)
    assert max(map(len, shown.splitlines())) <= width
    assert f"{len(FORMATS)} formats" in shown


def test_json_gives_the_same_for_scripts() -> None:
    entries = json.loads(listed("--json"))["formats"]
    assert [entry["name"] for entry in entries] == [entry.name for entry in FORMATS]
    assert set(entries[0]) == {"name", "title", "recognised_by", "reads_folders", "plug_in"}


# ---- plug-ins


def sniff(head: Head) -> Detection | None:
    return Detection(0.99, "it begins with hail") if head.text.startswith("hail") else None


def read_hail(source: Source, reading: Reading) -> Iterator[pa.RecordBatch]:
    batcher = CommentBatcher(reading)
    batcher.add(thread_id=source.stem, text=source.text().removeprefix("hail").strip())
    yield from batcher.rest()


HAIL = Format("hail", "Greetings", sniff, read_hail, signs="the word hail")
NOT_A_FORMAT = "hail"


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    points: list[EntryPoint] = []
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == "analyzer.dump_formats" else [])
    all_formats.cache_clear()
    yield points
    all_formats.cache_clear()


def point(value: str) -> EntryPoint:
    return EntryPoint("hail", f"tests.cli.test_formats:{value}", "analyzer.dump_formats")


def test_a_plug_in_is_found_listed_and_read_with(offered: list[EntryPoint], tmp_path: Path) -> None:
    offered.append(point("HAIL"))
    (tmp_path / "a.txt").write_text("hail and well met")
    dump = read([tmp_path / "a.txt"])
    assert (dump.inputs[0].format, dump.comments["text"].to_pylist()) == ("hail", ["and well met"])
    assert json.loads(listed("--json"))["formats"][-1] == {
        "name": "hail",
        "title": "Greetings",
        "recognised_by": "the word hail",
        "reads_folders": False,
        "plug_in": True,
    }
    assert "Greetings (plug-in)" in listed()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["NOT_A_FORMAT"], "offers as a dump format is none"),
        (["MISSING"], "cannot be loaded: AttributeError"),
        (["HAIL", "HAIL"], "two dump formats have the same name"),
    ],
)
def test_a_broken_plug_in_is_named(values: list[str], message: str, offered: list[EntryPoint]) -> None:
    offered += [point(value) for value in values]
    with pytest.raises(DumpError, match=message) as caught:
        all_formats()
    assert "analyzer.dump_formats" in str(caught.value)
