"""How fast and how large Pincite is beside the shortest program over the same parts; see `docs/performance.md`."""
