"""Turn a reader's weights into the file that ships: an ONNX graph whose weights are stored in 8 bits.

    python -m training.export --base ENCODER_FOLDER --weights reader.safetensors --out qa/reader/model.onnx

Only storage is in 8 bits. ONNX Runtime folds the layers' weights back to 32 bits when it loads the graph, and looks
single rows of the word embeddings up in 8 bits, so that it computes as before. Every 32 weights of a column of a layer,
or of a row of the embeddings, share a scale (symmetric block-wise quantisation; Dettmers et al. 2022, section 2.1).
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.model import Reader, load_weights

BLOCK = 32  # weights that share a scale
_LARGE = 1_000_000  # weights; a smaller table is not worth storing in 8 bits


class Exported(nn.Module):
    """The reader with its inputs by name and its two outputs apart, as the graph has them."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        """Start and end logits, each `(windows, tokens)`."""
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids}
        logits = self.reader(inputs)
        return logits[..., 0], logits[..., 1]


def main(arguments: Sequence[str] | None = None) -> None:
    """Export, and print the size and the largest difference of a logit from PyTorch's."""
    parser = argparse.ArgumentParser(description="Export a reader.")
    parser.add_argument("--base", type=Path, required=True, help="the encoder's folder")
    parser.add_argument("--weights", type=Path, required=True, help="a safetensors file")
    parser.add_argument("--out", type=Path, default=Path("qa/reader/model.onnx"))
    given = parser.parse_args(arguments)
    reader = Reader(given.base)
    load_weights(reader, given.weights)
    difference = export(reader.eval(), given.out)
    print(f"{given.out}: {given.out.stat().st_size:,} bytes; logits differ by at most {difference:.3f}")


def export(reader: Reader, out: Path) -> float:
    """Write the graph; return the largest difference of a logit from PyTorch's on random input."""
    import onnx

    reader.encoder.set_attn_implementation("eager")  # exports as plain matrix products
    model = Exported(reader).eval()
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        _write_plain(model, plain)
        fused = _fused(plain, reader)
    compress(fused.graph)
    onnx.save(fused, out)
    return _difference(model, out)


def _example(model: Exported, windows: int, tokens: int) -> tuple[Tensor, Tensor, Tensor]:
    ids = torch.randint(
        5, model.reader.config.vocab_size, (windows, tokens), generator=torch.Generator().manual_seed(1)
    )
    mask = torch.ones_like(ids)
    mask[-1, tokens // 2 :] = 0
    types = torch.zeros_like(ids)
    types[:, tokens // 4 :] = 1
    return ids, mask, types * mask


def _write_plain(model: Exported, path: Path) -> None:
    windows, tokens = torch.export.Dim("windows"), torch.export.Dim("tokens", max=512)
    shape = {0: windows, 1: tokens}
    torch.onnx.export(
        model,
        _example(model, 2, 64),
        path,
        dynamo=True,
        input_names=["input_ids", "attention_mask", "token_type_ids"],
        output_names=["start", "end"],
        dynamic_shapes=(shape, shape, shape),
        external_data=False,
        opset_version=18,
        verbose=False,
    )


def _fused(path: Path, reader: Reader) -> Any:  # onnx has no types
    """The graph with its layer norms and activations as single operators."""
    from onnxruntime.transformers import optimizer

    config = reader.config
    heads, size = config.num_attention_heads, config.hidden_size
    return optimizer.optimize_model(str(path), "bert", num_heads=heads, hidden_size=size, opt_level=0).model


def compress(graph: Any) -> None:
    """Store the weights of matrix products and of large tables in 8 bits, in place."""
    from onnx import numpy_helper

    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes: list[Any] = []
    stored: dict[str, Any] = {}
    for node in graph.node:
        is_table = node.op_type == "Gather" and weights.get(node.input[0], np.zeros(0)).size > _LARGE
        is_product = node.op_type == "MatMul" and node.input[1] in weights
        name = node.input[0] if is_table else node.input[1] if is_product else ""
        if name and name not in stored:
            for suffix, values in zip(
                ("", "_8", "_scale"), (None, *in_8_bits(weights[name], by_row=is_table)), strict=True
            ):
                stored[name + suffix] = None if values is None else numpy_helper.from_array(values, name + suffix)
        if is_table:
            nodes += _looked_up(name, node, weights[name].shape[1])
        elif is_product:
            wide = f"{node.output[0]}_weights"
            nodes += _widened(f"{name}_8", f"{name}_scale", wide, weights[name].shape)
            node.input[1] = wide
            nodes.append(node)
        else:
            nodes.append(node)
    kept = [tensor for tensor in graph.initializer if tensor.name not in stored]
    graph.ClearField("node")
    graph.ClearField("initializer")
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *(tensor for tensor in stored.values() if tensor is not None)])


def _looked_up(name: str, node: Any, width: int) -> list[Any]:
    """Nodes that look rows up in 8 bits and widen only these."""
    from onnx import helper

    row = node.output[0]
    found = [
        helper.make_node("Gather", [f"{name}_{part}", node.input[1]], [f"{row}_{part}"]) for part in ("8", "scale")
    ]
    return [*found, *_widened(f"{row}_8", f"{row}_scale", row, (0, 0, width))]


def _widened(small: str, scale: str, name: str, shape: Sequence[int]) -> list[Any]:
    """Nodes that make 32-bit weights of that shape; 0 stands for a dimension of the input."""
    from onnx import TensorProto, helper

    return [
        helper.make_node("Cast", [small], [f"{name}_cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}_cast", scale], [f"{name}_blocks"]),
        helper.make_node("Constant", [], [f"{name}_shape"], value_ints=list(shape)),
        helper.make_node("Reshape", [f"{name}_blocks", f"{name}_shape"], [name]),
    ]


def in_8_bits(weights: np.ndarray, *, by_row: bool) -> tuple[np.ndarray, np.ndarray]:
    """Weights in blocks of `BLOCK` as int8, and the float32 scale of each block.

    A matrix `(m, n)` becomes `(m, n / BLOCK, BLOCK)` with `by_row`, else `(m / BLOCK, BLOCK, n)`; a side that `BLOCK`
    does not divide is one block. The product of both differs from the weights by at most half a scale.
    """
    rows, columns = weights.shape
    length = columns if by_row else rows
    block = BLOCK if length % BLOCK == 0 else length
    blocks = weights.reshape((rows, -1, block) if by_row else (-1, block, columns))
    scale = np.abs(blocks).max(axis=2 if by_row else 1, keepdims=True) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.round(blocks / scale).astype(np.int8), scale


def _difference(model: Exported, path: Path) -> float:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    ids, mask, types = _example(model, 3, 100)
    feeds = {"input_ids": ids.numpy(), "attention_mask": mask.numpy(), "token_type_ids": types.numpy()}
    with torch.inference_mode():
        expected = model(ids, mask, types)
    real = mask.bool().numpy()
    pairs = zip(session.run(["start", "end"], feeds), expected, strict=True)
    return max(float(np.abs(found - wanted.numpy())[real].max()) for found, wanted in pairs)


if __name__ == "__main__":
    main()
