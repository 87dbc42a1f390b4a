"""Option contracts and the model that prices them."""

from dataclasses import dataclass
from math import erf, exp, log, pi, sqrt
from typing import NamedTuple

from radist.simulator.candles import DAY
from radist.simulator.contracts import Contract, day_suffix

_YEAR = 365 * DAY
_LEAST = 0.5  # what even a hopeless option is worth, so that there is something to quote


class Greeks(NamedTuple):
    """What the model says of one option."""

    price: float
    volatility: float
    delta: float
    theta: float
    gamma: float
    vega: float


@dataclass(frozen=True, slots=True)
class OptionContract(Contract):
    """A European option, as a pair of its own: prices in the quote asset, sizes in units."""

    strike: int = 0
    call: bool = True

    @property
    def symbol(self) -> str:
        side = "C" if self.call else "P"
        return f"{self.base}-{day_suffix(self.delivery)}-{self.strike}-{side}"

    @property
    def lots(self) -> float:
        return 10.0**self.size_digits

    def fair(self, leader: float, now: int) -> float:
        return max(_LEAST, self.greeks(leader, now).price)

    def greeks(self, underlying: float, now: int) -> Greeks:
        """Black and Scholes without interest, with a smile."""
        years = max(60_000_000, self.delivery - now) / _YEAR
        moneyness = log(underlying / self.strike)
        volatility = 0.46 + 0.5 * moneyness * moneyness
        spread = volatility * sqrt(years)
        first = moneyness / spread + spread / 2
        second = first - spread
        call = underlying * _normal(first) - self.strike * _normal(second)
        density = exp(-first * first / 2) / sqrt(2 * pi)
        return Greeks(
            price=call if self.call else call - underlying + self.strike,
            volatility=volatility,
            delta=_normal(first) - (0.0 if self.call else 1.0),
            theta=-underlying * density * volatility / (2 * sqrt(years)) / 365,
            gamma=density / (underlying * spread),
            vega=underlying * density * sqrt(years) / 100,
        )


def _normal(x: float) -> float:
    return (1.0 + erf(x / sqrt(2.0))) / 2.0
