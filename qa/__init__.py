"""Questions in, cited answers out.

>>> from qa import ask  # doctest: +SKIP
>>> ask("When was the treaty signed?").text  # doctest: +SKIP
'1951'
"""

from qa.answer import Answer, Citation, Considered, DocumentRef, Part, Searched, Word
from qa.assistant import Assistant, Settings, ask

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Considered",
    "DocumentRef",
    "Part",
    "Searched",
    "Settings",
    "Word",
    "ask",
]
