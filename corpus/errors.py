"""Every error that Pincite raises on purpose, in one tree.

PinciteError
├── DocumentError            a file cannot become a document
│   ├── DocumentMissing          there is no such file
│   ├── UnsupportedFormat        no reader for this kind of file
│   ├── UndecodableText          the bytes are no text in any encoding
│   ├── EmptyDocument            nothing in it that could be quoted
│   ├── EncryptedDocument        it opens with a password only
│   ├── DamagedDocument          it is cut off, or not what its name says
│   ├── ParserFailed             what reads it crashed, or was stopped at a limit
│   ├── DocumentChanging         it was written to while it was read
│   └── AddressRefused           an address that is not fetched, or answers with no document
├── StoreError               a folder cannot serve as a store
│   ├── StoreMissing             there is no store there
│   ├── StoreDamaged             its files are not those that were written
│   ├── StoreForeign             another format or another encoder made it
│   ├── StoreReadOnly            it cannot be written to
│   ├── StoreBusy                another process is building it
│   └── UnknownDocument          no document of that name is in it
├── EncoderError             the encoder's weights are missing or not the expected ones
├── ReaderError              the reader's files are missing or not the expected ones
├── QuestionError            a question that cannot be asked
├── PromiseError             a share of wrong answers that cannot be promised
├── AnswerError              data that is no answer of ours
├── EvaluationError          an evaluation's file is missing, damaged or of another run
├── UploadError              files that were sent and are not taken
├── PackageMissing           an optional package that is not installed
└── CitationError            a quote that does not stand where its citation says

Each says what failed and the values on both sides (`message`), and what to do (`hint`).
"""


class PinciteError(Exception):
    """An error with a line for people: `message` says what failed, `hint` what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class DocumentError(PinciteError):
    """A file cannot become a document."""


class DocumentMissing(DocumentError):
    """There is no such file, or it cannot be opened."""


class UnsupportedFormat(DocumentError):
    """No reader for this kind of file."""


class UndecodableText(DocumentError):
    """The bytes are no text in any encoding that we know."""


class EncryptedDocument(DocumentError):
    """The file opens with a password only."""


class DamagedDocument(DocumentError):
    """The file is cut off or damaged, or not what its name says."""


class EmptyDocument(DocumentError):
    """Nothing in the file could be quoted: no letter and no digit."""


class ParserFailed(DocumentError):
    """What reads the file crashed, or was stopped at a limit of memory, time or length."""


class DocumentChanging(DocumentError):
    """The file was written to while it was read."""


class AddressRefused(DocumentError):
    """An address is not fetched, or what it answers with cannot be taken."""


class StoreError(PinciteError):
    """A folder cannot serve as a store."""


class StoreMissing(StoreError):
    """There is no store in that folder."""


class StoreDamaged(StoreError):
    """The store's files are not those that were written."""


class StoreForeign(StoreError):
    """The store was made by another format version, or by another encoder than the one at hand."""


class StoreReadOnly(StoreError):
    """The store's folder cannot be written to."""


class StoreBusy(StoreError):
    """Another process is building the store."""


class UnknownDocument(StoreError):
    """No document of that title, source or id is in the store."""


class EncoderError(PinciteError):
    """The encoder's weights are missing or not the expected ones."""


class ReaderError(PinciteError):
    """The reader's files are missing or not the expected ones."""


class QuestionError(PinciteError):
    """A question that cannot be asked."""


class PromiseError(PinciteError):
    """A share of wrong answers that cannot be promised."""


class AnswerError(PinciteError):
    """Data that is no answer of ours."""


class EvaluationError(PinciteError):
    """A file of an evaluation is missing or damaged, or does not belong to the run at hand."""


class UploadError(PinciteError):
    """Files that were sent to the chat and are not taken."""


class PackageMissing(PinciteError):
    """An optional package is needed for what was asked and is not installed."""


class CitationError(PinciteError):
    """A quote that does not stand where its citation says it does."""
