from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.encode import prepare
from analyzer.models.spans import by_word, marked
from analyzer.models.views import SPAN_LABELS
from tests import tiny

ALL = dict.fromkeys(SPAN_LABELS, 0.5)
TOKENIZER = tiny.make_tokenizer()


def marks(text: str, *chosen: str, label: str = "toxicity") -> npt.NDArray[np.float32]:
    """Marks of a comment's tokens: 0.9 on the pieces named, 0.1 elsewhere."""
    tokens = TOKENIZER.encode(prepare(text), add_special_tokens=False).tokens
    found = np.full((len(tokens), len(SPAN_LABELS)), 0.1, dtype=np.float32)
    found[[token in chosen for token in tokens], SPAN_LABELS.index(label)] = 0.9
    return found


def stretches(text: str, *chosen: str) -> list[str]:
    """The stretches of a comment that are marked where its named pieces are."""
    found = marked(text, TOKENIZER, marks(text, *chosen), ALL, SPAN_LABELS)
    return [text[mark["start"] : mark["end"]] for mark in found]


def test_a_marked_word_is_marked_as_it_was_written() -> None:
    assert stretches("You  IDIOT, why", "idiot") == ["IDIOT"]
    found = marked("you idiot", TOKENIZER, marks("you idiot", "idiot"), ALL, ("toxicity",))
    assert found == [{"start": 4, "end": 9, "label": "toxicity"}]


def test_neighbouring_words_are_one_stretch_and_others_are_apart() -> None:
    assert stretches("you stupid idiot and fool", "stupid", "idiot", "fool") == ["stupid idiot", "fool"]


def test_pieces_of_a_word_are_one_stretch() -> None:
    assert stretches("zx you", "z", "##x") == ["zx"]


def test_a_word_is_marked_whole_or_not_at_all() -> None:
    told = marks("zx you", "z")  # 0.9 and 0.1 for z and ##x: 0.5 in the mean
    assert [mark["end"] for mark in marked("zx you", TOKENIZER, told, {"toxicity": 0.49}, SPAN_LABELS)] == [2]
    assert marked("zx you", TOKENIZER, told, {"toxicity": 0.51}, SPAN_LABELS) == []


def test_tokens_take_the_mean_of_their_word_and_tokens_of_none_stay() -> None:
    told = np.array([[0.0], [1.0], [0.3], [0.7], [0.5]], dtype=np.float32)
    found = by_word(told, [0, 0, None, None, 1, 1])
    np.testing.assert_allclose(found[:, 0], [0.5, 0.5, 0.3, 0.7, 0.5])
    assert by_word(told[:0], []).shape == (0, 1)


def test_what_an_emoji_was_spelled_to_is_not_marked_and_its_neighbours_are() -> None:
    assert stretches("you 🤡 fool", "clown", "face") == []
    assert stretches("you 🤡 fool", "clown", "face", "fool") == ["fool"]


def test_a_quoted_word_is_not_marked_in_place_of_the_own_one() -> None:
    text = "> the idiot is here\nthe idiot is you"
    [mark] = marked(text, TOKENIZER, marks(text, "idiot"), ALL, ("toxicity",))
    assert mark["start"] == text.rindex("idiot")


def test_an_address_in_front_does_not_move_the_mark() -> None:
    assert stretches("see https://example.org/report you idiot", "idiot") == ["idiot"]


def test_a_disguised_word_has_no_place_to_mark() -> None:
    assert stretches("you idiоt fool", "idiot", "fool") == ["fool"]  # with a Cyrillic о


def test_labels_overlap_and_come_in_order() -> None:
    text = "they control the water"
    both = np.maximum(marks(text, "they", label="actor"), marks(text, "control", "they", label="action"))
    found = marked(text, TOKENIZER, both, ALL, SPAN_LABELS)
    assert found == [
        {"start": 0, "end": 4, "label": "actor"},
        {"start": 0, "end": 12, "label": "action"},
    ]


def test_a_label_is_marked_only_where_asked_and_where_it_has_a_threshold() -> None:
    text = "you idiot"
    assert marked(text, TOKENIZER, marks(text, "idiot"), ALL, ("actor",)) == []
    assert marked(text, TOKENIZER, marks(text, "idiot"), {"actor": 0.5}, SPAN_LABELS) == []
    at = {"toxicity": float(np.float32(0.9))}
    assert len(marked(text, TOKENIZER, marks(text, "idiot"), at, SPAN_LABELS)) == 1  # at the threshold
    assert marked(text, TOKENIZER, marks(text, "idiot"), {"toxicity": 0.91}, SPAN_LABELS) == []


def test_marks_that_end_before_the_text_mark_its_beginning() -> None:
    text = "you idiot you idiot"
    assert len(marked(text, TOKENIZER, marks(text, "idiot")[:2], ALL, SPAN_LABELS)) == 1


TEXTS = st.text(st.sampled_from("abc idiot🤡о>\n@https://.!\u200b\u0301é"), max_size=80) | st.text(max_size=80)


@given(TEXTS, st.integers(0, 9), st.integers(0, 120))
def test_every_span_lies_inside_the_text_under_a_known_label(text: str, seed: int, n: int) -> None:
    values = np.random.default_rng(seed).random((n, len(SPAN_LABELS)), dtype=np.float32)
    found = marked(text, TOKENIZER, values, ALL, SPAN_LABELS)
    for mark in found:
        assert 0 <= mark["start"] < mark["end"] <= len(text)
        assert mark["label"] in SPAN_LABELS
    for label in SPAN_LABELS:
        own = [mark for mark in found if mark["label"] == label]
        assert all(a["end"] + 1 < b["start"] for a, b in pairwise(own))  # else they would be one
