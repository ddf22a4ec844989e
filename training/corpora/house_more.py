"""More comments of the target domain: labels of the project's own for texts that lie in the corpora folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from training.corpora.build import build, toxicity_of
from training.corpora.corpus import Corpus
from training.corpora.files import one_of, read_jsonl, read_table
from training.corpora.house import placed

#: The labels, by the id of the comment; the comments themselves are not the project's to ship.
LABELS = Path(__file__).parents[1] / "data" / "house_more.csv.gz"
_CONSPIRACY = {"0": 0.0, "1": 1.0, "": None}
_STANCE = {"support": "support", "deny": "deny", "query": "query", "comment": "comment", "": None}


def read(path: Path, labels: Path = LABELS) -> pl.DataFrame:
    """Read the comments that have a label; the split is by what is answered, as in `house`; all are train.

    Ids are `source/id`. Comments answering what `house` holds out would be val or test; none of them is labelled.
    """
    columns = ["id", "toxicity", "conspiracy", "stance_parent"]
    told = {row["id"]: row for row in read_table(labels, columns).iter_rows(named=True)}
    rows = read_jsonl(path, ["id", "source", "title", "parent", "text"])
    return build("house_more", _examples(rows, told, labels))


def _examples(rows: list[dict[str, Any]], told: dict[str, dict[str, str]], labels: Path) -> Iterator[dict[str, Any]]:
    for row in rows:
        label = told.get(str(row["id"]))
        if label is not None:
            yield {
                "id": f"{row['source']}/{row['id']}",
                **placed(row),
                **toxicity_of((label["toxicity"] or "").split(), labels),
                "conspiracy": one_of(_CONSPIRACY, label["conspiracy"] or "", labels),
                "stance_parent": one_of(_STANCE, label["stance_parent"] or "", labels),
            }


CORPUS = Corpus(
    name="house_more",
    path="house/unlabelled.jsonl.gz",
    licence="labels: Apache-2.0, the project's; texts belong to their writers",
    source="this project",
    families=("toxicity", "conspiracy", "stance_parent"),
    mapping="Labelled by the definitions of this project, all families at once: a space-separated list of the toxicity "
    "labels that hold, conspiracy and stance_parent; empty is unjudged.",
    traps=(
        "Silver labels by a language model, one reading each. A quarter of the comments were chosen by scores to find "
        "rare labels. To train on only: nothing is measured on it."
    ),
    read=read,
)
