from collections.abc import Callable

import pytest

from radist.hub.hub import Hub
from radist.hub.session import Session
from radist.model import Gap, Ticker, Trade

PLACE = ("binance", "BTC/USDT", "BTCUSDT", 1_703_520_000_000_000, 1_703_520_000_000_500)


@pytest.fixture
def trade() -> Callable[[int], Trade]:
    return lambda number: Trade(*PLACE, str(number), 42500.0, 0.5, "buy")


@pytest.fixture
def ticker() -> Callable[[float], Ticker]:
    return lambda price: Ticker(*PLACE, price, 1.0, 2.0, 0.5, 10.0, 20.0)


@pytest.fixture
def gap() -> Callable[[str], Gap]:
    return lambda channel: Gap(*PLACE, channel=channel, cause="reconnect")


@pytest.fixture
def hub() -> Hub:
    return Hub("e1", 100_000)


@pytest.fixture
def wakes() -> list[int]:
    """One entry for each time the session was woken."""
    return []


@pytest.fixture
def session(hub: Hub, wakes: list[int]) -> Session:
    session = Session("test-1", lambda: wakes.append(1))
    hub.enter(session)
    return session
