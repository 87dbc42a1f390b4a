"""Rules beside tables: what is recorded fires the same at the same times."""

from functools import lru_cache
from pathlib import Path
from statistics import median

import pytest

from alerts import references
from alerts.events import PLACE, SECOND, alert, run
from alerts.references import Firing
from radist import codec
from radist.alerts.rule import moment
from radist.alerts.stage import Watch
from radist.config import Config
from radist.derivatives import OpenInterest
from radist.model import Candle, Event, Gap, Trade
from radist.recording import open_recording
from radist.replay import Replay
from radist.venues import make_exchange

FILES = {
    "binance": "binance/hftbacktest/spot_btcusdt_20240808.gz",
    "binance_usdm": "binance/hftbacktest/usdm_ethusdt_20240719.gz",
}
SMALL = sorted((Path(__file__).parents[1] / "recordings").glob("*.jsonl"))


@lru_cache
def replayed(path: Path, exchange: str) -> tuple[Event, ...]:
    """Trades, quotes and what else rules look at, as if they were of PLACE."""
    with open_recording(path) as recording:
        few = [record for record in recording if b"@depth" not in record.payload[:60]]
    events = Replay(few, make_exchange(Config(), exchange), answers=False)
    return tuple(moved(event) for event in events)


def moved(event: Event) -> Event:
    exchange, symbol, native = PLACE
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    return type(event)(**fields | {"exchange": exchange, "symbol": symbol, "native": native})


@pytest.fixture(params=FILES)
def recorded(request, captures) -> tuple[Event, ...]:
    """Five minutes of a busy market."""
    events = replayed(captures / FILES[request.param], request.param)
    assert sum(isinstance(event, Trade) for event in events) > 5000
    assert not any(isinstance(event, Gap) for event in events)
    return events


def fired(kind: str, events: tuple[Event, ...], **fields) -> list[Firing]:
    return [(one.time, one.value) for one in run(alert(kind, **fields), events)]


def same(found: list[Firing], expected: list[Firing], *, at_least: int = 1) -> bool:
    assert len(expected) >= at_least, "the test has to have something to find"
    assert [time for time, _ in found] == [time for time, _ in expected]
    return [value for _, value in found] == pytest.approx([value for _, value in expected])


def middle(events: tuple[Event, ...]) -> float:
    return median(event.price for event in events if isinstance(event, Trade))


@pytest.mark.parametrize("direction", ["up", "down", "either"])
def test_crossings(recorded, direction):
    level = middle(recorded)
    expected = references.crosses(references.of_trades(recorded), level, direction)
    assert same(fired("crosses", recorded, level=level, direction=direction), expected)


@pytest.mark.parametrize("kind", ["above", "below"])
def test_levels(recorded, kind):
    level = middle(recorded)
    expected = references.beyond(references.of_trades(recorded), level, kind)
    assert same(fired(kind, recorded, level=level), expected)


@pytest.mark.parametrize(("percent", "window"), [(0.02, 1), (0.1, 30), (0.15, 120)])
def test_changes_of_prices_and_of_what_is_open(recorded, percent, window):
    expected = references.change(references.of_trades(recorded), percent, window)
    assert same(fired("change", recorded, percent=percent, window=window), expected)
    interests = tuple(
        OpenInterest(*PLACE, event.time_exchange, event.time_received, event.price)
        for event in recorded
        if isinstance(event, Trade)
    )
    found = fired("open_interest", interests, percent=percent, window=window)
    assert same(found, expected)


@pytest.mark.parametrize("of", ["high", "low"])
@pytest.mark.parametrize("window", [5, 60])
def test_extremes(recorded, of, window):
    expected = references.extreme(references.of_trades(recorded), of, window)
    assert same(fired("extreme", recorded, of=of, window=window), expected)


@pytest.mark.parametrize(("window", "baseline"), [(1, 60), (5, 30)])
def test_volume_spikes(recorded, window, baseline):
    fields = {"times": 2, "window": window, "baseline": baseline}
    expected = references.volume_spike(references.of_trades(recorded), **fields)
    assert same(fired("volume_spike", recorded, **fields), expected)


@pytest.mark.parametrize("baseline", [5, 60])
def test_sizes_of_trades(recorded, baseline):
    fields = {"times": 10, "baseline": baseline}
    expected = references.trade_size(references.of_trades(recorded), **fields)
    assert same(fired("trade_size", recorded, **fields), expected)


def test_spreads(recorded):
    table = references.of_quotes(recorded)
    percent = float(((table["ask"] - table["bid"]) / table["ask"] * 100).quantile(0.99))
    assert same(fired("spread", recorded, percent=percent), references.spread(table, percent))


def test_silences(recorded):
    watch, found = Watch(), []
    watch.put(alert("stale", seconds=1), 0)
    heard = [event for event in recorded if isinstance(event, Trade)]
    due = heard[0].time_received // SECOND * SECOND
    for event in heard:
        while due <= event.time_received:
            found += watch.tick(due)
            due += SECOND
        watch.process(event)
    expected = references.silences(recorded, 1, SECOND)
    assert same([(one.time, one.value) for one in found], expected)


def test_combinations(recorded):
    level, table = middle(recorded), references.of_trades(recorded)
    quantity = float(table["quantity"].quantile(0.99))
    parts = [{"type": "above", "level": level}, {"type": "trade_size", "quantity": quantity}]
    expected = references.all_of(table, level, quantity, 2)
    assert same(fired("all", recorded, within=2, conditions=parts), expected)


def test_averages_of_candles(recorded):
    bars = candles([event for event in recorded if isinstance(event, Trade)])
    closes = [(bar.time_close, bar.close) for bar in bars]
    found = fired(
        "candle",
        tuple(bars),
        interval="1s",
        measure="sma",
        period=5,
        op="crosses_up",
        against={"measure": "sma", "period": 20},
    )
    assert same(found, references.crossing_averages(closes, 5, 20))


def candles(trades: list[Trade]) -> list[Candle]:
    """One of each second, also of those without trades."""
    closes: dict[int, float] = {}
    for trade in trades:
        closes[moment(trade) // SECOND] = trade.price
    bars, close = [], trades[0].price
    for number in range(min(closes), max(closes) + 1):
        open_, close = close, closes.get(number, close)
        times = (number * SECOND, (number + 1) * SECOND - 1)
        prices = (open_, max(open_, close), min(open_, close), close)
        place = (*PLACE, times[1], times[1])
        bars.append(Candle(*place, "1s", *times, *prices, 1.0, None, None, True, "final"))
    return bars


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_what_is_kept_of_each_exchange(path):
    """Few events, but of every exchange."""
    lines = [codec.msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
    told = [codec.msgspec.json.encode(event) for line in lines for event in line["events"]]
    events = tuple(moved(event) for event in map(codec.decode, told))
    gaps = [event for event in events if isinstance(event, Gap) and event.channel == "trade"]
    assert [time for time, _ in fired("gap", events)] == [moment(gap) for gap in gaps]
    quotes, trades = references.of_quotes(events), references.of_trades(events)
    if quotes.height:
        assert same(fired("spread", events, percent=0.0001), references.spread(quotes, 0.0001))
    if trades.height:
        level = float(trades["price"].mean())
        expected = references.beyond(trades, level, "above")
        assert same(fired("above", events, level=level), expected, at_least=0)
    rates = references.of_rates(events)
    if rates.height:
        met = references.pl.col("rate") > 0
        expected = references.begins(rates, references.pl.col("rate"), met)
        assert same(fired("funding", events, rate=0), expected, at_least=0)
