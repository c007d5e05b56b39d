"""The errors' one tree, as drawn in the docstring, is the tree of the classes."""

import inspect
import re

from corpus import errors
from corpus.errors import PinciteError


def test_the_drawn_tree_is_the_tree_of_classes() -> None:
    drawn: dict[str, str] = {}
    path: list[str] = []
    for lines, name in re.findall(r"^((?:[├└│ ][─ ]{3})*)([A-Z]\w+)(?:  .*)?$", str(errors.__doc__), re.MULTILINE):
        depth = len(lines) // 4
        path[depth:] = [name]
        drawn[name] = path[depth - 1] if depth else "Exception"
    own = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if cls.__module__ == errors.__name__]
    assert drawn == {cls.__name__: cls.__bases__[0].__name__ for cls in own}


def test_an_error_says_what_failed_and_then_what_to_do() -> None:
    error = PinciteError("It failed.", hint="Try again.")
    assert str(error) == "It failed. Try again."
    assert (error.message, error.hint, error.args) == ("It failed.", "Try again.", ("It failed.",))
    assert str(PinciteError("It failed.")) == "It failed."
