"""Pincite and other systems of the kind on the same texts, questions and weights; `python -m benchmarks.peers`."""
