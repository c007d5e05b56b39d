"""Turn a reader's weights into the file that ships: an ONNX graph whose weights are stored in 8 bits.

    python -m training.export --base ENCODER_FOLDER --weights reader.safetensors --out qa/reader/model.onnx

Only storage is in 8 bits. ONNX Runtime folds the layers' weights back to 32 bits when it loads the graph, and looks
single rows of the word embeddings up in 8 bits, so that it computes as before. Each column of a layer and each row of
the embeddings has its own scale (symmetric per-channel quantisation; Krishnamoorthi 2018, section 3.1).
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
    from onnx import TensorProto, helper, numpy_helper

    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes, stored, replaced = [], [], set()
    for node in graph.node:
        table = node.op_type == "Gather" and node.input[0] in weights
        product = node.op_type == "MatMul" and node.input[1] in weights
        name = node.input[0] if table else node.input[1] if product else ""
        values = numpy_helper.to_array(weights[name]) if name else np.zeros(0)
        if product or (table and values.size > _LARGE):
            small, scale = in_8_bits(values, axis=1 if table else 0)
            if name not in replaced:
                stored += [numpy_helper.from_array(small, f"{name}_8"), numpy_helper.from_array(scale, f"{name}_scale")]
            replaced.add(name)
            rows = [f"{name}_8", f"{name}_scale"]
            if table:  # look rows up in 8 bits, then scale only these
                rows = [f"{node.output[0]}_8", f"{node.output[0]}_scale"]
                for whole, row in zip((f"{name}_8", f"{name}_scale"), rows, strict=True):
                    nodes.append(helper.make_node("Gather", [whole, node.input[1]], [row]))
            target = node.output[0] if table else f"{node.output[0]}_weights"
            nodes.append(helper.make_node("Cast", [rows[0]], [f"{target}_cast"], to=TensorProto.FLOAT))
            nodes.append(helper.make_node("Mul", [f"{target}_cast", rows[1]], [target]))
            if table:
                continue
            node.input[1] = target
        nodes.append(node)
    kept = [tensor for name, tensor in weights.items() if name not in replaced]
    graph.ClearField("node")
    graph.ClearField("initializer")
    graph.node.extend(nodes)
    graph.initializer.extend(kept + stored)


def in_8_bits(weights: np.ndarray, *, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights as int8 and the float32 scale of each channel; `axis` is the one that shares a scale.

    The product of both differs from the weights by at most half a scale.
    """
    scale = np.abs(weights).max(axis=axis, keepdims=True) / 127
    scale = np.where(scale == 0, 1, scale).astype(np.float32)
    return np.round(weights / scale).astype(np.int8), scale


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
