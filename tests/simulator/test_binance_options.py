import json
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest

from radist.simulator.binance_events import encode
from radist.simulator.binance_options import VENUE
from radist.simulator.binance_options_market import expiries, option
from radist.simulator.binance_query import Query, Refusal
from radist.simulator.candles import DAY, SECOND
from radist.simulator.market import Market

NOW = 1_771_422_460 * SECOND  # 2026-02-18 13:47:40, a Wednesday
CALL = "BTC-260227-76000-C"
LOW = CALL.lower()
STREAMS = [
    f"{LOW}@optionTrade", "btcusdt@optionTrade", f"{LOW}@optionTicker",
    "btcusdt@optionTicker@260227", f"{LOW}@bookTicker", f"{LOW}@depth@100ms",
    f"{LOW}@depth10@100ms", f"{LOW}@kline_1m", "!index@arr", "btcusdt@optionMarkPrice",
    "btcusdt@optionOpenInterest@260227", "!optionSymbol",
]  # fmt: skip


class Recorder:
    """A listener; `seen[stream]` is what it got."""

    def __init__(self) -> None:
        self.market = Market(NOW, pairs=VENUE.pairs(NOW), activity=4.0)
        self.answers = VENUE.answers(self.market)
        self.broadcast = VENUE.broadcast(self.market)
        self.seen = defaultdict(list)
        self._until = NOW
        for name in STREAMS:
            self.broadcast.add(VENUE.parse(name))

    def listen(self, seconds: int) -> "Recorder":
        end = self._until + seconds * SECOND
        while self._until < end:
            self._until += SECOND // 20
            for message in self.broadcast.advance(self._until):
                self.seen[message.stream].append(msgspec.json.decode(encode(message.render(1_000))))
        return self

    def get(self, name: str, **params: object):
        query = Query({key: str(value) for key, value in params.items()}, unit=1_000)
        return json.loads(
            encode(VENUE.endpoints[f"/eapi/v1/{name}"].answer(self.answers, query, NOW))
        )


@pytest.fixture(scope="module")
def heard() -> Recorder:
    recorder = Recorder().listen(30)
    extra = option(expiries(NOW)[1], 90_000, call=True, now=NOW)
    recorder.broadcast.opened(recorder.market.open(extra))
    recorder.listen(40)
    recorder.broadcast.closed(recorder.market.close(extra.symbol))
    return recorder.listen(1)


def test_a_chain_has_two_expiries_six_strikes_and_both_sides(heard):
    symbols = list(heard.answers.listings())
    assert len(symbols) == 24
    assert {symbol.split("-")[1] for symbol in symbols} == {"260227", "260306"}
    assert all(end % DAY == 8 * 3_600 * SECOND for end in expiries(NOW))


@pytest.mark.parametrize(
    ("stream", "fields"),
    [
        ("btcusdt@optionTrade", "e,E,T,s,t,p,q,X,S,m"),
        (f"{LOW}@optionTicker", "e,E,s,p,P,w,c,Q,o,h,l,v,q,O,C,F,L,n"),
        (f"{LOW}@bookTicker", "e,u,s,b,B,a,A,T,E"),
        (f"{LOW}@depth@100ms", "e,E,T,s,U,u,pu,b,a"),
        (f"{LOW}@depth10@100ms", "e,E,T,s,U,u,pu,b,a"),
        (f"{LOW}@kline_1m", "e,E,s,k"),
        ("!optionSymbol", "e,E,s,ps,qa,d,sp,dt,u,ot,cs"),  # codespell:ignore ot
    ],
)
def test_each_payload_has_the_documented_fields_in_their_order(heard, stream, fields):
    assert {",".join(event) for event in heard.seen[stream]} == {fields}


@pytest.mark.parametrize(
    ("stream", "fields", "number"),
    [
        ("!index@arr", "e,E,s,p", 1),
        (
            "btcusdt@optionMarkPrice",
            "s,mp,E,e,i,P,bo,ao,bq,aq,b,a,hl,ll,vo,rf,d,t,g,v",
            24,
        ),
        ("btcusdt@optionOpenInterest@260227", "e,E,s,o,h", 12),
    ],
)
def test_each_array_has_the_documented_entries(heard, stream, fields, number):
    first = heard.seen[stream][0]
    assert len(first) == number
    assert {",".join(entry) for entry in first} == {fields}


def test_all_that_was_asked_for_was_sent(heard):
    assert set(heard.seen) == set(STREAMS)
    assert "B" not in heard.seen[f"{LOW}@kline_1m"][0]["k"]
    assert {e["s"] for m in heard.seen["btcusdt@optionTicker@260227"] for e in m} > {CALL}


def test_a_listing_and_its_end_are_announced(heard):
    told = [(event["s"], event["cs"], event["d"]) for event in heard.seen["!optionSymbol"]]
    assert told == [
        ("BTC-260306-90000-C", "TRADING", "CALL"), ("BTC-260306-90000-C", "CLOSE", "CALL"),
    ]  # fmt: skip


def test_diffs_chain_and_best_prices_never_cross(heard):
    events = heard.seen[f"{LOW}@depth@100ms"]
    assert all(after["pu"] == before["u"] < after["U"] for before, after in pairwise(events))
    for quote in heard.seen[f"{LOW}@bookTicker"]:
        assert Decimal(quote["b"]) < Decimal(quote["a"])


def test_quotes_are_around_the_models_price_and_parity_holds(heard):
    marks = {entry["s"]: entry for entry in heard.seen["btcusdt@optionMarkPrice"][-1]}
    call, put = marks[CALL], marks["BTC-260227-76000-P"]
    assert Decimal(call["bo"]) < Decimal(call["mp"]) * Decimal("1.05")
    assert Decimal(call["ao"]) > Decimal(call["mp"]) * Decimal("0.95")
    difference = Decimal(call["mp"]) - Decimal(put["mp"])
    assert abs(difference - (Decimal(call["i"]) - 76_000)) < 1
    assert 0 < float(call["d"]) < 1
    assert -1 < float(put["d"]) < 0


def test_rest_has_the_documented_fields(heard):
    depth = heard.get("depth", symbol=CALL, limit=10)
    assert list(depth) == ["bids", "asks", "T", "lastUpdateId"]
    (mark,) = heard.get("mark", symbol=CALL)
    assert mark["markPrice"]
    assert len(heard.get("ticker")) == 24
    rows = heard.get("klines", symbol=CALL, interval="1h", limit=5)
    assert all(len(row) == 12 for row in rows)
    assert len(rows) == 5
    interest = heard.get("openInterest", underlyingAsset="BTC", expiration="260227")
    assert len(interest) == 12
    assert set(interest[0]) == {"symbol", "sumOpenInterest", "sumOpenInterestUsd", "timestamp"}
    trades = heard.get("trades", symbol=CALL, limit=3)
    assert {trade["side"] for trade in trades} <= {1, -1}
    assert heard.get("index", underlying="BTCUSDT")["indexPrice"]
    listed = heard.get("exchangeInfo")["optionSymbols"]
    assert [entry["symbol"] for entry in listed] == list(heard.answers.listings())


@pytest.mark.parametrize(
    ("name", "params", "code"),
    [
        ("depth", {"symbol": CALL, "limit": 5}, -4021),
        ("depth", {"symbol": "BTCUSDT"}, -1121),
        ("klines", {"symbol": CALL, "interval": "8h"}, -1120),
        ("index", {"underlying": "ETHUSDT"}, -1121),
        ("openInterest", {"underlyingAsset": "BTC"}, -1102),
    ],
)
def test_a_bad_parameter_is_refused(heard, name, params, code):
    with pytest.raises(Refusal) as refused:
        heard.get(name, **params)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "kind", "road"),
    [
        (f"{LOW}@optionTrade", "optionTrade", "public"),
        ("btcusdt@optionTicker@260227", "optionTicker", "public"),
        (f"{LOW}@depth@500ms", "depth", "public"),
        (f"{LOW}@kline_1w", "kline", "market"),
        ("btcusdt@openInterest@260227", "openInterest", "market"),
        ("!optionSymbol", "optionSymbol", "market"),
    ],
)
def test_a_name_says_on_which_path_it_is_served(name, kind, road):
    stream = VENUE.parse(name)
    assert (stream.kind, stream.road) == (kind, road)


@pytest.mark.parametrize(
    "name",
    ["btc@aggTrade", f"{LOW}@kline_8h", f"{LOW}@kline_1s", f"{LOW}@depth@1000ms", "!ticker@arr",
     "btcusdt@optionTicker@26022", ""],
)  # fmt: skip
def test_an_impossible_name_is_refused(name):
    assert VENUE.parse(name) is None
