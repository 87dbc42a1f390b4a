import msgspec
import pytest

from radist.errors import ExchangeError
from radist.exchanges.base import Clock
from radist.exchanges.okx import Okx
from radist.exchanges.okx_swap import OkxSwap
from radist.model import BookSnapshot, Candle, Gap, Instrument, Quote, Subscription, Trade

TIME = 1_771_422_400_000
NAMES = ("BTC", "ETH", "SOL", "XRP", "ADA")
PAIRS = [Instrument(f"{name}/USDT", f"{name}-USDT", name, "USDT") for name in NAMES]


@pytest.fixture
def okx() -> Okx:
    exchange = Okx(ws_url="ws://stream.test", rest_url="http://rest.test")
    exchange.learn(PAIRS)
    return exchange


def body(*rows: object, code: str = "0", msg: str = "") -> bytes:
    return msgspec.json.encode({"code": code, "msg": msg, "data": rows})


def trade(number: int) -> dict:
    row = {"instId": "BTC-USDT", "tradeId": str(number), "px": "10.5", "sz": "2", "side": "buy"}
    return row | {"ts": str(TIME + number), "source": "0"}


def ask(okx, *subscriptions: Subscription) -> list[str]:
    return [fetch.url for fetch in okx.poll(subscriptions)]


def test_an_address_may_have_a_path_of_its_own():
    exchange = Okx(rest_url="http://proxy.test/there/okx/")
    (fetch,) = exchange.list_instruments()
    assert fetch.url.startswith("http://proxy.test/there/okx/api/v5/public/instruments?")
    row = {"instType": "SPOT", "instId": "BTC-USDT", "state": "live"}
    exchange.fetched(fetch.url, body(row | {"baseCcy": "BTC", "quoteCcy": "USDT"}), 1)
    assert list(exchange.instruments) == ["BTC/USDT"]
    assert list(exchange.fetched(exchange.clock().url, body({"ts": "7"}), 1)) == [Clock(7000)]


def test_trades_that_a_stream_has_told_are_not_told_again(okx):
    wish = Subscription("trade", "BTC/USDT")
    (url,) = ask(okx, wish)
    assert url.startswith("http://rest.test/api/v5/market/trades?instId=BTC-USDT&limit=500#")
    first = okx.fetched(url, body(trade(9), trade(8)), 1)
    assert [e.id for e in first] == ["9"]  # what was before is history
    (url,) = ask(okx, wish)
    events = okx.fetched(url, body(trade(12), trade(11), trade(9)), 2)
    assert [type(event) for event in events] == [Gap, Trade, Trade]
    assert {event.source for event in events} == {"poll"}
    stream = okx.stream("trades-all BTC-USDT")
    content = msgspec.json.encode({"arg": {}, "data": [trade(12)]})
    assert stream.received(content, 3) == ()


def test_many_tickers_are_asked_for_at_once_and_only_what_was_asked_is_told(okx):
    day = {
        "last": "1", "askPx": "2", "askSz": "5", "bidPx": "1", "bidSz": "3", "open24h": "1",
        "high24h": "1", "low24h": "1", "volCcy24h": "3", "vol24h": "3", "ts": str(TIME),
    }  # fmt: skip
    rows = [day | {"instId": f"{name}-USDT"} for name in (*NAMES, "NO")]
    wishes = [Subscription("quote", of.symbol) for of in PAIRS[:4]]
    (url,) = ask(okx, *wishes)
    assert "market/tickers?instType=SPOT#" in url
    events = okx.fetched(url, body(*rows), 1)
    assert sorted(event.symbol for event in events) == sorted(s.symbol for s in wishes)
    assert isinstance(events[0], Quote)
    assert (events[0].id, events[0].bid_quantity, events[0].source) == ("", 3.0, "poll")


def test_candles_go_on_from_the_one_whose_end_has_not_been_seen(okx):
    def row(minute: int, confirm: str) -> list[str]:
        begin = str(1_771_419_600_000 + minute * 60_000)
        return [begin, "1", "3", "0.5", "2", "3", "30", "30", confirm]

    wish = Subscription("candle", "BTC/USDT", "1m")
    (url,) = ask(okx, wish)
    assert "market/candles?instId=BTC-USDT&bar=1m&limit=99#" in url
    assert len(okx.fetched(url, body(row(1, "0"), row(0, "1")), 1)) == 1
    (url,) = ask(okx, wish)
    events = okx.fetched(url, body(row(3, "0"), row(2, "1"), row(1, "1"), row(0, "1")), 1)
    assert [(type(e), e.is_closed) for e in events] == [
        (Candle, True),
        (Candle, True),
        (Candle, False),
    ]


def test_a_book_by_rest_is_a_snapshot(okx):
    (url,) = ask(okx, Subscription("book", "BTC/USDT"))
    row = {"asks": [["2", "1", "0", "1"]], "bids": [["1", "1", "0", "1"]], "ts": str(TIME)}
    (event,) = okx.fetched(url, body(row | {"seqId": 7}), 1)
    assert isinstance(event, BookSnapshot)
    assert (event.last_id, event.depth, event.source) == (7, None, "poll")


def test_every_channel_but_liquidations_and_listings_has_rest():
    swap = OkxSwap()
    without = {
        channel
        for channel in swap.channels
        if not swap.has_rest(Subscription(channel, "BTC/USDT:USDT"))
    }
    assert without == {"liquidation", "contract_info"}


def test_an_error_of_rest_is_told_in_its_words(okx):
    (url,) = ask(okx, Subscription("trade", "BTC/USDT"))
    with pytest.raises(ExchangeError, match="error 50011: Too Many Requests"):
        okx.fetched(url, body(code="50011", msg="Too Many Requests"), 1)
    okx.failed(url)


@pytest.mark.parametrize("answer", [b"{", b"[]", b'{"code":"0","data":{}}', b'{"code":"0"}x'])
def test_an_answer_that_makes_no_sense_is_refused(okx, answer):
    (url,) = ask(okx, Subscription("trade", "BTC/USDT"))
    with pytest.raises(ExchangeError):
        okx.fetched(url, answer, 1)


def test_the_clock_is_read(okx):
    fetch = okx.clock()
    assert okx.fetched(fetch.url, body({"ts": str(TIME)}), 1) == (Clock(TIME * 1000),)


def test_instruments_are_fetched_each_hour_and_soon_after_an_unknown_one(okx):
    assert tuple(okx.relearn(1)) == ()
    assert tuple(okx.relearn(3_599_000_000)) == ()
    assert len(tuple(okx.relearn(3_600_000_001))) == 1
    assert okx.find_native("NEW-USDT") is None
    assert len(tuple(okx.relearn(3_661_000_000))) == 1
