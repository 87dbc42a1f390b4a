"""What the markets of OKX mean, in our words: names, sizes, intervals."""

import msgspec
import pytest

from radist.derivatives import FundingRate, Greeks, Liquidation, MarkCandle, OpenInterest
from radist.errors import ClientError
from radist.exchanges._okx_bars import end
from radist.exchanges.okx import Okx
from radist.exchanges.okx_futures import OkxFutures
from radist.exchanges.okx_option import OkxOption
from radist.exchanges.okx_swap import OkxSwap
from radist.model import Candle, Gap, Quote, Ticker

TIME = 1_771_422_400_000
DERIVATIVE = {"baseCcy": "", "quoteCcy": "", "ctMult": "1", "state": "live", "tickSz": "0.1"}
LINEAR = DERIVATIVE | {
    "instType": "SWAP", "instId": "BTC-USDT-SWAP", "uly": "BTC-USDT", "settleCcy": "USDT",
    "ctVal": "0.01", "ctType": "linear", "lotSz": "0.01",
}  # fmt: skip
INVERSE = DERIVATIVE | {
    "instType": "SWAP", "instId": "BTC-USD-SWAP", "uly": "BTC-USD", "settleCcy": "BTC",
    "ctVal": "100", "ctType": "inverse", "lotSz": "1",
}  # fmt: skip
FUTURE = LINEAR | {"instType": "FUTURES", "instId": "BTC-USDT-260626", "expTime": "1782460800000"}
PERPETUAL = LINEAR | {
    "instType": "FUTURES", "instId": "BTC-USD_UM_XPERP-310404", "uly": "BTC-USD",
    "settleCcy": "USD", "expTime": "1932969600000",
}  # fmt: skip
OPTION = DERIVATIVE | {
    "instType": "OPTION", "instId": "BTC-USD-260626-100000-C", "uly": "BTC-USD",
    "settleCcy": "BTC", "ctVal": "1", "ctMult": "0.01", "optType": "C", "stk": "100000",
    "expTime": "1782460800000", "lotSz": "1", "ctType": "",
}  # fmt: skip
SPOT = {
    "instType": "SPOT", "instId": "BTC-USDT", "baseCcy": "BTC", "quoteCcy": "USDT",
    "state": "live", "tickSz": "0.1", "lotSz": "0.00000001", "ctVal": "", "ctMult": "",
}  # fmt: skip


def body(*rows: object, code: str = "0", msg: str = "") -> bytes:
    return msgspec.json.encode({"code": code, "msg": msg, "data": rows})


def learned(exchange, *rows: object):
    url = f"http://rest.test/api/v5/public/instruments?instType={exchange.type}"
    assert tuple(exchange.fetched(url, body(*rows), 1)) == ()
    return exchange


@pytest.fixture
def swap() -> OkxSwap:
    return learned(OkxSwap(), LINEAR, INVERSE)


def frame(channel: str, row: object, **argument: str) -> bytes:
    return msgspec.json.encode({"arg": {"channel": channel, **argument}, "data": [row]})


def of(exchange, channel: str, row: object, **argument: str) -> list:
    conversation = exchange.conversation("public")
    argument = argument or {"instId": row["instId"]}
    return list(conversation.received(frame(channel, row, **argument), 5))


@pytest.mark.parametrize(
    ("kind", "row", "symbol", "size", "step", "inverse"),
    [
        (Okx, SPOT, "BTC/USDT", 1.0, 1e-8, False),
        (OkxSwap, LINEAR, "BTC/USDT:USDT", 0.01, 0.0001, False),
        (OkxSwap, INVERSE, "BTC/USD:BTC", 100.0, 1.0, True),
        (OkxFutures, FUTURE, "BTC/USDT:USDT-260626", 0.01, 0.0001, False),
        (OkxFutures, PERPETUAL, "BTC/USD:USD-310404", 0.01, 0.0001, False),
        (OkxOption, OPTION, "BTC/USD:BTC-260626-100000-C", 0.01, 0.01, False),
    ],
)
def test_instruments_have_the_spelling_and_the_units_of_all_exchanges(
    kind, row, symbol, size, step, inverse
):
    found = learned(kind(), row).find(row["instId"].lower())
    assert (found.symbol, found.contract_size, found.inverse) == (symbol, size, inverse)
    assert found.quantity_step == step


def test_an_option_knows_its_strike_its_side_and_its_end():
    found = learned(OkxOption(), OPTION).find("BTC-USD-260626-100000-C")
    assert (found.strike, found.option, found.expiry) == (100_000.0, "call", 1_782_460_800_000_000)


@pytest.mark.parametrize(
    ("kind", "native", "symbol"),
    [
        (Okx, "BTC-USDT", "BTC/USDT"),
        (OkxSwap, "BTC-USD-SWAP", "BTC/USD:BTC"),
        (OkxSwap, "BTC-USDT-SWAP", "BTC/USDT:USDT"),
        (OkxFutures, "BTC-USD_UM_XPERP-310404", "BTC/USD:USD-310404"),
        (OkxOption, "ETH-USD-211231-9600-C", "ETH/USD:ETH-211231-9600-C"),
    ],
)
def test_a_spelling_alone_suggests_the_same(kind, native, symbol):
    assert kind().guess(native).symbol == symbol


def test_a_spelling_of_another_market_suggests_nothing():
    assert Okx().guess("BTC-USDT-SWAP") is None
    assert OkxFutures().guess("BTC-USDT-SWAP") is None
    assert OkxSwap().guess("BTC-USDT") is None


def test_what_is_listed_no_more_has_ended(swap):
    learned(swap, INVERSE)
    assert not swap.instruments["BTC/USDT:USDT"].active
    assert swap.instruments["BTC/USD:BTC"].active


def test_options_are_asked_for_by_family_and_end_by_family():
    exchange = OkxOption(families=("BTC-USD", "ETH-USD"), rest_url="http://rest.test")
    urls = [fetch.url for fetch in exchange.list_instruments()]
    assert [url.rpartition("&")[2] for url in urls] == ["instFamily=BTC-USD", "instFamily=ETH-USD"]
    exchange.fetched(urls[0], body(OPTION), 1)
    exchange.fetched(urls[1], body(), 2)
    assert exchange.find("BTC-USD-260626-100000-C").active


def test_a_family_whose_name_begins_as_another_does_not_end_with_it():
    exchange = OkxOption(families=("BTC-USD", "BTC-USDC"), rest_url="http://rest.test")
    dollars, coins = (fetch.url for fetch in exchange.list_instruments())
    native = "BTC-USDC-260626-100000-C"
    more = {"instId": native, "instFamily": "BTC-USDC", "uly": "BTC-USDC", "settleCcy": "USDC"}
    exchange.fetched(coins, body(OPTION | more), 1)
    exchange.fetched(dollars, body(OPTION), 2)
    assert exchange.find(native).active


def test_an_index_answers_to_the_pair_and_to_what_follows_it(swap):
    assert swap.subscription("index_price", "btc-usdt").symbol == "BTC/USDT"
    assert swap.subscription("index_price", "BTC-USDT-SWAP").symbol == "BTC/USDT"
    with pytest.raises(ClientError, match="no index 'XYZ'"):
        swap.subscription("index_price", "XYZ")


def test_quotes_are_in_base_units_and_in_contracts(swap):
    row = {"asks": [["84093.5", "667.19", "0", "70"]], "bids": [], "ts": str(TIME), "seqId": 3}
    (linear,) = of(swap, "bbo-tbt", row, instId="BTC-USDT-SWAP")
    assert isinstance(linear, Quote)
    assert (linear.ask_price, linear.ask_quantity, linear.id) == (84093.5, 6.6719, "3")
    assert (linear.bid_price, linear.bid_quantity) == (0.0, 0.0)
    assert (linear.bid_contracts, linear.ask_contracts) == (0.0, 667.19)
    (inverse,) = of(swap, "bbo-tbt", row, instId="BTC-USD-SWAP")
    assert (inverse.ask_quantity, inverse.ask_contracts) == (66719 / 84093.5, 667.19)
    assert (inverse.bid_quantity, inverse.bid_contracts) == (0.0, 0.0)


DAY = {
    "last": "100", "lastSz": "1", "askPx": "101", "askSz": "5", "bidPx": "", "bidSz": "",
    "open24h": "80", "high24h": "110", "low24h": "70", "volCcy24h": "30", "vol24h": "3000",
    "ts": str(TIME),
}  # fmt: skip


def test_volumes_of_tickers_are_in_base_and_quote_units(swap):
    (spot,) = of(learned(Okx(), SPOT), "tickers", DAY | {"instId": "BTC-USDT"})
    assert (spot.volume, spot.quote_volume) == (3000.0, 30.0)
    (linear,) = of(swap, "tickers", DAY | {"instId": "BTC-USDT-SWAP"})
    assert isinstance(linear, Ticker)
    assert (linear.volume, linear.quote_volume) == (30.0, None)
    assert (linear.bid_price, linear.bid_quantity, linear.ask_quantity) == (None, None, 0.05)
    assert (linear.price_change, linear.price_change_percent) == (20.0, 25.0)
    (inverse,) = of(swap, "tickers", DAY | {"instId": "BTC-USD-SWAP"})
    assert (inverse.volume, inverse.quote_volume) == (30.0, 300_000.0)
    assert (inverse.bid_quantity, inverse.ask_quantity) == (None, 500 / 101)


def test_the_interval_of_funding_is_told_by_its_times(swap):
    row = {"instId": "BTC-USDT-SWAP", "fundingRate": "-0.0001", "ts": str(TIME)}
    times = {"fundingTime": "1785888000000", "prevFundingTime": "1785873600000"}
    (rate,) = of(swap, "funding-rate", row | times | {"nextFundingRate": ""})
    assert isinstance(rate, FundingRate)
    assert (rate.rate, rate.time_funding, rate.hours) == (-0.0001, 1_785_888_000_000_000, 4.0)


def test_open_interest_is_in_base_units_and_in_contracts(swap):
    row = {"oi": "1000", "oiCcy": "10", "oiUsd": "840000", "ts": str(TIME)}
    (linear,) = of(swap, "open-interest", row | {"instId": "BTC-USDT-SWAP"})
    assert isinstance(linear, OpenInterest)
    assert (linear.quantity, linear.value, linear.contracts) == (10.0, None, 1000.0)
    (inverse,) = of(swap, "open-interest", row | {"instId": "BTC-USD-SWAP"})
    assert (inverse.quantity, inverse.value, inverse.contracts) == (10.0, 100_000.0, 1000.0)


def order(native: str, size: str) -> dict:
    detail = {"side": "buy", "bkPx": "84000", "sz": size, "ts": str(TIME)}
    return {"instId": native, "details": [detail]}


def test_liquidations_come_by_type_each_under_its_own_symbol(swap):
    wish = swap.subscription("liquidation", "BTC-USDT-SWAP")
    assert swap.stream_name(wish) == swap.stream_name(swap.subscription("liquidation", "*"))
    conversation = swap.conversation("public")
    argument = {"channel": "liquidation-orders", "instType": "SWAP"}
    rows = [order("BTC-USDT-SWAP", "39"), order("BTC-USD-SWAP", "7"), order("NO-USD-SWAP", "1")]
    content = msgspec.json.encode({"arg": argument, "data": rows})
    events = conversation.received(content, 5)
    assert [(e.symbol, e.quantity, e.contracts, e.side) for e in events] == [
        ("BTC/USDT:USDT", 0.39, 39.0, "buy"),
        ("BTC/USD:BTC", 700 / 84000, 7.0, "buy"),
    ]
    swap.conversation("public").subscribe([wish], 6)
    after = swap.stream("liquidation-orders SWAP").received(content, 7)
    assert [type(event) for event in after] == [Gap, Liquidation] * 2


def test_greeks_are_those_in_dollars():
    exchange = learned(OkxOption(), OPTION)
    row = {"instId": OPTION["instId"], "ts": str(TIME), "markVol": "0.5", "bidVol": ""}
    row |= {"deltaBS": "0.2", "gammaBS": "0.001", "thetaBS": "-16.5", "vegaBS": "0.7"}
    row |= {"delta": "9", "gamma": "9", "theta": "9", "vega": "9", "askVol": "0.6"}
    (greeks,) = of(exchange, "opt-summary", row, instFamily="BTC-USD")
    assert isinstance(greeks, Greeks)
    assert (greeks.delta, greeks.theta, greeks.mark_volatility) == (0.2, -16.5, 0.5)
    assert (greeks.bid_volatility, greeks.interest_rate) == (None, None)


def candle(minute: int, *, closed: bool) -> list[str]:
    begin = 1_771_419_600_000 + minute * 60_000
    return [str(begin), "1", "3", "0.5", "2", "3000", "30", "60", "1" if closed else "0"]


def test_candles_tell_volume_in_base_units_and_holes_between_them(swap, told):
    conversation = swap.conversation("business")
    argument = {"instId": "BTC-USDT-SWAP"}
    frames = [
        frame("candle1m", candle(minute, closed=closed), **argument)
        for minute, closed in ((0, False), (0, True), (1, False), (3, False))
    ]
    events = told(conversation, *frames)
    assert [type(event) for event in events] == [Candle, Candle, Candle, Gap, Candle]
    first, second, _, hole, _ = events
    assert (first.volume, first.quote_volume, first.trades) == (30.0, 60.0, None)
    assert (second.state, second.time_close - second.time_open) == ("final", 59_999_999)
    assert hole.from_time == events[2].time_open


def test_candles_of_prices_have_channels_of_their_own(swap):
    row = [str(TIME), "1", "3", "0.5", "2", "1"]
    conversation = swap.conversation("business")
    events = conversation.received(frame("mark-price-candle1H", row, instId="BTC-USDT-SWAP"), 5)
    assert isinstance(events[0], MarkCandle)
    assert (events[0].interval, events[0].is_closed) == ("1h", True)


@pytest.mark.parametrize(
    ("interval", "channel"),
    [("1h", "candle1H"), ("1d", "candle1Dutc"), ("1d@+08:00", "candle1D"), ("1M", "candle1Mutc")],
)
def test_days_begin_in_utc_unless_asked_otherwise(swap, interval, channel):
    wish = swap.subscription("candle", "BTC-USDT-SWAP", interval)
    assert swap.stream_name(wish) == f"{channel} BTC-USDT-SWAP"


@pytest.mark.parametrize(
    ("interval", "begin", "after"),
    [
        ("1M", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        ("1M@+08:00", "2026-01-31T16:00:00Z", "2026-02-28T16:00:00Z"),
        ("3M", "2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("1w", "2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z"),
    ],
)
def test_months_end_where_the_calendar_says(interval, begin, after):
    from datetime import datetime

    micros = [int(datetime.fromisoformat(t).timestamp()) * 1_000_000 for t in (begin, after)]
    assert end(interval, micros[0]) == micros[1]


def test_listings_tell_what_was_not_known_so_and_teach_it(swap):
    wish = swap.subscription("contract_info", "*")
    assert swap.stream_name(wish) == "instruments SWAP"
    new = LINEAR | {"instId": "ETH-USDT-SWAP", "uly": "ETH-USDT", "listTime": str(TIME)}
    ended = INVERSE | {"state": "suspend"}
    conversation = swap.conversation("public")
    argument = {"channel": "instruments", "instType": "SWAP"}
    content = msgspec.json.encode({"arg": argument, "data": [LINEAR, ended, new]})
    events = conversation.received(content, 5)
    assert [(e.symbol, e.contract, e.status, e.time_onboard) for e in events] == [
        ("BTC/USD:BTC", "inverse", "suspend", None),
        ("ETH/USDT:USDT", "linear", "live", TIME * 1000),
    ]
    assert swap.find("ETH-USDT-SWAP").active
    assert not swap.find("BTC-USD-SWAP").active
    assert swap.subscription("index_price", "ETH-USDT").symbol == "ETH/USDT"
    assert conversation.received(content, 6) == ()
