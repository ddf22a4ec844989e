"""How each family of encoders is shown blocks: its mask of pairs, its positions and its token types.

The mask is per pair of tokens and positions run on per block, so whatever derives either from the order of the tokens
(DeBERTa's distances, ModernBERT's local windows) is given them here instead: otherwise a target would feel how long the
parent in front of it is, and a comment what stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor

from analyzer.errors import AnalyzerError, ExitCode


class EncoderError(AnalyzerError):
    """An encoder that the network cannot be built on."""

    exit_code = ExitCode.USAGE


class Blocks(NamedTuple):
    """What a transformer reads: (rows, width) ids, positions, types and (rows, width, width) visible pairs.

    While a graph is traced for fusing, `visible` is the (rows, width) mask of padding.
    """

    ids: Tensor
    positions: Tensor
    types: Tensor
    visible: Tensor


States = Callable[[Any, Blocks], Tensor]


def _bert(model: Any, shown: Blocks) -> Tensor:
    return _absolute(model, shown, shown.positions)


def _roberta(model: Any, shown: Blocks) -> Tensor:
    """RoBERTa's positions begin behind the id of padding; it mostly has one token type."""
    return _absolute(model, shown, shown.positions + model.config.pad_token_id + 1)


def _absolute(model: Any, shown: Blocks, positions: Tensor) -> Tensor:
    types = shown.types if model.config.type_vocab_size > 1 else torch.zeros_like(shown.types)
    mask = shown.visible if shown.visible.dim() == 2 else _added(shown.visible)
    found = model(shown.ids, position_ids=positions, token_type_ids=types, attention_mask=mask)
    return cast("Tensor", found.last_hidden_state)


def _modernbert(model: Any, shown: Blocks) -> Tensor:
    """Every third layer of ModernBERT sees all, the others what is near by position (Warner et al. 2024).

    Padding stands at position 0 and so always sees the comment's beginning: no token is left with nothing to see.
    """
    distance = (shown.positions.unsqueeze(2) - shown.positions.unsqueeze(1)).abs()
    near = shown.visible * (distance <= model.config.sliding_window)
    masks = {"full_attention": _added(shown.visible), "sliding_attention": _added(near)}
    found = model(shown.ids, position_ids=shown.positions, attention_mask=masks)
    return cast("Tensor", found.last_hidden_state)


def _deberta(model: Any, shown: Blocks) -> Tensor:
    """DeBERTa-v2 and v3 (He et al. 2021) take 0/1 masks, and distances between positions per row and head.

    Its embeddings would multiply by the mask, so embeddings and encoder are called one after the other.
    """
    from transformers.models.deberta_v2 import modeling_deberta_v2 as deberta

    encoder, config = model.encoder, model.config
    if encoder.conv is not None:
        raise EncoderError("DeBERTa with a convolution mixes neighbours across blocks", hint="Take one without it.")
    distance = shown.positions.unsqueeze(2) - shown.positions.unsqueeze(1)
    if encoder.relative_attention and encoder.position_buckets > 0:
        distance = deberta.make_log_bucket_position(distance, encoder.position_buckets, encoder.max_relative_positions)
    apart = distance.long().repeat_interleave(config.num_attention_heads, dim=0).unsqueeze(0)
    embedded = model.embeddings(input_ids=shown.ids, token_type_ids=shown.types, position_ids=shown.positions)
    found = encoder(embedded, shown.visible, output_hidden_states=False, relative_pos=apart)
    return cast("Tensor", found.last_hidden_state)


def _added(visible: Tensor) -> Tensor:
    """Return what is added to attention scores (rows, 1, width, width): 0 where visible, else far below any score."""
    lowest = torch.finfo(torch.float32).min / 2
    return (1.0 - visible.unsqueeze(1).to(torch.float32)) * lowest


@dataclass(frozen=True)
class Family:
    """One row of `FAMILIES`.

    Attributes:
        states: Runs the transformer: last states (rows, width, hidden).
        pooler: Whether the class builds a pooler unless told not to.
        fused: Whether the export fuses its attention, and puts the mask of pairs in afterwards.
    """

    states: States
    pooler: bool = False
    fused: bool = False


#: By `model_type` of the configuration.
FAMILIES: dict[str, Family] = {
    "bert": Family(_bert, pooler=True, fused=True),
    "roberta": Family(_roberta, pooler=True, fused=True),
    "xlm-roberta": Family(_roberta, pooler=True, fused=True),
    "deberta-v2": Family(_deberta),
    "modernbert": Family(_modernbert),
}

#: Names under which the families' configurations keep their dropout.
DROPOUTS = (
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "attention_dropout",
    "embedding_dropout",
    "mlp_dropout",
)


def family_of(kind: str) -> Family:
    """Return the row of a `model_type`.

    Raises:
        EncoderError: There is none.
    """
    if kind not in FAMILIES:
        hint = f"Name an encoder of one of these kinds: {', '.join(FAMILIES)}."
        raise EncoderError("encoders of this kind are not supported", value=kind, hint=hint)
    return FAMILIES[kind]
