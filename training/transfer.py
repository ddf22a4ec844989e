"""Transfer between corpora: trained on one, or on all but one, tested on the others: the leave-one-out matrix.

Simple models make it cheap: TF-IDF with logistic regression, and logistic regression on a bundle's frozen embeddings.
Those embeddings were trained on most of these corpora, so only TF-IDF and the fine-tuned rows are clean.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.bundle import load_bundle
from analyzer.models.encode import prepare
from analyzer.models.scorer import Scorer
from analyzer.models.views import HEAD_LABELS
from training import corpora, metrics
from training.corpora.splits import lowest, split_of, with_places
from training.dedup import drop_leaks
from training.evaluate import EvaluationError
from training.floor import logistic
from training.predict import probabilities
from training.recipe import Recipe, load_recipe
from training.report.markdown import table as markdown
from training.report.tables import Table

Tell = Callable[[dict[str, Any]], None]
Array = npt.NDArray[np.float64]

#: What each corpus says of the label in question. Some judge only a near relative of toxicity.
LABELS: dict[str, dict[str, str]] = {
    "toxicity": {
        "house": "toxicity",
        "jigsaw": "toxicity",
        "olid": "toxicity",
        "davidson": "toxicity",
        "context_toxicity": "toxicity",
        "impermium": "insult",
        "tweeteval_hate": "identity_attack",
        "stormfront": "identity_attack",
        "gab": "identity_attack",
    },
    "conspiracy": dict.fromkeys(("house", "house_contrast", "psycomark", "pan24", "mediaeval2020"), "conspiracy"),
}
OTHERS, ALL = "all others", "all"
#: Most training rows taken of one corpus, so that large ones do not drown the rest.
MOST = 2000
#: Most rows tested on.
MOST_TESTED = 2000
#: Held-out share of corpora that publish no test part.
HELD = 0.3


def matrix(
    root: Path,
    labels: Sequence[str] = tuple(LABELS),
    *,
    bundle: Path | None = None,
    recipe: Path | None = None,
    work: Path | None = None,
    most: int = MOST,
    tell: Tell = lambda _: None,
) -> dict[str, Any]:
    """Return the whole matrix as plain values.

    Args:
        root: Folder of the corpora; those that are not there are left out.
        labels: Which of `LABELS`.
        bundle: Bundle whose frozen embeddings are tried too.
        recipe: Recipe to fine-tune by with each corpus left out, or None.
        work: Folder for those runs.
        most: Most training rows of one corpus.
        tell: Told of progress.

    Raises:
        EvaluationError: An unknown label, or fewer than two corpora of one.
    """
    scorer = Scorer(load_bundle(bundle)) if bundle is not None else None
    found: dict[str, Any] = {"most_train_rows": most, "labels": {}}
    if scorer is not None:
        manifest = scorer.bundle.manifest
        found["embeddings_of"] = f"{manifest.name} {manifest.version}"
        found["embeddings_saw"] = sorted(str(d["corpus"]) for d in manifest.data)
    for label in labels:
        if label not in LABELS:
            hint = f"Known: {', '.join(LABELS)}."
            raise EvaluationError("no transfer matrix for the label", where="--label", value=label, hint=hint)
        rows = with_places(gather(root, label))
        train = lowest(rows.filter(pl.col("split") == "train"), most, "corpus")
        examples = pl.concat([train, lowest(rows.filter(pl.col("split") == "test"), MOST_TESTED, "corpus")])
        tell({"label": label, "rows": examples.height})
        methods = {"tfidf": _hasher()} | ({"embeddings": _embedder(scorer)} if scorer is not None else {})
        told: dict[str, Any] = {"held_out": _held(examples), "methods": {}}
        for name, method in methods.items():
            tell({"label": label, "method": name})
            told["methods"][name] = _cells(examples, method, tell)
        if recipe is not None:
            told["methods"]["fine-tuned"] = fine_tuned(load_recipe(recipe), label, rows, work or Path("transfer"), tell)
        found["labels"][label] = told
    return found


def gather(root: Path, label: str) -> pl.DataFrame:
    """Return the corpora of a label: `corpus`, `split` (train or test), `group`, `text`, `gold` 0/1; no leaks."""
    wanted = LABELS[label]
    known = [c for c in corpora.CORPORA if c.name in wanted or (c.name == "tweeteval_offensive" and "olid" in wanted)]
    there = [c.name for c in known if (root / c.path).exists() or c.shipped is not None]
    frame = pl.concat([_resplit(corpora.load(root, [name])) for name in there])
    kept, _ = drop_leaks(frame)
    gold = pl.coalesce(pl.when(pl.col("corpus") == name).then(pl.col(column)) for name, column in wanted.items())
    rows = kept.filter(pl.col("corpus").is_in(list(wanted)), pl.col("split") != "val").with_columns(gold=gold)
    rows = rows.filter(pl.col("gold").is_not_null()).with_columns((pl.col("gold") >= 0.5).cast(pl.Float64))
    if rows.get_column("corpus").n_unique() < 2:
        raise EvaluationError("transfer needs two corpora", where=str(root), hint=f"Known: {', '.join(wanted)}.")
    return rows


def _resplit(frame: pl.DataFrame) -> pl.DataFrame:
    """Hold out a part of a corpus that publishes no test, by the hash of the group."""
    if (frame.get_column("split") == "test").any():
        return frame
    held = pl.col("group").map_elements(lambda group: split_of("transfer:" + group, val=0, test=HELD), pl.String)
    return frame.with_columns(held.alias("split"))


def _held(examples: pl.DataFrame) -> dict[str, dict[str, int]]:
    test = examples.filter(pl.col("split") == "test").group_by("corpus", maintain_order=True)
    counts = test.agg(pl.len().alias("n"), pl.col("gold").sum().cast(pl.Int64).alias("positives"))
    return {row["corpus"]: {"n": row["n"], "positives": row["positives"]} for row in counts.iter_rows(named=True)}


#: (training rows, test rows) → score of each test row.
Method = Callable[[pl.DataFrame, pl.DataFrame], Array]


def _hasher() -> Method:
    """Return logistic regression over hashed word and letter n-grams; each text is hashed once, weights are refitted.

    Hashing knows no vocabulary, so counts may be kept between training sets; inverse document frequencies may not.
    """
    from scipy.sparse import vstack
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.pipeline import make_pipeline, make_union

    size: dict[str, Any] = {"n_features": 2**17, "norm": None, "alternate_sign": False}
    words = HashingVectorizer(ngram_range=(1, 2), **size)
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **size)
    counter = make_union(words, letters)
    kept: dict[str, Any] = {}

    def counts(frame: pl.DataFrame) -> Any:
        texts = frame.get_column("text").to_list()
        new = list(dict.fromkeys(text for text in texts if text not in kept))
        if new:
            rows = counter.transform([prepare(text) for text in new])
            kept.update((text, rows[i]) for i, text in enumerate(new))
        return vstack([kept[text] for text in texts], format="csr")

    def method(train: pl.DataFrame, test: pl.DataFrame) -> Array:
        model = make_pipeline(TfidfTransformer(sublinear_tf=True), logistic())
        model.fit(counts(train), train.get_column("gold").to_numpy())
        return np.asarray(model.predict_proba(counts(test))[:, 1])

    return method


def _embedder(scorer: Scorer) -> Method:
    """Return logistic regression over the bundle's pooled vectors; each text is embedded once."""
    kept: dict[str, Array] = {}

    def vectors(frame: pl.DataFrame) -> Array:
        texts = frame.get_column("text").to_list()
        new = list(dict.fromkeys(text for text in texts if text not in kept))
        if new:
            kept.update(zip(new, scorer.vectors(scorer.tokens(new)).astype(np.float64), strict=True))
        return np.stack([kept[text] for text in texts])

    def method(train: pl.DataFrame, test: pl.DataFrame) -> Array:
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        model = make_pipeline(StandardScaler(), logistic().set_params(C=0.05))
        model.fit(vectors(train), train.get_column("gold").to_numpy())
        return np.asarray(model.predict_proba(vectors(test))[:, 1])

    return method


def _cells(examples: pl.DataFrame, method: Method, tell: Tell) -> dict[str, dict[str, Any]]:
    """Return training rows' name → test corpus → figures."""
    train = examples.filter(pl.col("split") == "train")
    test = examples.filter(pl.col("split") == "test")
    names = train.get_column("corpus").unique(maintain_order=True).to_list()
    cells: dict[str, dict[str, Any]] = {}
    for name in (*names, ALL):
        tell({"trained on": name})
        rows = train if name == ALL else train.filter(pl.col("corpus") == name)
        if rows.get_column("gold").n_unique() == 2:
            cells[name] = dict(_tested(method, rows, test))
    cells[OTHERS] = {}
    for name in test.get_column("corpus").unique(maintain_order=True):
        tell({"left out": name})
        rest = train.filter(pl.col("corpus") != name)
        cells[OTHERS] |= dict(_tested(method, rest, test.filter(pl.col("corpus") == name)))
    return cells


def _tested(method: Method, train: pl.DataFrame, test: pl.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    scores = method(train, test)
    for name in test.get_column("corpus").unique(maintain_order=True):
        rows = (test.get_column("corpus") == name).to_numpy()
        yield name, _figures(test.filter(pl.Series(rows)), scores[rows])


def _figures(test: pl.DataFrame, score: Array) -> dict[str, Any]:
    gold = test.get_column("gold").to_numpy().astype(np.float64)
    groups = np.unique(test.get_column("group").to_numpy(), return_inverse=True)[1].astype(np.int64)
    e = metrics.interval(metrics.auc, gold, score, groups=groups, rounds=200)
    even = metrics.macro_f1(gold, (score >= 0.5).astype(np.float64))
    told = {"auc": e.value, "low": e.low, "high": e.high, "macro_f1": even}
    return {key: None if np.isnan(value) else round(value, 4) for key, value in told.items()} | {"n": e.n}


def fine_tuned(recipe: Recipe, label: str, examples: pl.DataFrame, work: Path, tell: Tell) -> dict[str, dict[str, Any]]:
    """Train by `recipe` once per corpus, without it, and test the bundle on it.

    The finishing stage and the folds are left out; the corpora's other labels are trained along.
    """
    from training.run import fit

    cells: dict[str, Any] = {}
    column = HEAD_LABELS["comment"].index(label)
    passes = recipe.passes | (recipe.finish.passes if recipe.finish else {})
    for name in examples.get_column("corpus").unique(maintain_order=True):
        rest = {corpus: count for corpus, count in passes.items() if corpus != name and corpus in LABELS[label]}
        stage = recipe.first().model_copy(update={"passes": rest})
        frame = examples.filter(pl.col("corpus") != name).drop("gold")
        bundle = fit(stage, frame, work / label / name, tell, resume=True, folds=False)
        test = examples.filter(pl.col("corpus") == name, pl.col("split") == "test")
        scores = probabilities(Scorer(load_bundle(bundle)), test, "comment")[:, column]
        cells[name] = _figures(test, scores.astype(np.float64))
    return {OTHERS: cells}


def tables(found: dict[str, Any]) -> Iterator[tuple[str, Table]]:
    """Yield a title and a table per label and method: a line per training corpus, a column per test corpus."""
    for label, told in found["labels"].items():
        held = told["held_out"]
        for method, cells in told["methods"].items():
            head = ("trained on", *(f"{name} ({c['positives']}/{c['n']})" for name, c in held.items()))
            rows = tuple((name, *(_cell(line.get(test)) for test in held)) for name, line in cells.items())
            yield f"{label}, {method}: ROC AUC (columns: positives/rows held out)", Table(head, rows)


def write_matrix(found: dict[str, Any], path: Path) -> None:
    """Write the matrix as JSON to `path`, and as tables of Markdown beside it."""
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    told = [f"# Transfer between corpora\n\nAt most {found['most_train_rows']:,} training rows of one corpus.\n"]
    told += [f"## {title}\n\n{markdown(content)}" for title, content in tables(found)]
    path.with_suffix(".md").write_text("\n".join(told), encoding="utf-8")


def _cell(figures: dict[str, Any] | None) -> str:
    if figures is None or figures["auc"] is None:
        return "–"
    return f"{figures['auc']:.2f} ({figures['low']:.2f}–{figures['high']:.2f})"
