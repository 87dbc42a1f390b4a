import json
from decimal import Decimal

import pytest

from radist.simulator.binance_coinm import VENUE as COINM
from radist.simulator.binance_events import encode
from radist.simulator.binance_query import Query, Refusal
from radist.simulator.binance_usdm import VENUE as USDM
from radist.simulator.candles import HOUR, SECOND
from radist.simulator.market import Market

NOW = 1_771_422_460 * SECOND  # 2026-02-18 13:47:40
MS = NOW // 1_000


@pytest.fixture(scope="module")
def market() -> Market:
    here = Market(NOW, pairs=USDM.pairs(NOW))
    for _ in here.advance(NOW + 20 * SECOND):
        pass
    return here


@pytest.fixture
def get(market):
    answers = USDM.answers(market)

    def ask(path: str, **params: object):
        query = Query({key: str(value) for key, value in params.items()}, unit=1_000)
        return json.loads(encode(USDM.endpoints[path].answer(answers, query, NOW)))

    return ask


def weight(path: str, **params: object) -> int:
    query = Query({key: str(value) for key, value in params.items()}, unit=1_000)
    return USDM.endpoints[path].weight(query)


def test_the_filters_are_the_tick_and_the_precision_is_not(get):
    symbols = {entry["symbol"]: entry for entry in get("/fapi/v1/exchangeInfo")["symbols"]}
    assert len(symbols) == 23
    bitcoin = symbols["BTCUSDT"]
    filters = {entry["filterType"]: entry for entry in bitcoin["filters"]}
    assert Decimal(filters["PRICE_FILTER"]["tickSize"]) == Decimal("0.1")
    assert (bitcoin["pricePrecision"], bitcoin["contractType"]) == (2, "PERPETUAL")
    dated = symbols["BTCUSDT_260327"]
    assert (dated["contractType"], dated["deliveryDate"]) == ("CURRENT_QUARTER", 1774598400000)


def test_inverse_contracts_have_a_size_and_a_status_of_their_own_name(get):
    symbols = {entry["symbol"]: entry for entry in get("/dapi/v1/exchangeInfo")["symbols"]}
    assert {name: entry["contractSize"] for name, entry in symbols.items()} == {
        "BTCUSD_PERP": 100, "ETHUSD_PERP": 10, "BNBUSD_PERP": 10, "SOLUSD_PERP": 10,
        "XRPUSD_PERP": 10, "BTCUSD_260327": 100,
    }  # fmt: skip
    assert all(entry["contractStatus"] == "TRADING" for entry in symbols.values())
    assert all("status" not in entry for entry in symbols.values())


def test_depth_trades_and_aggregates_have_the_documented_fields(get):
    depth = get("/fapi/v1/depth", symbol="BTCUSDT", limit=5)
    assert list(depth) == ["lastUpdateId", "E", "T", "bids", "asks"]
    assert len(depth["bids"]) == len(depth["asks"]) == 5
    named = get("/dapi/v1/depth", symbol="BTCUSD_PERP", limit=5)
    assert list(named) == ["lastUpdateId", "symbol", "pair", "E", "T", "bids", "asks"]
    (trade,) = get("/fapi/v1/trades", symbol="BTCUSDT", limit=1)
    assert set(trade) == set("id price qty quoteQty time isBuyerMaker isRPITrade".split())
    (trade,) = get("/dapi/v1/trades", symbol="BTCUSD_PERP", limit=1)
    assert set(trade) == set("id price qty baseQty time isBuyerMaker".split())
    latest = get("/fapi/v1/aggTrades", symbol="BTCUSDT", limit=40)
    assert [entry["a"] for entry in latest] == list(range(latest[0]["a"], latest[0]["a"] + 40))
    page = get("/fapi/v1/aggTrades", symbol="BTCUSDT", fromId=latest[5]["a"], limit=3)
    assert page == latest[5:8]


def test_candles_of_every_kind_have_twelve_columns_and_hold_together(get):
    for path, params in (
        ("klines", {"symbol": "BTCUSDT"}),
        ("continuousKlines", {"pair": "BTCUSDT", "contractType": "NEXT_QUARTER"}),
        ("indexPriceKlines", {"pair": "BTCUSDT"}),
        ("markPriceKlines", {"symbol": "BTCUSDT"}),
        ("premiumIndexKlines", {"symbol": "BTCUSDT"}),
    ):
        rows = get(f"/fapi/v1/{path}", interval="5m", limit=30, **params)
        assert len(rows) == 30
        assert all(len(row) == 12 and row[6] == row[0] + 299_999 for row in rows)
        for row in rows:
            open_, high, low, close = map(Decimal, row[1:5])
            assert low <= min(open_, close) <= max(open_, close) <= high


def test_mark_and_index_agree_with_their_candles_and_funding(get):
    now = get("/fapi/v1/premiumIndex", symbol="BTCUSDT")
    (mark,) = get("/fapi/v1/markPriceKlines", symbol="BTCUSDT", interval="1m", limit=1)
    (index,) = get("/fapi/v1/indexPriceKlines", pair="BTCUSDT", interval="1m", limit=1)
    assert (mark[4], index[4]) == (now["markPrice"], now["indexPrice"])
    assert now["nextFundingTime"] % 28_800_000 == 0 < now["nextFundingTime"] - MS <= 28_800_000
    (everything,) = [e for e in get("/fapi/v1/premiumIndex") if e["symbol"] == "BTCUSDT"]
    assert everything == now


def test_funding_is_paid_every_eight_hours_or_as_funding_info_says(get):
    hours = {
        entry["symbol"]: entry["fundingIntervalHours"] for entry in get("/fapi/v1/fundingInfo")
    }
    assert set(hours.values()) == {4}
    for symbol in ("BTCUSDT", *hours):
        paid = get("/fapi/v1/fundingRate", symbol=symbol, limit=20)
        times = [entry["fundingTime"] for entry in paid]
        step = hours.get(symbol, 8) * HOUR // 1_000
        assert times == list(range(times[0], times[0] + 20 * step, step))
        assert 0 <= MS + 20_000 - times[-1] < step
    since = get("/fapi/v1/fundingRate", symbol="BTCUSDT", startTime=MS - 3 * 86_400_000)
    assert len(since) == 9
    assert get("/fapi/v1/fundingRate", symbol="BTCUSDT_260327") == []
    many = get("/fapi/v1/fundingRate", limit=50)
    assert [e["fundingTime"] for e in many] == sorted(e["fundingTime"] for e in many)


def test_open_interest_now_lies_on_the_line_of_its_history(get):
    now = Decimal(get("/fapi/v1/openInterest", symbol="BTCUSDT")["openInterest"])
    history = get("/futures/data/openInterestHist", symbol="BTCUSDT", period="5m", limit=500)
    values = [Decimal(entry["sumOpenInterest"]) for entry in history]
    assert len(history) == 500
    assert min(values) * Decimal("0.8") < now < max(values) * Decimal("1.2")
    stamps = [entry["timestamp"] for entry in history]
    assert stamps == list(range(stamps[0], stamps[0] + 500 * 300_000, 300_000))


def test_the_inverse_market_answers_with_lists_by_pair_too(get):
    for path in ("premiumIndex", "ticker/24hr", "ticker/price", "ticker/bookTicker"):
        (one,) = get(f"/dapi/v1/{path}", symbol="BTCUSD_PERP")
        both = get(f"/dapi/v1/{path}", pair="BTCUSD")
        assert [entry["symbol"] for entry in both] == ["BTCUSD_PERP", "BTCUSD_260327"]
        assert one in both
        assert len(get(f"/dapi/v1/{path}")) == 6
    assert "baseVolume" in get("/dapi/v1/ticker/24hr", symbol="BTCUSD_PERP")[0]


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("/fapi/v1/depth", {"symbol": "BTCUSDT", "limit": 7}, -4021),
        ("/fapi/v1/depth", {"symbol": "BTCUSD_PERP"}, -1121),
        ("/fapi/v1/klines", {"symbol": "BTCUSDT", "interval": "1s"}, -1120),
        ("/fapi/v1/continuousKlines", {"pair": "BTCUSDT", "interval": "1m"}, -1102),
        (
            "/fapi/v1/continuousKlines",
            {"pair": "ETHUSDT", "contractType": "NEXT_QUARTER", "interval": "1m"},
            -1116,
        ),
        ("/fapi/v1/indexPriceKlines", {"pair": "NOSUCH", "interval": "1m"}, -1121),
        ("/fapi/v1/historicalTrades", {"symbol": "BTCUSDT"}, -2014),
        ("/fapi/v1/aggTrades", {"symbol": "BTCUSDT", "startTime": 0, "endTime": 3600000}, -4166),
        ("/fapi/v1/aggTrades", {"symbol": "BTCUSDT", "startTime": 1, "fromId": 1}, -1128),
        ("/futures/data/openInterestHist", {"symbol": "BTCUSDT", "period": "3m"}, -1120),
        (
            "/dapi/v1/klines",
            {"symbol": "BTCUSD_PERP", "interval": "1d", "startTime": 0, "endTime": 10**12},
            -4144,
        ),
    ],
)
def test_a_bad_parameter_is_refused(get, path, params, code):
    with pytest.raises(Refusal) as refused:
        get(path, **params)
    assert refused.value.code == code


def test_each_request_costs_what_the_venue_says():
    assert [weight("/fapi/v1/depth", limit=n) for n in (5, 50, 100, 500, 1_000)] == [
        2, 2, 5, 10, 20,
    ]  # fmt: skip
    assert [weight("/fapi/v1/klines", limit=n) for n in (99, 100, 500, 1_000, 1_500)] == [
        1, 2, 5, 5, 10,
    ]  # fmt: skip
    for market, one in (("fapi", 1), ("dapi", 10)):
        assert weight(f"/{market}/v1/premiumIndex", symbol="X") == one
        assert weight(f"/{market}/v1/premiumIndex") == 10
        assert weight(f"/{market}/v1/ticker/24hr") == 40
        assert weight(f"/{market}/v1/aggTrades") == 20
    assert [weight("/fapi/v1/ticker/bookTicker", symbol="X"), weight("/fapi/v1/fundingRate")] == [
        2, 0,
    ]  # fmt: skip
    assert USDM.endpoints["/fapi/v1/fundingRate"].pool.calls_in_5_minutes == 500
    assert set(COINM.endpoints) == set(USDM.endpoints)
