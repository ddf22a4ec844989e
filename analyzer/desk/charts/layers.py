"""A chart over a handful of rows, typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import altair as alt

#: What a plot may be.
Drawable: TypeAlias = alt.Chart | alt.LayerChart | alt.FacetChart


def over(rows: Sequence[dict[str, Any]], **properties: Any) -> alt.Chart:
    """Return a chart of these rows; `properties` are width and height."""
    return alt.Chart(alt.Data(values=list(rows)), **properties)  # type: ignore[no-untyped-call]
