"""A tiny BERT made at random, a table of examples and a bundle packed from them: all of it real, none of it clever."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import polars as pl

from analyzer.comment import TOXICITY_LABELS
from training.examples import EXAMPLE_SCHEMA, as_examples
from training.recipe import Finish, Optimiser, Recipe, Tokens

HIDDEN = 16
_SPEECH = (
    "the a an is are was not no yes you i they we he she it this that bridge ferry council water report money plan "
    "idiot stupid moron fool trash kill hurt hate thanks agree wrong right true false why how what who when where "
    "secret plot cabal hidden agenda control truth wake sheep vaccine clown face grinning slightly smiling user http "
    "good bad great nice open close closed cost source link question answer people think know say said"
)
WORDS = tuple(_SPEECH.split())
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LETTERS = string.ascii_lowercase + string.digits


def vocabulary() -> dict[str, int]:
    """Special tokens first, then single characters (so that nothing is unknown), then words."""
    pieces = [*SPECIAL, *_LETTERS, *(f"##{letter}" for letter in _LETTERS), *string.punctuation, *WORDS]
    return {piece: i for i, piece in enumerate(dict.fromkeys(pieces))}


def make_tokenizer() -> Any:
    """A WordPiece tokenizer over `vocabulary`, uncased, without a template for special tokens."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    tokenizer: Any = Tokenizer(WordPiece(vocabulary(), unk_token=SPECIAL[1]))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


def write_encoder(folder: Path) -> Path:
    """Write the tiny encoder and its tokenizer as a Hugging Face folder."""
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary()),
        hidden_size=HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.5,  # wide, so that different words come out different
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    named = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL, strict=True))
    fast: Any = PreTrainedTokenizerFast
    fast(tokenizer_object=make_tokenizer(), **named).save_pretrained(folder)
    return folder


def recipe(encoder: Path, **changes: Any) -> Recipe:
    """A recipe for the tiny encoder: every label family, two stages, float32: equal runs are equal to the bit."""
    values: dict[str, Any] = {
        "name": "tiny",
        "encoder": str(encoder),
        "head_width": 8,
        "head_dropout": 0.1,
        "tokens": Tokens(own=12, parent=8, target=6),
        "optimiser": Optimiser(batch=4, encoder_rate=1e-3, head_rate=1e-2, warmup=0.1),
        "passes": {"house": 1, "jigsaw": 1, "semeval2016": 1, "toxic_spans": 1},
        "finish": Finish(passes={"house": 1}),
        "experts": ("pan24",),
        "checkpoint_every": 3,
        "dtype": "float32",
    }
    return Recipe(**values | changes)


def examples() -> pl.DataFrame:
    """60 examples: comments with words that give their labels away, replies, comments on a target, marked words."""
    frames = [_comments("house", "train", 8), _comments("house", "val", 12), _comments("jigsaw", "train", 8)]
    frames += [_targets("train", 6), _targets("val", 6), _targets("test", 6)]
    frames += [_spans("train", 8), _spans("val", 6)]
    return pl.concat([as_examples(frame) for frame in frames], how="vertical")


_OPENINGS = ("the bridge is closed", "i think this plan", "what is the cost", "people know the water")
_STANCES = ("support", "deny", "query", "comment")


def _comments(corpus: str, split: str, n: int) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for i in range(n):
        bad = i % 2 == 1
        opening = _OPENINGS[i % len(_OPENINGS)]
        tail = "you stupid idiot moron" if bad else "thanks good report"
        row: dict[str, Any] = {
            "id": f"{corpus}-{split}-{i}",
            "corpus": corpus,
            "split": split,
            "text": f"{opening} {tail} {string.ascii_lowercase[i]} {split}",
            **dict.fromkeys(TOXICITY_LABELS, float(i == 3)),  # rare: too few to choose a threshold by
            "toxicity": float(bad),
        }
        if corpus == "house":
            row |= {"conspiracy": float(bad), "stance_parent": _STANCES[i % 4], "parent": f"they said the ferry is {i}"}
        rows.append(row)
    return pl.DataFrame(rows)


def _targets(split: str, n: int) -> pl.DataFrame:
    stances = ("favor", "against", "none")
    words = ("right and true", "wrong and false", "a question")
    return pl.DataFrame(
        [
            {
                "id": f"semeval2016-{split}-{i}",
                "corpus": "semeval2016",
                "split": split,
                "text": f"i say it is {words[i % 3]} {split} {i}",
                "target": "close the bridge",
                "stance_target": stances[i % 3],
            }
            for i in range(n)
        ]
    )


def _spans(split: str, n: int) -> pl.DataFrame:
    """Comments whose insult, where they hold one, is marked."""
    rows: list[dict[str, Any]] = []
    for i in range(n):
        word = ("idiot", "stupid", "good")[i % 3]
        text = f"people say {word} {split} {i}"
        spans = [{"start": 11, "end": 11 + len(word), "label": "toxicity"}] if word != "good" else []
        rows.append({"id": f"toxic_spans-{split}-{i}", "corpus": "toxic_spans", "split": split, "text": text})
        rows[-1]["spans"] = spans
    return pl.DataFrame(rows, schema_overrides={"spans": EXAMPLE_SCHEMA["spans"]})


def write_bundle(encoder: Path, folder: Path) -> Path:
    """Pack an untrained network on the tiny encoder into a bundle."""
    from training.fit import build_network
    from training.pack import pack

    made = recipe(encoder)
    network, tokenizer = build_network(made, made.corpora())
    pack(
        network,
        tokenizer,
        made,
        examples(),
        folder,
        version="0.0.1",
        training={"recipe": made.model_dump(mode="json"), "rows": 22, "seed": 1},
    )
    return folder
