"""Clients of others talk to the simulated exchange: nothing is changed but its address."""

import pytest


def is_candle(row: list, number: int) -> bool:
    begin, opened, high, low, close = row[0], *map(float, row[1:5])
    return len(row) == number and begin % 60_000 == 0 and low <= min(opened, close) <= high


async def test_python_binance_gets_trades_tickers_and_klines(use):
    got = await use("python_binance")
    assert all(is_candle(row, 12) for row in got["rest_klines"])
    assert len(got["rest_klines"]) == len(got["rest_trades"]) == 3
    assert float(got["rest_ticker"]["lastPrice"]) > 0
    assert len(got["depth"]["bids"]) == 5
    assert (got["trade"]["e"], got["trade"]["s"]) == ("trade", "BTCUSDT")
    assert (got["ticker"]["e"], got["ticker"]["s"]) == ("24hrTicker", "BTCUSDT")
    assert (got["kline"]["e"], got["kline"]["k"]["i"]) == ("kline", "1s")
    assert got["combined"]["stream"] in ("btcusdt@bookTicker", "ethusdt@aggTrade")


async def test_ccxt_gets_trades_tickers_and_candles(use):
    got = await use("ccxt")
    assert len(got["markets"]) == 20
    assert got["precision"]["price"] == 0.01
    assert got["precision"]["amount"] == 0.0001
    assert len(got["rest_candles"]) == len(got["rest_trades"]) == 3
    assert all(is_candle(row, 6) for row in got["rest_candles"] + got["candles"])
    trade = got["trades"][0]
    assert trade["symbol"] == got["ticker"]["symbol"] == "BTC/USDT"
    assert trade["side"] in ("buy", "sell")
    assert trade["price"] > 0 < trade["amount"]
    for ticker in (got["ticker"], got["rest_ticker"]):
        assert ticker["low"] <= ticker["last"] <= ticker["high"]
        assert ticker["bid"] < ticker["ask"]
    assert got["book"]["bids"][0][0] < got["book"]["asks"][0][0]


async def test_unicorn_gets_trades_tickers_and_klines(use):
    got = await use("unicorn")
    assert set(got) == {"trade", "24hrTicker", "kline"}
    for event, received in got.items():
        symbol, _, kind = received["stream"].partition("@")
        assert symbol in ("btcusdt", "ethusdt")
        assert kind == {"trade": "trade", "24hrTicker": "ticker", "kline": "kline_1s"}[event]
        assert received["data"]["s"] == symbol.upper()


async def test_the_venues_own_kit_gets_trades_tickers_and_klines(use):
    got = await use("binance_sdk")
    assert got["symbols"] == 20
    assert all(is_candle(row, 12) for row in got["rest_klines"])
    assert [trade["id"] for trade in got["rest_trades"]] == sorted(
        trade["id"] for trade in got["rest_trades"]
    )
    assert (got["trade"]["e"], got["trade"]["s"]) == ("trade", "BTCUSDT")
    assert (got["ticker"]["e"], got["ticker"]["s"]) == ("24hrTicker", "BTCUSDT")
    assert got["kline"]["k"]["i"] == "1s"


@pytest.mark.parametrize(
    ("exchange", "kind", "symbol", "number"),
    [
        ("binance_usdm", "binanceusdm", "BTC/USDT:USDT", 23),
        ("binance_coinm", "binancecoinm", "BTC/USD:BTC", 6),
    ],
)
async def test_ccxt_gets_futures(use, exchange, kind, symbol, number):
    got = await use("ccxt_futures", kind, symbol, exchange=exchange)
    assert len(got["markets"]) == number
    assert got["precision"]["price"] == 0.1
    assert all(is_candle(row, 6) for row in got["rest_candles"] + got["candles"])
    assert got["trades"][0]["symbol"] == got["ticker"]["symbol"] == symbol
    assert got["book"]["bids"][0][0] < got["book"]["asks"][0][0]
    assert got["mark"]["markPrice"] > 0
    assert abs(got["funding"]["fundingRate"]) < 0.01
    assert got["open_interest"]["openInterestAmount"] > 0


async def test_the_venues_own_kit_gets_linear_futures(use):
    got = await use("binance_sdk_usdm", exchange="binance_usdm")
    assert got["symbols"] == 23
    assert all(is_candle(row, 12) for row in got["klines"])
    assert len(got["depth"]["bids"]) == 5
    assert float(got["open_interest"]["openInterest"]) > 0
    for name, event in (
        ("aggTrade", "aggTrade"), ("markPrice", "markPriceUpdate"), ("kline", "kline"),
        ("ticker", "24hrTicker"), ("bookTicker", "bookTicker"), ("diff", "depthUpdate"),
    ):  # fmt: skip
        assert (got[name]["e"], got[name]["s"]) == (event, "BTCUSDT")
    assert {entry["st"] for entry in got["marks"]} == {1, 2}
    assert got["assets"][0]["e"] == "assetIndexUpdate"


async def test_the_venues_own_kit_gets_inverse_futures(use):
    got = await use("binance_sdk_coinm", exchange="binance_coinm")
    assert got["symbols"] == 6
    assert all(is_candle(row, 12) for row in got["klines"])
    for name, event in (
        ("aggTrade", "aggTrade"), ("markPrice", "markPriceUpdate"), ("kline", "kline"),
        ("bookTicker", "bookTicker"), ("diff", "depthUpdate"),
    ):  # fmt: skip
        assert (got[name]["e"], got[name]["s"]) == (event, "BTCUSD_PERP")
    assert float(got["indexPrice"]["p"]) > 0
    assert {entry["st"] for entry in got["tickers"]} == {1, 2}


async def test_the_venues_own_kit_gets_options(use):
    got = await use("binance_sdk_options", exchange="binance_options")
    assert len(got["symbols"]) == len(got["marks"]) == 24
    assert len(got["depth"]["bids"]) > 3
    assert got["trade"]["s"] in got["symbols"]
    assert got["bookTicker"]["s"] == got["diff"]["s"] == got["symbols"][0]
    assert float(got["index"][0]["p"]) > 0


BYBIT = [
    ("bybit", "spot", "BTCUSDT", "BTC/USDT", 20),
    ("bybit_linear", "linear", "BTCUSDT", "BTC/USDT:USDT", 22),
    ("bybit_inverse", "inverse", "BTCUSD", "BTC/USD:BTC", 6),
]


@pytest.mark.parametrize(("exchange", "category", "native", "symbol", "number"), BYBIT)
async def test_pybit_gets_trades_tickers_books_and_klines(
    use, exchange, category, native, symbol, number
):
    got = await use("pybit", category, native, exchange=exchange)
    assert got["symbols"] == number
    assert len(got["klines"]) == len(got["trades"]) == 3
    assert all(is_candle(list(map(float, row)), 7) for row in got["klines"])
    assert float(got["ticker"]["bid1Price"]) < float(got["ticker"]["ask1Price"])
    assert len(got["depth"]["b"]) == 5
    for name in ("trade", "tickers", "book", "kline"):
        assert native in got[name][0]["topic"]
    # pybit keeps the book and gives it whole; the crossed one would betray a broken chain.
    for book in got["book"]:
        bids, asks = (sorted(float(price) for price, _ in book["data"][side]) for side in "ba")
        assert bids[-1] < asks[0]


@pytest.mark.parametrize(("exchange", "category", "native", "symbol", "number"), BYBIT)
async def test_ccxt_gets_the_categories_of_bybit(use, exchange, category, native, symbol, number):
    got = await use("ccxt_bybit", category, symbol, exchange=exchange)
    assert len(got["markets"]) == number
    assert all(is_candle(row, 6) for row in got["rest_candles"] + got["candles"])
    assert got["trades"][0]["symbol"] == got["ticker"]["symbol"] == symbol
    assert got["book"]["bids"][0][0] < got["book"]["asks"][0][0]
    if category != "spot":
        assert abs(got["funding"]["fundingRate"]) < 0.01
        # Of inverse contracts ccxt takes what is told for a value.
        interest = got["open_interest"]
        assert (interest["openInterestAmount"] or interest["openInterestValue"]) > 0
