"""Measure a reader on rows with the right context: exact match and F1, and how well its margin abstains.

    python -m training.evaluate FILE.jsonl.gz ... [--base ENCODER_FOLDER --weights reader.safetensors] [--limit N]
                                [--against other.safetensors] [--bits 8 or 32]

Without `--weights` it is the reader that ships. `--against` compares it with other weights row by row (paired
bootstrap). Windows, decoding and whole words are those of the product, so the figures are what people get. Exact match
and F1 are of the rows with an answer (Rajpurkar et al. 2018), with no threshold; AUROC is of the margin, for rows with
an answer against rows without.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from corpus import Document, Draft, Passage, Source, normalise
from qa.metrics import auroc, exact_match, f1
from qa.reader.onnx_reader import FOLDER, OnnxReader
from training.data import Row, read_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TorchSession:
    """PyTorch weights behind ONNX Runtime's interface, so that the product's reader can run them."""

    def __init__(self, base: Path, weights: Path) -> None:
        from training.model import Reader, load_weights

        self._model = Reader(base).eval()
        load_weights(self._model, weights)

    def run(self, names: Sequence[str], feeds: Mapping[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        """Start and end logits."""
        import torch

        assert list(names) == ["start", "end"]
        inputs = {name: torch.from_numpy(ids) for name, ids in feeds.items()}
        with torch.inference_mode():
            logits = self._model(inputs | {"attention_mask": torch.ones_like(inputs["input_ids"])})
        return [logits[..., 0].numpy(), logits[..., 1].numpy()]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print a line a file."""
    parser = argparse.ArgumentParser(description="Measure a reader.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--base", type=Path, help="the encoder's folder, with --weights")
    parser.add_argument("--weights", type=Path, help="a safetensors file instead of the reader that ships")
    parser.add_argument("--against", type=Path, help="other weights to compare with; needs --base")
    parser.add_argument("--limit", type=int, help="rows of each file")
    parser.add_argument(
        "--bits", type=int, choices=(8, 32), help="of the numbers that the reader that ships multiplies"
    )
    given = parser.parse_args(arguments)
    if given.against and not given.base:
        parser.error("--against needs the encoder's folder, --base")
    reader = open_reader(given.base, given.weights, given.bits)
    for file in given.files:
        rows = read_rows(file)[: given.limit]
        print(file.name, measure(reader, rows), flush=True)
        if given.against:
            print(file.name, compare(reader, open_reader(given.base, given.against), rows), flush=True)


def open_reader(base: Path | None, weights: Path | None, bits: int | None = None) -> OnnxReader:
    """The reader that ships, with the bits that it multiplies with, or one with other weights."""
    if base is None or weights is None:
        return OnnxReader.open(bits=bits)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return OnnxReader(TorchSession(base, weights), tokenizer)


def measure(reader: OnnxReader, rows: Sequence[Row]) -> dict[str, Any]:
    """The measures of some rows; shares in percent."""
    answered = list(_answers(reader, rows))
    golds = [[gold.text for gold in row.answers] for row in rows]
    has = [(text, gold) for (text, _), gold in zip(answered, golds, strict=True) if gold]
    area = auroc([margin for _, margin in answered], [bool(gold) for gold in golds])
    return {
        "rows": len(rows),
        "answerable": len(has),
        "exact match": round(100 * mean(exact_match(text, gold) for text, gold in has), 1) if has else None,
        "F1": round(100 * mean(f1(text, gold) for text, gold in has), 1) if has else None,
        "AUROC": None if area is None else round(100 * area, 1),
    }


def compare(reader: OnnxReader, other: OnnxReader, rows: Sequence[Row]) -> dict[str, str]:
    """How many points of F1 a reader is better than another, with a 95 % interval, on the rows with an answer."""
    import numpy as np

    from qa.evaluation.bootstrap import paired

    rows = [row for row in rows if row.answers]
    golds = [[gold.text for gold in row.answers] for row in rows]
    scores = [
        np.array([100 * f1(text, gold) for (text, _), gold in zip(_answers(one, rows), golds, strict=True)])
        for one in (reader, other)
    ]
    found = paired(scores[1], scores[0])
    return {"F1, difference": f"{found.value:+.1f} ({found.low:+.1f} to {found.high:+.1f}), p {found.p:.4f}"}


def passage_of(row: Row) -> Passage:
    """A row's context as one passage of a document of its own."""
    text = normalise(row.context)
    source = Source(uri=row.id, sha256="", title=row.title, kind="text", added="")
    return Passage(document=Document.build(Draft(text=text), source), start=0, end=len(text))


def _answers(reader: OnnxReader, rows: Sequence[Row]) -> Iterator[tuple[str, float]]:
    """The best span's words and its margin for each row."""
    for row in rows:
        passage = passage_of(row)
        (reading,) = reader.read(row.question, [passage])
        if reading.spans:
            best = reading.spans[0]
            yield passage.document.text[best.start : best.end], best.score - reading.null_score
        else:
            yield "", float("-inf")


if __name__ == "__main__":
    main()
