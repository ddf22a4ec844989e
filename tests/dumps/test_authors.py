from __future__ import annotations

import pyarrow as pa
import pytest

from analyzer.dumps.authors import kind_of, kinds_of, state_of, states_of

KINDS = {
    "ann": "user",
    "AutoModerator": "bot",
    "remindmebot": "bot",
    "dependabot[bot]": "bot",
    "Helper (bot)": "bot",
    "maybe_a_bot": "user",
    "abbot": "user",
    "Bees-ModTeam": "service",
    "Slackbot": "service",
    "Guest": "anonymous",
    "[deleted]": "deleted",
    None: "anonymous",
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_programs_services_and_the_nameless_are_told_by_name(name: str | None, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_whole_column_is_told_as_its_names_are() -> None:
    names = pa.array([*KINDS, *KINDS], pa.string())
    assert kinds_of(names).to_pylist() == [*KINDS.values(), *KINDS.values()]
    assert kinds_of(pa.array([], pa.string())).to_pylist() == []


def test_states_of_a_column_are_those_of_its_texts() -> None:
    texts = ["", "[deleted]", " [removed] ", "[Removed]", "[deleted] is what it said", "<deleted>", "[x]", "words"]
    assert states_of(pa.array(texts)).to_pylist() == [state_of(text) for text in texts]
