"""The contracts of Bybit's categories."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from radist.simulator.binance_options_market import UNDERLYING, pairs
from radist.simulator.candles import SECOND
from radist.simulator.contracts import Contract, quarter_ends
from radist.simulator.options import OptionContract
from radist.simulator.pairs import PAIRS, Pair

_HOURS = {"FIL": 4, "APT": 4, "ARB": 1}
_COINS = ("BTC", "ETH", "XRP", "SOL", "ADA")
_LETTERS = {3: "H", 6: "M", 9: "U", 12: "Z"}


@dataclass(frozen=True, slots=True)
class BybitOption(OptionContract):
    """An option as this venue names it, settled in USDT."""

    @property
    def symbol(self) -> str:
        side = "C" if self.call else "P"
        return f"{self.base}-{day(self.delivery)}-{self.strike}-{side}-USDT"


def linear(now: int) -> list[Pair]:
    """Perpetuals settled in USDT, and two quarters; what is followed comes first."""
    contracts = [_perpetual(pair) for pair in PAIRS]
    dated = [
        _dated(contracts[0], end, "-" + day(end), "LinearFutures", now)
        for end in quarter_ends(now, 2)
    ]
    return [*contracts, *dated]


def inverse(now: int) -> list[Pair]:
    """Contracts of one dollar, settled in their coin."""
    contracts = [made_up_inverse(pair.base, pair.price) for pair in PAIRS if pair.base in _COINS]
    end = quarter_ends(now, 1)[0]
    quarter = datetime.fromtimestamp(end // SECOND, UTC)
    name = f"{_LETTERS[quarter.month]}{quarter:%y}"
    return [*contracts, _dated(contracts[0], end, name, "InverseFutures", now)]


def option(now: int) -> list[Pair]:
    """Options on BTC, whose underlying is traded behind the scenes."""
    found: list[Pair] = [UNDERLYING]
    for pair in pairs(now):
        if isinstance(pair, OptionContract):
            fields = {name: getattr(pair, name) for name in pair.__dataclass_fields__}
            found.append(BybitOption(**fields))
    return found


def made_up_linear(base: str, price: float) -> Contract:
    """A perpetual that no exchange has."""
    return Contract(base, price, 4, 0, 3.0, 0.06, 250.0, kind="LinearPerpetual", places=0)


def made_up_inverse(base: str, price: float) -> Contract:
    """The same, settled in its coin."""
    digits = 1 if price > 10_000 else 2 if price > 10 else 4
    return Contract(
        base, price, digits, 0, 4.0, 0.04, 2_000.0, "USD", kind="InversePerpetual", face=1, places=0
    )


def day(time: int) -> str:
    """A day as symbols have it, such as 25DEC26."""
    return datetime.fromtimestamp(time // SECOND, UTC).strftime("%-d%b%y").upper()


def _perpetual(pair: Pair) -> Contract:
    return Contract(
        pair.base,
        pair.price,
        max(1, pair.price_digits - 1),
        min(3, pair.size_digits),
        pair.pace,
        pair.wildness,
        2 * pair.order,
        kind="LinearPerpetual",
        funding_hours=_HOURS.get(pair.base, 8),
        places=0,
    )


def _dated(leader: Contract, end: int, suffix: str, kind: str, now: int) -> Contract:
    dated = replace(
        leader, suffix=suffix, kind=kind, delivery=end, pace=leader.pace / 6, follows=leader.symbol
    )
    return replace(dated, price=dated.fair(dated.price, now))
