import json
from itertools import pairwise

import pytest

from radist.simulator.binance_events import encode
from radist.simulator.binance_market import MarketAnswers
from radist.simulator.binance_query import Query, Refusal
from radist.simulator.binance_rest import ENDPOINTS, PREFIX
from radist.simulator.candles import DAY, HOUR, MINUTE, SECOND
from radist.simulator.market import Market
from radist.simulator.pairs import PAIRS

NOW = 1_771_422_460 * SECOND  # 2026-02-18 13:47:40
MS = NOW // 1_000


@pytest.fixture(scope="module")
def market() -> Market:
    here = Market(NOW, pairs=PAIRS[:3])
    for _ in here.advance(NOW + 20 * SECOND):
        pass
    return here


@pytest.fixture
def get(market):
    answers = MarketAnswers(market)

    def ask(endpoint: str, unit: int = 1_000, **params: object) -> object:
        query = Query({key: str(value) for key, value in params.items()}, unit=unit)
        return json.loads(encode(ENDPOINTS[PREFIX + endpoint].answer(answers, query, NOW)))

    return ask


def weight(endpoint: str, **params: object) -> int:
    query = Query({key: str(value) for key, value in params.items()}, unit=1_000)
    return ENDPOINTS[PREFIX + endpoint].weight(query)


def test_exchange_info_lists_tick_and_step(get):
    everything = get("exchangeInfo")
    assert [s["symbol"] for s in everything["symbols"]] == ["BTCUSDT", "ETHUSDT", "BNBUSDT"]
    assert everything["serverTime"] == MS
    (one,) = get("exchangeInfo", symbol="ETHUSDT")["symbols"]
    assert (one["baseAsset"], one["quoteAsset"], one["status"]) == ("ETH", "USDT", "TRADING")
    filters = {entry["filterType"]: entry for entry in one["filters"]}
    assert filters["PRICE_FILTER"]["tickSize"] == "0.01000000"
    assert filters["LOT_SIZE"]["stepSize"] == "0.00010000"
    two = get("exchangeInfo", symbols='["BTCUSDT","BNBUSDT"]')["symbols"]
    assert [s["symbol"] for s in two] == ["BTCUSDT", "BNBUSDT"]


def test_ping_and_time_answer(get):
    assert get("ping") == {}
    assert get("time") == {"serverTime": MS}
    assert get("time", unit=1) == {"serverTime": NOW}


def test_trades_page_by_id_without_a_hole(get):
    latest = get("trades", symbol="BTCUSDT", limit=50)
    ids = [trade["id"] for trade in latest]
    assert ids == list(range(ids[0], ids[0] + 50))
    page = get("historicalTrades", symbol="BTCUSDT", fromId=ids[10], limit=5)
    assert page == latest[10:15]
    assert get("historicalTrades", symbol="BTCUSDT", fromId=ids[-1] + 1) == []
    assert set(latest[0]) == set("id price qty quoteQty time isBuyerMaker isBestMatch".split())


def test_aggregate_trades_page_by_id_and_by_time(get):
    latest = get("aggTrades", symbol="BTCUSDT", limit=40)
    assert [e["a"] for e in latest] == list(range(latest[0]["a"], latest[0]["a"] + 40))
    assert get("aggTrades", symbol="BTCUSDT", fromId=latest[5]["a"], limit=3) == latest[5:8]
    begin, end = latest[5]["T"], latest[20]["T"]
    between = get("aggTrades", symbol="BTCUSDT", startTime=begin, endTime=end)
    assert [e for e in between if e in latest] == [e for e in latest if begin <= e["T"] <= end]
    assert get("aggTrades", symbol="BTCUSDT", endTime=end, limit=2)[-1]["T"] <= end


def test_klines_come_latest_first_asked_and_ascending(get):
    rows = get("klines", symbol="BTCUSDT", interval="5m")
    assert len(rows) == 500
    assert rows[-1][0] == MS - MS % 300_000
    assert all(b[0] - a[0] == 300_000 for a, b in pairwise(rows))
    assert all(row[6] == row[0] + 299_999 for row in rows)
    begin = rows[100][0]
    assert get("klines", symbol="BTCUSDT", interval="5m", startTime=begin, limit=7) == rows[100:107]
    assert (
        get("klines", symbol="BTCUSDT", interval="5m", startTime=begin - 1, limit=1)
        == rows[100:101]
    )
    assert get("klines", symbol="BTCUSDT", interval="5m", endTime=begin, limit=3) == rows[98:101]
    assert get("uiKlines", symbol="BTCUSDT", interval="5m") == rows


@pytest.mark.parametrize(
    ("interval", "number"),
    [("1s", 1_000), ("3m", 1_000), ("12h", 1_000), ("1d", 1_000), ("1w", 143)],
)
def test_there_is_a_past_at_every_interval(get, interval, number):
    rows = get("klines", symbol="ETHUSDT", interval=interval, limit=5_000)
    assert len(rows) == number
    assert all(float(row[3]) <= float(row[1]) <= float(row[2]) for row in rows)


def test_larger_intervals_are_made_of_smaller_ones(get):
    hours = get("klines", symbol="ETHUSDT", interval="1h", limit=50)
    whole = hours[-20]
    minutes = get(
        "klines", symbol="ETHUSDT", interval="1m", startTime=whole[0], endTime=whole[6], limit=99
    )
    assert len(minutes) == 60
    assert sum(round(float(m[5]) * 10**8) for m in minutes) == round(float(whole[5]) * 10**8)
    assert (minutes[0][1], minutes[-1][4]) == (whole[1], whole[4])
    assert max(float(m[2]) for m in minutes) == float(whole[2])


def test_days_can_be_those_of_another_time_zone(get):
    (row,) = get("klines", symbol="BTCUSDT", interval="1d", timeZone="8", limit=1)
    assert row[0] == (NOW - (NOW + 8 * HOUR) % DAY) // 1_000
    assert get("klines", symbol="BTCUSDT", interval="1d", timeZone="-1:30", limit=1)[0][0] != row[0]


def test_times_may_be_given_and_told_in_microseconds(get):
    begin = NOW - NOW % MINUTE - 5 * MINUTE
    fine = get("klines", unit=1, symbol="BTCUSDT", interval="1m", startTime=begin, limit=1)
    coarse = get("klines", symbol="BTCUSDT", interval="1m", startTime=begin // 1_000, limit=1)
    assert (fine[0][0], fine[0][6]) == (begin, begin + MINUTE - 1)
    assert fine[0][1:6] == coarse[0][1:6]


def test_one_symbol_is_an_object_and_several_are_a_list(get):
    for endpoint in ("ticker/24hr", "ticker/price", "ticker/bookTicker", "ticker"):
        one = get(endpoint, symbol="BTCUSDT")
        assert one["symbol"] == "BTCUSDT"
        assert get(endpoint, symbols='["BTCUSDT"]') == [one]
    for endpoint in ("ticker/24hr", "ticker/price", "ticker/bookTicker"):
        assert len(get(endpoint)) == 3


def test_a_mini_ticker_lacks_changes_and_best_prices(get):
    mini = get("ticker/24hr", symbol="BTCUSDT", type="MINI")
    full = get("ticker/24hr", symbol="BTCUSDT")
    assert mini == {key: full[key] for key in mini}
    assert set(full) - set(mini) == set(
        "priceChange priceChangePercent weightedAvgPrice prevClosePrice lastQty "
        "bidPrice bidQty askPrice askQty".split()
    )


def test_a_window_is_as_long_as_asked(get):
    hour = get("ticker", symbol="BTCUSDT", windowSize="1h")
    day = get("ticker", symbol="BTCUSDT")
    assert 60 <= (hour["closeTime"] - hour["openTime"]) / 60_000 < 61
    assert 0 < float(hour["volume"]) < float(day["volume"])
    rows = get("klines", symbol="BTCUSDT", interval="1m", startTime=hour["openTime"], limit=99)
    assert sum(row[8] for row in rows) == hour["count"]


def test_the_average_price_is_within_the_last_minutes(get):
    average = get("avgPrice", symbol="BTCUSDT")
    rows = get("klines", symbol="BTCUSDT", interval="1m", limit=7)
    low, high = min(float(r[3]) for r in rows), max(float(r[2]) for r in rows)
    assert average["mins"] == 5
    assert low <= float(average["price"]) <= high


@pytest.mark.parametrize(
    ("endpoint", "params", "code"),
    [
        ("klines", {}, -1102),
        ("klines", {"symbol": "BTCUSDT"}, -1102),
        ("klines", {"symbol": "BTCUSDT", "interval": "7m"}, -1120),
        ("klines", {"symbol": "NOSUCH", "interval": "1m"}, -1121),
        ("klines", {"symbol": "btcusdt", "interval": "1m"}, -1100),
        ("klines", {"symbol": "BTCUSDT", "interval": "1m", "limit": "x"}, -1100),
        ("klines", {"symbol": "BTCUSDT", "interval": "1m", "limit": "-1"}, -1100),
        ("klines", {"symbol": "BTCUSDT", "interval": "1m", "limit": "0"}, -1130),
        ("klines", {"symbol": "BTCUSDT", "interval": "1m", "startTime": 9, "endTime": 8}, -1127),
        ("klines", {"symbol": "BTCUSDT", "interval": "1d", "timeZone": "15"}, -1100),
        ("klines", {"symbol": "BTCUSDT", "interval": "1d", "timeZone": "x"}, -1100),
        ("depth", {"symbol": ""}, -1102),
        ("trades", {"symbol": "BTC USDT"}, -1100),
        ("ticker/price", {"symbol": "BTCUSDT", "symbols": '["BTCUSDT"]'}, -1128),
        ("ticker/price", {"symbols": "BTCUSDT"}, -1100),
        ("ticker/price", {"symbols": "[" * 5_000}, -1100),
        ("ticker/price", {"symbols": '["NOSUCH"]'}, -1121),
        ("ticker/24hr", {"type": "HALF"}, -1139),
        ("ticker", {}, -1102),
        ("ticker", {"symbol": "BTCUSDT", "windowSize": "60m"}, -1100),
        ("exchangeInfo", {"symbol": "NOSUCH"}, -1121),
    ],
)
def test_a_bad_parameter_is_refused_with_the_venues_code(get, endpoint, params, code):
    with pytest.raises(Refusal) as refused:
        get(endpoint, **params)
    assert (refused.value.code, refused.value.status) == (code, 400)


def test_each_request_costs_what_the_venue_says():
    assert [weight("depth", symbol="X", limit=n) for n in (5, 100, 101, 1_000, 5_000)] == [
        5, 5, 25, 50, 250,
    ]  # fmt: skip
    assert weight("ping") == weight("time") == 1
    assert weight("exchangeInfo") == 20
    assert weight("trades", symbol="X") == weight("historicalTrades", symbol="X") == 25
    assert weight("aggTrades", symbol="X") == 4
    assert weight("klines", symbol="X") == weight("avgPrice", symbol="X") == 2
    many = json.dumps(["X"] * 21)
    assert [weight("ticker/24hr", symbol="X"), weight("ticker/24hr", symbols=many)] == [2, 40]
    assert weight("ticker/24hr") == 80
    assert [weight("ticker/price", symbol="X"), weight("ticker/price")] == [2, 4]
    assert [weight("ticker", symbol="X"), weight("ticker", symbols=many)] == [4, 84]
