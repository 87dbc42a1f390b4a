"""Candles of recorded trades, judged by polars and by the venue's own candles."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from market.venues import reference, row
from msgspec.structs import replace

from proof.conftest import Say
from proof.test_recorded_books import ALL, FOLDER, Recorded
from radist.config import Config
from radist.exchanges.base import Exchange
from radist.market.candles import Candles
from radist.model import AggTrade, Candle, Event, Trade
from radist.recording import Record, open_recording
from radist.venues import make_exchange

INTERVALS = ("1s", "1m", "5m", "1h")
HOUR = 3_600_000_000


def told(frames: Iterable[tuple[int, bytes]], exchange: Exchange) -> Iterator[tuple[bytes, Event]]:
    """What frames tell, which came at these times."""
    exchange.assuming, exchange.asks = True, False
    talk = exchange.conversation("")
    for time, frame in frames:
        for event in talk.received(frame, time):
            if isinstance(event, Event):
                yield frame, event


def recorded_trades(path: Path) -> Iterator[tuple[int, bytes]]:
    with open_recording(path) as recording:
        for record in recording:
            if isinstance(record, Record) and b'"e":"trade"' in record.payload:
                yield record.time // 1000, record.payload


def received(path: Path) -> Iterator[tuple[int, bytes]]:
    """Frames of streams, as cryptofeed writes them."""
    for line in path.read_bytes().splitlines():
        time, _, frame = line.partition(b": ")
        if frame.startswith(b'{"stream"'):
            yield int(float(time) * 1e6), frame


def made(trades: list[Trade], interval: str) -> dict[int, Candle]:
    """The last word on each candle, closed or not, by begin."""
    candles = Candles(interval)
    return {candle.time_open: candle for trade in trades for candle in candles.take(trade)}


@pytest.mark.parametrize("recorded", ALL, ids=lambda r: r.files[0].partition(".")[0])
def test_candles_of_recorded_trades_are_those_of_polars_whatever_our_clock_shows(
    recorded: Recorded, captures: Path, say: Say
):
    exchange = make_exchange(Config(), recorded.exchange)
    files = [captures / FOLDER / file for file in recorded.files]
    events = [event for file in files for _, event in told(recorded_trades(file), exchange)]
    trades = [event for event in events if isinstance(event, Trade)]
    late = [replace(t, time_received=t.time_received + HOUR) for t in trades]
    early = [replace(t, time_received=t.time_received - HOUR) for t in trades]
    for interval in INTERVALS:
        found, expected = made(trades, interval), reference(trades, interval)
        traded = {begin: row(candle) for begin, candle in found.items() if candle.trades}
        assert traded == expected
        for moved in (late, early):
            again = made(moved, interval)
            assert {begin: row(candle) for begin, candle in again.items()} == {
                begin: row(candle) for begin, candle in found.items()
            }
        say(f"{interval}: {len(found)} candles of {len(trades)} trades, all equal")


def test_made_candles_are_the_venue_s_own_at_equal_trades(captures: Path, say: Say):
    exchange = make_exchange(Config(), "binance_usdm")
    path = captures / "binance/cryptofeed/BINANCE_FUTURES.ws.1.0"
    trades: dict[str, list[AggTrade]] = {}
    own: list[dict[str, str]] = []
    for payload, event in told(received(path), exchange):
        if isinstance(event, AggTrade):
            trades.setdefault(event.native, []).append(event)
        elif isinstance(event, Candle):
            own.append(json.loads(payload)["data"]["k"])
    equal = 0
    for candle in own:
        first, last = int(candle["f"]), int(candle["L"])
        parts = [
            t
            for t in trades.get(candle["s"], ())
            if first <= int(t.first_id) and int(t.last_id) <= last
        ]
        if not parts or (int(parts[0].first_id), int(parts[-1].last_id)) != (first, last):
            continue  # it began before the recording, or a part of it was not recorded
        ours = Candles("1m")
        (mine,) = [ours.take(trade) for trade in parts][-1]
        prices = (mine.open, mine.high, mine.low, mine.close)
        assert prices == tuple(float(candle[word]) for word in "ohlc")
        assert (mine.trades, mine.volume) == (candle["n"], pytest.approx(float(candle["v"])))
        assert mine.time_open == int(candle["t"]) * 1000
        equal += 1
    say(f"{equal} of {len(own)} candles have the same trades, and are equal")
    assert equal > 10
