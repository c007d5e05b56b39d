"""The endpoints as tools of the Model Context Protocol: what Gradio serves, with results in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corpus.errors import PackageMissing

if TYPE_CHECKING:
    import gradio


def results_in_json(page: gradio.Blocks) -> None:
    """Have the tools of a mounted page answer in JSON; Gradio writes what Python prints, with single quotes and None.

    Raises:
        PackageMissing: Gradio serves no tools, because its optional package cannot be used.
    """
    server = page.mcp_server_obj
    if server is None:
        raise PackageMissing(
            f"The tools cannot be served: {getattr(page, 'mcp_error', 'the package mcp cannot be used')}.",
            hint='Install it: pip install "mcp>=1.21,<2"',
        )
    from mcp.types import ImageContent, TextContent

    def in_json(data: Any, root_url: str) -> list[TextContent | ImageContent]:
        del root_url
        return [TextContent(type="text", text=json.dumps(one, ensure_ascii=False)) for one in data]

    server.postprocess_output_data = in_json  # type: ignore[method-assign]
