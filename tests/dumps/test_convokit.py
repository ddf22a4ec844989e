from __future__ import annotations

import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest

from analyzer.dumps import read
from analyzer.threads import build_threads
from tests.dumps.helpers import FIXTURES, json_lines, read_fixture, told, tree

UTTERANCES = (FIXTURES / "convokit.jsonl").read_text()


def corpus(folder: Path, conversations: Any, name: str = "utterances.jsonl", content: str = UTTERANCES) -> Path:
    folder.mkdir(parents=True)
    (folder / name).write_text(content)
    (folder / "conversations.json").write_text(json.dumps(conversations))
    (folder / "speakers.json").write_text('{"ann": {}}')
    (folder / "index.json").write_text('{"utterances-index": {}}')
    return folder


def test_every_versions_names_are_known() -> None:
    dump = read_fixture("convokit.jsonl")
    assert dump.inputs[0].format == "convokit"
    assert tree(dump) == [("u0", "u0", None), ("u0", "u1", "u0"), ("u0", "u2", "u1")]
    assert told(dump, "author") == [("ann",), ("bo",), ("cy",)]
    assert [time and time.timestamp() for (time,) in told(dump, "created_at")] == [1000, 1200, None]


@pytest.mark.parametrize("facts", [{"page_title": "Talk:Bees"}, {"meta": {"title": "Talk:Bees"}, "vectors": []}])
def test_conversations_give_titles(facts: Any, tmp_path: Path) -> None:
    dump = read([corpus(tmp_path / "wiki", {"u0": facts})])
    assert dump.threads["u0"].title == "Talk:Bees"
    assert dump.comments.num_rows == 3


def test_one_array_and_archives_are_read(tmp_path: Path) -> None:
    listed = json.dumps([json.loads(line) for line in UTTERANCES.splitlines()])
    folder = corpus(tmp_path / "wiki", {"u0": {"title": "Bees"}}, "utterances.json", listed)
    with zipfile.ZipFile(tmp_path / "wiki.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"wiki/{file.name}")
    for dump in (read([folder]), read([tmp_path / "wiki.zip"])):
        assert tree(dump)[1] == ("u0", "u1", "u0")
        assert dump.threads["u0"].title == "Bees"


class Bomb:
    def __reduce__(self) -> Any:
        return (pytest.fail, ("a pickle was opened",))


def test_pickles_are_never_opened(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "wiki", {})
    (folder / "Annotations-bin.p").write_bytes(pickle.dumps(Bomb()))
    assert read([folder]).comments.num_rows == 3


def test_broken_reply_links_are_kept_and_counted(tmp_path: Path) -> None:
    def said(own: str, answered: str | None, speaker: str = "ann") -> dict[str, Any]:
        return {"id": own, "conversation_id": "x", "text": own, "speaker": speaker, "meta": {}, "reply-to": answered}

    broken = [said("x0", "missing"), said("x1", "x2"), said("x2", "x1"), said("x0", None, "bo"), said("x3", "x3")]
    report = build_threads(read([corpus(tmp_path / "b", {}, content=json_lines(broken))])).report.repairs
    assert (report["orphans"], report["cycles_broken"], report["conflicting_ids"], report["self_parents"]) == (
        1,
        1,
        1,
        1,
    )


def test_replies_that_name_the_text_they_answer_are_linked(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in UTTERANCES.splitlines()]
    lines[1]["reply-to"] = "Should we rename this page?"
    dump = read([corpus(tmp_path / "t", {}, content=json_lines(lines))])
    assert tree(dump)[1] == ("u0", "u1", "u0")
    assert any("name the text" in note for entry in dump.inputs for note in entry.notes)
