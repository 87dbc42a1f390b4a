"""What was before, of candles that Radist makes: of the exchange's shorter ones, as REST tells."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from msgspec.structs import replace

from radist.errors import ClientError
from radist.exchanges.base import Exchange
from radist.intervals import MINUTE, Interval
from radist.market.candles import Candles
from radist.market.longer import longer, shorter
from radist.market.maker import OWN, VIA
from radist.market.making import Making, Recipe
from radist.model import Candle, Event, Subscription, Trade
from radist.wishes import intervals

_PAGE = 1000
_MOST_PAGES = 20
_TICK = 0.5
_TRIES, _SETTLES = 4, 2.0

Past = Callable[[str, Subscription, int | str | None, int], Awaitable[list[Event]]]
"""Exchange, subscription, before what, how many: what REST tells, and ClientError."""


async def candles(
    past: Past, exchange: Exchange, of: Recipe, before: int | str | None, limit: int
) -> list[Event]:
    """The last ones before a time, oldest first. Raises ClientError."""
    base, count = shorter(of.made.interval, intervals(exchange))
    if not base:
        return await _of_trades(past, of) if before is None else []
    if isinstance(before, int):  # all that opens before has its end, too
        before = Interval(of.made.interval).span(before - 1)[1]
    shorts = Subscription(Candle.channel, of.made.symbol, base)
    found, whole = await _back(past, of.exchange, shorts, before, (limit + 1) * count)
    return [*longer(of.made.interval, found, whole=whole)[-limit:]]


async def _back(
    past: Past, exchange: str, of: Subscription, before: int | str | None, most: int
) -> tuple[list[Candle], bool]:
    """So many candles or more, as far as they are to be had, and whether these are all."""
    found: list[Candle] = []
    for _ in range(_MOST_PAGES):
        events = await past(exchange, of, before, min(_PAGE, most - len(found)))
        page = [event for event in events if isinstance(event, Candle)]
        page = [c for c in page if not isinstance(before, int) or c.time_open < before]
        if not page:
            return found, True
        found[:0] = page
        before = page[0].time_open
        if len(found) >= most:
            break
    return found, False


async def _of_trades(past: Past, of: Recipe) -> list[Event]:
    """Where the exchange has no shorter candles: of the newest trades, the first one left out, as
    its begin is missing.
    """
    trades = await past(of.exchange, Subscription(Trade.channel, of.made.symbol), None, _PAGE)
    maker, made = Candles(of.made.interval, via=VIA), dict[int, Candle]()
    for trade in trades:
        for candle in maker.take(trade) if isinstance(trade, Trade) else ():
            made[candle.time_open] = replace(candle, source="rest")
    return [made[begin] for begin in sorted(made)[1:]]


async def begin(making: Making, past: Past, publish: Callable[[Event], None]) -> None:
    """Give candles that began before anybody wanted them what was before, until cancelled."""
    asked = set[Recipe]()
    async with asyncio.TaskGroup() as tasks:
        while True:
            await asyncio.sleep(_TICK)
            missed = making.missed()
            asked &= missed.keys()
            for recipe in missed.keys() - asked:
                asked.add(recipe)
                minutes = _minutes(past, recipe, *missed[recipe])
                tasks.create_task(_begin(making, recipe, minutes, publish))


async def _begin(
    making: Making,
    of: Recipe,
    minutes: Awaitable[Iterable[Candle]],
    publish: Callable[[Event], None],
) -> None:
    for made in making.learn(of, await minutes):
        publish(made)


async def _minutes(past: Past, of: Recipe, since: int, until: int) -> list[Candle]:
    """The exchange's own between; none where they cannot be had: then the first candle tells what
    was heard, and stays provisional.
    """
    minutes = Subscription(Candle.channel, of.made.symbol, OWN)
    try:
        for _ in range(_TRIES):
            found, _ = await _back(past, of.exchange, minutes, until, (until - since) // MINUTE)
            if not found or found[-1].is_closed:
                return [candle for candle in found if candle.time_open >= since]
            await asyncio.sleep(_SETTLES)  # a minute is not settled as soon as it is over
    except ClientError:
        pass
    return []
