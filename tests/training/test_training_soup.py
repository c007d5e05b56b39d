"""Averaging the weights of several models."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from torch import Tensor


def _save(path: Path, **weights: "Tensor") -> Path:
    from training.weights import write_weights

    write_weights(path, weights)
    return path


def test_a_soup_is_the_exact_mean(tmp_path: Path) -> None:
    """Of float16 weights, in float64, rounded to float16 once; the command says nothing and returns 0."""
    import torch

    from training.soup import main
    from training.weights import read_weights

    generator = torch.Generator().manual_seed(1)
    pots = [torch.randn(4, 5, generator=generator).half() for _ in range(3)]
    paths = [_save(tmp_path / f"{i}.safetensors", w=pot, b=pot[0].clone()) for i, pot in enumerate(pots)]
    assert main([str(tmp_path / "out.safetensors"), *map(str, paths)]) == 0
    soup = read_weights(tmp_path / "out.safetensors")
    expected = sum(pot.double().numpy() for pot in pots) / 3
    assert soup.keys() == {"w", "b"}
    assert torch.equal(soup["w"], torch.from_numpy(expected).half().float())
    assert torch.equal(soup["b"], soup["w"][0])


def test_a_soup_of_equal_models_is_that_model(tmp_path: Path) -> None:
    """Whatever their number; a file given twice counts twice."""
    import torch

    from training.soup import average
    from training.weights import read_weights

    weights = read_weights(_save(tmp_path / "a.safetensors", w=torch.tensor([0.1, -3.0])))
    one = (tmp_path / "a.safetensors", weights)
    assert torch.equal(average([one] * 7)["w"].float(), weights["w"])
    heavy = average([one, one, (tmp_path / "b.safetensors", {"w": torch.tensor([0.0, 0.0])})])
    assert torch.allclose(heavy["w"].float(), weights["w"] * 2 / 3)


def test_a_soup_refuses_other_names_other_shapes_and_a_single_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With both files and the weight in the message, and nothing written."""
    import torch

    from training.soup import main

    first = _save(tmp_path / "a.safetensors", w=torch.zeros(2))
    cases = {
        r"only one of them has b, w": _save(tmp_path / "b.safetensors", b=torch.zeros(2)),
        r"w has shape (2,) in the one and (3,) in the other": _save(tmp_path / "c.safetensors", w=torch.zeros(3)),
        r"cannot read weights": tmp_path / "missing.safetensors",
    }
    for message, path in cases.items():
        assert main([str(tmp_path / "out.safetensors"), str(first), str(path)]) == 1
        told = capsys.readouterr().err
        assert message in told
        assert str(path) in told
    assert main([str(tmp_path / "out.safetensors"), str(first)]) == 1
    assert "two files or more, not 1" in capsys.readouterr().err
    assert not (tmp_path / "out.safetensors").exists()
