"""How rare words are: counted over the training comments, kept by hash so that no word of theirs is shipped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.replies.words import BUCKETS, FloatArray, split_words
from training.replies.trees import Tree


def count_rarity(trees: Sequence[Tree]) -> FloatArray:
    """Return the (BUCKETS,) inverse document frequency of words in the training part, 1 for the mean word in use.

    Rounded to half precision: more digits would be noise.
    """
    held, mentions, comments = np.zeros(BUCKETS), np.zeros(BUCKETS), 0
    for tree in trees:
        if tree.split == "train":
            words = split_words(tree.texts)
            place = np.repeat(np.arange(len(tree)), np.diff(words.start))
            pairs = np.unique(place * BUCKETS + words.bucket[words.code])
            held += np.bincount(pairs % BUCKETS, minlength=BUCKETS)
            mentions += np.bincount(words.bucket[words.code], minlength=BUCKETS)
            comments += len(tree)
    frequency = np.log((comments + 1) / (held + 1))
    mean = float(np.average(frequency, weights=mentions)) if mentions.any() else 1.0
    return (frequency / max(mean, 1e-6)).astype(np.float16).astype(np.float32)
