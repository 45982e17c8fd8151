"""What a cell printed becomes one piece for each stream, the same in every run."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import nbformat
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from sse_analysis.batch.streams import joined

TEXTS = st.text("ab\r\n", max_size=8)
OUTPUTS = st.lists(
    st.one_of(
        st.builds(lambda name, text: new_output("stream", name=name, text=text), st.sampled_from(["stdout", "stderr"]), TEXTS),
        st.just(new_output("display_data", {"text/plain": "shown"})),
    ),
    max_size=6,
)  # fmt: skip


def _theirs(outputs):
    """Return what nbclient makes of the same outputs, with a client that has answered already."""

    class Client(NotebookClient):
        async def _async_poll_output_msg(self, *_):
            self.nb.cells[0].outputs = outputs

        async def _async_poll_for_reply(self, *_):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            return {"content": {"status": "ok", "execution_count": 1}}

    client = Client(new_notebook(cells=[new_code_cell("1")]), coalesce_streams=True, record_timing=False)
    client.kc = SimpleNamespace(execute=lambda *_, **__: "1")
    client.execute_cell(client.nb.cells[0], 0)
    return client.nb.cells[0].outputs


@settings(max_examples=200, deadline=None)
@given(OUTPUTS)
def test_it_is_what_nbclient_makes_of_the_same(outputs):
    copies = [nbformat.from_dict(dict(output)) for output in outputs]
    assert joined(outputs) == _theirs(copies)


def test_a_progress_bar_leaves_its_last_state_and_line_breaks_of_windows_stay():
    bar = [new_output("stream", name="stderr", text=text) for text in ("10 %\r50", " %\r100 %", "\ndone\r\n")]
    (one,) = joined(bar)
    assert one.text == "100 %\ndone\r\n"


def test_a_line_of_eight_megabytes_takes_no_square_of_it():
    began = time.monotonic()
    (one,) = joined([new_output("stream", name="stdout", text="x" * 8_000_000)])
    assert len(one.text) == 8_000_000 and time.monotonic() - began < 30
