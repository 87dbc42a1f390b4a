from collections.abc import Callable

import msgspec
import pytest

from radist.exchanges.binance import Binance
from radist.model import Event, Instrument

BTC = Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT", 0.01, 0.00001)
ETH = Instrument("ETH/USDT", "ETHUSDT", "ETH", "USDT", 0.01, 0.0001)


@pytest.fixture
def binance() -> Binance:
    exchange = Binance(ws_url="ws://stream.test", rest_url="http://rest.test/")
    exchange.learn([BTC, ETH])
    return exchange


@pytest.fixture
def trade() -> Callable[..., bytes]:
    """The frame of a trade: what the tests do not name is in order."""

    def frame(number: object = 1, time: object = 1_771_422_400_000, **other: object) -> bytes:
        payload = {"e": "trade", "E": time, "s": "BTCUSDT", "t": number, "p": "10.50", "q": "2"}
        payload |= {"T": time, "m": True, "M": True} | other
        return msgspec.json.encode({"stream": "btcusdt@trade", "data": payload})

    return frame


@pytest.fixture
def kline() -> Callable[..., bytes]:
    """The frame of a one-minute candle that opens `minute` minutes after some full hour."""

    def frame(minute: int, *, closed: bool, interval: str = "1m") -> bytes:
        opened = 1_771_419_600_000 + minute * 60_000
        candle = {"t": opened, "T": opened + 59_999, "s": "BTCUSDT", "i": interval, "x": closed}
        candle |= dict.fromkeys("ochl", "10.5") | dict.fromkeys("vqVQ", "3") | {"f": 1, "L": 5}
        payload = {"e": "kline", "E": opened + 30_000, "s": "BTCUSDT", "k": candle | {"n": 5}}
        return msgspec.json.encode({"stream": f"btcusdt@kline_{interval}", "data": payload})

    return frame


@pytest.fixture
def told() -> Callable[..., list[Event]]:
    """The events that come of frames, one after another, at the time 5."""

    def of(conversation, *frames: bytes) -> list[Event]:
        outputs = [output for frame in frames for output in conversation.received(frame, 5)]
        return [output for output in outputs if isinstance(output, Event)]

    return of
