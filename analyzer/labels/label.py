"""What one label is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["toxicity", "stance_parent", "stance_target", "conspiracy"]
Kind = Literal["binary", "choice"]

#: Column prefix of each family in the run folder.
_PREFIXES: dict[Family, str] = {
    "toxicity": "",
    "stance_parent": "stance_",
    "stance_target": "target_",
    "conspiracy": "",
}


@dataclass(frozen=True)
class Label:
    """One label, with what it takes to apply it the same way twice.

    Attributes:
        name: Its name; unique.
        family: The labels it belongs with.
        kind: `binary`: judged by itself; `choice`: exactly one of its family holds.
        perspective: The Perspective API attribute of the same definition, if there is one.
        meaning: When it applies, in one sentence.
        example_yes: A comment it applies to.
        example_no: A comment that is near but not it.
        rulings: Decisions on the hard cases.
    """

    name: str
    family: Family
    kind: Kind
    perspective: str | None
    meaning: str
    example_yes: str
    example_no: str
    rulings: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The column of the comments table that holds its probability."""
        return _PREFIXES[self.family] + self.name

    @property
    def flags(self) -> bool:
        """Whether a probability past the operating point flags the comment: a stance is not a fault."""
        return self.kind == "binary"
