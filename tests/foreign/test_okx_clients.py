"""Clients of others talk to the simulated OKX: nothing is changed but its address."""

SWAP = "BTC-USDT-SWAP"


def is_candle(row: list, number: int) -> bool:
    begin, opened, high, low, close = map(float, row[:5])
    return len(row) == number and begin % 1000 == 0 and low <= min(opened, close) <= high


async def test_ccxt_gets_spot_and_swaps(use):
    got = await use("ccxt_okx", exchange="okx")
    assert len(got["markets"]) == 35
    assert got["sizes"] == {"BTC/USDT:USDT": 0.01, "BTC/USD:BTC": 100}
    assert all(is_candle(row, 6) for row in got["rest_candles"] + got["candles"])
    assert len(got["rest_candles"]) == len(got["rest_trades"]) == 3
    assert got["trades"][0]["symbol"] == "BTC/USDT:USDT"
    for ticker in (got["ticker"], got["rest_ticker"]):
        assert ticker["low"] <= ticker["last"] <= ticker["high"]
        assert ticker["bid"] < ticker["ask"]
    for book in (got["book"], got["rest_book"]):
        assert book["bids"][0][0] < book["asks"][0][0]
    assert got["mark"]["markPrice"] > 0
    for funding in (got["funding"], got["watched_funding"]):
        assert abs(funding["fundingRate"]) < 0.01
    assert got["open_interest"]["openInterestAmount"] > 0


async def test_the_venues_own_kit_gets_every_channel(use):
    got = await use("python_okx", exchange="okx", tls=True)
    assert len(got["instruments"]) == 12
    assert got["ticker"][0]["instId"] == got["open_interest"][0]["instId"] == SWAP
    assert all(is_candle(row, 9) for row in got["candles"])
    assert len(got["candles"]) == len(got["trades"]) == 3
    assert len(got["depth"][0]["bids"]) == 5
    assert got["unknown"]["code"] == "51001"
    public, business = got["public"], got["business"]
    assert [["subscribe", c, "7"] for c in ("trades", "tickers")] == public["answers"][:2]
    assert (public["books"]["action"], public["books"]["data"][0]["prevSeqId"]) == ("snapshot", -1)
    assert public["funding-rate"]["data"][0]["instId"] == SWAP
    assert is_candle(business["candle1s"]["data"][0], 9)
    assert business["trades-all"]["arg"] == {"channel": "trades-all", "instId": SWAP}
