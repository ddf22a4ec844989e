"""Tiny encoders of every family the network can be built on, made at random, with small tokenizers of their kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import tiny

_SIZES: dict[str, Any] = {
    "hidden_size": tiny.HIDDEN,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 64,
    "initializer_range": 0.3,  # wide, so that different words come out different
}
_ANGLED = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def _bert() -> Any:
    from transformers import BertConfig

    return BertConfig(vocab_size=len(tiny.vocabulary()), **_SIZES)


def _roberta() -> Any:
    from transformers import RobertaConfig

    return RobertaConfig(vocab_size=len(_angled()), type_vocab_size=1, **_SIZES)


def _xlm_roberta() -> Any:
    from transformers import XLMRobertaConfig

    return XLMRobertaConfig(vocab_size=len(_angled()), type_vocab_size=1, **_SIZES)


def _deberta() -> Any:
    from transformers import DebertaV2Config

    made: Any = DebertaV2Config
    return made(
        vocab_size=len(tiny.vocabulary()),
        relative_attention=True,
        position_buckets=8,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        pos_att_type=["p2c", "c2p"],
        position_biased_input=False,
        type_vocab_size=0,
        **_SIZES,
    )


def _modernbert() -> Any:
    from transformers import ModernBertConfig

    ids = {"pad_token_id": 0, "cls_token_id": 2, "bos_token_id": 2, "sep_token_id": 3, "eos_token_id": 3}
    made: Any = ModernBertConfig
    return made(
        vocab_size=len(tiny.vocabulary()),
        local_attention=8,
        layer_types=["full_attention", "sliding_attention"],
        **_SIZES,
        **ids,
    )


#: model_type -> configuration.
CONFIGS: dict[str, Callable[[], Any]] = {
    "bert": _bert,
    "roberta": _roberta,
    "xlm-roberta": _xlm_roberta,
    "deberta-v2": _deberta,
    "modernbert": _modernbert,
}


def _angled() -> dict[str, int]:
    """The tiny vocabulary under the names RoBERTa gives its special tokens, padding second."""
    rest = [piece for piece in tiny.vocabulary() if piece not in tiny.SPECIAL]
    return {piece: i for i, piece in enumerate([*_ANGLED, *rest])}


def _tokenizer(kind: str) -> Any:
    from tokenizers.models import WordPiece
    from transformers import PreTrainedTokenizerFast

    backend, special = tiny.make_tokenizer(), tiny.SPECIAL
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    if "roberta" in kind:
        backend.model = WordPiece(_angled(), unk_token=_ANGLED[3])
        special, names = _ANGLED, ("cls_token", "pad_token", "sep_token", "unk_token", "mask_token")
    fast: Any = PreTrainedTokenizerFast
    return fast(tokenizer_object=backend, **dict(zip(names, special, strict=True)))


def write(kind: str, folder: Path) -> Path:
    """Write a tiny encoder of a family and its tokenizer as a Hugging Face folder."""
    import torch
    from transformers import AutoModel

    torch.manual_seed(0)
    auto: Any = AutoModel
    auto.from_config(CONFIGS[kind]()).save_pretrained(folder)
    _tokenizer(kind).save_pretrained(folder)
    return folder
