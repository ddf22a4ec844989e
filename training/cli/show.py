"""What `analyzer-train` prints, as rich tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from training.overview import CorpusRow, Overview
from training.readers import Account
from training.report import Report
from training.report.tables import Table as Plain
from training.report.tables import against_table, figure_table

_WORDS = {
    "without_text": "left out: no text",
    "without_label": "left out: no label",
    "without_context": "stances unjudged: their parent or target is missing",
    "votes": "votes gathered into items",
    "ties": "stances unjudged: votes tied",
    "moved_to_test": "moved to test: the same text or group is marked test",
}


def console() -> Console:
    """Return the terminal; wide when it is none, so that scripts get whole lines."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=200)


def draw(content: Plain, title: str | None = None) -> Table:
    """Return a plain table as a rich one; numbers stand right."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(content.head):
        texts = [row[place] for row in content.rows]
        right = bool(texts) and all(_numeric(text) for text in texts)
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in content.rows:
        table.add_row(*map(escape, row))
    return table


def _numeric(text: str) -> bool:
    return text.lstrip("+-").replace(",", "").replace(".", "").replace(" %", "").isdigit() or text in ("–", "")


def show_report(report: Report, out: Path | None) -> None:
    """Print figures and comparisons; losses first and loud."""
    terminal = console()
    for told in report.warnings:
        terminal.print(f"[bold red]{escape(told)}[/]")
    terminal.print(draw(figure_table(report.figures), f"Measured of {report.bundle.title}"))
    for other in report.against:
        terminal.print()
        terminal.print(draw(against_table(report, other), f"Against {other.name}"))
    for suite in report.suites:
        if suite.skipped:
            terminal.print(f"[dim]{escape(f'{suite.name} was not run: {suite.skipped}')}[/]")
    if out is not None:
        terminal.print(f"\nreport.html, report.md, report.json and CARD.md are in {escape(str(out))}")


def show_overview(found: Overview) -> None:
    """Print what there is to train on, and what is wrong with it."""
    terminal = console()
    terminal.print(draw(_corpora(found.corpora), "Corpora"))
    if found.labels:
        terminal.print()
        terminal.print(draw(_labels(found), "Labels: rows that judge, share or stances"))
    for account in found.accounts:
        terminal.print()
        show_account(terminal, account)
    terminal.print()
    for line in found.told():
        terminal.print(escape(line))
    for error in found.errors:
        terminal.print(f"[bold red]error: {escape(error)}[/]")


def _corpora(rows: Sequence[CorpusRow]) -> Plain:
    head = ("corpus", "rows", "train", "val", "test", "leaks", "merged", "families", "licence", "")
    return Plain(
        head,
        tuple(
            (
                row.corpus,
                f"{row.rows:,}" if row.rows else "–",
                *(f"{row.splits.get(name, 0):,}" if row.rows else "–" for name in ("train", "val", "test")),
                f"{row.leaks:,}" if row.rows else "–",
                f"{row.merged:,}" if row.rows else "–",
                ", ".join(row.families),
                row.licence,
                row.problem or "",
            )
            for row in rows
        ),
    )


def _labels(found: Overview) -> Plain:
    rows: Iterable[tuple[str, ...]] = ((row.corpus, row.label, f"{row.judged:,}", row.spread) for row in found.labels)
    return Plain(("corpus", "label", "judged", "distribution"), tuple(rows))


def show_account(terminal: Console, account: Account) -> None:
    """Print what became of the rows of one of the user's files."""
    splits = ", ".join(f"{count:,} {name}" for name, count in account.splits.items())
    terminal.print(f"[bold]{escape(account.where)}[/]: {account.rows:,} rows, {account.kept:,} kept ({splits})")
    for name, words in _WORDS.items():
        if count := getattr(account, name):
            terminal.print(f"  {count:,} {words}")
    if account.ignored:
        terminal.print(f"  columns that mean nothing here: {escape(', '.join(account.ignored))}")
    if len(account.guideline_versions) > 1:
        terminal.print(
            f"  votes by several editions of the guidelines: {escape(', '.join(account.guideline_versions))}"
        )
