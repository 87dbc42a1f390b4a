"""Events and alerts, made up."""

from collections.abc import Iterable
from typing import Any

from radist.alarms import Alert, Definition, Fired, checked
from radist.alerts.stage import Watch
from radist.derivatives import FundingRate, MarkPrice, OpenInterest
from radist.model import Candle, Event, Freshness, Gap, Quote, Trade

SECOND = 1_000_000
MINUTE = 60 * SECOND
START = 1_700_000_040 * SECOND
"""The beginning of a minute."""
PLACE = ("binance", "BTC/USDT", "BTCUSDT")


def trade(at: float, price: float, quantity: float = 1.0, *, name: str | None = None) -> Trade:
    """`at` is in seconds since START."""
    time = START + round(at * SECOND)
    name = f"{at}-{price}" if name is None else name
    return Trade(*PLACE, time, time + 1000, name, float(price), float(quantity), "buy")


def trades(*prices: float) -> list[Trade]:
    """One a second."""
    return [trade(number, price) for number, price in enumerate(prices)]


def quote(at: float, bid: float, ask: float) -> Quote:
    return Quote(*PLACE, None, START + round(at * SECOND), f"q{at}", bid, 1.0, ask, 1.0)


def mark(at: float, price: float) -> MarkPrice:
    return MarkPrice(*PLACE, START + round(at * SECOND), START + round(at * SECOND), price)


def funding(at: float, rate: float) -> FundingRate:
    return FundingRate(*PLACE, START + round(at * SECOND), START + round(at * SECOND), rate)


def interest(at: float, quantity: float) -> OpenInterest:
    return OpenInterest(*PLACE, START + round(at * SECOND), START + round(at * SECOND), quantity)


def gap(at: float, since: float | None = None, channel: str = "trade") -> Gap:
    time = START + round(at * SECOND)
    begin = None if since is None else START + round(since * SECOND)
    times = {"from_time": begin, "to_time": None if begin is None else time}
    return Gap(*PLACE, time, time + 1000, channel=channel, cause="reconnect", **times)


def freshness(at: float, *, stale: bool) -> Freshness:
    time = START + round(at * SECOND)
    return Freshness(*PLACE, None, time, channel="trade", stale=stale, cause="disconnected" * stale)


def candle(minute: int, close: float, **fields: Any) -> Candle:
    """One of a minute, closed."""
    begin = START + minute * MINUTE
    first = fields.get("open", close)
    given = {
        "interval": "1m",
        "time_open": begin,
        "time_close": begin + MINUTE - 1,
        "open": first,
        "high": max(first, close),
        "low": min(first, close),
        "close": close,
        "volume": 4.0,
        "quote_volume": None,
        "trades": None,
        "is_closed": True,
        "state": "final",
    } | fields
    time = begin + MINUTE
    return Candle(*PLACE, time, time, **given)


def definition(kind: str, **fields: Any) -> Definition:
    """Every time, unless told otherwise; what is no field of the condition is one of the alert."""
    about = ("repeat", "rearm", "expires", "symbol", "exchange", "targets", "message")
    outer = {name: fields.pop(name) for name in about if name in fields}
    given = {"exchange": "binance", "symbol": "BTC/USDT", "repeat": {"type": "every"}}
    return checked(given | outer | {"condition": {"type": kind, **fields}})


def alert(kind: str, *, name: str = "a_1", **fields: Any) -> Alert:
    state = {
        name: fields.pop(name) for name in ("state", "snoozed_until", "version") if name in fields
    }
    return Alert(id=name, owner="local", definition=definition(kind, **fields), **state)


def run(one: Alert, events: Iterable[Event]) -> list[Fired]:
    """What fires, live from the beginning."""
    watch = Watch()
    watch.put(one, START - SECOND)
    return [fired for event in events for fired in watch.process(event)]


def seconds(fired: Iterable[Fired]) -> list[float]:
    """When, since START."""
    return [(one.time - START) / SECOND for one in fired]
