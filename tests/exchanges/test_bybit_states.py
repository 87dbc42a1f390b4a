"""Bybit's books, tickers, candles and liquidations, and REST in their place."""

import json

import pytest

from radist.derivatives import FundingRate, Greeks, Liquidation, MarkPrice, OpenInterest
from radist.exchanges.base import Send
from radist.exchanges.bybit import Bybit
from radist.exchanges.bybit_inverse import BybitInverse
from radist.exchanges.bybit_linear import BybitLinear
from radist.exchanges.bybit_option import BybitOption
from radist.market.book import OrderBook
from radist.model import BookDelta, BookSnapshot, Candle, Event, Gap, Quote, Subscription, Ticker

MS = 1_789_299_657_452
BOOK = Subscription("book", "BTC/USDT:USDT")


def knowing(cls, *natives: str):
    exchange = cls()
    exchange.learn(exchange.guess(native) for native in natives)
    return exchange


@pytest.fixture
def linear() -> BybitLinear:
    return knowing(BybitLinear, "BTCUSDT", "ETHUSDT")


def message(topic: str, content: object, kind: str = "snapshot", **more: object) -> bytes:
    return json.dumps(
        {"topic": topic, "type": kind, "ts": MS, "data": content, **more}, separators=(",", ":")
    ).encode()


def heard(exchange, *frames: bytes) -> list[Event]:
    conversation = exchange.conversation("")
    outputs = [o for frame in frames for o in conversation.received(frame, 1)]
    return [o for o in outputs if isinstance(o, Event)]


def answered(result: object) -> bytes:
    return json.dumps({"retCode": 0, "retMsg": "OK", "result": result, "time": MS}).encode()


class Booked:
    """A book's topic on one socket after another."""

    def __init__(self, exchange: BybitLinear) -> None:
        self.exchange = exchange
        self.renewals: list[str] = []
        self.lost()

    def lost(self) -> None:
        self.conversation = self.exchange.conversation("")
        tuple(self.conversation.subscribe([BOOK], 0))

    def take(
        self, u: int, seq: int, bids=(), asks=(), kind: str = "delta", now: int = 1
    ) -> list[Event]:
        content = {"s": "BTCUSDT", "b": list(bids), "a": list(asks), "u": u, "seq": seq}
        outputs = self.conversation.received(message("orderbook.50.BTCUSDT", content, kind), now)
        outputs = list(outputs)
        self.renewals += [json.loads(o.frame)["op"] for o in outputs if isinstance(o, Send)]
        return [o for o in outputs if isinstance(o, Event)]

    def begin(self, u: int = 10, seq: int = 100) -> list[Event]:
        return self.take(u, seq, [["10", "1"]], [["11", "1"]], "snapshot")

    def poll(self, seq: int, *bids: list[str]) -> list[Event]:
        (fetch,) = self.exchange.poll([BOOK])
        result = {"s": "BTCUSDT", "b": bids, "a": [["11", "1"]], "ts": MS, "u": 1, "seq": seq}
        return list(self.exchange.fetched(fetch.url, answered(result), 1))


@pytest.fixture
def book(linear) -> Booked:
    return Booked(linear)


def kinds(found: list[Event]) -> list[str]:
    return [e.cause if isinstance(e, Gap) else type(e).__name__ for e in found]


def test_a_book_is_a_snapshot_and_what_changes_it_numbered_by_what_all_depths_share(book):
    (snapshot,) = book.begin()
    assert isinstance(snapshot, BookSnapshot)
    assert snapshot.last_id == 100
    (delta,) = book.take(11, 104, [["10", "0"], ["9", "2"]])
    assert isinstance(delta, BookDelta)
    assert (delta.previous_id, delta.last_id) == (100, 104)
    ours = OrderBook()
    ours.apply(snapshot)
    ours.apply(delta)
    assert ours.bids(2) == [(9.0, 2.0)]


def test_a_missing_message_is_a_gap_and_the_topic_is_asked_for_anew(book):
    book.begin()
    assert kinds(book.take(13, 110)) == ["upstream"]
    assert book.renewals == ["unsubscribe", "subscribe"]
    assert book.take(14, 111) == []
    assert kinds(book.begin(40, 120)) == ["BookSnapshot"]
    assert kinds(book.take(41, 121)) == ["BookDelta"]


def test_a_snapshot_that_does_not_come_is_asked_for_again(book):
    book.begin()
    book.take(13, 110)
    assert book.take(14, 111, now=9_000_000) == []
    assert len(book.renewals) == 2
    assert book.take(15, 112, now=11_000_000) == []
    assert book.renewals[2:] == ["unsubscribe", "subscribe"]


def test_a_book_that_rest_has_overtaken_is_asked_for_anew_when_it_goes_on(book):
    book.begin()
    book.poll(150, ["10", "1"])
    book.poll(160, ["9", "1"])
    assert book.take(11, 170, now=11_000_000) == []
    assert book.renewals == ["unsubscribe", "subscribe"]


def test_a_number_that_falls_breaks_the_chain(book):
    book.begin()
    assert kinds(book.take(11, 99)) == ["upstream"]


def test_what_was_told_is_not_told_again(book):
    book.begin()
    book.take(11, 104)
    assert book.take(11, 104) == book.take(10, 100) == []


def test_the_number_one_says_that_the_service_has_begun_anew(book):
    book.begin()
    assert kinds(book.take(1, 105, [["8", "1"]])) == ["reset", "BookSnapshot"]
    assert kinds(book.take(2, 106)) == ["BookDelta"]


def test_after_a_lost_socket_the_hole_is_told_before_the_snapshot(book):
    book.begin()
    book.lost()
    assert kinds(book.begin(90, 300)) == ["reconnect", "BookSnapshot"]


def test_rest_stands_in_for_a_book_whose_socket_is_gone(book):
    book.begin()
    book.lost()
    assert kinds(book.poll(200, ["10", "1"])) == ["reconnect", "BookSnapshot"]
    assert book.poll(200, ["10", "1"]) == []
    (found,) = book.poll(205, ["9", "1"])
    assert (found.source, found.last_id) == ("poll", 205)
    assert kinds(book.begin(90, 300)) == ["BookSnapshot"]


def test_rest_that_moves_on_without_the_stream_proves_it_mute(book):
    book.begin()
    assert book.poll(150, ["10", "1"]) == []
    assert book.poll(160, ["10", "1"]) == []
    assert kinds(book.poll(170, ["9", "1"])) == ["upstream", "BookSnapshot"]


def test_rest_that_is_ahead_of_a_stream_that_goes_on_proves_nothing(book):
    book.begin()
    assert book.poll(150, ["10", "1"]) == []
    book.take(11, 151)
    assert book.poll(170, ["9", "1"]) == []


def test_a_book_of_an_option_is_numbered_by_its_messages():
    option = knowing(BybitOption, "BTC-26JUN26-76000-C-USDT")
    topic = "orderbook.25.BTC-26JUN26-76000-C-USDT"
    first = message(topic, {"s": "x", "b": [], "a": [["5", "1"]], "u": 24641})
    second = message(topic, {"s": "x", "b": [], "a": [["5", "0"]], "u": 24642}, "delta")
    snapshot, delta = heard(option, first, second)
    assert (snapshot.last_id, delta.previous_id, delta.last_id) == (24641, 24641, 24642)


TICKER = {
    "symbol": "BTCUSDT", "tickDirection": "ZeroPlusTick", "price24hPcnt": "0.05",
    "lastPrice": "105", "prevPrice24h": "100", "highPrice24h": "110", "lowPrice24h": "90",
    "markPrice": "105.5", "indexPrice": "105.25", "openInterest": "60", "openInterestValue": "6330",
    "singleOpenInterest": "30", "singleOpenInterestValue": "3165", "turnover24h": "1000",
    "volume24h": "10", "fundingRate": "0.0001", "nextFundingTime": str(MS),
    "fundingIntervalHour": "8", "bid1Price": "104", "bid1Size": "1", "ask1Price": "106",
    "ask1Size": "2", "predictedDeliveryPrice": "", "deliveryTime": "",
}  # fmt: skip


def test_a_ticker_of_futures_is_statistics_mark_funding_and_open_interest(linear):
    found = heard(linear, message("tickers.BTCUSDT", TICKER))
    ticker, mark, funding, interest = found
    assert isinstance(ticker, Ticker)
    assert (ticker.price, ticker.open, ticker.price_change) == (105.0, 100.0, 5.0)
    assert (ticker.price_change_percent, ticker.volume, ticker.quote_volume) == (5.0, 10.0, 1000.0)
    assert (ticker.bid_price, ticker.ask_quantity) == (104.0, 2.0)
    assert isinstance(mark, MarkPrice)
    assert (mark.price, mark.index_price, mark.settle_price) == (105.5, 105.25, None)
    assert isinstance(funding, FundingRate)
    assert (funding.rate, funding.hours, funding.time_funding) == (0.0001, 8.0, MS * 1000)
    assert isinstance(interest, OpenInterest)
    assert (interest.quantity, interest.value) == (30.0, 3165.0)


def test_a_change_of_a_ticker_is_told_whole_and_only_what_has_changed(linear):
    change = {"symbol": "BTCUSDT", "ask1Price": "107", "ask1Size": "3"}
    *_, last = heard(
        linear,
        message("tickers.BTCUSDT", TICKER),
        message("tickers.BTCUSDT", {"symbol": "BTCUSDT", "markPrice": "106"}, "delta"),
        message("tickers.BTCUSDT", change, "delta"),
    )
    assert isinstance(last, Ticker)
    assert (last.price, last.bid_price, last.ask_price, last.ask_quantity) == (105, 104, 107, 3)
    assert len(heard(linear, message("tickers.BTCUSDT", TICKER))) == 4


def test_a_change_that_makes_no_sense_does_not_spoil_the_ticker(linear):
    conversation = linear.conversation("")
    tuple(conversation.received(message("tickers.BTCUSDT", TICKER), 1))
    bad = message("tickers.BTCUSDT", {"symbol": "BTCUSDT", "markPrice": "NaN"}, "delta")
    with pytest.raises(Exception, match="not a frame that we understand"):
        conversation.received(bad, 1)
    good = message("tickers.BTCUSDT", {"symbol": "BTCUSDT", "markPrice": "107"}, "delta")
    (mark,) = conversation.received(good, 1)
    assert mark.price == 107.0


def test_of_open_interest_that_counts_both_sides_one_is_told(linear):
    older = {name: value for name, value in TICKER.items() if not name.startswith("single")}
    *_, interest = heard(linear, message("tickers.BTCUSDT", older))
    assert (interest.quantity, interest.value) == (30.0, 3165.0)


def test_dated_contracts_have_no_funding():
    linear = knowing(BybitLinear, "BTCUSDT-21FEB25")
    dated = TICKER | {"fundingRate": "", "nextFundingTime": "", "fundingIntervalHour": ""}
    found = heard(linear, message("tickers.BTCUSDT-21FEB25", dated))
    assert not [event for event in found if isinstance(event, FundingRate)]


def test_inverse_volumes_and_quantities_are_in_base_units_and_dollars_beside_them():
    inverse = knowing(BybitInverse, "BTCUSD")
    ticker, _, _, interest = heard(inverse, message("tickers.BTCUSD", TICKER))
    assert (ticker.volume, ticker.quote_volume) == (1000.0, 10.0)
    mark = float(TICKER["markPrice"])
    assert (interest.quantity, interest.value, interest.contracts) == (30.0 / mark, 30.0, 30.0)
    assert ticker.bid_quantity == float(TICKER["bid1Size"]) / float(TICKER["bid1Price"])
    (candle,) = heard(inverse, message("kline.1.BTCUSD", [kline(0)]))
    assert (candle.volume, candle.quote_volume) == (7.0, 300.0)
    assert inverse.find("BTCUSD").contract_size == 1.0


def test_a_ticker_of_spot_has_no_best_prices():
    spot = knowing(Bybit, "BTCUSDT")
    names = "symbol lastPrice highPrice24h lowPrice24h prevPrice24h volume24h turnover24h"
    content = {name: TICKER[name] for name in (*names.split(), "price24hPcnt")}
    (ticker,) = heard(spot, message("tickers.BTCUSDT", content))
    assert (ticker.price, ticker.bid_price) == (105.0, None)


OPTION = {
    "symbol": "x", "bidPrice": "9", "bidSize": "1", "bidIv": "0.5", "askPrice": "11",
    "askSize": "2", "askIv": "0", "lastPrice": "10", "highPrice24h": "12", "lowPrice24h": "8",
    "markPrice": "10.5", "indexPrice": "76000", "markPriceIv": "0.45", "openInterest": "20",
    "turnover24h": "2000", "volume24h": "5", "delta": "0.4", "gamma": "0.01", "vega": "3",
    "theta": "-5", "predictedDeliveryPrice": "0", "change24h": "0.25",
}  # fmt: skip


def test_a_ticker_of_an_option_has_best_prices_mark_and_greeks():
    option = knowing(BybitOption, "BTC-26JUN26-76000-C-USDT")
    found = heard(option, message("tickers.BTC-26JUN26-76000-C-USDT", OPTION))
    ticker, quote, mark, greeks, interest = found
    assert (ticker.price, ticker.open, ticker.price_change_percent) == (10.0, 8.0, 25.0)
    assert isinstance(quote, Quote)
    assert (quote.bid_price, quote.ask_price, quote.id) == (9.0, 11.0, "")
    assert (mark.price, mark.settle_price) == (10.5, None)
    assert isinstance(greeks, Greeks)
    assert (greeks.delta, greeks.mark_volatility, greeks.ask_volatility) == (0.4, 0.45, None)
    assert interest.quantity == 20.0


def kline(minute: int, *, closed: bool = False) -> dict:
    start = 1_789_299_600_000 + minute * 60_000
    prices = dict.fromkeys(("open", "close", "high", "low"), "10")
    row = {"start": start, "end": start + 59_999, "interval": "1", "confirm": closed}
    return row | prices | {"volume": "300", "turnover": "7", "timestamp": start}


def test_a_candle_counts_no_trades(linear):
    (candle,) = heard(linear, message("kline.1.BTCUSDT", [kline(0)]))
    assert isinstance(candle, Candle)
    assert (candle.interval, candle.trades, candle.is_closed) == ("1m", None, False)
    assert (candle.volume, candle.quote_volume) == (300.0, 7.0)
    assert candle.time_close - candle.time_open == 59_999_999


def test_a_candle_that_never_came_is_a_gap(linear):
    frames = [message("kline.1.BTCUSDT", [kline(m, closed=c)]) for m, c in ((0, True), (1, False))]
    assert kinds(heard(linear, *frames)) == ["Candle", "Candle"]
    assert kinds(heard(linear, message("kline.1.BTCUSDT", [kline(3)]))) == ["upstream", "Candle"]


def test_a_long_position_is_liquidated_by_a_sale(linear):
    rows = [{"T": MS, "s": "BTCUSDT", "S": side, "v": "2", "p": "99"} for side in ("Buy", "Sell")]
    long, short = heard(linear, message("allLiquidation.BTCUSDT", rows))
    assert isinstance(long, Liquidation)
    assert (long.side, long.price, long.quantity, short.side) == ("sell", 99.0, 2.0, "buy")


def polled(exchange, result: object, *wanted: Subscription) -> list[Event]:
    (fetch,) = exchange.poll(wanted)
    found = list(exchange.fetched(fetch.url, answered(result), 1))
    assert {event.source for event in found} <= {"poll"}
    return found


def test_one_question_stands_in_for_all_that_tickers_bring(linear):
    channels = ("ticker", "mark_price", "funding_rate", "open_interest", "quote")
    wanted = [Subscription(c, "BTC/USDT:USDT") for c in channels]
    found = polled(linear, {"list": [TICKER]}, *wanted)
    assert sorted(event.channel for event in found) == sorted(channels)
    (quote,) = [event for event in found if isinstance(event, Quote)]
    assert (quote.id, quote.bid_price, quote.ask_quantity) == ("", 104.0, 2.0)


def test_several_symbols_are_asked_about_at_once(linear):
    wanted = [Subscription("mark_price", f"{c}/USDT:USDT") for c in ("BTC", "ETH")]
    (fetch,) = linear.poll(wanted)
    assert "symbol" not in fetch.url
    rows = [TICKER, TICKER | {"symbol": "ETHUSDT"}, TICKER | {"symbol": "OTHER"}]
    found = list(linear.fetched(fetch.url, answered({"list": rows}), 1))
    assert [event.symbol for event in found] == ["BTC/USDT:USDT", "ETH/USDT:USDT"]


def test_rest_calls_some_of_an_option_otherwise():
    option = knowing(BybitOption, "BTC-26JUN26-76000-C-USDT")
    names = {"bidPrice": "bid1Price", "bidSize": "bid1Size", "askPrice": "ask1Price"}
    names |= {"askSize": "ask1Size", "markPriceIv": "markIv", "bidIv": "bid1Iv", "askIv": "ask1Iv"}
    told = {names.get(name, name): value for name, value in OPTION.items()}
    told["symbol"] = "BTC-26JUN26-76000-C-USDT"
    wanted = [Subscription(c, "BTC/USDT:USDT-260626-76000-C") for c in ("quote", "greeks")]
    found = {event.channel: event for event in polled(option, {"list": [told]}, *wanted)}
    assert (found["quote"].bid_price, found["greeks"].mark_volatility) == (9.0, 0.45)


def test_candles_go_on_where_the_stream_ended_and_what_another_follows_is_closed(linear):
    wanted = Subscription("candle", "BTC/USDT:USDT", "1m")
    heard(linear, message("kline.1.BTCUSDT", [kline(0, closed=True)]))
    rows = [[str(kline(m)["start"]), *["10"] * 4, "300", "7"] for m in (2, 1, 0)]
    found = polled(linear, {"list": rows}, wanted)
    assert [(e.time_open // 60_000_000 % 60, e.is_closed) for e in found] == [
        (kline(1)["start"] // 60_000 % 60, True),
        (kline(2)["start"] // 60_000 % 60, False),
    ]


def test_there_is_nothing_in_place_of_liquidations(linear):
    wanted = Subscription("liquidation", "BTC/USDT:USDT")
    assert not linear.has_rest(wanted)
    assert list(linear.poll([wanted])) == []
