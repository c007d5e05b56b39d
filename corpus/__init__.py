"""Files in, passages out: text normalised once, and every later thing a span of it.

Nothing here knows of models or scores.
"""

from corpus.document import Document, Draft, Page, Section, Source, Sourced
from corpus.errors import PinciteError
from corpus.files import located
from corpus.folders import files_below
from corpus.normalise import normalise
from corpus.origin import Origin
from corpus.passages import Passage, Splitting, split
from corpus.read import BUNDLED, READ, read_document
from corpus.sentences import sentence_around, sentences

__all__ = [
    "BUNDLED",
    "READ",
    "Document",
    "Draft",
    "Origin",
    "Page",
    "Passage",
    "PinciteError",
    "Section",
    "Source",
    "Sourced",
    "Splitting",
    "files_below",
    "located",
    "normalise",
    "read_document",
    "sentence_around",
    "sentences",
    "split",
]
