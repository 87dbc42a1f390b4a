from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest

from radist.simulator.binance_events import encode
from radist.simulator.binance_market import MarketAnswers
from radist.simulator.binance_query import Span
from radist.simulator.binance_spot import SpotBroadcast
from radist.simulator.binance_streams import parse
from radist.simulator.candles import MINUTE, SECOND
from radist.simulator.market import Market
from radist.simulator.pairs import PAIRS

NOW = 1_771_422_460 * SECOND  # 2026-02-18 13:47:40
KINDS = (
    "trade aggTrade bookTicker ticker miniTicker avgPrice referencePrice ticker_1h kline_1s "
    "kline_1m kline_1h kline_1d@+08:00 depth depth@100ms depth5 depth20@100ms"
).split()


class Recorder:
    """A listener to everything; `seen[stream]` is what it got."""

    def __init__(self, names: list[str], unit: int = 1_000) -> None:
        self.market = Market(NOW, pairs=PAIRS[:2])
        self.answers = MarketAnswers(self.market)
        self.seen = defaultdict(list)
        self._unit = unit
        self._broadcast = SpotBroadcast(self.market)
        for name in names:
            self._broadcast.add(parse(name))

    def listen(self, begin: float, end: float) -> "Recorder":
        for step in range(round(begin * 40), round(end * 40)):
            for message in self._broadcast.advance(NOW + (step + 1) * SECOND // 40):
                payload = msgspec.json.decode(encode(message.render(self._unit)))
                self.seen[message.stream].append(payload)
        return self


@pytest.fixture(scope="module")
def heard() -> Recorder:
    names = [f"btcusdt@{kind}" for kind in KINDS] + ["!miniTicker@arr", "!ticker_4h@arr"]
    return Recorder(names).listen(0, 150)


def worth(levels: list[list[str]]) -> dict[Decimal, Decimal]:
    return {Decimal(price): Decimal(size) for price, size in levels}


def test_only_what_was_asked_for_is_made(heard):
    assert {name for name in heard.seen if "@arr" not in name} == {f"btcusdt@{k}" for k in KINDS}
    quiet = Recorder(["btcusdt@trade"]).listen(0, 5)
    assert set(quiet.seen) == {"btcusdt@trade"}


def test_every_closed_minute_is_told_once_and_is_the_sum_of_its_trades(heard):
    closed = [k["k"] for k in heard.seen["btcusdt@kline_1m"] if k["k"]["x"]]
    assert [k["t"] for k in closed] == [NOW // 1_000 - 40_000 + i * 60_000 for i in range(3)]
    trades = {trade["t"]: trade for trade in heard.seen["btcusdt@trade"]}
    for k in closed[1:]:
        mine = [trades[i] for i in range(k["f"], k["L"] + 1)]
        assert k["n"] == len(mine)
        assert all(k["t"] <= trade["T"] <= k["T"] for trade in mine)
        assert Decimal(k["v"]) == sum(Decimal(trade["q"]) for trade in mine)
        assert Decimal(k["q"]) == sum(Decimal(t["q"]) * Decimal(t["p"]) for t in mine)
        assert Decimal(k["V"]) == sum(Decimal(t["q"]) for t in mine if not t["m"])
        assert (k["o"], k["c"]) == (mine[0]["p"], mine[-1]["p"])
        assert k["h"] == max((t["p"] for t in mine), key=Decimal)


def test_an_empty_second_is_a_flat_candle_with_ids_of_minus_one():
    slow = Recorder(["ethusdt@kline_1s"])
    slow.market.pits["ETHUSDT"].flow.act = lambda now, tide: []
    slow.listen(0, 3)
    candles = [event["k"] for event in slow.seen["ethusdt@kline_1s"]]
    empty = [k for k in candles if k["n"] == 0]
    assert empty
    for k in empty:
        assert (k["f"], k["L"], k["v"]) == (-1, -1, "0.00000000")
        assert k["o"] == k["c"] == k["h"] == k["l"] != "0.00000000"


def test_streams_keep_their_documented_pace(heard):
    paces = {"ticker": 1_000, "kline_1s": 1_000, "kline_1h": 2_000, "avgPrice": 1_000}
    for kind, pace in paces.items():
        times = [event["E"] for event in heard.seen[f"btcusdt@{kind}"]]
        assert {time % pace for time in times} == {0}
        assert len(times) > 100_000 / pace
    fast = [event["E"] for event in heard.seen["btcusdt@depth@100ms"]]
    assert {time % 100 for time in fast} == {0}
    assert {event["E"] % 1_000 for event in heard.seen["btcusdt@depth"]} == {0}


@pytest.mark.parametrize("kind", ["depth@100ms", "depth"])
def test_diffs_join_without_a_gap_and_lead_from_one_snapshot_to_another(kind):
    name = f"btcusdt@{kind}"
    recorder = Recorder([name, "btcusdt@bookTicker"]).listen(0, 1.5)
    snapshot = recorder.answers.depth("BTCUSDT", 5_000)
    bids, asks, at = worth(snapshot["bids"]), worth(snapshot["asks"]), snapshot["lastUpdateId"]
    recorder.listen(1.5, 15)
    best = {quote["u"]: quote for quote in recorder.seen["btcusdt@bookTicker"]}
    judged = 0
    for event in recorder.seen[name]:
        if event["u"] <= at:
            continue
        assert event["U"] <= at + 1 <= event["u"]
        at = event["u"]
        bids |= worth(event["b"])
        asks |= worth(event["a"])
        bids = {price: size for price, size in bids.items() if size}
        asks = {price: size for price, size in asks.items() if size}
        if quote := best.get(at):
            judged += 1
            bid, ask = max(bids), min(asks)
            assert (bid, bids[bid]) == (Decimal(quote["b"]), Decimal(quote["B"]))
            assert (ask, asks[ask]) == (Decimal(quote["a"]), Decimal(quote["A"]))
    assert judged > 3
    after = recorder.answers.depth("BTCUSDT", 5_000)
    assert (after["lastUpdateId"], worth(after["bids"]), worth(after["asks"])) == (at, bids, asks)


def test_a_listener_who_comes_late_gets_whole_diffs():
    recorder = Recorder([]).listen(0, 3)
    recorder._broadcast.add(parse("btcusdt@depth@100ms"))
    recorder.listen(3, 6)
    events = recorder.seen["btcusdt@depth@100ms"]
    for before, after in pairwise(events):
        assert after["U"] == before["u"] + 1


def test_best_prices_partial_depth_and_rest_say_the_same(heard):
    depth = heard.answers.depth("BTCUSDT", 5)
    best = heard.answers.book_ticker("BTCUSDT")
    assert [best["bidPrice"], best["bidQty"]] == list(depth["bids"][0])
    assert [best["askPrice"], best["askQty"]] == list(depth["asks"][0])
    partial = heard.seen["btcusdt@depth5"][-1]
    assert len(partial["bids"]) == len(partial["asks"]) == 5
    assert set(partial) == {"lastUpdateId", "bids", "asks"}


def test_statistics_klines_and_rest_agree(heard):
    stream = heard.seen["btcusdt@ticker"][-1]
    rest = heard.answers.day_ticker("BTCUSDT", 1_000, mini=False)
    same = {
        "p": "priceChange", "P": "priceChangePercent", "w": "weightedAvgPrice", "o": "openPrice",
        "x": "prevClosePrice", "c": "lastPrice", "Q": "lastQty", "b": "bidPrice", "B": "bidQty",
        "a": "askPrice", "A": "askQty", "h": "highPrice", "l": "lowPrice", "v": "volume",
        "q": "quoteVolume", "O": "openTime", "C": "closeTime", "F": "firstId", "L": "lastId",
        "n": "count",
    }  # fmt: skip
    assert {key: stream[key] for key in same} == {key: rest[name] for key, name in same.items()}
    assert stream["n"] == stream["L"] - stream["F"] + 1
    last = heard.seen["btcusdt@trade"][-1]
    assert (stream["c"], stream["Q"], stream["L"]) == (last["p"], last["q"], last["t"])
    row = heard.answers.klines("BTCUSDT", "1m", Span(1), 1_000, 0)[0]
    assert row[4] == last["p"]


def test_rest_klines_are_the_closed_ones_of_the_stream(heard):
    closed = [k["k"] for k in heard.seen["btcusdt@kline_1m"] if k["k"]["x"]]
    rows = heard.answers.klines("BTCUSDT", "1m", Span(3, closed[0]["t"] * 1_000), 1_000, 0)
    assert rows == [[k[f] for f in "tohlcvTqnVQB"] for k in closed]


def test_arrays_hold_what_has_changed_and_are_not_sent_empty(heard):
    for name, event in (("!miniTicker@arr", "24hrMiniTicker"), ("!ticker_4h@arr", "4hTicker")):
        messages = heard.seen[name]
        assert all(messages)
        assert {entry["e"] for message in messages for entry in message} == {event}
        assert {entry["s"] for message in messages for entry in message} == {"BTCUSDT", "ETHUSDT"}
    still = Recorder(["!miniTicker@arr"])
    for pit in still.market.pits.values():
        pit.flow.act = lambda now, tide: []
    still.listen(0, 5)
    assert len(still.seen["!miniTicker@arr"]) == 1  # the first look finds everything new


def test_times_can_be_told_in_microseconds():
    recorder = Recorder(["btcusdt@trade", "btcusdt@kline_1m"], unit=1).listen(0, 4)
    trade, k = recorder.seen["btcusdt@trade"][0], recorder.seen["btcusdt@kline_1m"][0]["k"]
    assert NOW < trade["T"] < NOW + 4 * SECOND
    assert (k["t"], k["T"]) == (NOW - NOW % MINUTE, NOW - NOW % MINUTE + MINUTE - 1)


def test_after_a_night_asleep_the_streams_go_on_from_now(heard):
    recorder = Recorder(["btcusdt@ticker"]).listen(0, 2)
    recorder.seen.clear()
    recorder.listen(30_000, 30_002)
    assert 1 <= len(recorder.seen["btcusdt@ticker"]) <= 3


def test_a_block_trade_comes_now_and_then_with_the_documented_fields():
    recorder = Recorder(["btcusdt@blockTrade", "btcusdt@referencePrice"])
    pit = recorder.market.pits["BTCUSDT"]
    pit.book._next_trade += 503 - pit.book._next_trade % 503 - 5
    recorder.listen(0, 5)
    (block,) = recorder.seen["btcusdt@blockTrade"]
    assert list(block) == ["e", "E", "s", "t", "p", "q", "T", "m"]
    reference = recorder.seen["btcusdt@referencePrice"][-1]
    assert list(reference) == ["e", "s", "r", "t"]
