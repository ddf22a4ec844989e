from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.desk.people.preferences import Preferences, preferences_of
from analyzer.desk.policy import Policy, PolicyError, load_policy

GOOD = 'guideline = "1"\nreasons = []\n[[actions]]\ncode = "keep"\nwords = "Keep"\n'


def test_the_policy_that_ships(policy: Policy) -> None:
    assert [action.code for action in policy.actions] == ["keep", "hide", "remove", "warn"]
    assert policy.reason_words("spam") == "Spam or off topic"
    assert policy.reason_words("of_an_older_policy") == "of_an_older_policy"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("guideline =", "no TOML"),
        (GOOD.replace("guideline", "guidline"), "guidline"),
        (GOOD.replace('"keep"', '"Keep it"'), r"actions\.0\.code"),
        (GOOD + '[[actions]]\ncode = "keep"\nwords = "Again"\n', "there twice"),
        ('guideline = "1"\nreasons = []\nactions = []\n', "actions"),
    ],
)
def test_a_policy_that_cannot_be_used(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=told):
        load_policy(path)


def test_a_policy_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"cannot be read"):
        load_policy(tmp_path / "none.toml")


def test_settings_that_are_no_longer_valid_fall_back() -> None:
    assert preferences_of({"theme": "purple"}) == Preferences()
    assert preferences_of({"theme": "dark", "of_an_older_version": 1}).theme == "dark"
    assert Preferences().keys["help"] == "?"
