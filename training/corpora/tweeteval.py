"""The layout of TweetEval: `<split>_text.txt` beside `<split>_labels.txt`, one item per line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.corpora.files import CorpusError, read_lines
from training.corpora.splits import Split


def pairs(folder: Path, split: Split) -> Iterator[tuple[str, str, str]]:
    """Yield `(id, text, label)` of one split; the id is `split/line`.

    Raises:
        CorpusError: a file is missing, or the two differ in length.
    """
    texts, labels = read_lines(folder / f"{split}_text.txt"), read_lines(folder / f"{split}_labels.txt")
    if len(texts) != len(labels):
        where = str(folder / f"{split}_labels.txt")
        raise CorpusError(f"{len(labels)} labels for {len(texts)} texts", where=where, hint="Fetch both files again")
    for number, (text, label) in enumerate(zip(texts, labels, strict=True), start=1):
        yield f"{split}/{number}", text, label.strip()
