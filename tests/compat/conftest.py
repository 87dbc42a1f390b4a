"""A simulated exchange that may go down and come back at the same address."""

from collections.abc import AsyncIterator

import pytest

from radist.config import Config, Fallback, Reconnect
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource


class Exchange:
    """One simulator after another on one port."""

    def __init__(self) -> None:
        self.simulator = self._make(0)

    def _make(self, port: int) -> Simulator:
        return Simulator(MarketSource(activity=60.0, pairs=PAIRS[:3]), Options(port=port))

    async def restart(self) -> None:
        await self.simulator.stop()
        self.simulator = self._make(self.simulator.port)
        await self.simulator.start()

    @property
    def streams(self) -> set[str]:
        """What is subscribed now."""
        return {name for socket in self.simulator.sockets for name in socket.session.streams}

    def settings(self, fallback: Fallback = Fallback()) -> Config:  # noqa: B008  # frozen
        options = {"ws_url": self.simulator.ws_url, "rest_url": self.simulator.rest_url}
        quick = Reconnect(base=0.01, ceiling=0.05)
        return Config(exchanges={"binance": options}, reconnect=quick, linger=0, fallback=fallback)


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    running = Exchange()
    await running.simulator.start()
    yield running
    await running.simulator.stop()


@pytest.fixture
def environment(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exchange of programs that say nothing about it."""
    monkeypatch.setenv("RADIST_EXCHANGES__BINANCE__WS_URL", exchange.simulator.ws_url)
    monkeypatch.setenv("RADIST_EXCHANGES__BINANCE__REST_URL", exchange.simulator.rest_url)
    monkeypatch.setenv("RADIST_RECONNECT__BASE", "0.01")
    monkeypatch.setenv("RADIST_RECONNECT__CEILING", "0.05")
