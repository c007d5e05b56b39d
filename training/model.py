"""The reader's network, its loss, and its trunk on disk."""

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn
from torch.optim import AdamW
from transformers import AutoModel, PretrainedConfig

from training.errors import WeightsError
from training.examples import Batch
from training.weights import read_weights, write_atomically

IMPOSSIBLE = -1e4  # logit of a token that no span may start or end at
TRUNK_KEYS = frozenset({"model", "optimizer", "step", "seen", "part"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far the training is over all runs: optimizer steps, examples seen, and the part of the rows to begin next."""

    step: int
    seen: int
    part: int


class Reader(nn.Module):
    """A BERT encoder and one linear layer of two outputs, the span's start and end (Devlin et al. 2019).

    The weights are named `encoder.*`, as BERT names them, and `spans.*`.
    """

    def __init__(self, base: Path) -> None:
        """Load the encoder from a folder; the layer on top is random.

        Raises:
            WeightsError: there is no encoder in the folder.
        """
        super().__init__()
        if not (base / "config.json").is_file():
            raise WeightsError(f"there is no encoder in {base} (no config.json); name its folder with --base")
        # float32 by name: the default is what the file has, and half precision would not train. Attention as plain
        # matrix products and without dropout of its weights: on a processor the other ways take twice the time.
        self.encoder = AutoModel.from_pretrained(
            base,
            attn_implementation="eager",
            attention_probs_dropout_prob=0.0,
            add_pooling_layer=False,
            dtype=torch.float32,
        )
        self.spans = nn.Linear(self.config.hidden_size, 2)

    @property
    def config(self) -> PretrainedConfig:
        """The encoder's configuration."""
        return cast(PretrainedConfig, self.encoder.config)

    def forward(self, inputs: dict[str, Tensor]) -> Tensor:
        """Logits (examples, tokens, 2) of every token to be the span's start and its end."""
        return cast(Tensor, self.spans(self.encoder(**inputs).last_hidden_state))


def span_loss(logits: Tensor, batch: Batch) -> Tensor:
    """Mean cross-entropy of the span's start and end, over the passage's tokens and `[CLS]` for no answer."""
    allowed = batch.inputs["attention_mask"].bool() & batch.inputs["token_type_ids"].bool()
    allowed[:, 0] = True
    masked = logits.masked_fill(~allowed.unsqueeze(-1), IMPOSSIBLE)
    start = nn.functional.cross_entropy(masked[..., 0], batch.start)
    end = nn.functional.cross_entropy(masked[..., 1], batch.end)
    return (start + end) / 2


def make_optimizer(model: nn.Module, rate: float) -> AdamW:
    """AdamW (Loshchilov and Hutter 2019) with decay of the matrices, not of biases and norms."""
    matrices = [weight for weight in model.parameters() if weight.ndim > 1]
    vectors = [weight for weight in model.parameters() if weight.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}]
    return AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=True)


def load_weights(model: nn.Module, path: Path) -> None:
    """Put the weights of a safetensors file into a model.

    Raises:
        WeightsError: the file is missing or damaged, or its names or shapes are not the model's.
    """
    _load_into(model, read_weights(path), path)


def save_trunk(path: Path, model: nn.Module, optimizer: AdamW, position: Position) -> None:
    """Save all that a later run goes on from; a run that is killed meanwhile leaves the old file as it was."""
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "step": position.step,
        "seen": position.seen,
        "part": position.part,
    }
    write_atomically(path, lambda temporary: torch.save(state, temporary))


def load_trunk(path: Path, model: nn.Module, optimizer: AdamW) -> Position:
    """Put a trunk into a model and its optimizer, and tell how far it is.

    Raises:
        WeightsError: the file is damaged, is no trunk, or is one of another model.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError) as error:
        raise WeightsError(f"cannot read the trunk {path}: {error}") from error
    if not isinstance(state, dict) or not state.keys() >= TRUNK_KEYS:
        raise WeightsError(f"{path} is no trunk: one has {sorted(TRUNK_KEYS)}")
    _load_into(model, state["model"], path)
    optimizer.load_state_dict(state["optimizer"])
    return Position(step=state["step"], seen=state["seen"], part=state["part"])


def save_state(path: Path, model: nn.Module) -> None:
    """Save the weights alone in float32, `{"model": ...}`, to look at while a run goes on."""
    write_atomically(path, lambda temporary: torch.save({"model": model.state_dict()}, temporary))


def _load_into(model: nn.Module, weights: dict[str, Tensor], path: Path) -> None:
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise WeightsError(f"the weights in {path} are not of this model; is --base the right one? {error}") from error
