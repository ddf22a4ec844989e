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


PLACEHOLDERS = {
    "[ Removed by reddit in response to a copyright notice. ]": "removed",
    "[ Removed by reddit on account of violating the [content policy](/help/contentpolicy). ]": "removed",
    "[unavailable]": "missing",
    "[flagged]": "removed",
    "[dead]": "removed",
    "[ Removed by reddit ] was all it said [sic]": "present",
    "[dead] and gone": "present",
}


@pytest.mark.parametrize(("text", "state"), PLACEHOLDERS.items())
def test_what_a_platform_puts_in_the_place_of_a_text_is_none(text: str, state: str) -> None:
    assert state_of(text) == state


def test_whoever_is_not_to_be_seen_is_no_user() -> None:
    assert kind_of("[unavailable]") == "deleted"


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_programs_services_and_the_nameless_are_told_by_name(name: str | None, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_whole_column_is_told_as_its_names_are() -> None:
    names = pa.array([*KINDS, *KINDS], pa.string())
    assert kinds_of(names).to_pylist() == [*KINDS.values(), *KINDS.values()]
    assert kinds_of(pa.array([], pa.string())).to_pylist() == []


def test_states_of_a_column_are_those_of_its_texts() -> None:
    texts = ["", "[deleted]", " [removed] ", "[Removed]", "[deleted] is what it said", "<deleted>", "[x]", "words"]
    texts += PLACEHOLDERS
    assert states_of(pa.array(texts)).to_pylist() == [state_of(text) for text in texts]
