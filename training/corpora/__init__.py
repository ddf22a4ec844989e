"""Public data sets → examples, one file each; `CORPORA` is the registry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from training.corpora import (
    cases,
    civil_comments,
    context_toxicity,
    covid19_stance,
    createdebate,
    davidson,
    debagreement,
    framing,
    functions,
    gab,
    house,
    house_contrast,
    house_more,
    impermium,
    jigsaw,
    mediaeval2020,
    mtcsd,
    olid,
    pan24,
    perspectrum,
    pstance,
    psycomark,
    rumoureval,
    rumours,
    semeval2016,
    stormfront,
    subreddit_agreement,
    toxic_spans,
    tweeteval_hate,
    tweeteval_offensive,
    vast,
)
from training.corpora.corpus import Corpus
from training.corpora.files import CorpusError

__all__ = ["CORPORA", "Corpus", "CorpusError", "by_name", "load"]

#: Labelled data that ships with the project.
SHIPPED = Path(__file__).parents[1] / "data"

#: Where two corpora hold the same text, the earlier one keeps the merged row.
CORPORA: tuple[Corpus, ...] = tuple(
    module.CORPUS
    for module in (
        house,
        house_more,
        house_contrast,
        framing,
        functions,
        cases,
        jigsaw,
        civil_comments,
        olid,
        tweeteval_offensive,
        tweeteval_hate,
        davidson,
        context_toxicity,
        stormfront,
        gab,
        impermium,
        toxic_spans,
        rumoureval,
        rumours,
        debagreement,
        subreddit_agreement,
        createdebate,
        mtcsd,
        vast,
        semeval2016,
        pstance,
        covid19_stance,
        perspectrum,
        psycomark,
        pan24,
        mediaeval2020,
    )
)


def by_name(name: str) -> Corpus:
    """Return the corpus of that name.

    Raises:
        CorpusError: there is none.
    """
    for corpus in CORPORA:
        if corpus.name == name:
            return corpus
    known = ", ".join(corpus.name for corpus in CORPORA)
    raise CorpusError("unknown corpus", value=name, hint=f"Known corpora: {known}")


def load(root: Path, names: Sequence[str]) -> pl.DataFrame:
    """Read the named corpora under `root` into one table of examples, in the order given.

    Raises:
        CorpusError: an unknown name, a missing path, or a file not in its published layout.
    """
    return pl.concat([_read(root, by_name(name)) for name in names])


def _read(root: Path, corpus: Corpus) -> pl.DataFrame:
    path = root / corpus.path
    if corpus.shipped is not None and not path.exists():
        path = SHIPPED / corpus.shipped
    if not path.exists():
        hint = f"Put {corpus.source} at {corpus.path} under the data root {root}, or leave the corpus out"
        raise CorpusError(f"the corpus {corpus.name} is not there", where=str(path), hint=hint)
    try:
        return corpus.read(path)
    except (ArithmeticError, LookupError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
        hint = f"Expected: {corpus.source}, as published. See training/corpora/{corpus.name}.py"
        raise CorpusError(f"not the published layout: {error!r}", where=str(path), hint=hint) from error
