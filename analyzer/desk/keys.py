"""Single-key commands: what each does, and the key it has until a person gives it another.

WCAG 2.1.4 asks that single-key shortcuts can be turned off or remapped; the settings page does both. The script reads
the map from the page and ignores keys that are typed into fields or held with a modifier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analyzer.labels.registry import FLAG_LABELS


@dataclass(frozen=True)
class Command:
    """One thing a key does: it presses, ticks or focuses the element that carries `data-action="name"`.

    Attributes:
        name: Name in pages and in the saved map.
        key: The key, as the browser names it (`KeyboardEvent.key`): one character; empty for none.
        words: What it does, for the help.
        group: Where it works, for the help.
    """

    name: str
    key: str
    words: str
    group: str


_ANYWHERE, _READING, _LABELS, _STANCE, _DECIDING = "Anywhere", "Reading", "Labels", "Stance", "Deciding"

#: Every command by name, in the order the help shows them.
COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command("help", "?", "show these keys", _ANYWHERE),
        Command("search", "/", "go to the filters", _ANYWHERE),
        Command("next", "n", "take the next item", _ANYWHERE),
        Command("undo", "z", "take back your last decision", _ANYWHERE),
        Command("down", "j", "next row or page", _ANYWHERE),
        Command("up", "k", "previous row or page", _ANYWHERE),
        Command("open", "o", "open the row", _ANYWHERE),
        Command("thread", "t", "the whole thread", _READING),
        Command("around", "s", "siblings and replies", _READING),
        Command("raw", "r", "text as written, or as the model reads it", _READING),
        Command("history", "h", "the author's history; opening it is recorded", _READING),
        Command("toxicity_none", "0", "none of the toxicity types", _LABELS),
        *(
            Command(f"label_{label}", str(number), label.replace("_", " "), _LABELS)
            for number, label in enumerate(FLAG_LABELS, 1)
        ),
        Command("conspiracy_no", "8", "no conspiracy framing", _LABELS),
        Command("stance_support", "g", "agrees with the parent", _STANCE),
        Command("stance_deny", "v", "disputes the parent", _STANCE),
        Command("stance_query", "b", "asks the parent", _STANCE),
        Command("stance_comment", "m", "none of these", _STANCE),
        *(Command(f"action_{n}", key, f"the policy's action {n}", _DECIDING) for n, key in enumerate("awdcq9ilp", 1)),
        Command("decide", "f", "record the decision", _DECIDING),
        Command("unsure", "u", "unsure: leave it to a colleague", _DECIDING),
        Command("escalate", "e", "escalate", _DECIDING),
        Command("skip", "x", "skip: put it back", _DECIDING),
    )
}

DEFAULT_KEYS: dict[str, str] = {name: command.key for name, command in COMMANDS.items()}


def groups(actions: Sequence[str]) -> dict[str, list[Command]]:
    """Return the commands by group, in order; those of actions in the policy's words, as many as it has."""
    named = {f"action_{n}": f"action: {words.lower()}" for n, words in enumerate(actions, 1)}
    found: dict[str, list[Command]] = {}
    for command in COMMANDS.values():
        if command.name in named:
            command = replace(command, words=named[command.name])
        elif command.name.startswith("action_"):
            continue
        found.setdefault(command.group, []).append(command)
    return found


def problems(changed: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with changed keys, in words by command: no such command, not one character, a key twice."""
    wrong = {name: "There is no such command." for name in changed if name not in COMMANDS}
    wrong |= {
        name: "One character that can be seen, or nothing for no key."
        for name, key in changed.items()
        if name in COMMANDS and key and (len(key) != 1 or not key.isprintable() or key.isspace())
    }
    owners: dict[str, list[str]] = {}
    for name, key in (DEFAULT_KEYS | {k: v for k, v in changed.items() if k in COMMANDS}).items():
        if key:
            owners.setdefault(key, []).append(name)
    for key, names in owners.items():
        for name in names if len(names) > 1 else ():
            others = ", ".join(COMMANDS[other].words for other in names if other != name)
            wrong.setdefault(name, f"“{key}” is also the key of: {others}.")
    return wrong
