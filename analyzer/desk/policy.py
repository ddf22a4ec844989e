"""The team's policy: actions, reason codes and the version of its guideline, from a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from analyzer.errors import AnalyzerError, ExitCode

DEFAULT = Path(__file__).with_name("policy.toml")

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class PolicyError(AnalyzerError):
    """A policy file that cannot be used."""

    exit_code = ExitCode.BAD_INPUT


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    words: Words


class Action(_Entry):
    """Something a reviewer can do with a comment. `asks_reason`: the page asks why, after it is done."""

    asks_reason: bool = False


class Reason(_Entry):
    """Why an action was taken."""


class Policy(BaseModel):
    """The checked content of a policy file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    guideline: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
    actions: tuple[Action, ...] = Field(min_length=1, max_length=9)
    reasons: tuple[Reason, ...] = Field(max_length=40)

    @model_validator(mode="after")
    def _codes_are_unique(self) -> Policy:
        for entries in (self.actions, self.reasons):
            codes = [entry.code for entry in entries]
            doubled = sorted({code for code in codes if codes.count(code) > 1})
            if doubled:
                raise ValueError(f"the code {doubled[0]!r} is there twice")
        return self

    def action(self, code: str) -> Action | None:
        """Return the action of a code, None where there is none."""
        return next((action for action in self.actions if action.code == code), None)

    def reason_words(self, code: str) -> str:
        """Return a reason in words; a code of an older policy stands for itself."""
        return next((reason.words for reason in self.reasons if reason.code == code), code)


def load_policy(path: Path = DEFAULT) -> Policy:
    """Read a policy file.

    Raises:
        PolicyError: It cannot be read, is no TOML, or has a missing, unknown or wrong entry.
    """
    hint = "Start from the policy.toml that ships in analyzer/desk"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return Policy.model_validate(content)
    except OSError as error:
        raise PolicyError(f"the policy cannot be read: {error.strerror}", where=str(path), hint=hint) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"the policy is no TOML: {error}", where=str(path), hint=hint) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise PolicyError(
            f"wrong at {place}: {first['msg']}", where=str(path), value=first.get("input"), hint=hint
        ) from error
