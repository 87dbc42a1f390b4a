from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest

from radist.simulator.binance_coinm import VENUE as COINM
from radist.simulator.binance_events import encode
from radist.simulator.binance_futures_events import wire_id
from radist.simulator.binance_futures_pairs import perpetual
from radist.simulator.binance_usdm import VENUE as USDM
from radist.simulator.candles import SECOND
from radist.simulator.contracts import quarter_ends
from radist.simulator.market import Market

NOW = 1_771_422_460 * SECOND  # 2026-02-18 13:47:40
LINEAR = """
btcusdt@aggTrade btcusdt@trade btcusdt@markPrice btcusdt@markPrice@1s btcusdt@kline_1m
btcusdt_perpetual@continuousKline_1m btcusdt_next_quarter@continuousKline_1s btcusdt@miniTicker
btcusdt@ticker btcusdt@bookTicker btcusdt@depth btcusdt@depth@100ms btcusdt@depth@500ms
btcusdt@depth5@100ms btcusdt@depth20 btcusdt@rpiDepth@500ms defiusdt@compositeIndex
btcusd@assetIndex !assetIndex@arr !markPrice@arr !markPrice@arr@1s !ticker@arr !miniTicker@arr
!bookTicker !forceOrder@arr !contractInfo tradingSession btcusd_perp@kline_1m
btcusd_perp@markPrice@1s btcusd_perp@trade
""".split()
INVERSE = """
btcusd_perp@aggTrade btcusd_perp@trade btcusd_perp@markPrice@1s btcusd@markPrice@1s
btcusd_perp@ticker btcusd_perp@miniTicker btcusd_perp@bookTicker btcusd_perp@depth@100ms
btcusd_perp@depth10@500ms btcusd@indexPrice btcusd@indexPriceKline_1m
btcusd_perp@markPriceKline_1m btcusd_perp@kline_1m !bookTicker !ticker@arr btcusdt@depth
""".split()


class Recorder:
    """A listener; `seen[stream]` is what it got."""

    def __init__(self, venue, names: list[str], activity: float = 1.0) -> None:
        self.market = Market(NOW, pairs=venue.pairs(NOW), activity=activity)
        self.answers = venue.answers(self.market)
        self.broadcast = venue.broadcast(self.market)
        self.seen = defaultdict(list)
        self._until = NOW
        for name in names:
            self.broadcast.add(venue.parse(name))

    def listen(self, seconds: float) -> "Recorder":
        end = self._until + round(seconds * SECOND)
        while self._until < end:
            self._until += SECOND // 20
            for message in self.broadcast.advance(self._until):
                self.seen[message.stream].append(msgspec.json.decode(encode(message.render(1_000))))
        return self


@pytest.fixture(scope="module")
def linear() -> Recorder:
    recorder = Recorder(USDM, LINEAR, activity=3.0).listen(40)
    recorder.broadcast.opened(recorder.market.open(perpetual("NEW", 1.0)))
    return recorder.listen(25)


@pytest.fixture(scope="module")
def inverse() -> Recorder:
    return Recorder(COINM, INVERSE, activity=3.0).listen(65)


def keys(event: dict) -> str:
    return ",".join(event)


@pytest.mark.parametrize(
    ("stream", "fields"),
    [
        ("btcusdt@aggTrade", "e,E,a,s,p,q,nq,f,l,T,m,st"),
        ("btcusdt@trade", "e,E,T,s,t,p,q,X,m,st"),
        ("btcusdt@markPrice", "e,E,s,p,ap,P,i,r,T,st"),
        ("btcusdt@kline_1m", "e,E,s,k"),
        ("btcusdt_perpetual@continuousKline_1m", "e,E,ps,ct,k"),
        ("btcusdt@miniTicker", "e,E,s,c,o,h,l,v,q,ps,st"),
        ("btcusdt@ticker", "e,E,s,p,P,w,c,Q,o,h,l,v,q,O,C,F,L,n,ps,st"),
        ("btcusdt@bookTicker", "e,u,s,ps,b,B,a,A,T,E,st"),
        ("!bookTicker", "e,u,s,ps,b,B,a,A,T,E,st"),
        ("btcusdt@depth", "e,E,T,s,ps,U,u,pu,b,a,st"),
        ("btcusdt@depth5@100ms", "e,E,T,s,ps,U,u,pu,b,a,st"),
        ("btcusdt@rpiDepth@500ms", "e,E,T,s,ps,U,u,pu,b,a,st"),
        ("!forceOrder@arr", "e,E,o"),
        ("defiusdt@compositeIndex", "e,E,s,p,C,c"),
        ("!contractInfo", "e,E,s,ps,ct,dt,ot,cs,bks,st"),  # codespell:ignore ot
        ("btcusd@assetIndex", "e,E,s,i,b,a,B,A,q,g,Q,G"),
        ("tradingSession", "e,E,t,T,S"),
    ],
)
def test_each_linear_payload_has_the_documented_fields_in_their_order(linear, stream, fields):
    assert {keys(event) for event in linear.seen[stream]} == {fields}


@pytest.mark.parametrize(
    ("stream", "fields"),
    [
        ("btcusd_perp@aggTrade", "e,E,a,s,p,q,f,l,T,m,st"),
        ("btcusd_perp@markPrice@1s", "e,E,s,p,P,i,r,T,st"),
        ("btcusd@indexPrice", "e,E,s,p"),
        ("btcusd@indexPriceKline_1m", "e,E,ps,k"),
        ("btcusd_perp@markPriceKline_1m", "e,E,ps,k"),
        ("btcusd_perp@depth@100ms", "e,E,T,s,ps,U,u,pu,b,a,st"),
    ],
)
def test_each_inverse_payload_has_the_documented_fields_in_their_order(inverse, stream, fields):
    assert {keys(event) for event in inverse.seen[stream]} == {fields}


def test_all_that_was_asked_for_was_sent(linear, inverse):
    assert set(LINEAR) - set(linear.seen) == {"btcusd_perp@trade"}  # of the other market
    assert set(INVERSE) - set(inverse.seen) == {"btcusdt@depth"}


@pytest.mark.parametrize(
    ("stream", "every"),
    [
        ("btcusdt@aggTrade", 100),
        ("btcusdt@markPrice", 3_000),
        ("btcusdt@markPrice@1s", 1_000),
        ("btcusdt@kline_1m", 250),
        ("btcusdt@ticker", 2_000),
        ("btcusdt@depth", 250),
        ("btcusdt@depth@500ms", 500),
        ("!bookTicker", 5_000),
        ("!forceOrder@arr", 1_000),
    ],
)
def test_each_stream_keeps_its_pace(linear, stream, every):
    times = {event["E"] for event in linear.seen[stream]}
    assert {time % every for time in times} == {0}
    if stream not in ("!forceOrder@arr", "btcusdt@aggTrade"):  # those wait for something to tell
        assert max(b - a for a, b in pairwise(sorted(times))) <= 3 * every


def test_arrays_tell_of_both_markets_and_say_which_is_which(linear, inverse):
    for recorder in (linear, inverse):
        entries = [entry for message in recorder.seen["!ticker@arr"] for entry in message]
        markets = {entry["s"]: entry["st"] for entry in entries}
        assert markets["BTCUSDT"] == 1
        assert markets["BTCUSD_PERP"] == 2
    assert {event["st"] for event in linear.seen["btcusd_perp@kline_1m"] if "st" in event} == set()
    assert {event["st"] for event in linear.seen["btcusd_perp@markPrice@1s"]} == {2}


def levels(side: list[list[str]]) -> dict[Decimal, Decimal]:
    return {Decimal(price): Decimal(size) for price, size in side}


@pytest.mark.parametrize(
    ("venue", "symbol"), [(USDM, "BTCUSDT"), (USDM, "ETHUSDT"), (COINM, "BTCUSD_PERP")]
)
def test_diffs_chain_by_pu_and_lead_from_one_snapshot_to_the_next(venue, symbol):
    low = symbol.lower()
    recorder = Recorder(venue, [f"{low}@depth@100ms", f"{low}@bookTicker"]).listen(3.05)
    side = recorder.answers.side(1 if venue is USDM else 2)
    snapshot = side.depth(symbol, 1_000)
    book = {"b": levels(snapshot["bids"]), "a": levels(snapshot["asks"])}
    recorder.listen(12.95)
    events = [e for e in recorder.seen[f"{low}@depth@100ms"] if e["u"] >= snapshot["lastUpdateId"]]
    first = events[0]
    assert (
        first["U"] <= snapshot["lastUpdateId"] <= first["u"]
        or first["pu"] == (snapshot["lastUpdateId"])
    )
    quotes = {quote["u"]: quote for quote in recorder.seen[f"{low}@bookTicker"]}
    judged = 0
    for event in events:
        for key, side_ in book.items():
            side_.update(levels(event[key]))
            book[key] = {price: size for price, size in side_.items() if size}
        if quote := quotes.get(event["u"]):
            judged += 1
            assert max(book["b"]) == Decimal(quote["b"])
            assert min(book["a"]) == Decimal(quote["a"])
    assert judged > 3
    assert all(after["pu"] == before["u"] < after["U"] for before, after in pairwise(events))
    after = side.depth(symbol, 1_000)
    assert after["lastUpdateId"] == events[-1]["u"]
    assert book == {"b": levels(after["bids"]), "a": levels(after["asks"])}


def test_ids_of_a_book_have_holes():
    ids = [wire_id(number) for number in range(5_000)]
    steps = {after - before for before, after in pairwise(ids)}
    assert min(steps) > 0
    assert len(steps) > 2


def test_candles_are_written_with_blanks_between_their_fields():
    recorder = Recorder(USDM, ["btcusdt@kline_1m"])
    frames = []
    for _ in range(40):
        recorder._until += SECOND // 20
        frames += [encode(m.render(1_000)) for m in recorder.broadcast.advance(recorder._until)]
    assert frames
    assert all(b'"k":{"t":' in frame and b', "T":' in frame for frame in frames)


def test_the_sizes_of_inverse_contracts_are_whole_and_worth_their_face(inverse):
    trade = inverse.seen["btcusd_perp@trade"][-1]
    assert "." not in trade["q"]
    candle = next(e["k"] for e in reversed(inverse.seen["btcusd_perp@kline_1m"]) if e["k"]["n"])
    worth = Decimal(candle["q"]) * Decimal(candle["c"])
    assert abs(worth - 100 * Decimal(candle["v"])) < worth / 100


def test_dated_contracts_pay_no_funding(inverse, linear):
    dated = [e for e in inverse.seen["btcusd@markPrice@1s"][-1] if "_PERP" not in e["s"]]
    assert [(e["r"], e["T"]) for e in dated] == [("", 0)]
    merged = {entry["s"]: entry for entry in linear.seen["!markPrice@arr"][-1]}
    assert merged["BTCUSDT_260327"]["T"] == 0
    assert merged["BTCUSDT"]["T"] == NOW // 1_000 // 28_800_000 * 28_800_000 + 28_800_000
    assert Decimal(merged["BTCUSDT_260327"]["p"]) > Decimal(merged["BTCUSDT"]["p"])


def test_liquidations_are_at_most_one_a_second_of_each_symbol_and_were_trades(linear):
    events = linear.seen["!forceOrder@arr"]
    assert events
    assert len({(event["o"]["s"], event["E"]) for event in events}) == len(events)
    assert {event["o"]["S"] for event in events} <= {"BUY", "SELL"}


def test_a_listing_and_its_end_are_announced_and_traded(linear):
    (news,) = linear.seen["!contractInfo"]
    assert (news["s"], news["cs"], news["ct"]) == ("NEWUSDT", "TRADING", "PERPETUAL")
    assert "NEWUSDT" in linear.answers.listings()
    assert "NEWUSDT" in {e["s"] for m in linear.seen["!miniTicker@arr"][-20:] for e in m}
    ends = Recorder(USDM, ["!contractInfo", "filusdt@depth", "!ticker@arr"]).listen(1)
    ends.broadcast.closed(ends.market.close("FILUSDT"))
    ends.seen.clear()
    ends.listen(2)
    assert [e["cs"] for e in ends.seen["!contractInfo"]] == ["CLOSE"]
    assert "FILUSDT" not in ends.answers.listings()
    assert not ends.seen["filusdt@depth"]


def test_quarters_end_on_their_last_friday_at_eight():
    assert [end // SECOND for end in quarter_ends(NOW, 4)] == [
        1_774_598_400,  # 2026-03-27
        1_782_460_800,  # 2026-06-26
        1_790_323_200,  # 2026-09-25
        1_798_185_600,  # 2026-12-25
    ]


@pytest.mark.parametrize(
    ("name", "kind", "road"),
    [
        ("btcusdt@aggTrade", "aggTrade", "market"),
        ("btcusdt@trade", "trade", "public"),
        ("btcusdt@depth@100ms", "depth", "public"),
        ("btcusdt@depth20", "depth", "public"),
        ("!bookTicker", "bookTicker", "public"),
        ("!markPrice@arr@1s", "markPrice", "market"),
        ("btcusdt_tradifi_perpetual@continuousKline_1s", "continuousKline", "market"),
        ("!contractInfo", "contractInfo", "market"),
    ],
)
def test_a_name_says_on_which_path_it_is_served(name, kind, road):
    stream = USDM.parse(name)
    assert (stream.kind, stream.road) == (kind, road)


@pytest.mark.parametrize(
    "name",
    [
        "btcusdt@kline_1s", "btcusdt@fundingRate", "btcusdt@openInterest", "btcusdt@avgPrice",
        "btcusdt@indexPrice", "btcusdt@markPriceKline_1m", "btcusdt_weekly@continuousKline_1m",
        "btcusdt@depth@50ms", "btcusdt@markPrice@2s", "!ticker_1h@arr", "btcusdt", "",
    ],
)  # fmt: skip
def test_an_impossible_name_is_refused(name):
    assert USDM.parse(name) is None


@pytest.mark.parametrize("name", ["tradingSession", "btcusd_perp@rpiDepth@500ms"])
def test_what_only_the_linear_market_has_is_refused_by_the_other(name):
    assert COINM.parse(name) is None
