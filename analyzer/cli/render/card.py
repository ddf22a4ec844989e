"""The facts of a model card on the terminal, all from the bundle's manifest."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzer.cli.render.words import one_line, phrase
from analyzer.models.bundle import Manifest


def card(manifest: Manifest, identity: str) -> Iterator[RenderableType]:
    """Yield name, version and hash, then what was measured, then the data."""
    yield Text(f"{manifest.name} {manifest.version}", style="bold")
    facts = {
        "hash": identity,
        "made": manifest.created,
        "encoder": manifest.encoder,
        "languages": ", ".join(manifest.languages),
        **{phrase(key): str(value) for key, value in manifest.training.items()},
    }
    for key, value in facts.items():
        yield Text(f"  {key}: {one_line(value)}")
    yield Text()
    yield Text("Measured on rows the model never saw, with 95 % intervals", style="bold")
    yield from _rows(manifest.suites, _suites(manifest))
    yield Text()
    yield Text("Learned from", style="bold")
    yield from _rows(manifest.data, _data(manifest))


def _rows(entries: list[dict[str, object]], table: Table) -> Iterator[RenderableType]:
    yield table if entries else Text("  the bundle does not say", style="dim")


def _suites(manifest: Manifest) -> Table:
    table = _table("suite", "metric", "value", "interval", "n")
    for suite in manifest.suites:
        figures = (f"{suite['value']:.3f}", f"{suite['low']:.3f} to {suite['high']:.3f}", f"{suite['n']:,}")
        table.add_row(f"  {suite['suite']}", str(suite["metric"]), *figures)
    return table


def _data(manifest: Manifest) -> Table:
    table = _table("corpus", "licence", "train", "val", "test")
    for corpus in manifest.data:
        counts = (f"{corpus[part]:,}" for part in ("train", "val", "test"))
        table.add_row(f"  {corpus['corpus']}", str(corpus["licence"]), *counts)
    return table


def _table(first: str, second: str, *numbers: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("  " + first)
    table.add_column(second)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table
