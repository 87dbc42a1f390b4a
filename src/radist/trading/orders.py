"""Words of the paper desk: an order, what fills it, and the rules by which that happens.

Money and quantities are exact decimals. Amounts of money are whole units (`money.UNIT`), rounded
against whoever trades; `value` and `owed` of an order are exact sums, so that it is rounded once
per order, however many fills it has.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal

from msgspec import Struct

from radist import codec
from radist.model import Side
from radist.trading import money
from radist.trading_settings import Paper

OrderType = Literal["market", "limit", "stop"]
State = Literal["pending", "open", "partially_filled", "filled", "cancelled", "rejected"]
Liquidity = Literal["maker", "taker"]
OVER = frozenset({"filled", "cancelled", "rejected"})
"""States in which nothing more will happen."""

NOTHING = Decimal(0)
_PERCENT = Decimal("1e-6")


class Rules(Struct, frozen=True):
    """How the desk plays the market. Fees are shares of what is traded."""

    latency_ms: int = 50
    """From the desk to the book, of orders and of their cancelling."""
    maker_fee: Decimal = Decimal("0.001")
    taker_fee: Decimal = Decimal("0.001")
    stale_ms: int = 10_000
    """How old the newest word about a book may be, and how long an order waits for the next."""

    @classmethod
    def of(cls, settings: Paper) -> "Rules":
        """As they are configured."""
        fees = (Decimal(settings.maker_fee), Decimal(settings.taker_fee))
        return cls(settings.latency_ms, *fees, settings.stale_ms)

    @property
    def latency(self) -> int:
        """In microseconds."""
        return self.latency_ms * 1000

    @property
    def stale(self) -> int:
        """In microseconds."""
        return self.stale_ms * 1000

    def fee(self, liquidity: Liquidity) -> Decimal:
        """The share that is due."""
        return self.maker_fee if liquidity == "maker" else self.taker_fee


class Order(Struct, frozen=True, kw_only=True, gc=False):
    """What somebody wants, and what has become of it. Times are in microseconds."""

    id: str
    exchange: str
    symbol: str
    native: str
    side: Side
    type: OrderType
    quantity: Decimal | None = None
    """None while a market order buys for an amount and is not done."""
    budget: Decimal | None = None
    """What a buy may cost at most, fees included."""
    price: Decimal | None = None
    stop_price: Decimal | None = None
    owner: str = ""
    run: int = 0
    """Of the owner's account: a reset begins another."""
    client_order_id: str = ""
    fee_currency: str = ""
    state: State = "pending"
    filled: Decimal = NOTHING
    value: Decimal = NOTHING
    """Of what is filled, before fees: exact."""
    owed: Decimal = NOTHING
    """Fees, exact."""
    fills: int = 0
    mid: Decimal | None = None
    """Between best bid and best ask when it met the book."""
    reason: str = ""
    """Why it is over, or what stands in its way."""
    created: int = 0
    updated: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in OVER

    @property
    def paid(self) -> Decimal:
        """What was paid, or got, for what is filled, before fees."""
        return money.up(self.value) if self.side == "buy" else money.down(self.value)

    @property
    def fee(self) -> Decimal:
        """What the fills cost."""
        return money.up(self.owed)

    @property
    def spent(self) -> Decimal:
        """What a buy has taken from the account."""
        return self.paid + self.fee

    @property
    def average_price(self) -> Decimal | None:
        """Of what is filled."""
        return money.ratio(self.value, self.filled) if self.filled else None

    @property
    def slippage(self) -> Decimal | None:
        """How much worse than the mid at arrival it was filled, in percent; below 0 is better."""
        average = self.average_price
        return None if average is None else slippage(self.side, average, self.mid)


class Fill(Struct, frozen=True, kw_only=True, gc=False):
    """A part of an order that was executed."""

    id: str
    order: str
    exchange: str
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    paid: Decimal
    """What moved for it, before the fee."""
    fee: Decimal
    fee_currency: str
    liquidity: Liquidity
    mid: Decimal | None
    time: int

    @property
    def slippage(self) -> Decimal | None:
        """As of an order."""
        return slippage(self.side, self.price, self.mid)


class Outcome(Struct, frozen=True, gc=False):
    """The order as it is now, and the fill that made it so."""

    order: Order
    fill: Fill | None = None


def slippage(side: Side, price: Decimal, mid: Decimal | None) -> Decimal | None:
    """How much worse than the mid a price is, in percent."""
    if not mid:
        return None
    worse = price - mid if side == "buy" else mid - price
    return money.WIDE.divide(worse * 100, mid).quantize(_PERCENT, ROUND_HALF_EVEN, money.WIDE)


def asset(exchange: str, symbol: str) -> str:
    """What the ledger calls a holding: what was bought at one exchange is not sold at another."""
    return f"{exchange}:{symbol}"


def text(amount: Decimal | None) -> str | None:
    """As it is told; None is what is not known."""
    return None if amount is None else money.text(amount)


def told(order: Order) -> dict[str, Any]:
    """An order for whoever asks."""
    return {
        "id": order.id,
        "client_order_id": order.client_order_id or None,
        "exchange": order.exchange,
        "symbol": order.symbol,
        "native": order.native,
        "side": order.side,
        "type": order.type,
        "quantity": text(order.quantity),
        "quote": text(order.budget) if order.quantity is None else None,
        "price": text(order.price),
        "stop_price": text(order.stop_price),
        "state": order.state,
        "filled": text(order.filled),
        "average_price": text(order.average_price),
        "fee": text(order.fee),
        "fee_currency": order.fee_currency,
        "slippage": text(order.slippage),
        "reason": order.reason,
        "created": codec.iso(order.created),
        "updated": codec.iso(order.updated),
    }


def told_fill(fill: Fill) -> dict[str, Any]:
    """A fill for whoever asks."""
    return {
        "id": fill.id,
        "order": fill.order,
        "exchange": fill.exchange,
        "symbol": fill.symbol,
        "side": fill.side,
        "price": text(fill.price),
        "quantity": text(fill.quantity),
        "fee": text(fill.fee),
        "fee_currency": fill.fee_currency,
        "liquidity": fill.liquidity,
        "slippage": text(fill.slippage),
        "mid": text(fill.mid),
        "time": codec.iso(fill.time),
    }
