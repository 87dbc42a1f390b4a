"""What an account has: money, holdings at their cost, and what open orders keep of both."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from radist.errors import ClientError
from radist.model import Instrument
from radist.trading import money
from radist.trading.orders import NOTHING, Fill, Order, Outcome, Rules, text

_MARGIN = Decimal("1.05")
"""How much dearer a buy may become on its way to the book."""


class Refused(ClientError):  # noqa: N818  # what happened, not whose mistake it is
    """An order that makes sense, and cannot be taken now."""

    def __init__(self, reason: str) -> None:
        super().__init__(409, "refused", reason)


class Position(Struct, frozen=True):
    """A holding: what there is, what it has cost, and what was earned by those sold before.

    Costs and proceeds are after fees. Of the cost each sale takes its share; the last takes what
    is left, so that nothing is lost to rounding.
    """

    quantity: Decimal = NOTHING
    cost: Decimal = NOTHING
    realised: Decimal = NOTHING

    @property
    def average_price(self) -> Decimal | None:
        """Of what is held."""
        return money.ratio(self.cost, self.quantity) if self.quantity else None

    def bought(self, quantity: Decimal, cost: Decimal) -> "Position":
        """With more of it."""
        return replace(self, quantity=self.quantity + quantity, cost=self.cost + cost)

    def sold(self, quantity: Decimal, proceeds: Decimal) -> "Position":
        """With less of it. Raises ValueError if there is not so much."""
        if quantity > self.quantity:
            raise ValueError(f"{text(self.quantity)} are held, not {text(quantity)}")
        if quantity == self.quantity:
            return Position(realised=self.realised + proceeds - self.cost)
        share = money.up(money.WIDE.divide(money.WIDE.multiply(self.cost, quantity), self.quantity))
        earned = self.realised + proceeds - share
        return Position(self.quantity - quantity, self.cost - share, earned)

    def filled(self, fill: Fill) -> "Position":
        """As a fill leaves it."""
        if fill.side == "buy":
            return self.bought(fill.quantity, fill.paid + fill.fee)
        return self.sold(fill.quantity, fill.paid - fill.fee)


def held(order: Order) -> Decimal:
    """What an order keeps for itself: money if it buys, of the holding if it sells."""
    if order.is_over:
        return NOTHING
    if order.side == "buy":
        assert order.budget is not None
        return order.budget - order.spent
    assert order.quantity is not None
    return order.quantity - order.filled


def admitted(
    order: Order, rules: Rules, expected: Decimal | None, cash: Decimal, holding: Decimal
) -> Order:
    """The order with its budget, if the account can pay for it.

    `expected` is what it would cost now before fees (None where its limit says it), `cash` and
    `holding` what no other order keeps. Raises Refused.
    """
    if order.side == "sell":
        assert order.quantity is not None
        if order.quantity > holding:
            raise Refused(f"there are {text(holding)} to sell, not {text(order.quantity)}")
        return order
    least, most = needed(order, rules, expected)
    if least > cash:
        raise Refused(f"it takes {text(least)} {order.fee_currency}, and there are {text(cash)}")
    return replace(order, budget=min(most, cash))


def needed(order: Order, rules: Rules, expected: Decimal | None) -> tuple[Decimal, Decimal]:
    """What must be there for a buy, and what is kept for it."""
    if order.quantity is None:
        assert order.budget is not None
        return order.budget, order.budget
    fee = max(rules.maker_fee, rules.taker_fee)
    if order.price is not None:
        value = money.WIDE.multiply(order.price, order.quantity)
        needed = money.up(value) + money.up(money.WIDE.multiply(value, fee))
        return needed, needed
    value = expected or NOTHING
    if order.stop_price is not None:
        value = max(value, money.WIDE.multiply(order.stop_price, order.quantity))
    most = money.WIDE.multiply(value, _MARGIN)
    least = money.up(value) + money.up(money.WIDE.multiply(value, fee))
    return least, money.up(most) + money.up(money.WIDE.multiply(most, fee))


Mark = Callable[[str, str], Decimal | None]
"""What one unit of an instrument (exchange, symbol) is worth."""


class Account:
    """An account in memory, for backtests: the same arithmetic as on the paper desk."""

    def __init__(self, cash: Decimal, currency: str = "USDT") -> None:
        self.currency = currency
        self.cash = cash
        self.fees = NOTHING
        self.positions: dict[tuple[str, str], Position] = {}
        self.orders: dict[str, Order] = {}
        """Those that are not over."""

    def position(self, exchange: str, symbol: str) -> Position:
        """What is held of an instrument."""
        return self.positions.get((exchange, symbol), Position())

    @property
    def available(self) -> Decimal:
        """Money that no order keeps."""
        return self.cash - sum(map(held, self._open("buy")), NOTHING)

    def free(self, exchange: str, symbol: str) -> Decimal:
        """What of a holding no order keeps."""
        kept = (held(o) for o in self._open("sell") if (o.exchange, o.symbol) == (exchange, symbol))
        return self.position(exchange, symbol).quantity - sum(kept, NOTHING)

    def _open(self, side: str) -> Iterable[Order]:
        return (order for order in self.orders.values() if order.side == side)

    def admit(
        self, order: Order, instrument: Instrument, rules: Rules, expected: Decimal | None = None
    ) -> Order:
        """The order with its budget, as `admitted`. Raises Refused."""
        if currency(instrument) != self.currency:
            wanted = currency(instrument)
            raise Refused(
                f"{order.symbol} is paid in {wanted}, and this account has {self.currency}"
            )
        free = self.free(order.exchange, order.symbol)
        order = replace(order, fee_currency=self.currency)
        return admitted(order, rules, expected, self.available, free)

    def apply(self, outcome: Outcome) -> None:
        """Take in what has become of an order."""
        order, fill = outcome.order, outcome.fill
        if order.is_over:
            self.orders.pop(order.id, None)
        else:
            self.orders[order.id] = order
        if fill is None:
            return
        place = (fill.exchange, fill.symbol)
        self.positions[place] = self.position(*place).filled(fill)
        self.cash += fill.paid - fill.fee if fill.side == "sell" else -(fill.paid + fill.fee)
        self.fees += fill.fee

    @property
    def realised(self) -> Decimal:
        """What was earned by what is sold, after fees."""
        return sum((p.realised for p in self.positions.values()), NOTHING)

    def unrealised(self, mark: Mark) -> Decimal:
        """What selling everything at its mark would earn, before fees."""
        return self.equity(mark) - self.cash - sum(p.cost for p in self.positions.values())

    def equity(self, mark: Mark) -> Decimal:
        """Money, and holdings at their marks; at their cost where there is no mark."""
        return self.cash + sum(
            (worth(position, mark(*place)) for place, position in self.positions.items()), NOTHING
        )


def worth(position: Position, mark: Decimal | None) -> Decimal:
    """What a holding is worth."""
    if mark is None:
        return position.cost
    return money.down(money.WIDE.multiply(position.quantity, mark))


def currency(instrument: Instrument) -> str:
    """What an instrument is paid in."""
    return instrument.settle or instrument.quote
