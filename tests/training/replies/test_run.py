from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from analyzer.replies.candidates import OPEN
from analyzer.replies.network import load_model
from analyzer.replies.walk import READ
from analyzer.replies.words import BUCKETS
from tests.training.replies.sample import forum_thread, write_lines
from training.cli import app
from training.replies.examples import make_examples
from training.replies.fit import Schedule, fit_ranker
from training.replies.flatten import Flat, flatten
from training.replies.measure import Judged, best_link_threshold, calibration, link_accuracy, share_with_interval
from training.replies.rarity import count_rarity
from training.replies.run import FIGURES, train
from training.replies.trees import UNKNOWN, Tree, read_trees

PLAIN = np.ones(BUCKETS, np.float32)


def judged(gold: list[int], best: list[int], probability: list[float]) -> Judged:
    size = len(gold)
    columns = np.array([0] * (size - 1) + [1]), np.arange(1, size + 1), np.array(gold), np.array(best)
    return Judged(*columns, np.array(probability, np.float32))


def test_link_accuracy_counts_answers_only() -> None:
    figures = judged([0, 1, -1, 2], [0, 0, 2, 2], [0.9, 0.9, 0.9, 0.9])
    assert link_accuracy(figures)["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert link_accuracy(figures)["n"] == 3
    assert link_accuracy(figures, choice_only=True)["value"] == 0.5


def test_the_threshold_is_where_f1_over_links_is_best() -> None:
    # Right, right, wrong, wrong, by probability: linking two gives F1 of 1 over the two answers.
    figures = judged([0, 1, -1, -1], [0, 1, 2, 3], [0.9, 0.6, 0.5, 0.2])
    assert best_link_threshold(figures) == pytest.approx(0.6)
    assert calibration(judged([0, 1], [0, 0], [0.5, 0.5])) == 0


def test_intervals_draw_whole_threads() -> None:
    # Two threads, one all right, one all wrong: half of the draws are one thread twice.
    share = share_with_interval(np.array([True] * 10 + [False] * 10), np.repeat([0, 1], 10))
    assert (share["value"], share["low"], share["high"], share["threads"]) == (0.5, 0, 1, 2)
    assert share_with_interval(np.zeros(0, bool), np.zeros(0, np.int64))["value"] is None


def test_examples_name_the_right_slot() -> None:
    tree = Tree("made up", "t", "train", ["a", "b", "a"], ["one", "two", "three"], [-1, 0, -1], opened=False)
    rarity = count_rarity([tree])
    by_time = make_examples([Flat(tree, "time")], rarity)
    assert (by_time.size.tolist(), by_time.gold.tolist()) == ([2, 3], [1, 0])
    reading = make_examples([Flat(tree, "reading")], rarity)
    assert (reading.size.tolist(), reading.gold.tolist()) == ([2, 3], [1, 0])
    assert (by_time.block.tolist(), reading.block.tolist()) == ([0, 1], [0, 0])


def test_in_reading_order_a_long_thread_is_learned_from_by_blocks() -> None:
    # A chain as long as two blocks: the second begins with the end of the path of the first.
    size = 2 * READ + 1
    chain = Tree("made up", "t", "train", ["a"] * size, ["x"] * size, list(range(-1, size - 1)), opened=True)
    examples = make_examples([Flat(chain, "reading")], PLAIN)
    assert examples.gold.tolist() == [1] * (size - 1)
    assert examples.size[[0, READ - 1, READ]].tolist() == [2, READ + 1, OPEN + 1]
    assert np.bincount(examples.block).tolist() == [READ, READ]


def test_a_block_with_an_unknown_parent_is_left_out() -> None:
    tree = Tree("made up", "t", "train", ["a"] * 3, ["x"] * 3, [-1, UNKNOWN, 0], opened=True)
    assert len(make_examples([Flat(tree, "reading")], PLAIN).size) == 0
    assert make_examples([Flat(tree, "time")], PLAIN).size.tolist() == [3]


def test_fitting_is_deterministic_and_learns(tmp_path: Path) -> None:
    trees = read_trees([write_lines(tmp_path / "t.jsonl", [forum_thread(n) for n in range(12)])])
    examples = make_examples([Flat(tree, "time") for tree in trees], count_rarity(trees))
    losses: list[float] = []

    def tell(entry: dict[str, object]) -> None:
        losses.append(float(str(entry["loss"])))

    schedule = Schedule(hidden=(8,), epochs=8, batch=30, rate=0.02)
    first, second = (fit_ranker(examples, schedule, tell) for _ in range(2))
    assert np.array_equal(first.layers[0][0], second.layers[0][0])
    assert losses[:8] == losses[8:]
    assert losses[7] < 0.7 * losses[0]


def test_trees_are_learned_whole(tmp_path: Path) -> None:
    trees = read_trees([write_lines(tmp_path / "t.jsonl", [forum_thread(n) for n in range(12)])])
    examples = make_examples([flatten(tree, "reading") for tree in trees], count_rarity(trees))
    losses: list[float] = []
    schedule = Schedule(hidden=(8,), epochs=8, batch=30, rate=0.02)
    fit_ranker(examples, schedule, lambda entry: losses.append(float(str(entry["loss"]))))
    assert losses[7] < 0.5 * losses[0]


def test_the_command_writes_a_model_and_its_figures(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "t.jsonl.gz", [forum_thread(n, 8) for n in range(40)])
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["replies", "--threads", str(path), "--out", str(out)])
    assert result.exit_code == 0, result.output
    figures = json.loads((out / FIGURES).read_text("utf-8"))
    assert {entry["order"] for entry in figures["figures"]} == {"time", "reading"}
    for entry in figures["figures"]:
        assert set(entry["baselines"]) == {"previous", "opening", "boosting"}
        accuracy = entry["link_accuracy"]
        assert accuracy["low"] <= accuracy["value"] <= accuracy["high"]
    assert load_model(out).thresholds == figures["thresholds"]
    again = train([path], tmp_path / "again", lambda entry: None, model=out)
    assert again == figures
