"""The reader's weights as a folder that transformers opens: `python -m benchmarks.peers.reader_folder FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path


def write(folder: Path) -> None:
    """Write the weights in 32 bits as a BertForQuestionAnswering, and the tokenizer beside them."""
    from transformers import AutoConfig, AutoTokenizer, BertForQuestionAnswering

    from benchmarks.weights import weights_in
    from index.bundled import bundled_folder

    names = {"encoder": "bert", "spans": "qa_outputs"}
    weights = {f"{names[first]}.{rest}": w for name, w in weights_in().items() for first, rest in [name.split(".", 1)]}
    model = BertForQuestionAnswering(AutoConfig.from_pretrained(bundled_folder(), local_files_only=True))
    model.load_state_dict(weights)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(bundled_folder(), local_files_only=True).save_pretrained(folder)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
