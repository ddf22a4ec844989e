"""The linear model over n-grams of word pieces that is added to the conspiracy logit, fitted by itself.

It is fitted to the labels, not to what the network leaves over: on its training rows the network leaves nothing over.
What it adds was measured for conspiracy framing only; toxicity gained nothing (docs/experiments.md).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.encode import prepare, tokenise
from analyzer.models.lexical import BUCKETS, NONE, Lexical, ngrams

FloatArray = npt.NDArray[np.float64]
LABEL = "conspiracy"


def fit_lexical(examples: pl.DataFrame, tokenizer: Any, strength: float) -> Lexical:
    """Return weights fitted to the training rows that judge conspiracy framing; `NONE` where one class is missing.

    Every corpus counts as much as it has rows and both its classes alike; an intercept per corpus takes up its rate.
    L2-regularised logistic regression (Fan et al. 2008, "LIBLINEAR"), which is deterministic.

    Args:
        examples: Example table.
        tokenizer: The encoder's `tokenizers.Tokenizer`, without truncation.
        strength: Inverse of the regularisation; 0 fits nothing.
    """
    rows = examples.filter(pl.col("split") == "train", pl.col(LABEL).is_not_null())
    gold = rows.get_column(LABEL).to_numpy() >= 0.5
    if not strength or gold.all() or not gold.any():
        return NONE
    from scipy.sparse import hstack
    from sklearn.linear_model import LogisticRegression

    corpora = rows.get_column("corpus").to_numpy()
    known = np.unique(corpora)
    table = hstack([features(rows.get_column("text").to_list(), tokenizer), _indicators(corpora, known)]).tocsr()
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=300)
    model.fit(table, gold, sample_weight=_balanced(corpora, gold))
    return Lexical({LABEL: model.coef_[0, :BUCKETS].astype(np.float16).astype(np.float32)})


def features(texts: list[str], tokenizer: Any) -> Any:
    """Return the n-grams of texts as a sparse table (n, BUCKETS); each row has length 1."""
    from scipy.sparse import csr_matrix

    rows, buckets = ngrams(tokenise(tokenizer, [prepare(text) for text in texts]))
    size = np.sqrt(np.maximum(np.bincount(rows, minlength=len(texts)), 1))
    return csr_matrix((1 / size[rows], (rows, buckets)), shape=(len(texts), BUCKETS))


def _indicators(corpora: npt.NDArray[np.str_], known: npt.NDArray[np.str_]) -> Any:
    from scipy.sparse import csr_matrix

    places = np.searchsorted(known, corpora)
    return csr_matrix((np.ones(len(corpora)), (np.arange(len(corpora)), places)), shape=(len(corpora), len(known)))


def _balanced(corpora: npt.NDArray[np.str_], gold: npt.NDArray[np.bool_]) -> FloatArray:
    """Return weights (n,) with a mean of 1 in every corpus, half of it on each class it has."""
    weights = np.ones(len(gold))
    for name in np.unique(corpora):
        mine = corpora == name
        classes = [part for part in (mine & gold, mine & ~gold) if part.any()]
        for part in classes:
            weights[part] = mine.sum() / (len(classes) * part.sum())
    return weights
