"""Any other sentence-transformers model as one setting: a tiny one, made here, with prompts of its own."""

import string
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import StoreForeign
from index.models import open_encoder
from index.retriever import Retriever
from index.store import Store
from index.update import add, rebuild

pytestmark = [pytest.mark.xdist_group("encoder"), pytest.mark.slow]
SIGNS = [*string.ascii_lowercase, *string.digits]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", ".", ">", *SIGNS, *(f"##{sign}" for sign in SIGNS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of random weights that spells words out, reads 64 pieces and asks for prompts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    place = tmp_path_factory.mktemp("model")
    torch.manual_seed(0)
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=len(VOCABULARY), **size)).save_pretrained(place / "bert")
    BertTokenizer(vocab={entry: i for i, entry in enumerate(VOCABULARY)}).save_pretrained(place / "bert")
    modules = [Transformer(str(place / "bert"), max_seq_length=64), Pooling(16)]
    prompts = {"query": "query: ", "document": "passage: "}
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(place / "whole"))
    return place / "whole"


@pytest.fixture(scope="module")
def other(folder: Path) -> Any:
    return open_encoder(str(folder))


def test_its_fingerprint_says_all_that_vectors_depend_on(folder: Path, other: Any) -> None:
    found = dict(other.fingerprint)
    weights = found.pop("weights")
    assert len(weights) == 64
    assert found == {
        "name": str(folder),
        "dimension": 16,
        "window": 64,
        "query_prompt": "query: ",
        "document_prompt": "passage: ",
    }
    assert open_encoder(str(folder)).fingerprint["weights"] == weights


def test_its_prompts_are_used(folder: Path, other: Any) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(folder), device="cpu")
    asked = plain.encode("query: lamps", normalize_embeddings=True)
    kept = plain.encode("passage: lamps", normalize_embeddings=True)
    np.testing.assert_allclose(other.encode_query("lamps"), asked, atol=1e-6)
    np.testing.assert_allclose(other.encode_documents(["lamps"])[0], kept, atol=1e-6)
    assert not np.allclose(asked, kept, atol=1e-3)


def test_the_prompt_takes_room_in_its_window(other: Any) -> None:
    """64 pieces, less 8 for "passage:" and 2 around the text."""
    assert other.fits("a" * 54)
    assert not other.fits("a" * 55)


def test_a_store_is_made_with_it_and_changed_to_another(
    store: Path, ferry: Path, pier: Path, folder: Path, encoder: Any
) -> None:
    ferry.write_text("Boats cross the cold sound each day. They carry letters and bread. Nobody swims.")
    add(store, [ferry], encoder=str(folder))
    opened = Store.open(store)
    assert opened.generation.manifest.encoder["name"] == str(folder)
    assert [passage.text for passage in opened.generation.passages] == [  # its window is small
        "Boats cross the cold sound each day.",
        "They carry letters and bread. Nobody swims.",
    ]
    with pytest.raises(StoreForeign):
        Retriever(encoder=encoder, store=opened)
    assert add(store, [pier]).embedded == 2  # the store's own, by its name
    rebuild(store, encoder=encoder)
    assert (
        Retriever(encoder=encoder, store=Store.open(store)).search("lamps", 1)[0].passage.text.startswith("Nine lamps")
    )
