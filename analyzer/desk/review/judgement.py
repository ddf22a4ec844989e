"""What a reviewer says of a comment, and how it is read from a form or from JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol, get_args

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TOXICITY_LABELS
from analyzer.desk.policy import Policy
from analyzer.errors import AnalyzerError, ExitCode

Outcome = Literal["decide", "unsure", "skip", "escalate"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
NOTE_LENGTH = 2_000


class InvalidJudgementError(AnalyzerError):
    """A judgement that contradicts itself, or says what the policy does not know."""

    exit_code = ExitCode.BAD_INPUT


class FormLike(Protocol):
    """A posted form: names with one or many values."""

    def get(self, key: str, /) -> Any:
        """Return one value of a name, None where there is none."""

    def getlist(self, key: str) -> list[Any]:
        """Return all values of a name."""


@dataclass(frozen=True)
class Judgement:
    """One reviewer's word on one comment.

    Attributes:
        outcome: decide, or one of unsure, skip, escalate.
        labels: The labels judged: all six of toxicity or none of them, conspiracy or not.
        stance_parent: Stance to the parent, None where not judged.
        stance_target: Stance to the target, None where not judged.
        action: Code of the action, None where none was chosen.
        reasons: Codes of the reasons.
        note: Free words for colleagues.
    """

    outcome: Outcome
    labels: Mapping[str, bool] = field(default_factory=dict)
    stance_parent: str | None = None
    stance_target: str | None = None
    action: str | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as the log keeps it."""
        return asdict(self) | {"labels": dict(self.labels), "reasons": list(self.reasons)}

    def without_context(self) -> Judgement:
        """Return what holds for equal comments elsewhere too: stance depends on what is answered."""
        return Judgement(self.outcome, self.labels, None, None, self.action, self.reasons, self.note)


def from_json(data: Mapping[str, Any]) -> Judgement:
    """Return the judgement that `as_json` wrote."""
    return Judgement(
        outcome=data["outcome"],
        labels=dict(data.get("labels") or {}),
        stance_parent=data.get("stance_parent"),
        stance_target=data.get("stance_target"),
        action=data.get("action"),
        reasons=tuple(data.get("reasons") or ()),
        note=data.get("note") or "",
    )


def parse(form: FormLike, policy: Policy) -> Judgement:
    """Read the decision form.

    Raises:
        InvalidJudgementError: A value is unknown, or the form contradicts itself.
    """
    outcome = form.get("outcome") or "decide"
    labels = _toxicity(form) | _conspiracy(form)
    return check(
        Judgement(
            outcome=_one_of("outcome", outcome, OUTCOMES),
            labels=labels,
            stance_parent=form.get("stance_parent") or None,
            stance_target=form.get("stance_target") or None,
            action=form.get("action") or None,
            reasons=tuple(dict.fromkeys(form.getlist("reason"))),
            note=str(form.get("note") or "").strip(),
        ),
        policy,
    )


def parse_reasons(form: FormLike, policy: Policy) -> tuple[tuple[str, ...], str]:
    """Read the form for the reason afterwards: codes and a note.

    Raises:
        InvalidJudgementError: A reason is unknown, or there is none and no note.
    """
    told = Judgement(
        "skip", reasons=tuple(dict.fromkeys(form.getlist("reason"))), note=str(form.get("note") or "").strip()
    )
    check(told, policy)
    if not told.reasons and not told.note:
        raise InvalidJudgementError("no reason was chosen", where="the form")
    return told.reasons, told.note


def check(judgement: Judgement, policy: Policy) -> Judgement:
    """Return `judgement` if it can be stored.

    Raises:
        InvalidJudgementError: It says something unknown, or decides without deciding anything.
    """
    judged = set(judgement.labels)
    if unknown := judged - {*TOXICITY_LABELS, "conspiracy"}:
        raise _invalid("there is no such label", "label", sorted(unknown)[0])
    if 0 < len(judged & set(TOXICITY_LABELS)) < len(TOXICITY_LABELS):
        raise _invalid("toxicity is judged as a whole: all of its labels or none", "label", sorted(judged))
    if judgement.stance_parent is not None:
        _one_of("stance_parent", judgement.stance_parent, STANCE_PARENT_LABELS)
    if judgement.stance_target is not None:
        _one_of("stance_target", judgement.stance_target, STANCE_TARGET_LABELS)
    if judgement.action is not None:
        _one_of("action", judgement.action, [action.code for action in policy.actions])
    for reason in judgement.reasons:
        _one_of("reason", reason, [reason.code for reason in policy.reasons])
    if "\x00" in judgement.note:
        raise _invalid("a note holds no NUL character", "note", judgement.note[:40])
    if len(judgement.note) > NOTE_LENGTH:
        raise _invalid(f"a note has at most {NOTE_LENGTH} characters", "note", len(judgement.note))
    if judgement.outcome == "decide" and not (
        judged or judgement.stance_parent or judgement.stance_target or judgement.action
    ):
        hint = "Judge a family of labels or choose an action; to pass it on, press Skip or Unsure"
        raise InvalidJudgementError("nothing was decided", where="the form", hint=hint)
    return judgement


def _toxicity(form: FormLike) -> dict[str, bool]:
    ticked = [label for label in form.getlist("label") if label != "conspiracy"]
    for label in ticked:
        _one_of("label", label, TOXICITY_LABELS)
    choice = form.get("toxicity") or ("some" if ticked else "")
    _one_of("toxicity", choice, ("", "none", "some"))
    if choice == "none" and ticked:
        raise _invalid("“not toxic” and a toxic label are both chosen", "toxicity", ticked[0])
    if choice == "some" and not ticked:
        raise _invalid("“toxic” is chosen, but none of its labels", "toxicity", choice)
    # Whatever is worse than rude is rude too: the other five imply the first.
    marked = {*ticked, "toxicity"} if ticked else set()
    return {label: label in marked for label in TOXICITY_LABELS} if choice else {}


def _conspiracy(form: FormLike) -> dict[str, bool]:
    choice = form.get("conspiracy") or ""
    _one_of("conspiracy", choice, ("", "yes", "no"))
    return {"conspiracy": choice == "yes"} if choice else {}


def _one_of(name: str, value: Any, allowed: Iterable[str]) -> Any:
    if value not in allowed:
        raise _invalid(f"none of {', '.join(word for word in allowed if word)}", name, value)
    return value


def _invalid(message: str, where: str, value: object) -> InvalidJudgementError:
    return InvalidJudgementError(message, where=where, value=value)
