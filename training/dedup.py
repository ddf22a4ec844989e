"""Duplicates within and across corpora: nothing in training may repeat a test, nothing counts twice.

Texts are compared by key: folded, without addresses, mentions, punctuation or spacing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import polars as pl

from training.examples import EXAMPLE_SCHEMA

# "URL" and a bare "http" stand for links in tweet corpora.
_NOISE = re.compile(r"https?\S*|www\.\S+|@\w+|\bURL\b|^\s*RT\b")
_NOT_WORD = re.compile(r"[\W_]+")
_HEAD = 64  # characters of the key that tell a copy with another ending

_SOFT = tuple(name for name, dtype in EXAMPLE_SCHEMA.items() if dtype == pl.Float32() and name != "weight")
_NAMED = ("stance_parent", "stance_target")
_KEYS = ("_key", "_parent", "_target")


@dataclass(frozen=True)
class LeakReport:
    """What was taken out, per corpus."""

    in_test: dict[str, int] = field(default_factory=dict)  # train and val rows whose text is in some test
    in_val: dict[str, int] = field(default_factory=dict)  # train rows whose text is in some val
    merged: dict[str, int] = field(default_factory=dict)  # rows folded into an equal one
    conflicts: int = 0  # merged stances that disagreed and became null
    textless: int = 0  # train and val rows of emoji, links or mentions alone: nothing to learn from
    unjudged: int = 0  # merged rows dropped because a conflict left them no label


def text_key(text: str | None) -> str:
    """Fold a text to what identifies it: NFKC, lower case, no links, mentions, punctuation, spaces.

    Example:
        `text_key("@USER  Ｎot so fast… https://t.co/x")` is `"notsofast"`.
    """
    plain = _NOISE.sub(" ", unicodedata.normalize("NFKC", text or ""))
    return _NOT_WORD.sub("", plain.casefold())


def drop_leaks(frame: pl.DataFrame) -> tuple[pl.DataFrame, LeakReport]:
    """Remove from train and val what any test holds, from train what any val holds; merge equal rows of train.

    Test rows are never touched, and validation rows stay with their corpus, whose labels they check. A text leaks when
    its key, or the first 64 characters of a longer key, is in the other split of any corpus, whatever the labels and
    whatever it answers. Rows merge when text, parent and target are all equal: soft labels are averaged, stances that
    disagree become null, the first row gives the rest. Rows of train and val that have no text to learn from, or no
    label left, go.

    Returns:
        The remaining examples in their order, and the counts.
    """
    keyed = _with_keys(frame)
    test = keyed.filter(pl.col("split") == "test")
    val, train = (keyed.filter((pl.col("split") == name) & (pl.col("_key") != "")) for name in ("val", "train"))
    clean_val, clean_train = _without(val, test), _without(train, test)
    last_train = _without(clean_train, clean_val)
    merged_train = _merge(last_train)
    merged = pl.concat([clean_val.with_columns(_conflict=pl.lit(0, dtype=pl.UInt32)), merged_train], how="diagonal")
    judged = pl.any_horizontal(pl.col(name).is_not_null() for name in (*_SOFT, *_NAMED, "spans"))
    kept = merged.filter(judged)
    report = LeakReport(
        in_test=_lost(pl.concat([val, train]), pl.concat([clean_val, clean_train])),
        in_val=_lost(clean_train, last_train),
        merged=_lost(pl.concat([clean_val, last_train]), merged),
        conflicts=sum(merged["_conflict"].to_list()),
        textless=len(keyed) - len(test) - len(val) - len(train),
        unjudged=len(merged) - len(kept),
    )
    return pl.concat([test, kept.select(test.columns)]).sort("_row").select(frame.columns), report


def _with_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Number the rows and add the folded text, parent and target, and the head of the text."""
    folded = (
        pl.col(name).map_elements(text_key, return_dtype=pl.String).fill_null("").alias(key)
        for name, key in zip(("text", "parent", "target"), _KEYS, strict=True)
    )
    return frame.with_row_index("_row").with_columns(folded).with_columns(_head=pl.col("_key").str.slice(0, _HEAD))


def _without(frame: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Drop the rows whose text, or the long head of it, is in `held`."""
    texts = held.select("_key").unique()
    heads = held.filter(pl.col("_key").str.len_chars() >= _HEAD).select("_head").unique()
    long = pl.col("_key").str.len_chars() >= _HEAD
    copies = frame.filter(long).join(heads, on="_head", how="semi").select("_row")
    return frame.join(texts, on="_key", how="anti").join(copies, on="_row", how="anti")


def _merge(frame: pl.DataFrame) -> pl.DataFrame:
    """Fold rows of equal text, parent and target into the first of them; `_conflict` counts its disagreeing stances."""
    others = [name for name in frame.columns if name not in (*_SOFT, *_NAMED, "weight", "text", "spans", *_KEYS)]
    return (
        frame.sort("_row")
        .group_by(_KEYS, maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in others),
            *(pl.col(name).mean() for name in (*_SOFT, "weight")),
            *(_agreed(name) for name in _NAMED),
            # Spans count the characters of their own text, which may differ from the first in spacing or links.
            pl.coalesce(pl.col("text").filter(pl.col("spans").is_not_null()).first(), pl.col("text").first()),
            pl.col("spans").drop_nulls().first(),
            sum((_split(name).cast(pl.UInt32) for name in _NAMED), start=pl.lit(0, dtype=pl.UInt32)).alias("_conflict"),
        )
    )


def _split(name: str) -> pl.Expr:
    return pl.col(name).drop_nulls().n_unique() > 1


def _agreed(name: str) -> pl.Expr:
    return pl.when(_split(name)).then(None).otherwise(pl.col(name).drop_nulls().first()).alias(name)


def _lost(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    gone = before.join(after, on="_row", how="anti")
    return dict(gone.group_by("corpus").len().sort("corpus").iter_rows())
