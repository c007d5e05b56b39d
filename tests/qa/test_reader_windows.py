"""Windows: every word piece is seen, neighbours overlap, and the arrays hold what they should."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.errors import QuestionError, ReaderError
from qa.reader.onnx_reader import FOLDER
from qa.reader.windows import LONGEST_QUESTION, OVERLAP, WINDOW, Window, feeds_of, starts_of, windows_of

QUESTION = "When was the treaty signed?"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return found


@settings(deadline=None)
@given(data=st.data(), length=st.integers(0, 3000), room=st.integers(2, 400))
def test_starts_cover_every_piece_and_neighbours_overlap(data: st.DataObject, length: int, room: int) -> None:
    overlap = data.draw(st.integers(0, room - 1))
    starts = list(starts_of(length, room, overlap))
    ends = [min(start + room, length) for start in starts]
    assert {piece for start, end in zip(starts, ends, strict=True) for piece in range(start, end)} == set(range(length))
    assert all(end - start == overlap for start, end in zip(starts[1:], ends, strict=False))
    assert all(end < length for end in ends[:-1])  # no window sees only what another one saw
    assert bool(starts) == bool(length)


@settings(deadline=None, max_examples=40)
@given(
    words=st.lists(
        st.sampled_from("the treaty, café 1951 U.S.-Japan 👨\u200d👩\u200d👧 שלום x\u0302 zzyzzyva".split()),
        max_size=1200,
    )
)
def test_windows_hold_every_piece_of_a_text_at_its_place(tokenizer: Tokenizer, words: list[str]) -> None:
    text = " ".join(words)
    whole = tokenizer.encode(text, add_special_tokens=False)
    asked = tokenizer.encode(QUESTION, add_special_tokens=False).ids
    separator = tokenizer.token_to_id("[SEP]")
    windows = list(windows_of(QUESTION, [text], tokenizer))
    seen: dict[tuple[int, int], int] = {}
    for window in windows:
        assert len(window.ids) <= WINDOW
        assert window.passage == 0
        assert window.ids[: window.head] == [tokenizer.token_to_id("[CLS]"), *asked, separator]
        assert window.ids[-1] == separator
        assert len(window.ids) == window.head + len(window.offsets) + 1
        seen |= dict(zip(window.offsets, window.ids[window.head :], strict=False))
    assert seen == dict(zip(whole.offsets, whole.ids, strict=True))
    assert (len(windows) > 1) == (len(whole.ids) > WINDOW - len(asked) - 3)
    for before, after in itertools.pairwise(windows):
        assert before.offsets[-OVERLAP:] == after.offsets[:OVERLAP]


def test_windows_are_numbered_by_passage_and_a_text_without_pieces_has_none(tokenizer: Tokenizer) -> None:
    windows = list(windows_of(QUESTION, ["One.", "", "\u200d", "Two. " * 400], tokenizer))
    assert [window.passage for window in windows] == [0, 3, 3, 3]


@pytest.mark.parametrize("pieces", [1, LONGEST_QUESTION])
def test_a_long_question_leaves_room_to_read(tokenizer: Tokenizer, pieces: int) -> None:
    windows = list(windows_of("a " * pieces, ["one " * 1000], tokenizer))
    assert {len(window.ids) for window in windows[:-1]} == {WINDOW}
    assert windows[-1].offsets[-1] == (3996, 3999)


def test_a_question_too_long_is_refused_in_words(tokenizer: Tokenizer) -> None:
    with pytest.raises(QuestionError, match=r"has 129 word pieces; at most 128 can be read\. Ask one thing"):
        list(windows_of("a " * (LONGEST_QUESTION + 1), ["one"], tokenizer))


def test_a_tokenizer_without_the_marks_is_refused() -> None:
    from tokenizers.models import WordLevel

    with pytest.raises(ReaderError, match=r"no \[CLS\].*Install"):
        list(windows_of("a", ["b"], Tokenizer(WordLevel({"a": 0, "[UNK]": 1}, unk_token="[UNK]"))))


@settings(deadline=None, max_examples=60)
@given(
    question=st.lists(st.integers(1000, 2000), max_size=9),
    stretch=st.lists(st.integers(1000, 2000), min_size=1, max_size=380),
)
def test_what_is_read_tells_the_question_from_the_passage(question: list[int], stretch: list[int]) -> None:
    head = len(question) + 2
    window = Window(
        passage=0,
        ids=[101, *question, 102, *stretch, 102],
        head=head,
        offsets=[(i, i + 1) for i in range(len(stretch))],
    )
    feeds = feeds_of(window)
    assert feeds["input_ids"].tolist() == [window.ids]
    assert feeds["token_type_ids"].tolist() == [[0] * head + [1] * (len(stretch) + 1)]
    assert {array.dtype for array in feeds.values()} == {np.dtype(np.int64)}
