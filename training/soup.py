"""Average the weights of several readers into one: a model soup (Wortsman et al. 2022, ICML, "Model soups").

    python -m training.soup OUT IN IN ...

Runs that share their beginning (decays of one trunk, say, of other lengths or on other rows) often end in one valley of
the loss; the mean of their weights then answers about as well as the best of them or better, at the price of one model.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from training.errors import TrainingError, WeightsError
from training.weights import read_weights, write_weights


def average(models: Sequence[tuple[Path, Mapping[str, Tensor]]]) -> dict[str, Tensor]:
    """The mean of every weight over models, each with the file it is from; in float64, so that it is rounded once.

    Raises:
        WeightsError: fewer than two models, or names or shapes differ; names the file and the weight.
    """
    if len(models) < 2:
        raise WeightsError(f"a mean needs two files or more, not {len(models)}")
    (first, weights), *others = models
    for path, other in others:
        _check_alike(first, weights, path, other)
    return {name: torch.stack([model[name].double() for _path, model in models]).mean(dim=0) for name in weights}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0, or 1 after an error told on the standard error."""
    parser = argparse.ArgumentParser(prog="python -m training.soup", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", metavar="OUT", type=Path, help="safetensors file to write, float16")
    parser.add_argument("files", metavar="IN", nargs="+", type=Path, help="safetensors files of equal names and shapes")
    options = parser.parse_args(arguments)
    try:
        write_weights(options.out, average([(path, read_weights(path)) for path in options.files]))
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _check_alike(first: Path, weights: Mapping[str, Tensor], path: Path, other: Mapping[str, Tensor]) -> None:
    if strange := sorted(weights.keys() ^ other.keys()):
        raise WeightsError(f"{first} and {path} are not of one model: only one of them has {', '.join(strange)}")
    for name, weight in weights.items():
        if weight.shape != other[name].shape:
            raise WeightsError(
                f"{first} and {path} are not of one model: {name} has shape {tuple(weight.shape)} in the one "
                f"and {tuple(other[name].shape)} in the other"
            )


if __name__ == "__main__":
    sys.exit(main())
