"""Experts: corpora that mean different things by one label are judged apart, and weighed per comment.

What one corpus calls conspiracy framing another calls criticism, and a single head has to split the difference. So some
corpora have heads of their own, and a gate says how far each is to be believed for the comment at hand (Jacobs et al.
1991, "Adaptive mixtures of local experts"; Guo et al. 2018, "Multi-source domain adaptation with mixture of experts").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.models.heads import Head, softmax

FloatArray = npt.NDArray[np.float32]

#: What experts and their gate are called in a bundle; the gate in a network too.
JUDGES, GATE = "experts", "gate"


@dataclass(frozen=True)
class Experts:
    """The experts on conspiracy framing beside the head of all other corpora, and their gate.

    Attributes:
        judges: One logit per expert.
        gate: One logit more: how far the head of all other corpora, then each expert, is to be believed.
    """

    judges: Head
    gate: Head

    @property
    def count(self) -> int:
        """How many judge, the head of all other corpora among them."""
        return len(self.gate.scale)

    def weigh(self, features: FloatArray, shared: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the mixed logits (n,) of comments, and the share (n, count) each judge has in them.

        Args:
            features: (n, inputs) what the heads read of the comments.
            shared: (n,) logits of the head of all other corpora.
        """
        shares = softmax(self.gate.raw_logits(features))
        judged = np.concatenate([shared[:, None], self.judges.raw_logits(features)], axis=1)
        return np.asarray((shares * judged).sum(axis=1), dtype=np.float32), shares
