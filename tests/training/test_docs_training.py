from __future__ import annotations

import re
from pathlib import Path

from docs import generate
from training.readers import FIELDS
from training.suites import SUITES

PAGE = (Path(generate.__file__).parent / "training.md").read_text(encoding="utf-8")


def test_every_column_of_a_labelled_file_is_documented() -> None:
    for field in FIELDS.values():
        (line,) = re.findall(rf"^\| `{field.name}` \|.*$", PAGE, re.MULTILINE)
        assert field.meaning in line
        assert field.expected in line
        assert all(f"`{name}`" in line for name in field.also)


def test_every_suite_is_documented() -> None:
    for suite in SUITES:
        assert f"| `{suite.name}` | {suite.about} |" in PAGE
