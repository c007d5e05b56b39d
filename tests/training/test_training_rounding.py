"""Rounding in training is the rounding of the graph that ships, and gradients pass through it."""

from __future__ import annotations

import numpy as np
import torch

from training.rounding import RoundedLinear, round_layers, rounded_inputs, rounded_weights


def test_inputs_are_rounded_as_onnx_runtime_rounds_them() -> None:
    import onnxruntime
    from onnx import TensorProto, helper

    values = torch.randn(1, 5, 8, generator=torch.Generator().manual_seed(1)) * 3 + 1
    names = ["steps", "scale", "zero"]
    nodes = [helper.make_node("DynamicQuantizeLinear", ["values"], names)]
    nodes.append(helper.make_node("DequantizeLinear", names, ["rounded"]))
    graph = helper.make_graph(
        nodes,
        "rounding",
        [helper.make_tensor_value_info("values", TensorProto.FLOAT, [1, 5, 8])],
        [helper.make_tensor_value_info("rounded", TensorProto.FLOAT, [1, 5, 8])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (expected,) = session.run(["rounded"], {"values": values.numpy()})
    np.testing.assert_allclose(rounded_inputs(values).numpy(), expected, atol=1e-5)


def test_each_window_is_rounded_on_a_scale_of_its_own() -> None:
    small = torch.linspace(-1, 1, 24).reshape(1, 3, 8)
    both = torch.cat([small, small * 1000])
    torch.testing.assert_close(rounded_inputs(both)[:1], rounded_inputs(small))


def test_weights_are_rounded_as_they_are_stored() -> None:
    from training.export import rounded

    weights = torch.randn(7, 5, generator=torch.Generator().manual_seed(2))
    small, scale = rounded(weights.numpy().T.copy(), axis=0)
    np.testing.assert_allclose(rounded_weights(weights).numpy(), (small * scale).T, atol=1e-6)


def test_layers_keep_their_weights_and_gradients_pass() -> None:
    layer = nn_of_one_layer()
    before = {name: values.clone() for name, values in layer.state_dict().items()}
    plain = layer(torch.ones(2, 3, 4)).detach()
    round_layers(layer)
    assert type(layer[0]) is RoundedLinear
    assert {name: values.tolist() for name, values in layer.state_dict().items()} == {
        name: values.tolist() for name, values in before.items()
    }
    inputs = torch.ones(2, 3, 4, requires_grad=True)
    found = layer(inputs)
    assert torch.allclose(found, plain, atol=0.05)
    assert not torch.equal(found, plain)
    found.sum().backward()
    assert inputs.grad is not None
    torch.testing.assert_close(layer[0].weight.grad, torch.full((5, 4), 6.0))


def nn_of_one_layer() -> torch.nn.Sequential:
    torch.manual_seed(3)
    return torch.nn.Sequential(torch.nn.Linear(4, 5))
