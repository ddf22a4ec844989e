from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analyzer.errors import ModelError
from analyzer.replies.network import DEFAULT, MANIFEST, WEIGHTS, Ranker, load_model, save_model, softmax
from tests.replies.sample import model_of, two_passes


def test_a_hand_worked_network() -> None:
    hidden = (np.array([[1, -1]], np.float32), np.array([0, 1], np.float32))
    last = (np.array([[2], [3]], np.float32), np.array([10], np.float32))
    ranker = Ranker(np.array([1], np.float32), np.array([0.5], np.float32), (hidden, last))
    # (5 - 1) / 2 = 2; hidden 2 and max(1 - 2, 0) = 0; 2 * 2 + 10. And (-1 - 1) / 2 = -1; 0 and 2; 3 * 2 + 10.
    assert ranker.scores(np.array([[5], [-1]], np.float32)).tolist() == [14, 16]
    assert ranker.scores(np.array([[1e9]], np.float32)).tolist() == [22]  # clipped at 6


def test_softmax_leaves_empty_slots_out() -> None:
    there = np.array([[True, True, False]])
    assert softmax(np.array([[0, 0, 99]], np.float32), there).tolist() == [[0.5, 0.5, 0]]


def test_a_saved_model_is_loaded_as_it_was(tmp_path: Path) -> None:
    model = two_passes({"same_author": 2}, {"told_me": 3}, threshold=0.25)
    save_model(tmp_path, model, {"corpora": ["made up"]})
    loaded = load_model(tmp_path)
    assert loaded.thresholds == model.thresholds
    assert np.array_equal(loaded.rarity, model.rarity)
    for order, rankers in model.rankers.items():
        assert len(loaded.rankers[order]) == len(rankers) == 2
        for one, other in zip(loaded.rankers[order], rankers, strict=True):
            assert np.array_equal(one.layers[0][0], other.layers[0][0])


def test_the_shipped_model_is_whole_and_small() -> None:
    load_model()
    assert sum(path.stat().st_size for path in DEFAULT.iterdir()) < 2_000_000


def damage(folder: Path, name: str) -> None:
    if name == "weights":
        (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes() + b"\0")
    elif name == "gone":
        (folder / WEIGHTS).unlink()
    elif name == "not json":
        (folder / MANIFEST).write_text("{", "utf-8")
    elif name == "list":
        (folder / MANIFEST).write_text("[]", "utf-8")
    else:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        manifest["features"] = manifest["features"][1:]
        (folder / MANIFEST).write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("weights", "not those of the manifest"),
        ("gone", "cannot be read"),
        ("not json", "not JSON"),
        ("list", "not a JSON object"),
        ("features", "another version"),
    ],
)
def test_a_damaged_model_is_refused(name: str, words: str, tmp_path: Path) -> None:
    save_model(tmp_path, model_of(), {})
    damage(tmp_path, name)
    with pytest.raises(ModelError, match=words):
        load_model(tmp_path)
