"""Single keys: the table is sound, and what is wrong with a changed map is said."""

from __future__ import annotations

from analyzer.desk.keys import COMMANDS, DEFAULT_KEYS, groups, problems
from analyzer.labels.registry import FLAG_LABELS


def test_the_keys_a_person_starts_with_have_no_problem() -> None:
    assert problems({}) == {}
    assert problems(DEFAULT_KEYS) == {}


def test_every_label_that_flags_has_a_key() -> None:
    assert all(DEFAULT_KEYS[f"label_{label}"] for label in FLAG_LABELS)


def test_the_help_shows_every_command_once() -> None:
    actions = [f"Action {number}" for number in range(9)]
    assert [command.name for commands in groups(actions).values() for command in commands] == list(COMMANDS)


def test_actions_of_a_policy_have_keys_and_its_words() -> None:
    shown = {
        command.name: command for commands in groups(["Keep", "Send to the editor"]).values() for command in commands
    }
    assert shown["action_2"].words == "action: send to the editor"
    assert shown["action_2"].key
    assert "action_3" not in shown


def test_a_key_twice_is_named_at_both_commands() -> None:
    assert problems({"thread": "j"}) == {
        "down": "“j” is also the key of: the whole thread.",
        "thread": "“j” is also the key of: next row or page.",
    }


def test_two_commands_may_swap_their_keys() -> None:
    assert problems({"down": "k", "up": "j"}) == {}


def test_no_key_is_allowed_and_more_than_one_character_is_not() -> None:
    assert problems({"thread": ""}) == {}
    for key in ("tt", " ", "\t", "\x00"):
        assert problems({"thread": key}) == {"thread": "One character that can be seen, or nothing for no key."}


def test_an_unknown_command_is_refused() -> None:
    assert problems({"dance": "y"}) == {"dance": "There is no such command."}
