"""REST in place of streams: what is asked, and what of the answer is news."""

import json

import msgspec
import pytest

from radist.errors import ExchangeError
from radist.exchanges.base import Fetch
from radist.exchanges.binance import Binance
from radist.exchanges.binance_coinm import BinanceCoinm
from radist.exchanges.binance_options import BinanceOptions
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.model import BookSnapshot, Candle, Gap, Subscription, Trade

NOW = 1_700_000_000_000_000
BTC = Subscription("trade", "BTC/USDT")


@pytest.fixture
def spot() -> Binance:
    exchange = Binance(rest_url="http://rest")
    exchange.learn(filter(None, (exchange.guess(name) for name in ("BTCUSDT", "ETHUSDT"))))
    return exchange


def ask(exchange, *subscriptions: Subscription) -> list[Fetch]:
    return list(exchange.poll(subscriptions))


def answer(exchange, fetch: Fetch, body: object) -> list:
    return list(exchange.fetched(fetch.url, msgspec.json.encode(body), NOW))


def row(number: int) -> dict:
    return {"id": number, "price": "5", "qty": "2", "time": 1000 + number, "isBuyerMaker": True}


def kline(number: int) -> list:
    start = number * 60_000
    return [start, "5", "6", "4", "5.5", "10", start + 59_999, "50", 3, "5", "25", "0"]


def days(*natives: str) -> list[dict]:
    prices = dict.fromkeys(("lastPrice", "openPrice", "highPrice", "lowPrice"), "7")
    day = {"closeTime": 5, "volume": "1", "quoteVolume": "7", **prices}
    return [{"symbol": native, **day} for native in natives]


def frame(number: int) -> bytes:
    content = {"t": number, "p": "5", "q": "2", "T": 1000 + number, "m": True}
    return json.dumps({"stream": "btcusdt@trade", "data": content}, separators=(",", ":")).encode()


def test_the_server_is_not_told_what_a_question_is_for(spot):
    (fetch,) = ask(spot, BTC)
    assert fetch.url == "http://rest/api/v3/trades?symbol=BTCUSDT&limit=1000#trade "
    assert fetch.weight == 25


def test_of_what_came_before_anybody_listened_the_newest_is_told(spot):
    (fetch,) = ask(spot, BTC)
    (event,) = answer(spot, fetch, [row(1), row(2), row(3)])
    assert isinstance(event, Trade)
    assert (event.id, event.side, event.source) == ("3", "sell", "poll")


def test_polled_trades_go_on_where_the_stream_broke_off_and_the_stream_where_they_did(spot):
    conversation = spot.conversation("stream")
    list(conversation.subscribe([BTC], NOW))
    (first,) = conversation.received(frame(1), NOW)
    (fetch,) = ask(spot, BTC)
    polled = answer(spot, fetch, [row(number) for number in range(1, 5)])
    again = spot.conversation("stream")
    list(again.subscribe([BTC], NOW))
    streamed = [event for n in (3, 4, 5) for event in again.received(frame(n), NOW)]
    assert [event.id for event in (first, *polled, *streamed)] == list("12345")
    assert msgspec.structs.asdict(streamed[0])["source"] is msgspec.UNSET


def test_what_a_poll_came_too_late_for_is_a_gap(spot):
    conversation = spot.conversation("stream")
    list(conversation.subscribe([BTC], NOW))
    conversation.received(frame(1), NOW)
    (fetch,) = ask(spot, BTC)
    gap, trade = answer(spot, fetch, [row(9)])
    assert isinstance(gap, Gap) and (gap.from_id, gap.to_id) == ("2", "8")
    assert trade.id == "9"


def test_many_tickers_are_asked_for_at_once_and_only_those_wanted_are_told(spot):
    eth = Subscription("mini_ticker", "ETH/USDT")
    others = [Subscription("mini_ticker", f"A{n}/USDT") for n in range(50)]
    spot.learn(filter(None, (spot.guess(f"A{n}USDT") for n in range(50))))
    (fetch,) = ask(spot, eth, *others)
    assert (fetch.url, fetch.weight) == ("http://rest/api/v3/ticker/24hr?#mini_ticker  1", 80)
    (event,) = answer(spot, fetch, days("ETHUSDT", "BTCUSDT", "STRANGER"))
    assert (event.symbol, event.price, event.source) == ("ETH/USDT", 7.0, "poll")


def test_who_asks_about_others_meanwhile_takes_nobodys_answer(spot):
    natives = [f"A{n}USDT" for n in range(100)]
    spot.learn(filter(None, map(spot.guess, natives)))
    wanted = [Subscription("mini_ticker", f"A{n}/USDT") for n in range(100)]
    (one,), (other,) = ask(spot, *wanted[:50]), ask(spot, *wanted[50:])
    ask(spot, Subscription("mini_ticker", "BTC/USDT"))
    told = [[event.symbol for event in answer(spot, f, days(*natives))] for f in (one, other)]
    assert told == [[s.symbol for s in wanted[:50]], [s.symbol for s in wanted[50:]]]


def test_a_symbol_that_is_not_traded_makes_nobody_curious(spot):
    list(spot.relearn(NOW))
    (fetch,) = ask(spot, Subscription("mini_ticker", "*"))
    answer(spot, fetch, days("HALTEDUSDT"))
    assert list(spot.relearn(NOW + 120_000_000)) == []


def test_a_question_that_fails_leaves_nothing_behind(spot):
    pictures = [Subscription("book_snapshot", f"{name}/USDT", "5") for name in ("BTC", "ETH")]
    for picture in pictures:
        spot.stream(spot.stream_name(picture))
    everything = Subscription("mini_ticker", "*")
    for fetch in ask(spot, BTC, everything, *pictures):
        spot.failed(fetch.url)
        if "24hr" in fetch.url:
            assert answer(spot, fetch, days("ETHUSDT")) == []


@pytest.mark.parametrize("dialect", [Binance, BinanceUsdm, BinanceCoinm, BinanceOptions])
def test_rest_has_what_it_can_be_asked_about(dialect):
    exchange = dialect(rest_url="http://rest")
    natives = ("BTCUSDT", "BTCUSD_PERP", "BTC-261225-80000-C")
    exchange.learn(filter(None, map(exchange.guess, natives)))
    symbol = next(iter(exchange.instruments))
    for channel, offered in exchange.channels.items():
        interval = next(iter(offered.intervals), "")
        if offered.stream and exchange.table[channel].of == "symbol":
            one = Subscription(channel, symbol, interval)
            assert exchange.has_rest(one) == bool(ask(exchange, one))
        if offered.every:
            every = Subscription(channel, "*", interval)
            assert exchange.has_rest(every) == bool(ask(exchange, every))


def test_a_polled_candle_is_closed_only_when_another_follows(spot):
    (fetch,) = ask(spot, Subscription("candle", "BTC/USDT", "1m"))
    minute = NOW // 60_000_000
    (last,) = answer(spot, fetch, [kline(minute - 2), kline(minute - 1)])
    assert (last.time_close < NOW, last.state) == (True, "provisional")
    final, _ = answer(spot, fetch, [kline(minute - 1), kline(minute)])
    assert (final.time_open, final.state) == (last.time_open, "final")


def test_polled_candles_leave_no_hole(spot):
    wanted = Subscription("candle", "BTC/USDT", "1m")
    (fetch,) = ask(spot, wanted)
    minute = NOW // 60_000_000
    (now,) = answer(spot, fetch, [kline(minute - 1), kline(minute)])
    assert isinstance(now, Candle) and now.state == "provisional"
    later = msgspec.json.encode([kline(minute + n) for n in range(-1, 4)])
    found = list(spot.fetched(fetch.url, later, NOW + 3 * 60_000_000))
    assert [event.state for event in found] == ["final", "final", "final", "provisional"]
    assert not any(isinstance(event, Gap) for event in found)


def test_a_polled_book_is_told_once(spot):
    (fetch,) = ask(spot, Subscription("book", "BTC/USDT"))
    book = {"lastUpdateId": 7, "bids": [["5", "1"]], "asks": [["6", "1"]]}
    (event,) = answer(spot, fetch, book)
    assert isinstance(event, BookSnapshot) and (event.last_id, event.source) == (7, "poll")
    assert answer(spot, fetch, book) == []
    (event,) = answer(spot, fetch, book | {"lastUpdateId": 9})
    assert event.last_id == 9


def test_deltas_that_waited_for_a_polled_book_are_the_streams_own(spot):
    book = Subscription("book", "BTC/USDT")
    conversation = spot.conversation("stream")
    list(conversation.subscribe([book], NOW))
    delta = {"E": 1, "U": 8, "u": 9, "b": [["5", "2"]], "a": []}
    name = spot.stream_name(book)
    conversation.received(msgspec.json.encode({"stream": name, "data": delta}), NOW)
    (fetch,) = ask(spot, book)
    told = answer(spot, fetch, {"lastUpdateId": 7, "bids": [["5", "1"]], "asks": [["6", "1"]]})
    assert [(event.channel, event.source) for event in told] == [
        ("book", "poll"),
        ("book", msgspec.UNSET),
    ]


def test_a_polled_quote_has_no_id(spot):
    (fetch,) = ask(spot, Subscription("quote", "BTC/USDT"))
    sizes = {"bidPrice": "5", "bidQty": "1", "askPrice": "6", "askQty": "2"}
    (event,) = answer(spot, fetch, {"symbol": "BTCUSDT", **sizes})
    assert (event.id, event.bid_price, event.ask_quantity) == ("", 5.0, 2.0)


def test_what_rest_does_not_have_is_left_out(spot):
    assert ask(spot, Subscription("block_trade", "BTC/USDT")) == []


@pytest.mark.parametrize("body", [b'{"code":-1003}', b"[[1]]", b"[3]", b"5", b'[{"id":"x"}]', b"{"])
def test_an_answer_that_makes_no_sense_is_the_exchanges_fault(spot, body):
    (fetch,) = ask(spot, BTC)
    with pytest.raises(ExchangeError):
        list(spot.fetched(fetch.url, body, NOW))


@pytest.mark.parametrize("dialect", [Binance, BinanceUsdm, BinanceCoinm, BinanceOptions])
def test_every_poll_stands_in_for_a_channel_that_exists(dialect):
    assert dialect.polls.keys() <= dialect.table.keys()
    for channel, poll in dialect.polls.items():
        assert dialect.channels[channel].poll == poll.endpoint
