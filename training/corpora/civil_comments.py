"""Civil Comments (Borkan et al. 2019): news comments, each label the share of annotators who gave it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import CorpusError, read_header, read_table
from training.corpora.splits import split_of

#: Our column → its names in the published files, in the order they are looked for.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "comment_id"),
    "text": ("comment_text", "text"),
    "parent": ("parent_text",),
    "article": ("article_id",),
    "split": ("split",),
    "toxicity": ("target", "toxicity"),
    "severe_toxicity": ("severe_toxicity",),
    "obscene": ("obscene",),
    "threat": ("threat",),
    "insult": ("insult",),
    "identity_attack": ("identity_attack",),
}
_NEEDED = ("text", "toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack")
_FILES = ("train.csv", "all_data.csv", "civil_comments.csv")
#: Published test files, whose rows are all for test.
_TESTS = ("test.csv", "test_public_expanded.csv", "test_private_expanded.csv")


def read(path: Path) -> pl.DataFrame:
    """Read a folder with `train.csv` or `all_data.csv`, and the expanded tests where they are; or one such file.

    A column `split` is kept; otherwise 10 % val and, without a test file, 10 % test, by article.
    """
    if path.is_file():
        return _file(path, None, test=0.1)
    mains = [path / name for name in _FILES if (path / name).is_file()][:1]
    tests = [path / name for name in _TESTS if (path / name).is_file() and "test" in name]
    if not mains:
        raise CorpusError("not the published layout", where=str(path), hint=f"Expected one of {', '.join(_FILES)}")
    frames = [_file(mains[0], None, test=0.0 if tests else 0.1), *(_file(test, "test", test=0.0) for test in tests)]
    return pl.concat(frames).unique("id", keep="last", maintain_order=True)


def _file(path: Path, split: str | None, *, test: float) -> pl.DataFrame:
    header = read_header(path)
    found = {ours: next((name for name in names if name in header), None) for ours, names in NAMES.items()}
    if missing := [ours for ours in _NEEDED if found[ours] is None]:
        hint = f"Columns here: {', '.join(header)}"
        raise CorpusError(f"not the published layout: no column for {missing[0]}", where=str(path), hint=hint)
    chosen = {ours: name for ours, name in found.items() if name is not None}
    rows = read_table(path, list(chosen.values())).rename({name: ours for ours, name in chosen.items()})
    return build(
        "civil_comments",
        (_example(row, f"{path.stem}/{number}", split, test) for number, row in enumerate(rows.iter_rows(named=True))),
    )


def _example(row: dict[str, Any], number: str, split: str | None, test: float) -> dict[str, Any]:
    text, name = clean(row["text"]), row.get("id") or number
    group = row.get("article") or name
    own = row.get("split") if row.get("split") in ("train", "val", "test") else None
    return {
        "id": name,
        "group": group,
        "split": split or own or split_of(group, test=test),
        "text": text,
        "parent": clean(row.get("parent")) or None,
        **{label: _share(row[label]) for label in _NEEDED if label != "text"},
    }


def _share(value: str | None) -> float | None:
    """Return a share of annotators; empty where the published test leaves a label out.

    Raises:
        ValueError: it is no number from 0 to 1.
    """
    if value is None or value == "":
        return None
    share = float(value)
    if not 0 <= share <= 1:
        raise ValueError(f"not a share: {value}")
    return share


CORPUS = Corpus(
    name="civil_comments",
    path="toxicity/civil_comments",
    licence="CC0",
    source="Kaggle: Jigsaw Unintended Bias in Toxicity Classification; Civil Comments",
    families=("toxicity",),
    mapping=(
        "Each label is the share of annotators who gave it, as published; `target` is toxicity. The comment answered "
        "is the parent where `parent_text` is there."
    ),
    traps=(
        "Annotators saw no context. About 8 % reach one half; severe toxicity nearly never does. Identity columns were "
        "asked of a part only, and are not read. Toxic Spans draws from it: leaks are taken out by text."
    ),
    read=read,
)
