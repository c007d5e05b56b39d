"""Questions in, cited answers out.

>>> from qa import ask  # doctest: +SKIP
>>> ask("When was the treaty signed?").text  # doctest: +SKIP
'1951'
"""

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from qa.answer import Answer, Citation, Considered, DocumentRef, Part, Searched, Word
    from qa.assistant import Assistant, Settings, ask
else:

    def __getattr__(name: str) -> object:
        """Import what is asked for with its first use (PEP 562): the rules of English take a tenth of a second."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from qa import answer, assistant

        globals()[name] = value = getattr(assistant if hasattr(assistant, name) else answer, name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
