"""The stream of events, where the network brings its end later than the news that another event was taken."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# What happens now and then on a busy computer happens each time: a stream's end waits until the next event is taken.
LATE = """(() => {
    const fetched = window.fetch.bind(window);
    let taken = () => {};
    window.late = 0;
    const behind = end => new Promise(done => {
        taken = () => setTimeout(() => { window.late++; end(); done(); }, 50);
    });
    window.fetch = async (asked, options) => {
        const url = String(asked.url ?? asked), reply = await fetched(asked, options);
        if (url.includes("/queue/join")) setTimeout(() => taken(), 0);
        if (!url.includes("/queue/data")) return reply;
        const held = new TransformStream({ transform: async (bytes, heard) => {
            const text = new TextDecoder().decode(bytes), at = text.indexOf('data: {"msg":"close_stream"');
            if (at < 0) return heard.enqueue(bytes);
            heard.enqueue(new TextEncoder().encode(text.slice(0, at)));
            await behind(() => heard.enqueue(new TextEncoder().encode(text.slice(at))));
        } });
        return new Response(reply.body.pipeThrough(held), reply);
    };
})()"""


def test_an_event_that_is_taken_while_the_stream_ends_is_answered(watching: Callable[..., Any], chats: Any) -> None:
    with watching(chats.urls["reading"], first=LATE) as seen:
        for number in range(3):
            turn = seen.ask("When was the lighthouse built?")
            assert turn.locator(".big").inner_text() == "1874"
            assert seen.page.evaluate("window.late") == number
        seen.open_documents()
        assert seen.page.locator("#docs-rows .docs-title").all_inner_texts() == ["The Harbour of Lisse"]
