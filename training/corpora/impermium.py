"""Impermium "Detecting Insults in Social Commentary" (Kaggle 2012): news and forum comments."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from training.corpora.build import build, clean
from training.corpora.corpus import Corpus
from training.corpora.files import read_table
from training.corpora.splits import Split, by_text

_ESCAPE = re.compile(r"(?:\\x[0-9a-f]{2})+|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|\\.", re.IGNORECASE | re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\n", "t": "\t"}

#: A zero is soft: insults at people outside the conversation were counted as none.
NO_INSULT = 0.1


def unquote(quoted: str) -> str:
    r"""Undo the literal escapes of the published text: `"a\\xc2\\xa0b\\nc"` → `a b`, newline, `c`."""
    inner = quoted[1:-1] if len(quoted) > 1 and quoted[0] == quoted[-1] == '"' else quoted
    return clean(_ESCAPE.sub(lambda match: _unescape(match.group()), inner))


def _unescape(escape: str) -> str:
    if escape.startswith("\\x"):
        data = bytes.fromhex(escape.replace("\\x", ""))
        try:
            return data.decode()  # runs of \x are UTF-8 bytes in some comments, Latin-1 in others
        except UnicodeDecodeError:
            return data.decode("latin-1")
    if escape[1] in "uU" and len(escape) > 2:
        value = int(escape[2:], 16)
        return chr(value) if value < 0x110000 and not 0xD800 <= value < 0xE000 else ""
    return _SIMPLE.get(escape[1], escape[1])


def read(path: Path) -> pl.DataFrame:
    """Read the folder's three files: train (10 % val) and verification for training, `test_with_solutions` for test."""
    return pl.concat(
        [
            _part(path / "train.csv", "train", None),
            _part(path / "impermium_verification_labels.csv", "verification", "train"),
            _part(path / "test_with_solutions.csv", "test", "test"),
        ]
    )


def _part(path: Path, name: str, split: Split | None) -> pl.DataFrame:
    rows = read_table(path, ["Insult", "Comment"], quoted=True).iter_rows()
    return build(
        "impermium",
        (
            {
                "id": f"{name}/{number}",
                **by_text(unquote(comment), test=0),
                **({"split": split} if split else {}),
                "insult": 1.0 if insult == "1" else NO_INSULT,
                "toxicity": 1.0 if insult == "1" else None,
            }
            for number, (insult, comment) in enumerate(rows)
        ),
    )


CORPUS = Corpus(
    name="impermium",
    path="toxicity/impermium_insults",
    licence="none stated in the mirror",
    source="Kaggle: Detecting Insults in Social Commentary (Impermium)",
    families=("toxicity",),
    mapping=(
        "Insult 1 is insult 1 and toxicity 1 (a demeaning word is toxic). Insult 0 is insult 0.1: insults at people "
        "outside the conversation were ruled none; toxicity stays unjudged, since 0 may still swear or threaten."
    ),
    traps="Text is quoted and holds literal escapes (\\n, \\xa0, UTF-8 as \\xc2\\xa0); comments are cut short.",
    read=read,
)
