"""Index and mark prices, funding and open interest: derived, so that streams and REST agree."""

from functools import lru_cache
from random import Random
from typing import NamedTuple

from radist.simulator.candles import HOUR, MINUTE, SECOND
from radist.simulator.contracts import Contract, plain
from radist.simulator.market import Market
from radist.simulator.pit import Pit

DIGITS = 8
"""Decimals of an index price."""
_ONE: int = 10**DIGITS
_POWERS: list[int] = [10**power for power in range(DIGITS + 1)]
_CAP = 300_000  # the most a funding rate is, in 10^-8
_GRID = 5 * MINUTE  # open interest is drawn at each, and in between on a straight line


class Bar(NamedTuple):
    """The prices of a candle in 10^-8, and how many seconds it has had."""

    open: int
    high: int
    low: int
    close: int
    samples: int


class Fair:
    """What is fair for the contracts of a market."""

    def __init__(self, market: Market) -> None:
        self._market = market

    def rate(self, contract: Contract, time: int) -> int:
        """The funding rate in 10^-8 that is paid at the end of the period holding `time`."""
        period = contract.funding_hours * HOUR
        return _rate(f"{self._market.seed}/{contract.symbol}/{time // period}")

    def next_funding(self, contract: Contract, time: int) -> int:
        period = contract.funding_hours * HOUR
        return (time // period + 1) * period

    def index(self, pit: Pit, now: int) -> int:
        """The price of the underlying, in 10^-8."""
        leader = self.leader(pit)
        price = _scaled(leader.pair.price_digits, leader.price)
        return price - price * self._premium(leader, now) // _ONE

    def mark(self, pit: Pit, now: int) -> int:
        """Half way between index and last price; of a dated contract its last price."""
        price = _scaled(pit.pair.price_digits, pit.price)
        return (price + self.index(pit, now)) // 2 if contract_of(pit).perpetual else price

    def index_bar(self, pit: Pit, interval: str, time: int, now: int) -> Bar:
        """The index through the candle that holds `time`."""
        leader = self.leader(pit)
        candle = leader.series.candle(interval, time)
        premium = self._premium(leader, candle.time)
        prices = (candle.open, candle.high, candle.low, candle.close)
        scaled = [_scaled(leader.pair.price_digits, price) for price in prices]
        open_, high, low, close = (price - price * premium // _ONE for price in scaled)
        return Bar(open_, high, low, close, max(1, (now - candle.time) // SECOND))

    def mark_bar(self, pit: Pit, interval: str, time: int, now: int) -> Bar:
        candle = pit.series.candle(interval, time)
        prices = (candle.open, candle.high, candle.low, candle.close)
        own = [_scaled(pit.pair.price_digits, price) for price in prices]
        index = self.index_bar(pit, interval, time, now)
        if contract_of(pit).perpetual:
            own = [(mine + its) // 2 for mine, its in zip(own, index[:4], strict=True)]
        open_, high, low, close = own
        return Bar(open_, high, low, close, index.samples)

    def open_interest(self, contract: Contract, time: int) -> int:
        """In lots."""
        before, part = time // _GRID, time % _GRID
        name = f"{self._market.seed}/{contract.symbol}/interest"
        begin, end = _noise(f"{name}/{before}"), _noise(f"{name}/{before + 1}")
        share = begin + (end - begin) * part / _GRID
        return round(contract.lots * 4_000 * contract.pace * share)

    def leader(self, pit: Pit) -> Pit:
        return self._market.pits.get(pit.pair.follows, pit)

    def _premium(self, pit: Pit, time: int) -> int:
        contract = contract_of(pit)
        return self.rate(contract, time) if contract.perpetual else 0


def contract_of(pit: Pit) -> Contract:
    """What a pit of futures trades."""
    assert isinstance(pit.pair, Contract)
    return pit.pair


def index_text(price: int) -> str:
    return plain(price, DIGITS)


def _scaled(digits: int, ticks: int) -> int:
    return ticks * _POWERS[DIGITS - digits]


@lru_cache(maxsize=4_096)
def _rate(name: str) -> int:
    return max(-_CAP, min(_CAP, round(Random(name).gauss(10_000, 6_000))))


@lru_cache(maxsize=4_096)
def _noise(name: str) -> float:
    return Random(name).uniform(0.9, 1.1)
