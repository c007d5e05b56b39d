"""Training through the rounding of what ships: layers that compute as if in 8 bits.

What goes into a layer is rounded on one scale for each window, its weights on one for each output, as ONNX Runtime does
with the graph of `training.export`; gradients pass as if nothing were rounded (straight-through; Bengio et al. 2013).
A reader whose rate falls to zero so has learned to live with the rounding (Jacob et al. 2018).
"""

import torch
from torch import Tensor, nn

_STEPS = 255  # of what goes in: unsigned 8 bits
_LARGEST = 127  # of weights: signed


class RoundedLinear(nn.Linear):
    """A linear layer whose inputs, shape `(windows, tokens, in)`, and weights are rounded to 8 bits."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002  # as PyTorch names it
        """The layer's outputs."""
        return nn.functional.linear(rounded_inputs(input), rounded_weights(self.weight), self.bias)


def round_layers(encoder: nn.Module) -> None:
    """Let every linear layer of an encoder compute as if in 8 bits; its weights stay what and where they are."""
    for module in encoder.modules():
        if type(module) is nn.Linear:
            module.__class__ = RoundedLinear


def rounded_inputs(values: Tensor) -> Tensor:
    """Values rounded to 256 steps between the least and the largest of each window, of which 0 is one."""
    with torch.no_grad():
        wide = values.float()
        lowest = wide.amin(dim=(1, 2), keepdim=True).clamp(max=0)
        highest = wide.amax(dim=(1, 2), keepdim=True).clamp(min=0)
        scale = ((highest - lowest) / _STEPS).clamp(min=1e-8)
        zero = (-lowest / scale).round()
        steps = ((wide / scale).round() + zero).clamp(0, _STEPS)
        difference = (steps - zero) * scale - wide
    return values + difference.to(values.dtype)


def rounded_weights(weights: Tensor) -> Tensor:
    """Weights `(out, in)` rounded to 127 steps on either side of 0, a scale for each output."""
    with torch.no_grad():
        scale = (weights.abs().amax(dim=1, keepdim=True) / _LARGEST).clamp(min=1e-12)
        difference = (weights / scale).round() * scale - weights
    return weights + difference
