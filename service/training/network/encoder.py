"""The pretrained transformer that is fine-tuned, in plain PyTorch: MPNet, or BERT and its smaller kin."""

import math
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from service.errors import ModelError

CONFIG, WEIGHTS = "config.json", "model.safetensors"
# The longest sequence whose relative positions are tabulated; windows are shorter.
MAX_TOKENS = 512
# MPNet numbers its positions from 2, after those of padding.
FIRST_POSITION = {"mpnet": 2, "bert": 0}
MAX_RELATIVE_DISTANCE = 128
EMBEDDINGS = {"word": "word_embeddings", "pos": "position_embeddings", "ln": "LayerNorm"}
# Our names of a layer's parts, and those of the published weights.
SHARED_PARTS = {"fc1": "intermediate.dense", "fc2": "output.dense", "ln2": "output.LayerNorm"}
LAYER_PARTS = {
    "mpnet": {name: f"attention.attn.{name}" for name in "qkvo"} | {"ln1": "attention.LayerNorm"} | SHARED_PARTS,
    "bert": {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "o": "attention.output.dense",
        "ln1": "attention.output.LayerNorm",
    }
    | SHARED_PARTS,
}


class EncoderShape(BaseModel):
    """The sizes of a pretrained encoder, as its `config.json` gives them."""

    model_config = ConfigDict(frozen=True, extra="ignore", protected_namespaces=())

    model_type: Literal["mpnet", "bert"]
    hidden_size: int
    intermediate_size: int
    num_attention_heads: int
    num_hidden_layers: int
    layer_norm_eps: float
    vocab_size: int
    max_position_embeddings: int
    relative_attention_num_buckets: int = 32


class Layer(nn.Module):
    """Self-attention and a feed-forward step, each normalised after its residual sum."""

    def __init__(self, shape: EncoderShape, dropout: float) -> None:
        super().__init__()
        size, inner, eps = shape.hidden_size, shape.intermediate_size, shape.layer_norm_eps
        self.heads, self.dropout = shape.num_attention_heads, dropout
        self.q, self.k, self.v, self.o = (nn.Linear(size, size) for _ in range(4))
        self.ln1 = nn.LayerNorm(size, eps=eps)
        self.fc1, self.fc2 = nn.Linear(size, inner), nn.Linear(inner, size)
        self.ln2 = nn.LayerNorm(size, eps=eps)
        self.drop = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor | None) -> Tensor:
        """States (batch, tokens, size) to states of the same shape; `bias` is added to the attention's logits."""
        attended = functional.scaled_dot_product_attention(
            self._split(self.q(states)),
            self._split(self.k(states)),
            self._split(self.v(states)),
            attn_mask=bias,
            dropout_p=self.dropout if self.training else 0.0,
        )
        joined = attended.transpose(1, 2).reshape(states.shape)
        states = self.ln1(states + self.drop(self.o(joined)))
        return self.ln2(states + self.drop(self.fc2(functional.gelu(self.fc1(states)))))

    def _split(self, states: Tensor) -> Tensor:
        batch, tokens, size = states.shape
        return states.reshape(batch, tokens, self.heads, size // self.heads).transpose(1, 2)


class Encoder(nn.Module):
    """Tokens to states. The names of its parts are those of the checkpoints."""

    def __init__(self, shape: EncoderShape, layers: int | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.vocab_size, shape.hidden_size)
        self.pos = nn.Embedding(shape.max_position_embeddings, shape.hidden_size)
        self.tt = nn.Embedding(2, shape.hidden_size) if shape.model_type == "bert" else None
        self.ln = nn.LayerNorm(shape.hidden_size, eps=shape.layer_norm_eps)
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(layers or shape.num_hidden_layers))
        if shape.model_type == "mpnet":
            self.rel = nn.Embedding(shape.relative_attention_num_buckets, shape.num_attention_heads)
            buckets = torch.from_numpy(number_distances(MAX_TOKENS, shape.relative_attention_num_buckets))
            self.register_buffer("bucket", buckets, persistent=False)

    def forward(self, ids: Tensor, marks: Tensor, mask: Tensor | None, marked_layer: int) -> Tensor:
        """States (batch, tokens, size) of `ids` (batch, tokens).

        `marks` (batch, tokens, size) are added before the layer of that number; where it is not 0, nothing is learnt
        below it. `mask` (batch, tokens) is 0 where there is only padding.
        """
        positions = torch.arange(ids.shape[1], device=ids.device)
        states = self._embed(ids, positions)
        if marked_layer == 0:
            states = states + marks
        states = self.drop(self.ln(states))
        bias = self._compute_bias(positions, mask)
        for number, layer in enumerate(self.layers):
            if number == marked_layer != 0:
                states = states.detach() + marks
            states = layer(states, bias)
        return states

    def _embed(self, ids: Tensor, positions: Tensor) -> Tensor:
        states = self.word(ids) + self.pos(positions + FIRST_POSITION[self.shape.model_type])[None]
        return states if self.tt is None else states + self.tt.weight[0]

    def _compute_bias(self, positions: Tensor, mask: Tensor | None) -> Tensor | None:
        """What is added to the attention's logits, (batch or 1, heads or 1, tokens or 1, tokens)."""
        padding = None if mask is None else (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        if self.shape.model_type == "bert":
            return padding
        distances = positions[None, :] - positions[:, None] + (MAX_TOKENS - 1)
        relative = self.rel(self.bucket[distances]).permute(2, 0, 1)[None]
        return relative if padding is None else relative + padding


def number_distances(tokens: int, buckets: int) -> NDArray[np.int64]:
    """The bucket of each distance from -(tokens - 1) to tokens - 1: near ones have their own, far ones share one on a
    logarithmic scale; half of the buckets are for each direction."""
    backwards = np.arange(tokens - 1, -tokens, -1)
    half, distance = buckets // 2, np.abs(backwards)
    exact = half // 2
    # The division comes first: a distance at a bucket's edge must not fall below it by rounding.
    share = np.log(np.maximum(distance, 1) / exact) / math.log(MAX_RELATIVE_DISTANCE / exact)
    far = exact + (share * (half - exact)).astype(np.int64)
    near_or_far = np.where(distance < exact, distance, np.minimum(far, half - 1))
    numbers: NDArray[np.int64] = near_or_far + half * (backwards < 0)
    return numbers


def read_shape(folder: Path) -> EncoderShape:
    """The sizes of the encoder in a folder; raises ModelError."""
    try:
        return EncoderShape.model_validate_json((folder / CONFIG).read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(f"{folder / CONFIG}: not the configuration of an MPNet or BERT encoder: {error}") from error


def load_encoder(folder: Path, layers: int | None = None) -> Encoder:
    """The pretrained encoder in a folder, or its first layers only; raises ModelError."""
    encoder = Encoder(read_shape(folder), layers)
    try:
        published = load_file(folder / WEIGHTS)
        encoder.load_state_dict(rename_weights(published, encoder))
    except (OSError, KeyError, RuntimeError) as error:
        raise ModelError(f"{folder / WEIGHTS}: not the weights of this encoder: {error}") from error
    return encoder


def rename_weights(published: dict[str, Tensor], encoder: Encoder) -> dict[str, Tensor]:
    """The published weights that an encoder has, under its own names."""
    kind = encoder.shape.model_type
    names = {ours: f"embeddings.{theirs}" for ours, theirs in EMBEDDINGS.items()}
    names |= {"tt": "embeddings.token_type_embeddings", "rel": "encoder.relative_attention_bias"}
    for number in range(len(encoder.layers)):
        parts = LAYER_PARTS[kind].items()
        names |= {f"layers.{number}.{ours}": f"encoder.layer.{number}.{theirs}" for ours, theirs in parts}
    places = (key.rpartition(".") for key in encoder.state_dict())
    return {f"{part}.{what}": published[f"{names[part]}.{what}"].float() for part, _, what in places}
