"""The reader: for a question and a passage, the spans that may answer it, and how well none does."""

from qa.reader.reading import Reader, Reading, Span

__all__ = ["Reader", "Reading", "Span"]
