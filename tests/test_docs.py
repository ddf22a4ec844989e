from __future__ import annotations

import doctest
import inspect
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

import analyzer
from analyzer.cli.render.account import REPAIRS
from analyzer.dumps.registry import FORMATS
from analyzer.dumps.synonyms import SYNONYMS
from analyzer.labels.label import Label
from analyzer.labels.operating import POINTS
from analyzer.labels.registry import LABELS
from analyzer.replies.features import REASONS
from analyzer.text.judgeable import NO_TEXT_REASONS
from analyzer.threads.flat import REPLY_TO

ROOT = Path(__file__).parents[1]
PAGES = sorted(chain(ROOT.glob("*.md"), *(ROOT.glob(f"{room}/**/*.md") for room in ("analyzer", "docs", "training"))))
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The names GitHub gives a page's headings."""
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in HEADING.findall(text)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), f"{link} names no heading"


@pytest.mark.parametrize("name", [entry.name for entry in FORMATS])
def test_every_format_has_a_row(name: str) -> None:
    assert f"\n| `{name}` |" in page("docs/formats.md")


@pytest.mark.parametrize("name", [*REPAIRS, *SYNONYMS])
def test_every_repair_and_field_has_a_row(name: str) -> None:
    assert f"\n| `{name}` |" in page("docs/formats.md")


def test_every_way_of_inferring_has_a_row() -> None:
    assert all(f"\n| `inferred:{way}` |" in page("docs/formats.md") for way in (REPLY_TO, *REASONS))


@pytest.mark.parametrize("label", LABELS.values(), ids=list(LABELS))
def test_every_label_is_told_as_the_registry_tells_it(label: Label) -> None:
    told = " ".join(page("docs/labels.md").replace("\\*", "*").split())
    assert f"### `{label.name}` {label.meaning[0].upper()}{label.meaning[1:]}." in told
    assert all(ruling.rstrip(".") in told for ruling in label.rulings if label.flags)


@pytest.mark.parametrize("name", [*NO_TEXT_REASONS, *POINTS])
def test_every_reason_and_operating_point_has_a_row(name: str) -> None:
    assert f"\n| `{name}` |" in page("docs/labels.md")


def test_the_perspective_table_is_the_registry() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `([A-Z_]+)` \|$", page("README.md"), re.MULTILINE))
    assert rows == {label.name: label.perspective for label in LABELS.values() if label.perspective}


@pytest.mark.parametrize("house", ["analyzer", "training"])
def test_every_room_is_on_the_plan(house: str) -> None:
    rooms = [path for path in (ROOT / house).iterdir() if path.is_dir() and path.name[0] not in "_."]
    assert rooms
    for room in rooms:
        assert f"`{house}/{room.name}`" in page("docs/architecture.md")
        assert f"\n      {room.name}/ " in page("docs/architecture.md")


def test_every_wall_is_on_the_plan() -> None:
    contracts = tomllib.loads(page("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert all(f"\n| {contract['name']} |" in page("docs/architecture.md") for contract in contracts)


@pytest.mark.parametrize("verb", analyzer.__all__)
def test_every_verb_is_documented_with_its_options(verb: str) -> None:
    section = page("docs/python.md").split(f"\n## {verb}\n")[1].split("\n## ")[0]
    usage = section.strip().splitlines()[0]
    for name, option in inspect.signature(getattr(analyzer, verb)).parameters.items():
        shown = name if option.default is option.empty else f"{name}={option.default!r}".replace("'", '"')
        assert shown in usage


def test_the_examples_of_the_python_page_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False)
    assert found.attempted > 8
    assert found.failed == 0


def test_the_sample_of_the_readme_is_the_sample_thread() -> None:
    shown = page("README.md").split("<!-- sample output -->")[1].split("\n    …\n")[0]
    said = re.findall(r"([^\n│├└─]{20,})…", shown)
    thread = page("examples/thread.txt")
    assert len(said) >= 4
    assert all(re.split(r"  +", words.strip())[-1] in thread for words in said)
