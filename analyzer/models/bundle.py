"""A model bundle: a folder of weights, tokenizer, labels, thresholds and card, verified by hash when loaded.

bundle.json      the manifest: everything below, the facts of the card, and the SHA-256 of every other file
encoder.onnx     the transformer encoder, quantised
heads.npz        the heads, experts and their gate, float32, and the weights of n-grams, float16
tokenizer.json   the tokenizer of the encoder
CARD.md          the model card
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError
from tokenizers import Tokenizer

from analyzer.errors import ModelError
from analyzer.labels.operating import OperatingPoint, points_from_json, points_to_json
from analyzer.models.encode import SpecialTokens
from analyzer.models.encoder import Encoder
from analyzer.models.experts import GATE, JUDGES, Experts
from analyzer.models.heads import Head
from analyzer.models.lexical import BUCKETS, Lexical
from analyzer.models.views import HEAD_LABELS, VIEWS, Layout, View

FORMAT = 4
#: Formats that are read: 3 is 4 without experts, 2 is 3 without weights of n-grams.
READABLE = (2, 3, 4)
MANIFEST = "bundle.json"
#: What the names of weights of n-grams begin with in `heads.npz`; the label follows.
LEXICAL = "lexical."
FILES = ("encoder.onnx", "heads.npz", "tokenizer.json")
_AGAIN = "Reinstall the package, or point --model at a whole bundle folder."


class _LayoutRecord(BaseModel):
    own: int
    parent: int
    target: int


class Manifest(BaseModel):
    """The checked content of `bundle.json`."""

    model_config = ConfigDict(extra="forbid")

    format: int
    name: str
    version: str
    created: str
    encoder: str
    languages: list[str]
    layout: _LayoutRecord
    decisions: dict[str, dict[str, float]]
    operating_points: dict[str, list[dict[str, Any]]]
    spans: dict[str, float]
    training: dict[str, Any]
    data: list[dict[str, Any]]
    suites: list[dict[str, Any]]
    files: dict[str, str]


@dataclass(frozen=True)
class Bundle:
    """A loaded, verified bundle, ready to score.

    Attributes:
        path: The folder it came from.
        manifest: Its manifest.
        hash: SHA-256 over the sorted (file, hash) pairs: the model's identity in every run.
        tokenizer: The encoder's tokenizer, without padding or truncation.
        encoder: The encoder session.
        heads: One head per view.
        experts: Who judges conspiracy framing beside the head of comments, and how they are weighed; None where nobody.
        lexical: Weights of n-grams, added to the logits of a comment.
        layout: Tokens a row shows.
        points: Operating points per flagging label.
    """

    path: Path
    manifest: Manifest
    hash: str
    tokenizer: Tokenizer
    encoder: Encoder
    heads: dict[View, Head]
    experts: Experts | None
    lexical: Lexical
    layout: Layout
    points: dict[str, tuple[OperatingPoint, ...]]

    @property
    def identity(self) -> dict[str, str]:
        """Name, version and hash: what tells this bundle from any other."""
        return {"name": self.manifest.name, "version": self.manifest.version, "hash": self.hash}

    @property
    def record(self) -> dict[str, Any]:
        """What runs keep of the model: its identity, its languages, and what decides, thresholds with their meaning."""
        return {
            **self.identity,
            "languages": list(self.manifest.languages),
            "decision_weights": {view: dict(weights) for view, weights in self.manifest.decisions.items()},
            "operating_points": {label: points_to_json(points) for label, points in self.points.items()},
        }


def default_path() -> Path:
    """Return the folder of the bundle that ships with the package."""
    return Path(__file__).parent / "default"


def read_manifest(path: Path) -> Manifest:
    """Read and check the manifest of the bundle at `path`, without loading or hashing its weights.

    Raises:
        ModelError: No bundle there, a broken manifest, or a format this version cannot read.
    """
    file = path / MANIFEST
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise ModelError(f"no model bundle here: {error.strerror}", where=str(file), hint=_AGAIN) from error
    except ValueError as error:
        raise ModelError("the manifest is not valid JSON", where=str(file), hint=_AGAIN) from error
    found = content.get("format") if isinstance(content, dict) else None
    if found not in READABLE:
        raise ModelError(
            f"this version reads bundles of formats {', '.join(map(str, READABLE))}",
            where=str(file),
            value=found,
            hint="Export the bundle again with this version's analyzer-train.",
        )
    try:
        return Manifest.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ModelError(f"the manifest is damaged at {place}: {first['msg']}", where=str(file), hint=_AGAIN) from error


def _lacking(manifest: Manifest) -> str | None:
    """Return the first entry that scoring needs and the manifest does not have, as a dotted path."""
    needed = [(f"files.{name}", name in manifest.files) for name in FILES]
    needed += [
        (f"decisions.{view}.{name}", name in manifest.decisions.get(view, {}))
        for view in VIEWS
        if view != "comment"
        for name in HEAD_LABELS[view]
    ]
    return next((place for place, there in needed if not there), None)


def bundle_hash(files: dict[str, str]) -> str:
    """Return the identity of a bundle from the hashes of its files."""
    told = "".join(f"{name}:{digest}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(told.encode()).hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(path: Path, manifest: Manifest) -> None:
    """Check every file of a bundle against its manifest.

    Raises:
        ModelError: The manifest lacks an entry, or a file is missing or is not the one that was exported.
    """
    if lacking := _lacking(manifest):
        where = str(path / MANIFEST)
        raise ModelError("the manifest is damaged: it lacks an entry", where=where, value=lacking, hint=_AGAIN)
    for name, expected in manifest.files.items():
        file = path / name
        if not file.is_file():
            raise ModelError("a file of the model bundle is missing", where=str(file), hint=_AGAIN)
        if file_hash(file) != expected:
            raise ModelError("the file is not the one its manifest names (hash differs)", where=str(file), hint=_AGAIN)


def load_bundle(path: Path | None = None, *, threads: int | None = None) -> Bundle:
    """Load and verify the bundle at `path`, or the one that ships with the package.

    Raises:
        ModelError: Missing, damaged, or of another format.
    """
    path = path or default_path()
    manifest = read_manifest(path)
    verify(path, manifest)
    tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    heads, experts, lexical = _load_heads(path / "heads.npz")
    return Bundle(
        path=path,
        manifest=manifest,
        hash=bundle_hash(manifest.files),
        tokenizer=tokenizer,
        encoder=Encoder(path / "encoder.onnx", SpecialTokens.of(tokenizer), threads),
        heads=heads,
        experts=experts,
        lexical=lexical,
        layout=Layout(manifest.layout.own, manifest.layout.parent, manifest.layout.target),
        points={label: points_from_json(points) for label, points in manifest.operating_points.items()},
    )


def _load_heads(path: Path) -> tuple[dict[View, Head], Experts | None, Lexical]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            parts = {name: arrays[name] for name in arrays.files}
        heads = {view: _head(parts, view) for view in VIEWS}
        experts = Experts(_head(parts, JUDGES), _head(parts, GATE)) if f"{GATE}.first" in parts else None
        return heads, experts, _lexical(parts, 1 if experts is None else experts.count)
    except (KeyError, ValueError) as error:
        raise ModelError(f"the heads are damaged: {error}", where=str(path), hint=_AGAIN) from error


def _head(arrays: dict[str, Any], name: str) -> Head:
    return Head(**{part: arrays[f"{name}.{part}"] for part in Head.__annotations__})


def _lexical(arrays: dict[str, Any], judges: int) -> Lexical:
    weights = {name.removeprefix(LEXICAL): array for name, array in arrays.items() if name.startswith(LEXICAL)}
    for label, array in weights.items():
        if label not in HEAD_LABELS["comment"] or array.size != judges * BUCKETS:
            raise ValueError(f"{LEXICAL}{label} of shape {array.shape}")
    return Lexical({label: array.astype(np.float32).reshape(judges, BUCKETS) for label, array in weights.items()})
