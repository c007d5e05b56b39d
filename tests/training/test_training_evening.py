"""Evening out keeps every product, and makes the largest inputs of a layer more alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from training.evening import evened_out, with_the_same_inputs
from training.graph import Size

SIZE = Size(layers=1, heads=2, width=8)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """Random weights of one layer; one input that comes from the norm of the words is much larger than the others."""
    rng = np.random.default_rng(1)

    def of(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    layer = "encoder.layer.0"
    stored = {f"embeddings.{kind}_embeddings.weight": of(20, 8) for kind in ("word", "position")}
    stored["embeddings.token_type_embeddings.weight"] = of(2, 8)
    for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
        stored |= {f"{layer}.{part}.weight": of(8, 8), f"{layer}.{part}.bias": of(8)}
    stored |= {f"{layer}.intermediate.dense.weight": of(16, 8), f"{layer}.intermediate.dense.bias": of(16)}
    stored |= {f"{layer}.output.dense.weight": of(8, 16), f"{layer}.output.dense.bias": of(8)}
    for norm in ("embeddings", f"{layer}.attention.output", f"{layer}.output"):
        stored |= {f"{norm}.LayerNorm.weight": of(8), f"{norm}.LayerNorm.bias": of(8)}
    stored["embeddings.LayerNorm.weight"][5] = 100
    save_file(stored, tmp_path / "weights.safetensors")
    return tmp_path / "weights.safetensors"


@pytest.mark.parametrize("segments", [False, True])
def test_the_largest_input_is_divided_by_most(weights: Path, segments: bool) -> None:
    ids = {"input_ids": np.array([[1, 2, 3, 4]])}
    texts = [ids | {"token_type_ids": np.array([[0, 0, 1, 1]])} if segments else ids]
    even = evened_out(weights, texts, SIZE)
    assert {name: by.shape for name, by in even.items() if "self" not in name} == {
        "encoder.layer.0.attention.output.dense": (8,),
        "encoder.layer.0.intermediate.dense": (8,),
        "encoder.layer.0.output.dense": (16,),
    }
    assert even["encoder.layer.0.attention.self.query"].argmax() == 5
    assert all(np.isclose(np.log(by).mean(), 0, atol=1e-5) and (by > 0).all() for by in even.values())


def test_query_key_and_value_are_divided_alike(weights: Path) -> None:
    even = evened_out(weights, [{"input_ids": np.array([[1, 2]])}], SIZE)
    query = "encoder.layer.0.attention.self.query"
    for name in with_the_same_inputs(query):
        np.testing.assert_array_equal(even[name], even[query])
    assert with_the_same_inputs("encoder.layer.0.output.dense") == ["encoder.layer.0.output.dense"]
