"""Prices that follow from others at OKX: of an index the spot price, of marks half way to it."""

from radist.simulator.fair import DIGITS, Bar
from radist.simulator.market import Market
from radist.simulator.okx_pairs import Derivative, Option, listed
from radist.simulator.options import Greeks
from radist.simulator.pit import Pit


def leader(market: Market, index: str) -> Pit | None:
    """The pit whose price an index such as `BTC-USD` has."""
    return market.pits.get(f"{index.partition('-')[0]}-USDT")


def scaled(pit: Pit, ticks: int) -> int:
    """A price in 10^-8."""
    return ticks * int(10 ** (DIGITS - pit.pair.price_digits))


def mark(market: Market, pit: Pit) -> int:
    """In 10^-8."""
    own, spot = scaled(pit, pit.price), market.pits.get(pit.pair.follows)
    perpetual = isinstance(pit.pair, Derivative) and pit.pair.perpetual
    return (own + scaled(spot, spot.price)) // 2 if spot and perpetual else own


def bar(pit: Pit, interval: str, time: int, offset: int) -> Bar:
    """The candle that holds `time`, as one of prices alone."""
    candle = pit.series.candle(interval, time, offset)
    begun, high = scaled(pit, candle.open), scaled(pit, candle.high)
    return Bar(begun, high, scaled(pit, candle.low), scaled(pit, candle.close), 1)


def greeks(market: Market, pit: Pit, now: int) -> tuple[Greeks, float] | None:
    """What the model says of an option, and the price of its underlying."""
    option, spot = listed(pit.pair), market.pits.get(pit.pair.follows)
    if not isinstance(option, Option) or spot is None:
        return None
    price = spot.price / 10.0**spot.pair.price_digits
    return option.greeks(price, now), price
