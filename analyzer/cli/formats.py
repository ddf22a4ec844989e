"""`analyzer formats`: every dump format that can be read, and what each is told by."""

from __future__ import annotations

from typing import Any

from analyzer.cli.options import Json


def formats(as_json: Json = False) -> None:
    """List every dump format, its name for --format, and what it is recognised by."""
    from analyzer.cli.console import output, print_json, print_lines
    from analyzer.cli.render.formats import listing

    entries = describe_formats()
    if as_json:
        print_json({"formats": entries})
    else:
        console = output()
        print_lines(console, listing(entries, console.width))


def describe_formats() -> list[dict[str, Any]]:
    """Return name, title, signs, kinds of input and origin of each format, the package's own first."""
    from analyzer.dumps.registry import FORMATS, all_formats

    own = {entry.name for entry in FORMATS}
    return [
        {
            "name": entry.name,
            "title": entry.title,
            "recognised_by": entry.signs,
            "reads_folders": entry.whole is not None,
            "plug_in": entry.name not in own,
        }
        for entry in all_formats()
    ]
