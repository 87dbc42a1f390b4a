"""What OKX lists, whole: spot, and what derives from it. Sizes of derivatives are contracts."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from radist.simulator.candles import DAY, SECOND
from radist.simulator.contracts import Contract, at_eight, day_suffix, plain, quarter_ends
from radist.simulator.options import OptionContract
from radist.simulator.pairs import PAIRS, Pair

_SWAPS = 10
_COINS = ("BTC", "ETH")
_STEPS = (0.94, 0.97, 1.0, 1.03, 1.06)
"""Strikes, as shares of the price."""
_LEAST = 0.0001
"""What even a hopeless option is worth, in its coin."""


def text(number: int, digits: int) -> str:
    """As the venue writes numbers: no zeros at the end."""
    found = plain(number, digits)
    return found.rstrip("0").rstrip(".") if digits else found


class Spelt:
    """Numbers as the venue spells them, for what is traded there."""

    __slots__ = ()

    price_digits: int
    size_digits: int

    def price_text(self, ticks: int) -> str:
        return text(ticks, self.price_digits)

    def size_text(self, lots: int) -> str:
        return text(lots, self.size_digits)


@dataclass(frozen=True, slots=True)
class Spot(Spelt, Pair):
    """A pair: sizes are in base units."""

    @property
    def symbol(self) -> str:
        return f"{self.base}-{self.quote}"

    @property
    def type(self) -> str:
        return "SPOT"

    def base_text(self, worth: int, volume: int) -> str:
        """A volume in base units."""
        return self.size_text(volume)

    def quote_text(self, worth: int, volume: int) -> str:
        """A volume in quote units; `worth` is ticks times lots."""
        return text(worth, self.price_digits + self.size_digits)


@dataclass(frozen=True, slots=True)
class Derivative(Spelt, Contract):
    """A perpetual or a future. `unit` is how much of the base a contract is; of an inverse one
    `face` is how much of the quote asset.
    """

    unit: float = 1.0

    @property
    def symbol(self) -> str:
        return f"{self.base}-{self.quote}{self.suffix}"

    @property
    def pair(self) -> str:
        return f"{self.base}-{self.quote}"

    @property
    def type(self) -> str:
        return "SWAP" if self.perpetual else "FUTURES"

    @property
    def lots(self) -> float:
        worth = self.face or self.price * self.unit
        return max(1.0, self.order / worth * 10.0**self.size_digits)

    def base_text(self, worth: int, volume: int) -> str:
        """A volume in base units; of inverse contracts at their mean price."""
        contracts = volume / 10.0**self.size_digits
        if not self.face:
            return f"{contracts * self.unit:.10g}"
        mean = worth / volume / 10.0**self.price_digits if volume else 1.0
        return f"{contracts * self.face / mean:.10g}"

    def quote_text(self, worth: int, volume: int) -> str:
        """A volume in quote units."""
        if self.face:
            return f"{volume / 10.0**self.size_digits * self.face:.10g}"
        return f"{worth / 10.0 ** (self.price_digits + self.size_digits) * self.unit:.10g}"


@dataclass(frozen=True, slots=True)
class Option(Spelt, OptionContract):
    """A European option, whose price is in its coin."""

    unit: float = 0.01

    @property
    def symbol(self) -> str:
        side = "C" if self.call else "P"
        return f"{self.pair}-{day_suffix(self.delivery)}-{self.strike}-{side}"

    @property
    def pair(self) -> str:
        return f"{self.base}-USD"

    @property
    def type(self) -> str:
        return "OPTION"

    @property
    def lots(self) -> float:
        return 10.0

    def fair(self, leader: float, now: int) -> float:
        return max(_LEAST, self.greeks(leader, now).price / leader)

    def base_text(self, worth: int, volume: int) -> str:
        """A volume in base units."""
        return f"{volume / 10.0**self.size_digits * self.unit:.10g}"

    def quote_text(self, worth: int, volume: int) -> str:
        """A volume in what the price is in."""
        return f"{worth / 10.0 ** (self.price_digits + self.size_digits) * self.unit:.10g}"


Listed = Spot | Derivative | Option


def listed(pair: Pair) -> Listed:
    """What a pit of this exchange trades."""
    assert isinstance(pair, Spot | Derivative | Option)
    return pair


def pairs(now: int) -> list[Pair]:
    """What is followed comes first."""
    spot = [_spot(pair) for pair in PAIRS]
    swaps = [_swap(pair) for pair in spot[:_SWAPS]]
    inverse = [_inverse(swap) for swap in swaps if swap.base in _COINS]
    ends = quarter_ends(now, 2)
    dated = [_dated(swaps[0], ends[0], now), _dated(swaps[0], ends[1], now)]
    dated.append(_dated(inverse[0], ends[0], now))
    return [*spot, *swaps, *inverse, *dated, *_options(spot[0], now)]


def spot_listing(base: str, price: float) -> Spot:
    """One more pair, that no exchange has."""
    return Spot(base, price, 4, 1, 1.5, 0.05, 250.0)


def swap_listing(base: str, price: float) -> Derivative:
    """One more perpetual."""
    return Derivative(base, price, 4, 0, 1.5, 0.05, 250.0, suffix="-SWAP", unit=10.0)


def _spot(pair: Pair) -> Spot:
    fields = (pair.base, pair.price, pair.price_digits, pair.size_digits)
    return Spot(*fields, pair.pace, pair.wildness, pair.order)


def _swap(pair: Spot) -> Derivative:
    """A contract is worth some hundred dollars."""
    unit = 0.01
    while unit * pair.price < 100:
        unit *= 10
    return Derivative(
        pair.base,
        pair.price,
        max(1, pair.price_digits - 1),
        2,
        pair.pace / 2,
        pair.wildness,
        2 * pair.order,
        suffix="-SWAP",
        follows=pair.symbol,
        unit=unit,
    )


def _inverse(swap: Derivative) -> Derivative:
    face = 100 if swap.base == "BTC" else 10
    return replace(swap, quote="USD", size_digits=0, face=face, pace=swap.pace / 4)


def _dated(leader: Derivative, end: int, now: int) -> Derivative:
    dated = replace(leader, suffix=f"-{day_suffix(end)}", delivery=end, pace=leader.pace / 4)
    return replace(dated, price=dated.fair(dated.price, now))


def _options(spot: Spot, now: int) -> list[Option]:
    day = datetime.fromtimestamp((now + 2 * DAY) // SECOND, UTC).date() + timedelta(days=1)
    end = at_eight(day + timedelta(days=(4 - day.weekday()) % 7))
    return [
        _option(spot, end, round(spot.price * step / 1000) * 1000, call=call, now=now)
        for step in _STEPS
        for call in (True, False)
    ]


def _option(spot: Spot, end: int, strike: int, *, call: bool, now: int) -> Option:
    made = Option(
        spot.base,
        1.0,
        4,
        0,
        1.0,
        0.3,
        0.0,
        quote="USD",
        kind="",
        delivery=end,
        onboard=now - 7 * DAY,
        follows=spot.symbol,
        quoted=True,
        strike=strike,
        call=call,
    )
    return replace(made, price=made.fair(spot.price, now))
