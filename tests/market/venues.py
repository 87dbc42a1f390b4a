"""What three simulated exchanges tell of a few minutes: trades, and their own candles."""

from collections.abc import Iterable, Iterator
from functools import cache

import msgspec
import polars

from radist.config import Config
from radist.model import AggTrade, Candle, Event, Trade
from radist.simulator.binance_events import wrapped
from radist.simulator.source import MarketSource
from radist.venues import make_exchange

SECOND, MINUTE = 1_000_000, 60_000_000
BEGIN = 1_782_000_000_000_000 + 4 * MINUTE + 25 * SECOND
"""Within a minute, and within most intervals."""
STREAMS = {
    "binance": ("btcusdt@aggTrade", "btcusdt@kline_1m"),
    "bybit": ("publicTrade.BTCUSDT", "kline.1.BTCUSDT"),
    "okx": ("trades-all:BTC-USDT", "candle1m:BTC-USDT"),
}
"""What tells of trades, and of candles; the second one counts no trades on the last two."""
DENSE = {"binance": True, "bybit": False, "okx": True}


@cache
def minutes(exchange: str, count: int = 5) -> tuple[Event, ...]:
    """What an exchange tells within so many minutes, by its dialect."""
    return tuple(_told(exchange, count))


def _told(exchange: str, count: int) -> Iterator[Event]:
    source = MarketSource(exchange=exchange, clock=lambda: BEGIN, activity=0.3)
    broadcast, dialect = source.venue.broadcast(source.market), make_exchange(Config(), exchange)
    dialect.assuming = True
    talk = dialect.conversation("")
    for name in STREAMS[exchange]:
        stream = source.venue.parse(name)
        assert stream
        broadcast.add(stream)
    for now in range(BEGIN, BEGIN + count * MINUTE + 10 * SECOND, 100_000):
        for message in broadcast.advance(now):
            frame = msgspec.json.encode(message.render(1000))
            if exchange == "binance":
                frame = wrapped(message.stream, frame)
            yield from (e for e in talk.received(frame, now) if isinstance(e, Event))


def trades(events: Iterable[Event]) -> list[Trade | AggTrade]:
    """The trades among events."""
    return [event for event in events if isinstance(event, Trade | AggTrade)]


def candles(events: Iterable[Event], interval: str) -> list[Candle]:
    """The last word on each candle of an interval that is closed, in order."""
    found = {
        e.time_open: e
        for e in events
        if isinstance(e, Candle) and e.interval == interval and e.is_closed
    }
    return [found[begin] for begin in sorted(found)]


Row = tuple[int, float, float, float, float, float, int]


def row(candle: Candle) -> tuple[object, ...]:
    """What there is to compare; volumes are sums of doubles."""
    prices = (candle.open, candle.high, candle.low, candle.close)
    return candle.time_open, *prices, round(candle.volume, 6), candle.trades


def reference(made: Iterable[Trade | AggTrade], interval: str) -> dict[int, tuple[object, ...]]:
    """What polars makes of the same trades, by begin; intervals without trades are left out."""
    made = list(made)
    columns = {
        "at": [trade.time_exchange for trade in made],
        "id": [int(trade.id) for trade in made],
        "price": [trade.price for trade in made],
        "quantity": [trade.quantity for trade in made],
        "count": [
            int(t.last_id) - int(t.first_id) + 1 if isinstance(t, AggTrade) else 1 for t in made
        ],
    }
    price = polars.col("price")
    grouped = (
        polars.DataFrame(columns)
        .with_columns(polars.from_epoch("at", time_unit="us").alias("time"))
        .sort("at", "id")
        .group_by_dynamic("time", every=interval)
        .agg(
            price.first().alias("open"),
            price.max().alias("high"),
            price.min().alias("low"),
            price.last().alias("close"),
            polars.col("quantity").sum().round(6).alias("volume"),
            polars.col("count").sum().alias("trades"),
        )
        .with_columns(polars.col("time").dt.epoch("us"))
    )
    return {found[0]: found for found in grouped.rows()}
