"""The files pages load: style sheets and scripts. Their addresses carry a hash, so browsers may keep them for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "static"
TEMPLATES: Final = Path(__file__).parent / "templates"
PREFIX: Final = "/static"

#: Style sheets in the order they build on each other, and the scripts of every page.
STYLES: Final = tuple(f"css/{name}.css" for name in ("tokens", "base", "layout", "parts", "review", "data"))
SCRIPTS: Final = ("htmx.min.js", "keys.js", "desk.js")


@cache
def asset(name: str) -> str:
    """Return the address of the static file `name`, such as `css/base.css`, with a hash of its bytes.

    Raises:
        FileNotFoundError: There is no such file.
    """
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"{PREFIX}/{name}?v={digest}"
