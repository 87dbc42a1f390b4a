"""What becomes of what ccxt's methods return; that they are called is tested beside ccxt itself."""

import msgspec
import pytest

from radist.errors import ExchangeError
from radist.exchanges._ccxt import Ccxt, borrowed
from radist.exchanges.base import Refused, Send
from radist.model import BookSnapshot, Candle, Gap, Subscription, Ticker, Trade

SPOT = {"symbol": "BTC/USD", "id": "XXBTZUSD", "type": "spot", "base": "BTC", "quote": "USD"}
SWAP = {
    "symbol": "BTC/USDT:USDT", "id": "PF_XBTUSDT", "type": "swap", "base": "BTC", "quote": "USDT",
    "settle": "USDT", "contractSize": 0.001, "precision": {"price": 0.5, "amount": 1},
}  # fmt: skip
TRADES = Subscription("trade", "BTC/USD")


@pytest.fixture
def kraken() -> Ccxt:
    exchange = borrowed("kraken")()
    assert tuple(exchange.fetched("ccxt:markets", msgspec.json.encode([SPOT, SWAP]), 1)) == ()
    return exchange


@pytest.fixture
def conversation(kraken):
    return kraken.conversation("ccxt")


def told(channel: str, data: object, symbol: str = "BTC/USD", **more: object) -> bytes:
    return msgspec.json.encode({"channel": channel, "symbol": symbol, "data": data} | more)


def trade(number: int) -> dict:
    row = {"id": str(number), "timestamp": 1_790_000_000_000 + number, "price": 7.5, "amount": 2}
    return row | {"side": "buy", "info": {}}


def test_instruments_are_those_of_ccxt(kraken):
    found = kraken.find("pf_xbtusdt")
    assert (found.symbol, found.kind, found.contract_size) == ("BTC/USDT:USDT", "perpetual", 0.001)
    assert kraken.name == "kraken"


def test_streams_are_asked_for_by_channel_symbol_and_interval(conversation):
    candles = Subscription("candle", "BTC/USD", "1m")
    (send,) = conversation.subscribe([TRADES, candles], 1)
    assert isinstance(send, Send)
    request = msgspec.json.decode(send.frame)
    assert request["op"] == "subscribe"
    assert {(w["channel"], w["interval"]) for w in request["wishes"]} == {
        ("trade", ""),
        ("candle", "1m"),
    }


def test_trades_are_told_once_and_after_a_lost_socket_a_gap_comes_first(conversation):
    conversation.subscribe([TRADES], 1)
    first = conversation.received(told("trade", [trade(1), trade(2)]), 2)
    assert [(e.id, e.via, e.quantity) for e in first] == [("1", "ccxt", 2.0), ("2", "ccxt", 2.0)]
    assert conversation.received(told("trade", [trade(2)]), 3) == ()
    conversation.subscribe([TRADES], 4)
    events = conversation.received(told("trade", [trade(2), trade(3)]), 5)
    assert [type(event) for event in events] == [Gap, Trade]


def test_an_answer_without_a_known_trade_may_have_a_hole_before_it(conversation):
    conversation.subscribe([TRADES], 1)
    (first,) = conversation.received(told("trade", [trade(1), trade(2)], source="rest"), 2)
    assert (first.id, first.source) == ("2", "rest")  # what was before is history
    (after,) = conversation.received(told("trade", [trade(2), trade(3)], source="rest"), 3)
    assert after.id == "3"
    hole, *rest = conversation.received(told("trade", [trade(8), trade(9)], source="rest"), 4)
    assert (type(hole), hole.cause) == (Gap, "upstream")
    assert [event.id for event in rest] == ["8", "9"]


def test_contracts_are_turned_into_base_units(conversation):
    wish = Subscription("trade", "BTC/USDT:USDT")
    conversation.subscribe([wish], 1)
    (event,) = conversation.received(told("trade", [trade(1)], "BTC/USDT:USDT"), 2)
    assert (event.quantity, event.contracts) == (0.002, 2.0)


def test_inverse_contracts_are_turned_into_base_units_at_their_price(kraken):
    symbol = "BTC/USD:BTC"
    inverse = SWAP | {"symbol": symbol, "id": "PI_XBTUSD", "quote": "USD", "settle": "BTC"}
    kraken.fetched("ccxt:markets", msgspec.json.encode([inverse | {"contractSize": 3}]), 1)
    conversation = kraken.conversation("ccxt")
    channels = {"trade": "", "book": "", "ticker": "", "candle": "1m"}
    conversation.subscribe([Subscription(c, symbol, i) for c, i in channels.items()], 1)

    def event(channel: str, data: object, **more: object):
        (found,) = conversation.received(told(channel, data, symbol, **more), 2)
        return found

    found = event("trade", [trade(1)])
    assert (found.quantity, found.contracts) == (2 * 3 / 7.5, 2.0)
    book = event("book", {"bids": [[6, 4]], "asks": [[8, 2]], "timestamp": None, "nonce": None})
    assert (book.bids, book.asks) == ([(6.0, 2.0)], [(8.0, 0.75)])
    day = event("ticker", {"last": 7.5, "bid": 6, "bidVolume": 4, "ask": 8, "info": {}})
    assert (day.bid_quantity, day.ask_quantity) == (2.0, None)
    candle = event("candle", [[1_790_000_040_000, 1, 3, 0.5, 2, 10]], interval="1m")
    assert candle.volume == 10 * 3 / 2


def test_a_candle_is_closed_when_another_follows(conversation):
    conversation.subscribe([Subscription("candle", "BTC/USD", "1m")], 1)
    bars = [[1_790_000_040_000 + 60_000 * n, 1, 3, 0.5, 2, 10] for n in range(3)]
    (first,) = conversation.received(told("candle", bars[:2], interval="1m"), 2)
    assert isinstance(first, Candle)
    assert (first.is_closed, first.quote_volume, first.trades) == (False, None, None)
    events = conversation.received(told("candle", bars, interval="1m"), 3)
    assert [(e.time_open, e.state) for e in events] == [
        (1_790_000_100_000_000, "final"),
        (1_790_000_160_000_000, "provisional"),
    ]


def test_books_and_tickers_are_told_as_they_are(conversation):
    conversation.subscribe([Subscription("book", "BTC/USD"), Subscription("ticker", "BTC/USD")], 1)
    book = {"bids": [[7, 1, 99]], "asks": [[8, 2]], "timestamp": None, "nonce": None}
    (event,) = conversation.received(told("book", book), 2)
    assert isinstance(event, BookSnapshot)
    assert (event.bids, event.asks, event.last_id) == ([(7.0, 1.0)], [(8.0, 2.0)], 1)
    (event,) = conversation.received(told("ticker", {"last": 7.5, "bid": 7, "info": {}}), 3)
    assert isinstance(event, Ticker)
    assert (event.price, event.bid_price, event.quote_volume) == (7.5, 7.0, None)


def test_what_cannot_be_had_is_refused_by_name(conversation):
    conversation.subscribe([TRADES], 1)
    refused = conversation.received(told("trade", None, refused="ccxt has no trade of kraken"), 2)
    assert refused == (Refused((TRADES,), "ccxt has no trade of kraken"),)


def test_polled_answers_are_marked(kraken):
    (fetch,) = kraken.poll([TRADES])
    (event,) = kraken.fetched(fetch.url, told("trade", [trade(1)], source="poll"), 2)
    assert (event.source, event.via) == ("poll", "ccxt")


@pytest.mark.parametrize("frame", [b"{", b"[]", told("trade", [{"price": -1}])])
def test_what_makes_no_sense_is_refused(conversation, frame):
    conversation.subscribe([TRADES], 1)
    with pytest.raises(ExchangeError):
        conversation.received(frame, 2)
