"""Candles of longer intervals, made of shorter ones."""

from collections.abc import Iterable, Sequence

from radist.intervals import Interval
from radist.market.candles import DIGITS
from radist.model import Candle

VIA = "candles"
"""What they say that they are from."""


def shorter(interval: str, known: Iterable[str]) -> tuple[str, int]:
    """The longest of these intervals of which one consists, and of how many, about; empty if there
    is none.
    """
    best, most = "", 0
    for name in known:
        # What is no interval here is of another time zone.
        count = Interval(interval).consists_of(Interval(name)) if Interval.is_one(name) else 0
        if count and (not best or count < most):
            best, most = name, count
    return best, most


def longer(interval: str, candles: Sequence[Candle], *, whole: bool) -> list[Candle]:
    """What candles that follow one another make, oldest first. Unless they are the whole past, the
    first one may lack its begin: then it is left out.
    """
    span = Interval(interval).span
    parts: dict[tuple[int, int], list[Candle]] = {}
    for candle in candles:
        parts.setdefault(span(candle.time_open), []).append(candle)
    made = [_joined(interval, *place, found) for place, found in parts.items()]
    lacks = bool(made) and not whole and candles[0].time_open > made[0].time_open
    return made[lacks:]


def _joined(interval: str, begin: int, end: int, parts: Sequence[Candle]) -> Candle:
    first, last = parts[0], parts[-1]
    quote_volumes = [part.quote_volume for part in parts if part.quote_volume is not None]
    trades = [part.trades for part in parts if part.trades is not None]
    closed = last.is_closed and last.time_close == end - 1
    return Candle(
        last.exchange,
        last.symbol,
        last.native,
        last.time_exchange,
        last.time_received,
        interval,
        begin,
        end - 1,
        first.open,
        max(part.high for part in parts),
        min(part.low for part in parts),
        last.close,
        round(sum(part.volume for part in parts), DIGITS),
        round(sum(quote_volumes), DIGITS) if len(quote_volumes) == len(parts) else None,
        sum(trades) if len(trades) == len(parts) else None,
        closed,
        "final" if closed else "provisional",
        source=last.source,
        via=VIA,
    )
