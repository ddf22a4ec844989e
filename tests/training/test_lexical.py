from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from analyzer.models.encode import prepare, tokenise
from analyzer.models.lexical import BUCKETS, NONE, Lexical
from analyzer.models.views import HEAD_LABELS
from tests import tiny
from training.examples import as_examples
from training.fit import build_network
from training.lexical import features, fit_lexical

PLACE = HEAD_LABELS["comment"].index("conspiracy")


def rows(*told: tuple[str, str, str, float | None]) -> pl.DataFrame:
    """Examples of (corpus, split, text, conspiracy)."""
    return as_examples(
        pl.DataFrame(
            [
                {"id": str(i), "corpus": c, "split": s, "group": str(i), "text": t, "conspiracy": v, "toxicity": 0.0}
                for i, (c, s, t, v) in enumerate(told)
            ]
        )
    )


def test_words_of_plots_weigh_up_and_words_of_the_rest_down(tiny_encoder: Path) -> None:
    _, tokenizer = build_network(tiny.recipe(tiny_encoder), ("house",))
    plot, other, both = tiny.WORDS[0], tiny.WORDS[1], tiny.WORDS[2]
    examples = rows(
        *[("a", "train", f"{plot} {both}", 1.0), ("a", "train", f"{other} {both}", 0.0)] * 3,
        ("b", "train", f"{other}", 0.0),  # a corpus of one class
        ("a", "val", f"{other}", 1.0),  # not trained on
        ("a", "train", f"{other}", None),  # not judged
    )
    model = fit_lexical(examples, tokenizer, 10.0)
    assert set(model.weights) == {"conspiracy"}
    weights = model.weights["conspiracy"]
    assert weights.shape == (1, BUCKETS)
    np.testing.assert_array_equal(weights, weights.astype(np.float16))  # what a bundle keeps is what was measured

    def logit(text: str) -> float:
        return float(model.logits(tokenise(tokenizer, [prepare(text)]), np.ones((1, 1), dtype=np.float32))[0, PLACE])

    assert logit(plot) > 0.1
    assert logit(other) < -0.1
    assert logit(other) < logit(both) < logit(plot)
    again = fit_lexical(examples, tokenizer, 10.0)
    np.testing.assert_array_equal(again.weights["conspiracy"], weights)


def test_what_is_fitted_is_what_scoring_adds_up(tiny_encoder: Path) -> None:
    _, tokenizer = build_network(tiny.recipe(tiny_encoder), ("house",))
    weights = np.random.default_rng(3).normal(size=BUCKETS).astype(np.float32)
    texts = [" ".join(tiny.WORDS[:7]), "thanks", "", "thanks thanks thanks"]
    added = Lexical({"conspiracy": weights[None]}).logits(
        tokenise(tokenizer, [prepare(text) for text in texts]), np.ones((len(texts), 1), dtype=np.float32)
    )
    np.testing.assert_allclose(features(texts, tokenizer) @ weights, added[:, PLACE], atol=1e-5)


def test_nothing_is_fitted_where_it_is_not_asked_or_one_class_is_missing(tiny_encoder: Path) -> None:
    _, tokenizer = build_network(tiny.recipe(tiny_encoder), ("house",))
    examples = rows(("a", "train", "thanks", 1.0), ("a", "train", "good report", 0.0))
    assert fit_lexical(examples, tokenizer, 0.0) is NONE
    assert fit_lexical(examples.filter(conspiracy=1.0), tokenizer, 1.0) is NONE
    assert fit_lexical(examples.clear(), tokenizer, 1.0) is NONE
