"""What is answered about orders on paper, field by field. Amounts are decimals as text."""

from typing import Any, Literal

from msgspec import Struct

from radist.hub.answers import Time
from radist.model import Side
from radist.trading.orders import Liquidity, OrderType, State

Amount = str


class DeskRules(Struct):
    """How the desk plays the market. Fees are shares of the value."""

    paper: bool
    latency_ms: int
    maker_fee: Amount
    taker_fee: Amount
    stale_ms: int
    kinds: list[Literal["spot", "perpetual"]]
    short: bool


class PaperOrder(Struct):
    """An order. `quantity` is null while a buy for an amount, `quote`, is not done; `slippage` is
    in percent; `reason` says why it is over, or what stands in its way.
    """

    id: str
    client_order_id: str | None
    exchange: str
    symbol: str
    native: str
    side: Side
    type: OrderType
    quantity: Amount | None
    quote: Amount | None
    price: Amount | None
    stop_price: Amount | None
    state: State
    filled: Amount
    average_price: Amount | None
    fee: Amount
    fee_currency: str
    slippage: Amount | None
    reason: str
    created: Time
    updated: Time


class PaperOrders(Struct):
    """Newest first; `next` is the `before` of the page that follows."""

    orders: list[PaperOrder]
    next: str | None


class PaperFill(Struct):
    """A part of an order that was filled; `mid` is that of when the order met the book."""

    id: str
    order: str
    exchange: str
    symbol: str
    side: Side
    price: Amount
    quantity: Amount
    fee: Amount
    fee_currency: str
    liquidity: Liquidity
    slippage: Amount | None
    mid: Amount | None
    time: Time


class PaperFills(Struct):
    """Newest first; `next` is the `before` of the page that follows."""

    fills: list[PaperFill]
    next: str | None


class OrderPreview(Struct):
    """What an order would get now: `quote` is its value, `held` the money kept for the part that
    would wait in the book, `balance_after` the money at hand then.
    `refused` says why it would not be taken; it is empty where it would.
    """

    price: Amount | None
    quantity: Amount
    quote: Amount
    fee: Amount
    held: Amount
    slippage: Amount | None
    mid: Amount | None
    levels: int
    balance_after: Amount
    refused: str


class Cleared(Struct):
    """How many orders were cancelled."""

    cancelled: int


_PATH = "/api/v1/trading"
ANSWERS: dict[tuple[str, str], Any] = {
    ("get", f"{_PATH}/rules"): DeskRules,
    ("post", f"{_PATH}/preview"): OrderPreview,
    ("get", f"{_PATH}/orders"): PaperOrders,
    ("post", f"{_PATH}/orders"): PaperOrder,
    ("delete", f"{_PATH}/orders"): Cleared,
    ("get", f"{_PATH}/orders/{{order}}"): PaperOrder,
    ("delete", f"{_PATH}/orders/{{order}}"): PaperOrder,
    ("get", f"{_PATH}/fills"): PaperFills,
}
CREATED = frozenset({("post", f"{_PATH}/orders")})
REPEATED = CREATED
"""What is answered with 200 where it was there before."""
