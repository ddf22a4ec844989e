from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest

from analyzer.comment import COMMENT_SCHEMA, RAW_SCHEMA, STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TOXICITY_LABELS
from analyzer.dumps.record import Dump, ThreadInfo
from analyzer.labels.operating import OperatingPoint
from analyzer.models.bundle import Bundle
from analyzer.models.judge import STAGES, score
from analyzer.models.scorer import Scorer, windows_of
from analyzer.threads import build_threads
from analyzer.threads.forest import Forest
from tests.runs.sample import raw

TITLE, ARTICLE = "close the bridge", "the council said the bridge is closed"
PROBABILITIES = (*TOXICITY_LABELS, "conspiracy")
PARENT = ("stance_parent", *(f"stance_{name}" for name in STANCE_PARENT_LABELS))
TARGET = ("stance_target", *(f"target_{name}" for name in STANCE_TARGET_LABELS))

COMMENTS = (
    raw("top", None, "Ada", "you stupid idiot moron"),
    raw("reply", "top", "Bo", "no you are wrong"),
    raw("was-deleted", "top", None, "", author_kind="deleted", state="deleted"),
    raw("under-deleted", "was-deleted", "Cy", "they said it is true"),
    raw("orphan", "gone", "Dee", "they control the water and the report"),
    raw("empty", None, "Ada", "   "),
    raw("double", None, "Eve", "you stupid idiot moron"),
    raw("long", None, "Fay", "what is the cost of the ferry and who is the secret cabal behind it all " * 4),
)


def forest_of(*comments: dict[str, Any], info: ThreadInfo | None = None) -> Forest:
    """One thread of the given comments."""
    table = pa.Table.from_pylist([{n: c.get(n) for n in RAW_SCHEMA.names} for c in comments], RAW_SCHEMA)
    return build_threads(Dump(table, {"t1": info or ThreadInfo(title=TITLE, article=ARTICLE)}, []))


def judged(forest: Forest) -> dict[str, dict[str, Any]]:
    """Score a forest; rows by comment id."""
    return {row["comment_id"]: row for row in score(forest).comments.to_pylist()}


def flagging_at(bundle: Bundle, **thresholds: float) -> Bundle:
    """The bundle with one default point for each label named, and no others."""
    point = OperatingPoint("default", 0.5, 0.9, 0.8, 1.0, 0.5, 0.1, 10, 5)
    return replace(bundle, points={label: (replace(point, threshold=t),) for label, t in thresholds.items()})


@pytest.fixture(autouse=True)
def use(float_bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Score by the float bundle, or by the bundle the test puts in its place."""

    def put(bundle: Bundle) -> None:
        monkeypatch.setattr("analyzer.models.judge.load_bundle", lambda *_, **__: bundle)

    put(float_bundle)
    return put


def test_the_table_has_the_documented_schema_and_the_forests_rows() -> None:
    forest = forest_of(*COMMENTS)
    scored = score(forest)
    assert scored.comments.schema == COMMENT_SCHEMA
    assert scored.comments.column("comment_id") == forest.comments.column("comment_id")
    assert scored.comments.column("text") == forest.comments.column("text")
    assert scored.forest is forest
    assert scored.model["name"] == "tiny"
    assert set(scored.model["decision_weights"]["target"]) == set(STANCE_TARGET_LABELS)
    assert set(scored.flag_labels) == {"toxicity", "conspiracy"}


def test_a_model_is_named_by_its_path_as_text_too(tiny_bundle_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert score(forest_of(*COMMENTS), model=str(tiny_bundle_path)).model["name"] == "tiny"


def test_what_is_no_forest_is_told_by_name() -> None:
    dump = cast(Forest, forest_of(*COMMENTS).comments)
    with pytest.raises(
        TypeError, match="score takes the Forest that build_threads returns, not an object of type Table"
    ):
        score(dump)


@pytest.mark.parametrize(("comment", "reason"), [("was-deleted", "deleted"), ("empty", "empty")])
def test_where_there_is_nothing_to_judge_scores_are_null_with_the_reason(comment: str, reason: str) -> None:
    row = judged(forest_of(*COMMENTS))[comment]
    assert row["no_text_reason"] == reason
    assert {name: row[name] for name in (*PROBABILITIES, *PARENT, *TARGET)} == dict.fromkeys(
        (*PROBABILITIES, *PARENT, *TARGET)
    )
    assert row["flags"] == row["spans"] == []


def test_where_there_are_words_every_probability_is_given() -> None:
    row = judged(forest_of(*COMMENTS))["reply"]
    assert row["no_text_reason"] is None
    assert all(0 < row[name] < 1 for name in PROBABILITIES)
    assert sum(row[name] for name in PARENT[1:]) == pytest.approx(1, abs=1e-5)
    assert sum(row[name] for name in TARGET[1:]) == pytest.approx(1, abs=1e-5)
    assert row["stance_parent"] in STANCE_PARENT_LABELS
    assert row["stance_target"] in STANCE_TARGET_LABELS


@pytest.mark.parametrize("comment", ["orphan", "under-deleted"])
def test_a_reply_whose_parent_has_no_words_has_a_target_but_no_stance_to_it(comment: str) -> None:
    row = judged(forest_of(*COMMENTS))[comment]
    assert {row[name] for name in PARENT} == {None}
    assert None not in {row[name] for name in TARGET}


def test_a_thread_without_a_title_has_no_target_and_its_roots_no_stance() -> None:
    rows = judged(forest_of(*COMMENTS, info=ThreadInfo()))
    assert {row[name] for row in rows.values() for name in TARGET} == {None}
    assert {rows["top"][name] for name in PARENT} == {None}
    assert None not in {rows["reply"][name] for name in PARENT}


def stance(bundle: Bundle, view: Any, text: str, context: str) -> list[float]:
    """What the scorer says of one comment in one context."""
    scorer = Scorer(bundle)
    found: list[float] = scorer.stance(view, scorer.tokens([text]), scorer.context_tokens([context]))[0].tolist()
    return found


@pytest.mark.parametrize(
    ("info", "parent", "target"),
    [
        (ThreadInfo(title=TITLE, article=ARTICLE), f"{TITLE}\n{ARTICLE}", TITLE),
        (ThreadInfo(title=TITLE), TITLE, TITLE),
        (ThreadInfo(title=TITLE, target="the ferry is good"), TITLE, "the ferry is good"),
    ],
)
def test_a_top_level_comment_is_read_against_title_and_article(
    float_bundle: Bundle, info: ThreadInfo, parent: str, target: str
) -> None:
    row = judged(forest_of(*COMMENTS, info=info))["top"]
    told = [row[name] for name in PARENT[1:]]
    assert told == pytest.approx(stance(float_bundle, "parent", row["text"], parent), abs=1e-5)
    assert told != pytest.approx(stance(float_bundle, "parent", row["text"], "water"), abs=1e-3)
    assert [row[name] for name in TARGET[1:]] == pytest.approx(
        stance(float_bundle, "target", row["text"], target), abs=1e-5
    )


def test_a_reply_is_read_against_its_parent(float_bundle: Bundle) -> None:
    row = judged(forest_of(*COMMENTS))["reply"]
    expected = stance(float_bundle, "parent", row["text"], "you stupid idiot moron")
    assert [row[name] for name in PARENT[1:]] == pytest.approx(expected, abs=1e-5)


def test_flags_are_the_labels_past_their_default_threshold(float_bundle: Bundle, use: Any) -> None:
    forest = forest_of(*COMMENTS)
    rows = [row for row in judged(forest).values() if row["no_text_reason"] is None]
    cuts = {label: float(np.median([row[label] for row in rows])) for label in ("toxicity", "conspiracy")}
    use(flagging_at(float_bundle, **cuts))
    again = judged(forest)
    for row in again.values():
        expected = [label for label, cut in cuts.items() if row[label] is not None and row[label] >= cut]
        assert row["flags"] == expected
    assert {len(row["flags"]) for row in again.values() if row["no_text_reason"] is None} > {0}


def test_a_probability_at_the_threshold_is_flagged(float_bundle: Bundle, use: Any) -> None:
    forest = forest_of(COMMENTS[0])
    toxicity = judged(forest)["top"]["toxicity"]
    use(flagging_at(float_bundle, toxicity=toxicity))
    assert judged(forest)["top"]["flags"] == ["toxicity"]
    use(flagging_at(float_bundle, toxicity=toxicity + 1e-6))
    assert judged(forest)["top"]["flags"] == []


def marking(bundle: Bundle, **thresholds: float) -> Bundle:
    """The bundle with these thresholds of span labels, and no others."""
    return replace(bundle, manifest=bundle.manifest.model_copy(update={"spans": thresholds}))


def test_spans_are_marked_only_where_their_kind_of_flag_is(float_bundle: Bundle, use: Any) -> None:
    forest = forest_of(*COMMENTS)
    rows = [row for row in judged(forest).values() if row["no_text_reason"] is None]
    cuts = {label: float(np.median([row[label] for row in rows])) for label in ("toxicity", "conspiracy")}
    use(marking(flagging_at(float_bundle, **cuts), toxicity=0.0, actor=0.0))
    seen = set()
    for row in judged(forest).values():
        expected = {
            label for flag, label in (("toxicity", "toxicity"), ("conspiracy", "actor")) if flag in row["flags"]
        }
        assert {span["label"] for span in row["spans"]} == expected
        seen.add(frozenset(expected))
        for span in row["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(row["text"])
    assert len(seen) > 2  # rows with one flag, with another, with none


def test_what_is_marked_is_the_tokens_past_the_threshold(float_bundle: Bundle, use: Any) -> None:
    text = COMMENTS[0]["text"]
    scorer = Scorer(float_bundle)
    marks = scorer.judge(scorer.tokens([text])).marks[0][:, 0]
    cut = float(np.sort(marks)[-2])  # the two highest tokens of four
    words = [word for word, mark in zip(text.split(), marks, strict=True) if mark >= cut]
    use(marking(flagging_at(float_bundle, toxicity=0.0), toxicity=cut))
    told = [text[span["start"] : span["end"]] for span in judged(forest_of(COMMENTS[0]))["top"]["spans"]]
    assert " ".join(told).split() == words
    assert len(words) == 2


def test_a_long_comment_is_judged_and_marked_to_its_end(float_bundle: Bundle, use: Any) -> None:
    use(marking(flagging_at(float_bundle, toxicity=0.0), toxicity=0.0))
    row = judged(forest_of(*COMMENTS))["long"]
    scorer = Scorer(float_bundle)
    [own] = scorer.tokens([row["text"]])
    windows = windows_of(own, float_bundle.layout.own)
    assert len(windows) > 2
    expected = scorer.comment(windows).max(axis=0)
    assert [row[name] for name in PROBABILITIES] == pytest.approx(expected.tolist(), abs=1e-5)
    text = row["text"]
    assert [(span["start"], span["end"]) for span in row["spans"]] == [(0, len(text.rstrip()))]


def test_a_comments_own_labels_do_not_depend_on_the_thread_it_stands_in() -> None:
    alone = judged(forest_of(raw("reply", None, "Bo", "no you are wrong"), info=ThreadInfo()))["reply"]
    among = judged(forest_of(*COMMENTS))["reply"]
    assert [alone[name] for name in PROBABILITIES] == pytest.approx([among[name] for name in PROBABILITIES], abs=1e-5)
    assert {alone[name] for name in (*PARENT, *TARGET)} == {None}


def test_the_shipped_way_gives_the_same_scores_twice(tiny_bundle_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # load the int8 bundle from its folder
    forest = forest_of(*COMMENTS)
    first, second = score(forest, model=tiny_bundle_path), score(forest, model=tiny_bundle_path)
    assert first.comments.equals(second.comments)
    assert first.model == second.model


def test_equal_comments_have_equal_scores() -> None:
    rows = judged(forest_of(*COMMENTS))
    names = (*PROBABILITIES, *PARENT, *TARGET)
    assert [rows["top"][name] for name in names] == [rows["double"][name] for name in names]


def test_progress_only_rises_and_each_stage_ends_whole() -> None:
    told: list[tuple[str, int, int]] = []
    score(forest_of(*COMMENTS), progress=lambda *entry: told.append(entry))
    stages = [stage for stage, _ in itertools.groupby(told, key=lambda entry: entry[0])]
    assert tuple(stages) == STAGES
    for stage in STAGES:
        counts = [done for name, done, _ in told if name == stage]
        totals = {total for name, _, total in told if name == stage}
        assert counts == sorted(counts)
        assert counts[0] == 0
        assert totals == {counts[-1]}


@pytest.mark.parametrize("comments", [(), (COMMENTS[2],)], ids=["none", "only deleted ones"])
def test_a_forest_without_words_is_scored_to_nulls(comments: tuple[dict[str, Any], ...]) -> None:
    scored = score(forest_of(*comments)).comments
    assert scored.schema == COMMENT_SCHEMA
    assert scored.num_rows == len(comments)
    assert scored.column("toxicity").null_count == len(comments)
