"""The ConvoKit folder: its schema worked out by hand, and ConvoKit itself opening it where it is installed."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from analyzer.exports import export_run
from tests.exports.sample import COMMENTS, write_sample


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    export_run(write_sample(tmp_path), "convokit", tmp_path / "corpus")
    return tmp_path / "corpus"


def load(corpus: Path, name: str) -> Any:
    return json.loads((corpus / name).read_text(encoding="utf-8"))


def test_every_parent_is_there_and_every_conversation_has_one_root(corpus: Path) -> None:
    lines = [json.loads(line) for line in (corpus / "utterances.jsonl").read_text().splitlines()]
    assert len(lines) == len(COMMENTS) + 2
    by_id = {line["id"]: line for line in lines}
    assert len(by_id) == len(lines)
    assert [line["id"] for line in lines if line["reply-to"] is None] == ["t1", "t2"]
    assert all(line["reply-to"] is None or line["reply-to"] in by_id for line in lines)
    assert by_id["t1"]["text"] == "The bridge"
    assert by_id["t1/7"]["reply-to"] == "t1"
    assert by_id["t1/7"]["meta"]["missing_parent"] == "gone"
    assert (by_id["t1/3"]["speaker"], by_id["t1/3"]["reply-to"], by_id["t1/3"]["conversation_id"]) == (
        *("name:Ada", "t1/2"),
        "t1",
    )
    assert by_id["t1/4"]["speaker"] == "[deleted]"
    assert by_id["t1/1"]["timestamp"] == 1777636800.25
    assert (by_id["t1/2"]["timestamp"], by_id["t1/2"]["meta"]["time_known"]) == (1777636800.25, False)
    assert by_id["t1/3"]["meta"]["flags"] == ["toxicity", "insult", "conspiracy"]


def test_speakers_conversations_and_index_cover_the_utterances(corpus: Path) -> None:
    lines = [json.loads(line) for line in (corpus / "utterances.jsonl").read_text().splitlines()]
    assert {line["speaker"] for line in lines} <= set(load(corpus, "speakers.json"))
    assert {line["conversation_id"] for line in lines} == set(load(corpus, "conversations.json"))
    index = load(corpus, "index.json")
    assert {name for line in lines for name in line["meta"]} >= set(index["utterances-index"])
    assert index["utterances-index"]["toxicity"] == ["<class 'float'>"]
    assert load(corpus, "conversations.json")["t1"]["meta"]["title"] == "The bridge"


def test_convokit_opens_it_and_finds_it_sound(corpus: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        convokit = pytest.importorskip("convokit")
        opened = convokit.Corpus(filename=str(corpus))
        conversations = list(opened.iter_conversations())
        assert all(conversation.check_integrity(verbose=False) for conversation in conversations)
        chains = {c.id: sorted(len(path) for path in c.get_root_to_leaf_paths()) for c in conversations}
        ada = opened.get_speaker("name:Ada")
        assert (ada.meta["author"], len(list(ada.iter_utterances()))) == ("Ada", 4)
    assert chains == {"t1": [2, 3, 4, 4], "t2": [4]}
