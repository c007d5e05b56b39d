"""Whether this processor multiplies 8-bit numbers exactly, and sessions that need it to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROBE_TERMS = 64
EXACT = PROBE_TERMS * 255 * 127  # every number of a graph's output `product`, if none overflows


def session_of(graph: Path, weights: Path) -> Any:
    """A session of ONNX Runtime over a graph whose weights lie in the folder `weights`.

    It computes on one thread: inputs are shared out among threads, not matrices, so that nothing waits for another.
    The graphs are as they should be; joining more of their operators makes an addition and a layer norm one, which
    takes several times as long.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(weights))
    return onnxruntime.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])


def is_exact(session: Any, feeds: Mapping[str, NDArray[np.generic]]) -> bool:
    """Whether the session of an 8-bit graph computes exactly; `feeds` are any inputs that it takes.

    Processors without instructions for it sum pairs of products up in 16 bits, which overflow.
    """
    (product,) = session.run(["product"], dict(feeds))
    return bool((product == EXACT).all())
