"""What people are told when something fails."""

from __future__ import annotations

import traceback

from corpus.errors import PinciteError

_SORRY = "Something went wrong on our side; the details are in the terminal. Your documents are as they were."


def words_for(error: Exception) -> str:
    """The error's own words; of an error that nobody foresaw the traceback goes to the terminal, and only there."""
    if isinstance(error, PinciteError):
        return str(error)
    traceback.print_exception(error)
    return _SORRY
