"""MT-CSD (2024): stance to a named target in Reddit conversations, up to depth 8."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import CorpusError, one_of, parse_json, read_header, read_jsonl, read_table, read_text

STANCES = {name: name for name in ("favor", "against", "none")}
FILES = {"train": "train.jsonl", "val": "valid.jsonl"}
PUBLISHED = {"train": "train.json", "val": "valid.json", "test": "test.json"}


def read(path: Path) -> pl.DataFrame:
    """Read `train.jsonl` and `valid.jsonl`, or the published folders; the group is the conversation.

    Published, each target has a folder with `text.csv` and, per split, a JSON list of chains of comment ids.
    """
    flat = (path / FILES["train"]).is_file()
    return build("mtcsd", _flat(path) if flat else _published(path))


def _flat(path: Path) -> Iterator[dict[str, Any]]:
    for split, name in FILES.items():
        for row in read_jsonl(path / name, ["id", "text", "parent_text", "target", "label"]):
            yield _example(split, row["id"], row["text"], row["parent_text"], row["target"], row["label"], path / name)


def _published(path: Path) -> Iterator[dict[str, Any]]:
    folder = path / "data" if (path / "data").is_dir() else path
    targets = sorted(place.parent for place in folder.glob("*/text.csv"))
    if not targets:
        hint = f"Expected {', '.join(FILES.values())}, or a folder per target with text.csv and train.json"
        raise CorpusError("not the published layout", where=str(path), hint=hint)
    for target in targets:
        texts = _texts(target / "text.csv")
        for split, name in PUBLISHED.items():
            file = target / name
            for chain in parse_json(read_text(file), str(file)) if file.is_file() else ():
                yield _of_chain(chain, texts, split, target.name, file)


def _texts(path: Path) -> dict[str, str]:
    """Return comment id → text; the id is the first column, however it is called."""
    first = read_header(path)[0]
    return dict(read_table(path, [first, "text"]).iter_rows())


def _of_chain(chain: dict[str, Any], texts: dict[str, str], split: str, target: str, file: Path) -> dict[str, Any]:
    ids = [str(number) for number in chain["index"]]
    if unknown := [number for number in ids if number not in texts]:
        raise CorpusError("a comment that text.csv does not have", where=str(file), value=unknown[0])
    parent = texts[ids[-2]] if len(ids) > 1 else None
    stance = str(chain["stance"]).casefold()
    return _example(split, f"{target}/{ids[-1]}", texts[ids[-1]], parent, target, stance, file)


def _example(
    split: str, number: str, text: str, parent: str | None, target: str, stance: str, file: Path
) -> dict[str, Any]:
    return {
        "id": f"{split}/{number}",
        "group": number.split("-")[0],
        "split": split,
        "text": clean(text),
        "parent": clean(parent) or None,
        "target": target,
        "stance_target": one_of(STANCES, stance, file),
    }


CORPUS = Corpus(
    name="mtcsd",
    path="stance/mtcsd",
    licence="none stated",
    source="github.com/nfq729/MT-CSD",
    families=("stance_target",),
    mapping="favor, against, none to the target; the parent is the last post of the chain before this one.",
    traps="The stance often shows only with the parent. Comments of one conversation repeat among its chains.",
    read=read,
)
