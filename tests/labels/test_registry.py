from __future__ import annotations

import pytest

from analyzer.comment import COMMENT_SCHEMA, STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TOXICITY_LABELS
from analyzer.labels.label import Family
from analyzer.labels.registry import FLAG_LABELS, LABELS, meaning_of

FAMILIES: dict[Family, tuple[str, ...]] = {
    "toxicity": TOXICITY_LABELS,
    "stance_parent": STANCE_PARENT_LABELS,
    "stance_target": STANCE_TARGET_LABELS,
    "conspiracy": ("conspiracy",),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_registry_holds_the_labels_of_each_family_in_order(family: Family) -> None:
    assert tuple(name for name, label in LABELS.items() if label.family == family) == FAMILIES[family]


def test_every_label_has_a_column_and_words() -> None:
    for name, label in LABELS.items():
        assert name == label.name
        assert label.column in COMMENT_SCHEMA.names
        assert all([label.meaning, label.example_yes, label.example_no, label.rulings])
        assert label.example_yes != label.example_no


def test_stances_do_not_flag() -> None:
    assert (*TOXICITY_LABELS, "conspiracy") == FLAG_LABELS


def test_only_toxicity_has_perspective_attributes_and_obscene_is_profanity() -> None:
    assert {name for name, label in LABELS.items() if label.perspective} == set(TOXICITY_LABELS)
    assert LABELS["obscene"].perspective == "PROFANITY"


def test_the_meaning_of_an_unknown_label_is_an_error() -> None:
    assert meaning_of("threat") == LABELS["threat"].meaning
    with pytest.raises(KeyError):
        meaning_of("spam")
