"""The threads of a run: a few in sentences, many as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from analyzer.cli.render.grid import grid
from analyzer.cli.render.words import STANCE_TARGET, counted, one_line, percent, phrase
from analyzer.rollups import Rollups

#: Rows of the table that are printed, and threads that are told in sentences.
SHOWN = 10
TOLD = 3
#: Why comments are not rated, by the column that counts them.
_LEFT_OUT = {
    "no_text": "without words",
    "comments_deleted": "by deleted authors",
    "comments_by_bots": "by bots",
    "other_language": "in other languages",
}
_REPLIES = {"support": "agree", "deny": "dispute", "query": "ask", "comment": "do none of these"}


def thread_rollup(rollups: Rollups, labels: tuple[str, ...], width: int) -> Iterator[Text | Table]:
    """Yield the threads of a run, the most flagged first where not all are shown."""
    count = rollups.threads.num_rows
    yield Text("Thread" if count == 1 else f"Threads ({count:,})", style="bold")
    if count <= TOLD:
        for thread in rollups.threads.to_pylist():
            yield from _told(thread, labels, named=count > 1)
        return
    order = [("flagged_any", "descending"), ("comments", "descending")]
    shown = rollups.threads.sort_by(order).slice(0, SHOWN).to_pylist()
    head = ("thread", "comments", "flagged", "share", "95 % interval", "people")
    yield grid(width, head, [_row(thread) for thread in shown])
    if count > SHOWN:
        yield Text(f"  and {counted(count - SHOWN, 'more thread')}", style="dim")
    yield Text("  flagged: of rated comments, those with words, by people, in a language of the model", style="dim")


def _row(thread: Mapping[str, Any]) -> tuple[str, ...]:
    flagged = f"{thread['flagged_any'] or 0:,} of {thread['scored']:,}"
    share, people = percent(thread["flagged_any_share"]), f"{thread['participants']:,}"
    return _name(thread), _size(thread), flagged, share, _interval(thread), people


def _size(thread: Mapping[str, Any]) -> str:
    """Return how many comments are here, and of how many where the thread says it has others."""
    here, declared = thread["comments"], thread["declared"]
    return f"{here:,}" if declared in (None, here) else f"{here:,} of {declared:,}"


def _told(thread: Mapping[str, Any], labels: tuple[str, ...], *, named: bool) -> Iterator[Text]:
    if named:
        yield Text(f"  {_name(thread)}", style="underline")
    flagged, rated = thread["flagged_any"] or 0, counted(thread["scored"], "rated comment")
    if thread["scored"]:
        share = percent(thread["flagged_any_share"])
        yield Text(f"  {flagged:,} of {rated} flagged: {share}, 95 % interval {_interval(thread)}")
    yield from _left_out(thread)
    per_label = [f"{phrase(label)} {thread[f'{label}_flagged']:,}" for label in labels if thread[f"{label}_flagged"]]
    if per_label:
        yield Text(f"  by label: {', '.join(per_label)}")
    if thread["stance_n"]:
        replies = counted(thread["stance_n"], "reply", "replies")
        yield Text(f"  {replies}: {_mix(thread, 'stance', _REPLIES)}")
    if thread["target_n"]:
        yield Text(f"  towards the thread's claim: {_mix(thread, 'target', STANCE_TARGET)}")
    if thread["heated_from"] is not None:
        mean, place = percent(thread["heated_mean"]), thread["heated_at_position"] + 1
        yield Text(f"  hottest stretch from comment {place:,} on: mean toxicity {mean} over five comments")


def _left_out(thread: Mapping[str, Any]) -> Iterator[Text]:
    """Yield how many comments are not rated, and why; one may have two reasons, as a deleted one without words."""
    left = thread["comments"] - thread["scored"]
    reasons = {words: thread[column] for column, words in _LEFT_OUT.items() if thread[column]}
    if left:
        told = [f"{count:,} {words}" for words, count in reasons.items()]
        also = "; a comment may be both" if sum(reasons.values()) > left else ""
        yield Text(f"  left out of the rates: {counted(left, 'comment')} ({', '.join(told)}{also})", style="dim")


def _name(thread: Mapping[str, Any]) -> str:
    return one_line(thread["title"] or thread["thread_id"])


def _interval(thread: Mapping[str, Any]) -> str:
    low, high = thread["flagged_any_low"], thread["flagged_any_high"]
    return "–" if low is None else f"{percent(low)} to {percent(high)}"


def _mix(thread: Mapping[str, Any], family: str, words: Mapping[str, str]) -> str:
    return ", ".join(f"{percent(thread[f'{family}_{name}_share'])} {word}" for name, word in words.items())
