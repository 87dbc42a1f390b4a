"""What stands for trades that are long past: four for each candle."""

from collections.abc import Iterable, Iterator
from math import inf

from radist.alerts.rule import moment
from radist.conditions import MINUTES
from radist.model import Candle, Event, Trade


def unfolded(history: Iterable[Event]) -> Iterator[Event]:
    """Events as they were, candles of a minute after the trades that they stand for; of one that
    is not over there are these only. Where there are trades, candles stand for none.
    """
    history = list(history)
    first = next((moment(event) for event in history if isinstance(event, Trade)), inf)
    for event in history:
        if not isinstance(event, Candle):
            yield event
            continue
        if event.interval == MINUTES[1] and event.time_close < first:
            yield from trades_of(event)
        if event.is_closed:
            yield event


def trades_of(candle: Candle) -> Iterator[Trade]:
    """The open, the two extremes and the close, evenly in time, each a quarter of the volume:
    where the price rose, the lowest comes before the highest.
    """
    extremes = [candle.low, candle.high]
    if candle.close < candle.open:
        extremes.reverse()
    end = min(candle.time_close, max(candle.time_received, candle.time_open))
    for number, price in enumerate((candle.open, *extremes, candle.close)):
        yield Trade(
            candle.exchange,
            candle.symbol,
            candle.native,
            candle.time_open + (end - candle.time_open) * number // 3,
            candle.time_received,
            id=f"{candle.time_open}.{number}",
            price=price,
            quantity=candle.volume / 4,
            side="buy",
        )
