"""Where the time of a warm answer goes, by stage, and how far reading is from its floor.

    python -m benchmarks.stages

The questions of the benchmarks are asked of the bundled document in three ways, in turns: as Pincite ships, reading all
passages that are found, and reading them all in 32 bits. A figure is the mean over questions, so that stages add up.
The floor of reading is its multiply-adds (`benchmarks.counts`) over the rate at which this machine multiplies matrices
of the reader's shape with all cores: those of its widest layer, in the bits at hand.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.counts import Counting, multiply_adds
from benchmarks.run import hardware
from benchmarks.worker import QUESTIONS
from corpus import BUNDLED
from index.trace import STAGES, trace

_ROWS, _WIDE, _INNER = 192, 384, 1536  # word pieces of a passage, and the widest layer of the reader
_TIMES, _WARM = 200, 2
Seconds = dict[str, float]  # by stage


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    argparse.ArgumentParser(prog="python -m benchmarks.stages", description="Where an answer's time goes.").parse_args(
        arguments
    )
    with TemporaryDirectory() as folder:
        columns = measured(Path(folder))
    print(table_of(columns))
    print(f"\n{hardware()}, {len(QUESTIONS.read_text(encoding='utf-8').splitlines()) - _WARM} questions")


def measured(folder: Path) -> dict[str, Seconds]:
    """The mean seconds of each stage in each way, and the floor of reading."""
    ways = _ways(folder)
    found: dict[str, list[Seconds]] = {name: [] for name in ways}
    for question in QUESTIONS.read_text(encoding="utf-8").splitlines():
        for name, (ask, _, _) in ways.items():
            with trace() as seconds:
                ask(question)
            found[name].append(dict(seconds))
    rates = {8: rate_of(_times_8), 32: rate_of(_times_32)}
    columns = {}
    for name, (_, reader, bits) in ways.items():
        asked = found[name][_WARM:]
        means = {stage: statistics.fmean(one.get(stage, 0.0) for one in asked) for stage in STAGES[2:]}
        floor = 1e6 * sum(map(multiply_adds, reader.pieces)) / len(found[name]) / rates[bits]
        columns[name] = means | {"together": sum(means.values()), "floor of reading": floor}
    return columns


def _ways(folder: Path) -> dict[str, tuple[Callable[[str], Any], Counting, int]]:
    """How to ask in each way, what counts the word pieces, and the bits that are multiplied."""
    from tokenizers import Tokenizer

    from index.update import add
    from qa import Assistant
    from qa.assistant import Settings
    from qa.reader.onnx_reader import FOLDER, OnnxReader

    add(folder / "store", [BUNDLED])
    store, tokenizer = Assistant.open(folder / "store").store, Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    ways: dict[str, tuple[Callable[[str], Any], Counting, int]] = {}
    for name, bits, settings in (
        ("as it ships", None, Settings()),
        ("all passages read", None, Settings(stopping=None)),
        ("all, in 32 bits", 32, Settings(stopping=None)),
    ):
        reader = OnnxReader.open(bits=bits)
        counting = Counting(reader, tokenizer)
        ways[name] = (Assistant(store, reader=counting, settings=settings).ask, counting, reader.bits)
    return ways


def rate_of(times: Callable[[], Callable[[], Any]]) -> float:
    """Multiply-adds a second of all cores, each with a product of its own."""
    cores = os.cpu_count() or 1
    works = [times() for _ in range(cores)]

    def repeat(work: Callable[[], Any]) -> None:
        for _ in range(_TIMES):
            work()

    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(repeat, works))  # warms up
        began = time.perf_counter()
        list(pool.map(repeat, works))
    return cores * _TIMES * _ROWS * _WIDE * _INNER / (time.perf_counter() - began)


def _times_8() -> Callable[[], Any]:
    return _product(np.uint8, np.int8, "MatMulInteger", np.int32)


def _times_32() -> Callable[[], Any]:
    return _product(np.float32, np.float32, "MatMul", np.float32)


def _product(left: Any, right: Any, kind: str, out: Any) -> Callable[[], Any]:
    """A product of ONNX Runtime on one thread, as the reader computes it; the right side is a weight."""
    import onnxruntime
    from onnx import helper, numpy_helper
    from onnx.helper import np_dtype_to_tensor_dtype as type_of

    rng = np.random.default_rng(1)
    weights = numpy_helper.from_array(rng.integers(-9, 9, (_WIDE, _INNER)).astype(right), "weights")
    rows = rng.integers(0, 9, (_ROWS, _WIDE)).astype(left)
    graph = helper.make_graph(
        [helper.make_node(kind, ["rows", "weights"], ["product"])],
        "product",
        [helper.make_tensor_value_info("rows", type_of(np.dtype(left)), rows.shape)],
        [helper.make_tensor_value_info("product", type_of(np.dtype(out)), (_ROWS, _INNER))],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(["product"], {"rows": rows})


def table_of(columns: dict[str, Seconds]) -> str:
    """A Markdown table in milliseconds."""
    rows = [
        f"| {row} | {' | '.join(f'{1000 * column[row]:.2f}' for column in columns.values())} |"
        for row in next(iter(columns.values()))
    ]
    return "\n".join([f"| ms | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}", *rows])


if __name__ == "__main__":
    main()
