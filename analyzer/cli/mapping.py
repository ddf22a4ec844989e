"""Which column a field is read from, as users say it: `--map text=Body`, or a file of such lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

#: A mapping has a dozen lines; what is larger is a dump named by mistake.
_MOST_BYTES = 2**20


def parse_mapping(entries: list[str] | None) -> dict[str, str] | None:
    """Return `FIELD=COLUMN` entries and the entries of files as one dictionary, later ones first; None without any.

    Raises:
        typer.BadParameter: An entry is neither, or a file cannot be read as a mapping.
    """
    mapping: dict[str, str] = {}
    for entry in entries or ():
        field, separator, column = entry.partition("=")
        if separator and field.strip() and column and not Path(entry).is_file():
            mapping[field.strip()] = column
        elif not separator or Path(entry).is_file():
            mapping |= _read(Path(entry))
        else:
            raise _bad(f"{entry!r} is neither FIELD=COLUMN, as in text=Body, nor a file")
    return mapping or None


def _read(path: Path) -> dict[str, str]:
    """Return the mapping in a YAML or JSON file: field: column, one per line."""
    import yaml

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _bad(f"{path} is too large to be a mapping; the dump itself goes before the options")
        value = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise _bad(
            f"{str(path)!r} is neither FIELD=COLUMN, as in text=Body, nor a file that can be read: {reason}"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise _bad(f"{path} is neither YAML nor JSON: {' '.join(str(error).split())[:200]}") from None
    if not isinstance(value, dict):
        raise _bad(f"{path} holds no mapping; it should hold lines such as 'text: Body'")
    return dict(_pair(path, field, column) for field, column in value.items())


def _pair(path: Path, field: Any, column: Any) -> tuple[str, str]:
    if isinstance(field, str) and isinstance(column, str | int) and not isinstance(column, bool) and str(column):
        return field, str(column)
    raise _bad(f"{path}: {field!r} should name one column, as in 'text: Body', and not {column!r}")


def _bad(message: str) -> typer.BadParameter:
    return typer.BadParameter(message, param_hint="--map")
