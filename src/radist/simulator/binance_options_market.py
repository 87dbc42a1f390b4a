"""The options that Binance lists on one underlying, and where that underlying is traded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from radist.simulator.candles import DAY, SECOND
from radist.simulator.contracts import Contract, at_eight
from radist.simulator.market import Market
from radist.simulator.options import OptionContract
from radist.simulator.pairs import Pair
from radist.simulator.pit import Pit

_SPOT = 76_400.0
_STRIKES = (72_000, 74_000, 76_000, 78_000, 80_000, 82_000)
UNDERLYING = Contract("BTC", _SPOT, 2, 3, 6.0, 0.024, 3_000.0, places=0)


def pairs(now: int) -> list[Pair]:
    """What is followed comes first."""
    chain = [
        option(end, strike, call=call, now=now)
        for end in expiries(now)
        for strike in _STRIKES
        for call in (True, False)
    ]
    return [UNDERLYING, *chain]


def option(end: int, strike: int, *, call: bool, now: int) -> OptionContract:
    """One option, quoted by a maker at the model's price."""
    made = OptionContract(
        UNDERLYING.base,
        1.0,
        0,
        2,
        1.0,
        0.3,
        0.0,
        kind="",
        delivery=end,
        onboard=now - 7 * DAY,
        places=3,
        follows=UNDERLYING.symbol,
        quoted=True,
        strike=strike,
        call=call,
    )
    return replace(made, price=max(1.0, made.fair(_SPOT, now)))


def expiries(now: int) -> list[int]:
    """Two Fridays at 08:00 UTC, the next one at least two days away."""
    day = datetime.fromtimestamp((now + 2 * DAY) // SECOND, UTC).date() + timedelta(days=1)
    friday = day + timedelta(days=(4 - day.weekday()) % 7)
    return [at_eight(friday), at_eight(friday + timedelta(days=7))]


def option_of(pit: Pit) -> OptionContract:
    assert isinstance(pit.pair, OptionContract)
    return pit.pair


def chain(market: Market, day: str = "") -> list[Pit]:
    """The pits of all options, or of those that expire on a day such as 251226."""
    return [
        pit
        for pit in market.pits.values()
        if isinstance(pit.pair, OptionContract)
        and (not day or pit.pair.symbol.split("-")[1] == day)
    ]


def index(market: Market) -> float:
    """The price of the underlying."""
    pit = market.pits[UNDERLYING.symbol]
    return pit.price / 10.0**UNDERLYING.price_digits
