"""The labelled-data record: one example, its columns, and how tables of them are checked and joined."""

from __future__ import annotations

import polars as pl

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TOXICITY_LABELS

_SPAN = pl.List(pl.Struct({"start": pl.Int32, "end": pl.Int32, "label": pl.String}))

#: Every column of a table of examples. A null label means "not judged here" and is masked in the loss.
EXAMPLE_SCHEMA: dict[str, pl.DataType] = {
    "id": pl.String(),  # unique in its corpus
    "corpus": pl.String(),  # which corpus it comes from
    "split": pl.String(),  # train | val | test
    "group": pl.String(),  # examples of one group never part across splits or folds
    "text": pl.String(),
    "parent": pl.String(),  # the comment or post answered
    "target": pl.String(),  # thread title, topic or claim
    "weight": pl.Float32(),  # 1 unless annotators disagree
    **{name: pl.Float32() for name in TOXICITY_LABELS},  # 0..1, soft where votes are known
    "conspiracy": pl.Float32(),  # 0..1, soft where votes are known
    "stance_parent": pl.Enum(STANCE_PARENT_LABELS),
    "stance_target": pl.Enum(STANCE_TARGET_LABELS),
    "spans": _SPAN,  # character ranges; null where the corpus marks none
}


def as_examples(frame: pl.DataFrame) -> pl.DataFrame:
    """Complete `frame` to `EXAMPLE_SCHEMA`: missing columns become null, weight 1, group the id.

    Raises:
        ValueError: `frame` has a column the schema does not know, or lacks `id`, `corpus`, `split` or `text`.
    """
    unknown = sorted(set(frame.columns) - set(EXAMPLE_SCHEMA))
    if unknown:
        raise ValueError(f"unknown example columns {unknown}; known: {sorted(EXAMPLE_SCHEMA)}")
    missing = [name for name in ("id", "corpus", "split", "text") if name not in frame.columns]
    if missing:
        raise ValueError(f"examples lack the columns {missing}")
    frame = frame.with_columns(
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in EXAMPLE_SCHEMA.items() if name not in frame.columns
    )
    return frame.select(pl.col(name).cast(dtype) for name, dtype in EXAMPLE_SCHEMA.items()).with_columns(
        pl.col("weight").fill_null(1.0), pl.col("group").fill_null(pl.col("id"))
    )
