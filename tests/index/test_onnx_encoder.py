"""The encoder that ships against the encoder of record: same weights, same vectors, no PyTorch."""

import gzip
import json
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import index.onnx_encoder
from corpus import BUNDLED
from corpus.errors import EncoderError
from index.bundled import bundled_folder
from index.cores import COUNT
from index.models import open_encoder
from index.onnx_encoder import OnnxEncoder
from training.encoder_graph import FITTED_TO, graph_bytes, main
from training.graph import Graph, Size, entries_in

if TYPE_CHECKING:
    from index.encoder import Encoder, Vectors

pytestmark = [pytest.mark.xdist_group("encoder"), pytest.mark.slow]
ROOT = Path(__file__).parent.parent.parent
WORDS = "harbour ferry 1874 naïve café Straße 日本語 東京 Москва مرحبا 👩\u200d🚀 🇯🇵 U.S. don't ¼ ﬁ".split()
ODD = ["", " ", "?!", ".", "\n\t", "\u0301", "a\u0301", "\u200b", "\x00", "[MASK] [SEP]", "##ing", "ÅÅÅ", "İ", "ß", "٣"]


def texts() -> list[str]:
    """Odd ones, the sentences of the bundled document, and random words, up to far beyond the window."""
    draws = random.Random(5)
    drawn = [" ".join(draws.choices(WORDS, k=length)) for length in (1, 2, 3, 10, 50, 100, 120, 200, 300, 1000)]
    return [
        *ODD,
        *BUNDLED.read_text(encoding="utf-8").split("\n")[:60],
        *drawn,
        "x" * 5000,
        "word " * 254,
        "word " * 255,
    ]


def in_32_bits(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> "Vectors":
    """The vectors of a processor that does not multiply 8-bit numbers exactly."""
    monkeypatch.setattr(index.onnx_encoder, "is_exact", lambda session, feeds: False)
    return OnnxEncoder.open().encode_documents(texts)


def test_both_give_the_same_vectors(encoder_of_record: "Encoder", monkeypatch: pytest.MonkeyPatch) -> None:
    assert not isinstance(encoder_of_record, OnnxEncoder)
    found, wanted = in_32_bits(texts(), monkeypatch), encoder_of_record.encode_documents(texts())
    cosines = np.sum(found * wanted, axis=1)
    assert cosines.min() > 1 - 1e-5
    np.testing.assert_allclose(found, wanted, atol=2e-5)


def test_sentences_do_not_wait_for_passages() -> None:
    encoder, held = OnnxEncoder.open(), threading.Event()

    class Slow:
        """A session that waits until it is let go."""

        def run(self, names: list[str], feeds: dict[str, Any]) -> "list[Vectors]":
            del names, feeds
            assert held.wait(60)
            return [np.zeros((1, 384), dtype=np.float32)]

    encoder.__dict__["_session_for_passages"] = Slow()
    passages = threading.Thread(target=encoder.encode_documents, args=(["Boats cross the sound."] * 2 * COUNT,))
    passages.start()
    try:
        assert encoder.encode_sentences(["Boats cross the sound."]).shape == (1, 384)
        assert passages.is_alive()
    finally:
        held.set()
        passages.join()


def test_sentences_are_encoded_in_32_bits_without_loading_what_passages_need() -> None:
    encoder = OnnxEncoder.open()
    (vector,) = encoder.encode_sentences(["The treaty was signed in 1951."])
    np.testing.assert_allclose(vector, encoder.encode_query("The treaty was signed in 1951."), atol=1e-6)
    assert "_session_for_passages" not in vars(encoder)


def test_in_8_bits_vectors_are_within_a_thousandth(real_encoder: "Encoder", encoder_of_record: "Encoder") -> None:
    assert isinstance(real_encoder, OnnxEncoder)
    passages = [text for text in BUNDLED.read_text(encoding="utf-8").split("\n") if len(text) > 100]
    assert len(passages) > 20
    for some, least in ((passages, 0.999), (texts(), 0.99)):  # odd texts are rounded worse than passages
        found, wanted = (encoder.encode_documents(some) for encoder in (real_encoder, encoder_of_record))
        np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-4)
        assert np.sum(found * wanted, axis=1).min() > least


def test_a_vector_does_not_depend_on_what_else_is_encoded(real_encoder: "Encoder") -> None:
    together = real_encoder.encode_documents(texts())
    alone = [real_encoder.encode_documents([text])[0] for text in texts()]
    np.testing.assert_array_equal(together, alone)


def test_both_give_the_same_vectors_for_questions(real_encoder: "Encoder", encoder_of_record: "Encoder") -> None:
    for text in [*ODD, "When was the treaty signed?", "word " * 400]:
        found, wanted = (encoder.encode_query(text) for encoder in (real_encoder, encoder_of_record))
        np.testing.assert_allclose(found, wanted, atol=2e-5)


def test_stores_of_either_are_searched_with_the_other(real_encoder: "Encoder", encoder_of_record: "Encoder") -> None:
    assert dict(real_encoder.fingerprint) == dict(encoder_of_record.fingerprint)


def test_both_say_alike_what_fits(real_encoder: "Encoder", encoder_of_record: "Encoder") -> None:
    assert {text: real_encoder.fits(text) for text in texts()} == {
        text: encoder_of_record.fits(text) for text in texts()
    }


def test_what_is_beyond_the_window_does_not_count(real_encoder: "Encoder") -> None:
    cut, longer = real_encoder.encode_documents(["word " * 254 + "lamp", "word " * 254 + "sound and more"])
    np.testing.assert_allclose(cut, longer, atol=1e-6)


def test_neither_torch_nor_its_libraries_are_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from index.models import open_encoder; open_encoder().encode_query('a'); "
        "print(*{'torch', 'transformers', 'sentence_transformers'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_the_graph_that_ships_is_the_one_that_the_script_writes() -> None:
    written = graph_bytes(Graph(Size()), bundled_folder())
    assert written == index.onnx_encoder._GRAPH.read_bytes()
    assert len(written) < 40_000  # no weights in it


def test_the_script_writes_both_graphs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reader").mkdir()
    for name in FITTED_TO:
        row = {"id": name, "title": "", "context": f"{name} was written in 1951 and read ever since.", "answers": []}
        with gzip.open(tmp_path / "reader" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(row | {"question": "When was it written?"}) + "\n")
    main(["--data", str(tmp_path), "--out", str(tmp_path)])
    assert capsys.readouterr().out.count(" bytes\n") == 2
    wide, narrow = (tmp_path / f"encoder{kind}.onnx" for kind in ("", "_8bit"))
    assert wide.read_bytes() == index.onnx_encoder._GRAPH.read_bytes()
    assert narrow.stat().st_size < 300_000
    wanted = OnnxEncoder.open().encode_query("The treaty was signed in 1951.")
    monkeypatch.setattr(index.onnx_encoder, "_GRAPH_8", narrow)
    (found,) = OnnxEncoder.open().encode_documents(["The treaty was signed in 1951."])
    assert found @ wanted > 0.99


def test_weights_are_where_the_header_says() -> None:
    from safetensors.numpy import load_file

    path = bundled_folder() / "model.safetensors"
    name = "encoder.layer.3.output.dense.bias"
    begin, end = entries_in(path)[name]["at"]
    found = np.frombuffer(path.read_bytes()[begin:end], dtype="<f4")
    np.testing.assert_array_equal(found, load_file(path)[name])


@pytest.mark.parametrize("content", [b"", b"not a graph"])
def test_a_damaged_graph_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    (tmp_path / "encoder.onnx").write_bytes(content)
    monkeypatch.setattr(index.onnx_encoder, "_GRAPH", tmp_path / "encoder.onnx")
    with pytest.raises(EncoderError, match="'all-MiniLM-L6-v2' cannot be loaded: ") as caught:
        open_encoder()
    assert "\n" not in str(caught.value.message)


def test_a_damaged_graph_of_8_bits_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "encoder_8bit.onnx").write_bytes(b"not a graph")
    monkeypatch.setattr(index.onnx_encoder, "_GRAPH_8", tmp_path / "encoder_8bit.onnx")
    encoder = OnnxEncoder.open()
    assert encoder.encode_query("a").shape == (384,)
    with pytest.raises(EncoderError, match="'all-MiniLM-L6-v2' cannot be loaded: "):
        encoder.encode_documents(["a"])
