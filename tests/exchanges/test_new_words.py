"""What exchanges may add to what they say any day: fields, and values of fields."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.exchanges.binance import Binance
from radist.model import Instrument, Subscription, Trade

BTC = Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT", 0.01, 0.00001)
TRADE = {"e": "trade", "E": 1, "s": "BTCUSDT", "t": 7, "p": "10.5", "q": "2", "T": 1, "m": True}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def heard(payload: dict[str, object]) -> list[object]:
    exchange = Binance()
    exchange.learn([BTC])
    conversation = exchange.conversation("stream")
    tuple(conversation.subscribe([Subscription("trade", "BTC/USDT")], 0))
    frame = msgspec.json.encode({"stream": "btcusdt@trade", "data": payload})
    return list(conversation.received(frame, 5))


@given(st.dictionaries(st.text(min_size=3), JSON, min_size=1, max_size=4), st.booleans())
def test_fields_that_nobody_knows_change_nothing(new, first):
    frame = {**new, **TRADE} if first else {**TRADE, **new}
    (trade,) = heard(frame)
    assert isinstance(trade, Trade) and heard(TRADE) == [trade]


@pytest.mark.parametrize("status", ["CANCEL_ONLY", "", "SOMETHING_NEW"])
def test_a_status_that_nobody_knows_is_its_symbols_affair(status):
    def row(base: str, status: str) -> dict[str, object]:
        filters = [{"filterType": "NEW_FILTER", "x": 1}]
        names = {"symbol": f"{base}USDT", "baseAsset": base, "quoteAsset": "USDT"}
        return names | {"status": status, "filters": filters, "newField": [1]}

    exchange = Binance()
    (fetch,) = exchange.list_instruments()
    told = {"symbols": [row("NEW", status), row("BTC", "TRADING")], "newList": {}}
    tuple(exchange.fetched(fetch.url, msgspec.json.encode(told), 1))
    assert exchange.instruments["BTC/USDT"].active
    assert not exchange.instruments["NEW/USDT"].active
