"""Rows gathered into groups (threads, users): counts, sums and time ranges per group, vectorised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from analyzer.comment import TIMESTAMP

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Groups:
    """Which group each row belongs to.

    Attributes:
        of: (n,) number of the group, -1 for rows in none.
        size: How many groups there are; some may have no rows.
    """

    of: IntArray
    size: int

    def count(self, mask: BoolArray | None = None) -> IntArray:
        """Return how many rows (where `mask` holds) each group has."""
        chosen = self.of >= 0 if mask is None else (self.of >= 0) & mask
        return np.bincount(self.of[chosen], minlength=self.size).astype(np.int64)

    def mean(self, values: FloatArray, mask: BoolArray) -> FloatArray:
        """Return the mean of `values` that are numbers over each group's rows where `mask` holds; NaN without any."""
        chosen = (self.of >= 0) & mask & ~np.isnan(values)
        sums = np.bincount(self.of[chosen], weights=values[chosen], minlength=self.size)
        counts = self.count(chosen)
        means = np.divide(sums, counts, out=np.full(self.size, np.nan), where=counts > 0)
        return np.asarray(means, dtype=np.float64)

    def most(self, values: IntArray) -> pa.Array:
        """Return the largest of `values` in each group; null for groups without rows."""
        largest = np.full(self.size, np.iinfo(np.int64).min)
        listed = self.of >= 0
        np.maximum.at(largest, self.of[listed], values[listed])
        return pa.array(largest, pa.int64(), mask=self.count() == 0)

    def distinct(self, values: IntArray) -> IntArray:
        """Return how many different `values` of 0 and above each group holds."""
        pairs = pl.DataFrame({"group": self.of, "value": values})
        pairs = pairs.filter((pl.col("group") >= 0) & (pl.col("value") >= 0)).unique()
        return np.bincount(pairs["group"].to_numpy(), minlength=self.size).astype(np.int64)

    def first_row(self) -> IntArray:
        """Return each group's first row; -1 for groups without rows."""
        first = np.full(self.size, -1, dtype=np.int64)
        rows = np.flatnonzero(self.of >= 0)[::-1]
        first[self.of[rows]] = rows
        return first

    def time_range(self, times: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
        """Return each group's earliest and latest time; null where none is known."""
        frame = pl.DataFrame({"group": self.of, "at": pl.Series(pl.from_arrow(times))})
        found = frame.group_by("group").agg(first=pl.col("at").min(), last=pl.col("at").max())
        whole = pl.DataFrame({"group": np.arange(self.size, dtype=np.int64)})
        ranges = whole.join(found, on="group", how="left", maintain_order="left")
        return ranges["first"].to_arrow().cast(TIMESTAMP), ranges["last"].to_arrow().cast(TIMESTAMP)
