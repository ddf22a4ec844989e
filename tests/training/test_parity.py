from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyzer.models.bundle import Bundle
from analyzer.models.scorer import Scorer
from tests import tiny
from training.parity import lost, parity


def test_a_bundle_loses_nothing_against_itself(tiny_bundle: Bundle) -> None:
    scorer = Scorer(tiny_bundle)
    found = parity(scorer, scorer, tiny.examples(), ["semeval2016"])
    assert found
    assert {c.difference for c in found} == {0.0}
    assert lost(found) == []


def test_what_goes_wrong_in_a_head_is_found(tiny_bundle: Bundle) -> None:
    good = parity(Scorer(tiny_bundle), Scorer(tiny_bundle), tiny.examples(), ["semeval2016"])
    head = tiny_bundle.heads["target"]
    # All stances lean to one class: whatever was right of the others is lost.
    leaning = replace(head, shift=head.shift + np.array([0, 0, 100], dtype=np.float32))
    broken = replace(tiny_bundle, heads={**tiny_bundle.heads, "target": leaning})
    found = parity(Scorer(broken), Scorer(tiny_bundle), tiny.examples(), ["semeval2016"])
    favg = next(c for c in found if c.metric == "Favg")
    assert favg.first == 0
    assert favg.second == next(c.second for c in good if c.metric == "Favg")
    assert (favg in lost(found)) == (favg.second > 0.005)
    assert favg.second == pytest.approx(favg.first - favg.difference)
