from __future__ import annotations

import json
import zipfile
from pathlib import Path

from analyzer.dumps import read
from tests.dumps.helpers import FIXTURES, read_fixture, read_one, told, tree

DAY = (FIXTURES / "slack-day.json").read_text()
USERS: list[dict[str, object]] = [
    {"id": "U1", "name": "ann", "profile": {"display_name": "", "email": "ann@mail.example"}}
]
USERS += [{"id": "U2", "name": "bo", "deleted": True, "profile": {"display_name": "Bo B"}}]


def export(folder: Path) -> Path:
    for channel in ("general", "bees"):
        (folder / channel).mkdir(parents=True)
        (folder / channel / "2016-01-14.json").write_text(DAY)
    (folder / "users.json").write_text(json.dumps(USERS))
    (folder / "channels.json").write_text('[{"id": "C1", "name": "general"}]')
    return folder


def test_one_day_of_a_channel_is_read_alone() -> None:
    dump = read_fixture("slack-day.json")
    assert dump.inputs[0].format == "slack"
    first = "1452837352.000006"
    assert [row[1:] for row in tree(dump)] == [
        (first, None),
        ("1452837400.000007", first),
        ("1452837500.000008", first),
        ("1452837600.000009", None),
    ]
    assert told(dump, "author", "author_kind", "state", "text") == [
        ("U1", "user", "present", "@U2: bees <3 see this page or https://example.org/ants"),
        ("U2", "user", "present", "no @here"),
        (None, "deleted", "deleted", ""),
        ("hivebot", "bot", "present", "Hive 1 is warm"),
    ]
    assert dump.inputs[0].repairs == {"service_rows": 1}
    assert dump.threads["slack-day"].stubs == 1  # three replies are declared, two are there


def test_an_export_has_a_thread_per_channel_and_its_users_names(tmp_path: Path) -> None:
    dump = read([export(tmp_path / "export")])
    report = next(entry for entry in dump.inputs if entry.format == "slack")
    assert report.comments == 8
    assert {row[0] for row in tree(dump)} == {"C1", "bees"}  # by its id where the export tells it
    assert (dump.threads["C1"].title, dump.threads["bees"].title) == ("#general", "#bees")
    assert told(dump, "author", "text")[:2] == [
        ("ann", "@Bo B: bees <3 see this page or https://example.org/ants"),
        ("Bo B", "no @here"),
    ]


def test_an_archive_with_the_export_in_a_folder_is_read_like_it(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.json")):
            archive.write(file, f"Bees Slack export/{file.relative_to(folder)}")
    dump = read([path])
    assert any(entry.format == "slack" for entry in dump.inputs)
    assert dump.comments.num_rows == 8


def test_an_answer_of_the_api_is_read_like_a_day(tmp_path: Path) -> None:
    answer = {"ok": True, "messages": json.loads(DAY), "has_more": False}
    dump = read_one(tmp_path, "slack-day.json", json.dumps(answer))
    assert dump.inputs[0].format == "slack"
    assert told(dump, "parent_id", "text") == told(read_fixture("slack-day.json"), "parent_id", "text")
    assert dump.inputs[0].repairs == read_fixture("slack-day.json").inputs[0].repairs
