"""The shortest honest program over the same parts, to measure Pincite against.

    python -m benchmarks.plain FOLDER QUESTION

sentence-transformers encodes the question, a flat FAISS index finds eight passages, and the reader's weights in 32 bits
read them with PyTorch in one batch. `FOLDER` is made by `prepare`. It has no BM25, no calibrated decision and no
citation, and it cuts a passage that is too long.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

K, WINDOW, LONGEST_ANSWER = 8, 384, 40


class Plain:
    """Everything loaded, ready for questions."""

    def __init__(self, folder: Path) -> None:
        import faiss
        from sentence_transformers import SentenceTransformer
        from transformers import AutoTokenizer

        from index.bundled import bundled_folder
        from training.model import Reader, load_weights

        model = bundled_folder()
        self.texts: list[str] = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
        self.index = faiss.read_index(str(folder / "vectors.faiss"))
        self.encoder = SentenceTransformer(str(model), device="cpu", local_files_only=True)
        self.tokenizer = AutoTokenizer.from_pretrained(model, local_files_only=True)
        self.reader = Reader(model).eval()
        load_weights(self.reader, folder / "reader.safetensors")

    def ask(self, question: str) -> str:
        """The best span of the eight nearest passages, empty where no answer scores higher."""
        import torch

        vector = self.encoder.encode([question], normalize_embeddings=True, show_progress_bar=False)
        _, rows = self.index.search(vector, min(K, len(self.texts)))
        texts = [self.texts[row] for row in rows[0]]
        batch = self.tokenizer(
            [question] * len(texts),
            texts,
            truncation="only_second",
            max_length=WINDOW,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = batch.pop("offset_mapping")
        with torch.inference_mode():
            start, end = self.reader(batch).unbind(-1)
        inside = batch["token_type_ids"].bool()
        scores = start[:, :, None] + end[:, None, :]  # (passages, first, last)
        spans = torch.ones(scores.shape[1:], dtype=torch.bool).triu().tril(LONGEST_ANSWER - 1)
        scores[~(spans & inside[:, :, None] & inside[:, None, :])] = -torch.inf
        margins = scores.flatten(1).max(1).values - start[:, 0] - end[:, 0]
        passage = int(margins.argmax())
        first, last = divmod(int(scores[passage].argmax()), scores.shape[2])
        answer = texts[passage][offsets[passage, first, 0] : offsets[passage, last, 1]]
        return answer if margins[passage] > 0 else ""


def prepare(folder: Path, texts: Sequence[str]) -> None:
    """Write what `Plain` reads: the passages, their index, and the reader's weights in 32 bits."""
    import faiss
    from safetensors.torch import save_file
    from sentence_transformers import SentenceTransformer

    from benchmarks.weights import weights_in
    from index.bundled import bundled_folder

    folder.mkdir(parents=True, exist_ok=True)
    encoder = SentenceTransformer(str(bundled_folder()), device="cpu", local_files_only=True)
    vectors = encoder.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(folder / "vectors.faiss"))
    (folder / "passages.json").write_text(json.dumps(list(texts)), encoding="utf-8")
    save_file(weights_in(), folder / "reader.safetensors")


if __name__ == "__main__":
    print(Plain(Path(sys.argv[1])).ask(sys.argv[2]) or "The documents do not say.")
