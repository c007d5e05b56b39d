"""The network, its loss, and weights and trunks on disk."""

from pathlib import Path

import pytest

from training.errors import WeightsError


def test_weights_are_named_as_in_earlier_readers(encoder: Path) -> None:
    """`encoder.*` as BERT names them and `spans.*`, nothing else, all float32."""
    import torch

    from training.model import Reader

    state = Reader(encoder).state_dict()
    assert {name.split(".")[0] for name in state} == {"encoder", "spans"}
    assert {"encoder.embeddings.word_embeddings.weight", "encoder.encoder.layer.1.output.dense.bias"} <= state.keys()
    assert {tuple(state[f"spans.{kind}"].shape) for kind in ("weight", "bias")} == {(2, 32), (2,)}
    assert {tensor.dtype for tensor in state.values()} == {torch.float32}


def test_the_loss_is_the_mean_cross_entropy_over_passage_and_cls(encoder: Path) -> None:
    """Logits of question and padding do not count."""
    import torch

    from training.examples import Example, collate
    from training.model import span_loss

    del encoder  # asked for because it sets torch to one thread
    examples = [
        Example(tokens=[2, 9, 3, 9, 9, 3], types=[0, 0, 0, 1, 1, 1], start=3, end=4),
        Example(tokens=[2, 9, 3, 9, 3], types=[0, 0, 0, 1, 1], start=0, end=0),
    ]
    batch = collate(examples)
    logits = torch.zeros(2, 6, 2)
    # CLS, two tokens and [SEP] of the first, CLS, one token and [SEP] of the second, all alike.
    expected = (torch.log(torch.tensor(4.0)) + torch.log(torch.tensor(3.0))) / 2
    assert torch.isclose(span_loss(logits, batch), expected)
    logits[:, 1:3], logits[1, 5] = 50.0, 50.0
    assert torch.isclose(span_loss(logits, batch), expected)


def test_a_trunk_has_the_keys_of_earlier_ones_and_comes_back(encoder: Path, tmp_path: Path) -> None:
    """Weights, optimizer state and position; the file is replaced, nothing is left beside it."""
    import torch

    from training.examples import Example, collate
    from training.model import Position, Reader, load_trunk, make_optimizer, save_trunk, span_loss

    model = Reader(encoder)
    optimizer = make_optimizer(model, 1e-3)
    example = Example(tokens=[2, 9, 3, 9, 3], types=[0, 0, 0, 1, 1], start=3, end=3)
    batch = collate([example])
    span_loss(model(batch.inputs), batch).backward()  # type: ignore[no-untyped-call, unused-ignore]
    optimizer.step()
    position = Position(step=7, seen=70, part=3)
    save_trunk(tmp_path / "trunk.pt", model, optimizer, position)
    state = torch.load(tmp_path / "trunk.pt", weights_only=True)
    assert state.keys() == {"model", "optimizer", "step", "seen", "part"}
    assert [state[key] for key in ("step", "seen", "part")] == [7, 70, 3]
    assert [path.name for path in tmp_path.iterdir()] == ["trunk.pt"]

    other = Reader(encoder)
    other_optimizer = make_optimizer(other, 1e-3)
    assert load_trunk(tmp_path / "trunk.pt", other, other_optimizer) == position
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), other.parameters(), strict=True))
    moments = other_optimizer.state_dict()["state"]
    assert all(torch.equal(moments[i]["exp_avg"], old["exp_avg"]) for i, old in state["optimizer"]["state"].items())


def test_a_run_killed_while_it_saves_leaves_the_old_trunk(
    encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a file stands under another name then, and the next save overwrites it."""
    import torch

    from training.model import Position, Reader, load_trunk, make_optimizer, save_trunk

    model = Reader(encoder)
    optimizer = make_optimizer(model, 1e-3)
    trunk, old = tmp_path / "trunk.pt", Position(step=1, seen=1, part=1)
    save_trunk(trunk, model, optimizer, old)

    def killed(_state: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            save_trunk(trunk, model, optimizer, Position(step=2, seen=2, part=2))
    assert load_trunk(trunk, model, optimizer) == old
    new = Position(step=3, seen=3, part=3)
    save_trunk(trunk, model, optimizer, new)
    assert load_trunk(trunk, model, optimizer) == new
    assert [path.name for path in tmp_path.iterdir()] == ["trunk.pt"]


def test_what_is_no_trunk_is_refused(encoder: Path, tmp_path: Path) -> None:
    """A damaged file, other keys, or the trunk of a model of another shape."""
    import torch

    from training.model import Position, Reader, load_trunk, make_optimizer, save_trunk

    model = Reader(encoder)
    optimizer = make_optimizer(model, 1e-3)
    path = tmp_path / "trunk.pt"
    path.write_bytes(b"no trunk")
    with pytest.raises(WeightsError, match=r"cannot read the trunk .*trunk\.pt"):
        load_trunk(path, model, optimizer)
    torch.save({"model": model.state_dict()}, path)
    with pytest.raises(WeightsError, match="is no trunk: one has"):
        load_trunk(path, model, optimizer)
    model.spans = torch.nn.Linear(32, 3)
    save_trunk(path, model, make_optimizer(model, 1e-3), Position(step=1, seen=1, part=1))
    with pytest.raises(WeightsError, match="not of this model"):
        load_trunk(path, Reader(encoder), optimizer)


def test_weights_are_shipped_in_half_precision_and_come_back(encoder: Path, tmp_path: Path) -> None:
    """Rounded to float16 once, in a file that others may read."""
    import torch
    from safetensors.torch import load_file

    from training.model import Reader, load_weights
    from training.weights import write_weights

    model, other = Reader(encoder), Reader(encoder)
    write_weights(tmp_path / "reader.safetensors", model.state_dict())
    saved = load_file(tmp_path / "reader.safetensors")
    assert {tensor.dtype for tensor in saved.values()} == {torch.float16}
    (tmp_path / "plain").touch()
    assert (tmp_path / "reader.safetensors").stat().st_mode == (tmp_path / "plain").stat().st_mode
    load_weights(other, tmp_path / "reader.safetensors")
    assert all(torch.equal(b, a.half().float()) for a, b in zip(model.parameters(), other.parameters(), strict=True))


def test_weights_that_are_not_finite_are_not_written(tmp_path: Path) -> None:
    """Too large for float16, or not a number."""
    import torch

    from training.weights import write_weights

    for value in (1e6, float("nan")):
        with pytest.raises(WeightsError, match=r"not finite in float16: spans\.bias"):
            write_weights(tmp_path / "a.safetensors", {"spans.bias": torch.tensor([value])})
    assert list(tmp_path.iterdir()) == []


def test_missing_weights_and_encoders_are_told_by_path(tmp_path: Path) -> None:
    """No attempt is made to find them elsewhere."""
    from training.model import Reader
    from training.weights import read_weights

    with pytest.raises(WeightsError, match=r"cannot read weights from .*no\.safetensors"):
        read_weights(tmp_path / "no.safetensors")
    (tmp_path / "bad.safetensors").write_bytes(b"bad")
    with pytest.raises(WeightsError, match=r"cannot read weights from .*bad\.safetensors"):
        read_weights(tmp_path / "bad.safetensors")
    with pytest.raises(WeightsError, match=r"no encoder in .*nowhere \(no config\.json\); name its folder with --base"):
        Reader(tmp_path / "nowhere")
