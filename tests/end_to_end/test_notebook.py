"""The notebook runs from its first cell to its last, in a kernel of its own."""

import asyncio
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

NOTEBOOK = Path(__file__).parents[2] / "examples" / "quickstart.ipynb"
PATIENCE = 60


async def test_the_notebook_runs_as_it_stands(monkeypatch) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    async with Simulator(MarketSource(activity=30.0)) as simulator:
        monkeypatch.setenv("RADIST_EXCHANGES__BINANCE__WS_URL", simulator.ws_url)
        monkeypatch.setenv("RADIST_EXCHANGES__BINANCE__REST_URL", simulator.rest_url)
        client = NotebookClient(notebook, timeout=PATIENCE, kernel_name="python3")
        async with asyncio.timeout(2 * PATIENCE):
            await client.async_execute()
    cells = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
    results = {name: cell.outputs[-1].data["text/plain"] for name, cell in cells.items()}
    assert results["trades"].count("'buy'") + results["trades"].count("'sell'") == 5
    assert results["book"].startswith("([(")
    assert results["callback"] == "True"
