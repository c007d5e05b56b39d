"""The worked examples in the docstrings of the top half are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "qa.metrics",
        "qa.reader.decode",
        "qa.reader.windows",
        "qa.chat.words",
        "qa.phrases",
        "qa.antecedents",
        "qa.export",
    ],
)
def test_the_examples_of(name: str) -> None:
    failed, attempted = doctest.testmod(importlib.import_module(name))
    assert attempted > 0
    assert failed == 0
