"""How sizes that count contracts become quantities in base units."""

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from radist.derivatives import Liquidation, OffMarketTrade
from radist.errors import ExchangeError
from radist.model import (
    AggTrade,
    BlockTrade,
    BookDelta,
    BookSnapshot,
    Event,
    Instrument,
    Level,
    Quote,
    Trade,
)

Told = TypeVar("Told", bound=Event)
_DIGITS = 12
_MOST = 1e18


class Units(NamedTuple):
    """What a contract stands for, as a fraction, since 0.01 is none of binary numbers: of base
    units, or, on inverse futures, of quote units.
    """

    numerator: float
    denominator: float
    inverse: bool

    def quantity(self, contracts: float, price: float) -> float:
        """So many contracts in base units, without what binary numbers would add; of inverse
        futures at this price. Raises ExchangeError where that is beyond all measure.
        """
        worth = contracts * self.numerator / self.denominator
        if not self.inverse:
            return round(worth, _DIGITS)
        if not worth:
            return 0.0
        if worth > price * _MOST:
            raise ExchangeError(f"{contracts} contracts at a price of {price}")
        return worth / price

    def levels(self, levels: Iterable[Level]) -> list[Level]:
        """Levels that count contracts."""
        return [(price, self.quantity(contracts, price)) for price, contracts in levels]

    def counted(self, event: Told) -> Told:
        """An event whose quantities were contracts; others stay as they are."""
        match event:
            case Trade() | AggTrade() | BlockTrade() | OffMarketTrade():
                size = event.quantity
                return replace(event, quantity=self.quantity(size, event.price), contracts=size)
            case Quote():
                return replace(event, **self._sides(event))
            case BookSnapshot() | BookDelta():
                return replace(event, bids=self.levels(event.bids), asks=self.levels(event.asks))
            case Liquidation():
                return replace(event, **self._order(event))
        return event

    def _sides(self, event: Quote) -> dict[str, float]:
        bids, asks = event.bid_quantity, event.ask_quantity
        return {
            "bid_quantity": self.quantity(bids, event.bid_price),
            "ask_quantity": self.quantity(asks, event.ask_price),
            "bid_contracts": bids,
            "ask_contracts": asks,
        }

    def _order(self, event: Liquidation) -> dict[str, float | None]:
        size, filled, price = event.quantity, event.filled_quantity, event.average_price
        price = price or event.price
        return {
            "quantity": self.quantity(size, price),
            "filled_quantity": None if filled is None else self.quantity(filled, price),
            "contracts": size,
        }


def units(of: Instrument) -> Units | None:
    """How to read an instrument's sizes; None where they are in base units."""
    if of.kind == "spot" or (of.contract_size == 1.0 and not of.inverse):
        return None
    return _units(of.contract_size, of.inverse)


@cache
def _units(contract_size: float, inverse: bool) -> Units:
    size = Fraction(repr(contract_size))
    return Units(float(size.numerator), float(size.denominator), inverse)
