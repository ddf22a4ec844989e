"""The linear model over n-grams of word pieces that is added to the conspiracy logit, fitted by itself.

It is fitted to the labels, not to what the network leaves over: on its training rows the network leaves nothing over.
What it adds was measured for conspiracy framing only; toxicity gained nothing (docs/experiments.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.encode import prepare, tokenise
from analyzer.models.lexical import BUCKETS, NONE, FloatArray, Lexical, lengths, ngrams
from training.losses import class_weights

LABEL = "conspiracy"


def fit_lexical(examples: pl.DataFrame, tokenizer: Any, strength: float, experts: Sequence[str] = ()) -> Lexical:
    """Return weights fitted to the training rows that judge conspiracy framing; `NONE` where nothing can be fitted.

    Each expert gets weights of its own corpus's rows, behind those of all other corpora; where one class is missing
    they are 0. Every corpus counts as much as it has rows and both its classes alike; an intercept per corpus takes up
    its rate. L2-regularised logistic regression (Fan et al. 2008, "LIBLINEAR"): no chance in it, but the last bits move
    with the number of threads its products run on.

    Args:
        examples: Example table.
        tokenizer: The encoder's `tokenizers.Tokenizer`, without truncation.
        strength: Inverse of the regularisation; 0 fits nothing.
        experts: Corpora that are judged apart.
    """
    rows = examples.filter(pl.col("split") == "train", pl.col(LABEL).is_not_null())
    apart = pl.col("corpus").is_in(list(experts))
    parts = [rows.filter(~apart), *(rows.filter(pl.col("corpus") == name) for name in experts)]
    weights = np.stack([_fitted(part, tokenizer, strength) for part in parts])
    return Lexical({LABEL: weights}) if weights.any() else NONE


def _fitted(rows: pl.DataFrame, tokenizer: Any, strength: float) -> FloatArray:
    gold = rows.get_column(LABEL).to_numpy() >= 0.5
    if not strength or gold.all() or not gold.any():
        return np.zeros(BUCKETS, dtype=np.float32)
    from scipy.sparse import hstack
    from sklearn.linear_model import LogisticRegression

    corpora = rows.get_column("corpus").to_numpy()
    known = np.unique(corpora)
    table = hstack([features(rows.get_column("text").to_list(), tokenizer), _indicators(corpora, known)]).tocsr()
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=300)
    weights = class_weights(np.column_stack([gold, ~gold]).astype(np.float32), corpora.tolist(), 1.0)
    model.fit(table, gold, sample_weight=weights)
    return np.asarray(model.coef_[0, :BUCKETS].astype(np.float16).astype(np.float32))


def features(texts: list[str], tokenizer: Any) -> Any:
    """Return the n-grams of texts as a sparse table (n, BUCKETS); each row has length 1."""
    from scipy.sparse import csr_matrix

    rows, buckets = ngrams(tokenise(tokenizer, [prepare(text) for text in texts]))
    return csr_matrix((1 / lengths(rows, len(texts))[rows], (rows, buckets)), shape=(len(texts), BUCKETS))


def _indicators(corpora: npt.NDArray[np.str_], known: npt.NDArray[np.str_]) -> Any:
    from scipy.sparse import csr_matrix

    places = np.searchsorted(known, corpora)
    return csr_matrix((np.ones(len(corpora)), (np.arange(len(corpora)), places)), shape=(len(corpora), len(known)))
