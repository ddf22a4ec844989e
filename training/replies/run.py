"""One training run of the reply model: read, flatten, fit, set thresholds, measure, write."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.replies import Order
from analyzer.replies.facts import Facts
from analyzer.replies.network import ORDERS, Ranker, ReplyModel, load_model, save_model
from analyzer.replies.words import FloatArray
from training.corpora.splits import Split, place
from training.replies.boosting import fit_boosting
from training.replies.examples import facts_of, make_examples
from training.replies.fit import Schedule, Tell, fit_ranker
from training.replies.flatten import Flat, flatten, with_names, without_opening
from training.replies.measure import (
    BASELINES,
    Linker,
    baseline_accuracy,
    best_link_threshold,
    calibration,
    judge,
    link_accuracy,
    links_given,
)
from training.replies.rarity import count_rarity
from training.replies.repeats import without_repeats
from training.replies.temper import best_temperature, with_temperature
from training.replies.trees import Tree, read_trees

#: Passes over a thread: the second knows what the first found.
PASSES: dict[Order, int] = {"time": 2, "reading": 2}
#: Threads the learned baseline is fitted to: it is slow, and more do not help it.
BOOSTED = 600
#: Deepest replies of pages made from forum threads, by turns; None keeps all.
DEPTHS = (0, 1, 2, 3, None)
#: Pages made of each tree of a small corpus, so that forums do not drown threads where most answer the article.
PAGES = {"rumoureval": 4, "createdebate": 6}
FIGURES = "figures.json"


@dataclass(frozen=True)
class Setting:
    """One way the threads of a corpus are flattened to be measured.

    Attributes:
        corpus: The corpus.
        repeats: Whether text repeated from earlier comments is left in.
        opened: Whether the post everything stands under is the first comment.
        timed: Whether it is known when comments were written. In order of time that says nothing more.
    """

    corpus: str
    repeats: bool
    opened: bool
    timed: bool = False

    @property
    def name(self) -> str:
        """Return what the setting is called in the results."""
        parts = [self.corpus, "repeats left in" if self.repeats else "repeats removed"]
        parts += [] if self.opened else ["no opening post"]
        return ", ".join([*parts, "times known"] if self.timed else parts)


SETTINGS = (
    Setting("forums", repeats=False, opened=True),
    Setting("forums", repeats=True, opened=True),
    Setting("forums", repeats=True, opened=False),
    Setting("rumoureval", repeats=True, opened=False),
    Setting("createdebate", repeats=True, opened=False),
    Setting("forums", repeats=False, opened=True, timed=True),
    Setting("forums", repeats=True, opened=True, timed=True),
)


def train(
    paths: Sequence[Path], out: Path, tell: Tell, *, model: Path | None = None, schedule: Schedule | None = None
) -> dict[str, Any]:
    """Train the reply model on files of threads, or take one as it is, and write it with its figures to a folder.

    Args:
        paths: Threads with known parents.
        out: The folder written.
        tell: Called with what is going on.
        model: A model that is measured instead of a new one.
        schedule: How the ranker is fitted, if not by default.

    Raises:
        CorpusError: A file is missing or in no known layout.
        ModelError: `model` is not whole.
    """
    trees = read_trees(paths)
    tell({"threads": dict(Counter(f"{tree.corpus}, {tree.split}" for tree in trees))})
    linker = load_model(model) if model else fit(trees, tell, schedule or Schedule())
    result = {
        "corpora": sorted({tree.corpus for tree in trees}),
        "thresholds": dict(linker.thresholds),
        "figures": measure(trees, linker, tell),
    }
    save_model(out, linker, {"corpora": result["corpora"]})
    (out / FIGURES).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return result


def fit(trees: Sequence[Tree], tell: Tell, schedule: Schedule) -> ReplyModel:
    """Return a model fitted to the training part, its temperatures and thresholds set on the validation part."""
    rarity = count_rarity(trees)
    rankers = {
        order: temper(trees, order, rarity, fit_order(trees, order, rarity, tell, schedule), tell) for order in ORDERS
    }
    unset = ReplyModel(rankers, dict.fromkeys(ORDERS, 0.0), rarity)
    return replace(unset, thresholds={order: _threshold(trees, order, unset) for order in ORDERS})


def temper(
    trees: Sequence[Tree], order: Order, rarity: FloatArray, rankers: tuple[Ranker, ...], tell: Tell
) -> tuple[Ranker, ...]:
    """Return the rankers of one order, the last with the temperature that is best on the validation part."""
    settings = [_flats(trees, "val", setting, order, rarity) for setting in SETTINGS]
    temperature = best_temperature([flats for flats in settings if flats], rankers)
    tell({"order": order, "temperature": temperature})
    return (*rankers[:-1], with_temperature(rankers[-1], temperature))


def fit_order(
    trees: Sequence[Tree], order: Order, rarity: FloatArray, tell: Tell, schedule: Schedule
) -> tuple[Ranker, ...]:
    """Return the rankers of one order, pass by pass."""
    rankers: tuple[Ranker, ...] = ()
    for number in range(1, PASSES[order] + 1):

        def told(entry: dict[str, object], number: int = number) -> None:
            tell({"order": order, "pass": number, **entry})

        examples = make_examples(training_pages(trees, order), rarity, rankers)
        told({"comments": len(examples.size), "pairs": len(examples.features)})
        rankers += (fit_ranker(examples, schedule, told),)
    return rankers


def training_trees(trees: Sequence[Tree]) -> Iterator[Tree]:
    """Yield the training part in the shapes dumps have: with and without repeats, names and the opening post."""
    for tree in trees:
        if tree.split == "train":
            yield from shapes(tree)


def training_pages(trees: Sequence[Tree], order: Order) -> Iterator[Flat]:
    """Yield the training part flat. Half the pages in reading order show times, half of these shuffled siblings."""
    for at, tree in enumerate(training_trees(trees)):
        shuffled = np.random.default_rng(at) if at % 4 == 1 else None
        yield flatten(tree, order, timed=at % 2 == 1, shuffled=shuffled)


def shapes(tree: Tree) -> Iterator[Tree]:
    """Yield a tree without repeats as it stands, then with or without them as a page without its opening post.

    What a tree gets is decided by a hash of its name, so that it never changes.
    """
    rng = np.random.default_rng(int(place(f"shape/{tree.corpus}/{tree.name}") * 2**32))
    clean = replace(tree, texts=without_repeats(tree.texts))
    named = tree.corpus == "rumoureval"
    for text in (clean, tree) if tree.opened else ():
        yield text if named or rng.random() < 0.5 else with_names(text, rng)
    for _ in range(PAGES.get(tree.corpus, 1)):
        page = without_opening(tree if rng.random() < 0.5 else clean, DEPTHS[int(rng.integers(len(DEPTHS)))])
        yield page if named else with_names(page, rng)


def _flats(
    trees: Sequence[Tree], split: Split, setting: Setting, order: Order, rarity: FloatArray
) -> list[tuple[Flat, Facts]]:
    flats = []
    for tree in trees:
        if tree.split == split and tree.corpus == setting.corpus and (order == "reading" or not setting.timed):
            shown = tree if setting.repeats else replace(tree, texts=without_repeats(tree.texts))
            flat = flatten(shown if setting.opened else without_opening(shown), order, timed=setting.timed)
            if len(flat.tree) > 1:
                flats.append((flat, facts_of(flat, rarity)))
    return flats


def _threshold(trees: Sequence[Tree], order: Order, model: ReplyModel) -> float:
    """Return the threshold with the best F1 over the validation part of all pages without their opening post."""
    pages = [setting for setting in SETTINGS if not setting.opened]
    flats = [flat for page in pages for flat in _flats(trees, "val", page, order, model.rarity)]
    return best_link_threshold(judge(flats, model)) if flats else 0.5


def measure(trees: Sequence[Tree], model: ReplyModel, tell: Tell) -> list[dict[str, Any]]:
    """Return the figures of a model on the test part, setting by setting."""
    figures = []
    for order in ORDERS:
        boosted = _boosting(trees, order, model.rarity)
        for setting in SETTINGS:
            flats = _flats(trees, "test", setting, order, model.rarity)
            if flats:
                figure = _figure(flats, setting, order, model, BASELINES | boosted)
                tell(figure)
                figures.append(figure)
    return figures


def _boosting(trees: Sequence[Tree], order: Order, rarity: FloatArray) -> dict[str, Linker]:
    """Return the learned baseline, fitted to some opened threads of the training part, repeats in one half of them."""
    opened = [tree for tree in trees if tree.split == "train" and tree.opened][:BOOSTED]
    mixed = [replace(t, texts=without_repeats(t.texts)) if at % 2 else t for at, t in enumerate(opened)]
    examples = make_examples((flatten(tree, order) for tree in mixed), rarity)
    return {"boosting": fit_boosting(examples)} if len(examples.size) else {}


def _figure(
    flats: list[tuple[Flat, Facts]], setting: Setting, order: Order, model: ReplyModel, linkers: dict[str, Linker]
) -> dict[str, Any]:
    used = judge(flats, model)
    told = judge([(flat, replace(facts, opened=True)) for flat, facts in flats], model) if setting.opened else used
    return {
        "setting": setting.name,
        "order": order,
        "link_accuracy": link_accuracy(told),
        "link_accuracy_with_a_choice": link_accuracy(told, choice_only=True),
        "baselines": {name: baseline_accuracy(flats, linker, choice_only=False) for name, linker in linkers.items()},
        "baselines_with_a_choice": {
            name: baseline_accuracy(flats, linker, choice_only=True) for name, linker in linkers.items()
        },
        "calibration_error": round(calibration(told), 4),
        "links_given": links_given(used, model.thresholds[order]),
    }
