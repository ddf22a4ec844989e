from __future__ import annotations

import json
from pathlib import Path

from analyzer.labels.registry import LABELS
from tests.cli.conftest import Invoke
from tests.cli.sample import write_bundle


def test_labels_explains_every_label_and_its_points(tmp_path: Path, invoke: Invoke) -> None:
    told = " ".join(invoke("labels", "--model", write_bundle(tmp_path)).replace("\xa0", " ").split())
    for label in LABELS.values():
        assert label.meaning in told
    assert "!! sure from 90 % on" in told
    assert "it finds 60 % of what there is and marks 2 % of all comments" in told


def test_labels_as_json_holds_columns_and_points(tmp_path: Path, invoke: Invoke) -> None:
    labels = {
        entry["name"]: entry
        for entry in json.loads(invoke("labels", "--model", write_bundle(tmp_path), "--json"))["labels"]
    }
    assert labels.keys() == LABELS.keys()
    assert [point["threshold"] for point in labels["insult"]["operating_points"]] == [0.3, 0.5, 0.9]
    assert (labels["deny"]["column"], labels["deny"]["operating_points"]) == ("stance_deny", [])


def test_model_tells_the_facts_of_its_card(tmp_path: Path, invoke: Invoke) -> None:
    told = invoke("model", "--model", write_bundle(tmp_path))
    for fact in ("made-up 7", "encoder: tiny", "languages: en", "made test", "0.400 to 0.600", "1,200", "CC0"):
        assert fact in told


def test_model_as_json_is_the_manifest_and_its_hash(tmp_path: Path, invoke: Invoke) -> None:
    told = json.loads(invoke("model", "--model", write_bundle(tmp_path), "--json"))
    assert (told["name"], len(told["hash"]), told["suites"][0]["n"]) == ("made-up", 64, 10)
