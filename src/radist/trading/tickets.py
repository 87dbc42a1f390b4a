"""What somebody writes on the ticket of an order, and the order that it makes."""

from decimal import Decimal
from typing import Any

from msgspec import Struct

from radist.errors import ClientError
from radist.model import Instrument, Side
from radist.trading import money
from radist.trading.account import Refused, currency
from radist.trading.orders import NOTHING, Order, OrderType, text


class Ticket(Struct, frozen=True, kw_only=True):
    """An order as it is asked for."""

    side: Side
    type: OrderType
    quantity: Decimal | None = None
    quote: Decimal | None = None
    """In place of a quantity, of a market buy: what it may cost, the fee included."""
    price: Decimal | None = None
    stop_price: Decimal | None = None
    client_order_id: str = ""


class Wanted(Struct, frozen=True):
    """Whose order, of what, and as what it was asked for."""

    owner: str
    exchange: str
    symbol: str
    ticket: Ticket


def order_of(ticket: Ticket, instrument: Instrument, **named: Any) -> Order:
    """The order of a ticket; `named` are its other fields: id, exchange, owner, created.

    Raises ClientError(422) naming the field, and Refused for what is not traded on paper.
    """
    _check_kind(instrument)
    _check_fields(ticket)
    _check_steps(ticket, instrument)
    return Order(
        symbol=instrument.symbol,
        native=instrument.native,
        side=ticket.side,
        type=ticket.type,
        quantity=ticket.quantity,
        budget=ticket.quote,
        price=ticket.price,
        stop_price=ticket.stop_price,
        client_order_id=ticket.client_order_id,
        fee_currency=currency(instrument),
        updated=named["created"],
        **named,
    )


def _check_kind(instrument: Instrument) -> None:
    symbol = instrument.symbol
    if instrument.inverse:
        raise Refused(
            f"{symbol} is settled in its own coin: such contracts are not traded on paper"
        )
    if instrument.kind not in ("spot", "perpetual"):
        raise Refused(f"{symbol} is of the kind {instrument.kind}: not traded on paper")
    if not instrument.active:
        raise Refused(f"{symbol} is not traded now")


def _check_fields(ticket: Ticket) -> None:
    wanted = {"limit": "price", "stop": "stop_price"}.get(ticket.type)
    for field in ("price", "stop_price"):
        if field == wanted and getattr(ticket, field) is None:
            raise _invalid(field, f"a {ticket.type} order needs one")
        if field != wanted and getattr(ticket, field) is not None:
            raise _invalid(field, f"a {ticket.type} order has none")
    by_quote = ticket.quote is not None
    if by_quote and (ticket.type, ticket.side) != ("market", "buy"):
        raise _invalid("quote", "only a market order that buys has one")
    if by_quote == (ticket.quantity is not None):
        raise _invalid("quantity", "expected either this or quote")
    for field in ("quantity", "quote", "price", "stop_price"):
        if getattr(ticket, field) is not None:
            money.amount(getattr(ticket, field), field)


def _check_steps(ticket: Ticket, instrument: Instrument) -> None:
    for field, step in (
        ("quantity", instrument.quantity_step),
        ("price", instrument.price_step),
        ("stop_price", instrument.price_step),
    ):
        value: Decimal | None = getattr(ticket, field)
        if value and step and money.WIDE.remainder(value, money.decimal(step)):
            raise _invalid(field, f"{text(value)} is no multiple of {text(money.decimal(step))}")


def check_value(value: Decimal, instrument: Instrument) -> None:
    """Raises ClientError(422) if an order is worth less than the exchange takes."""
    least = money.decimal(instrument.least_value) if instrument.least_value else NOTHING
    if value < least:
        paid_in = currency(instrument)
        message = f"an order of {instrument.symbol} is worth {text(least)} {paid_in} or more"
        raise _invalid("quantity", f"{message}, not {text(value)}")


def _invalid(field: str, message: str) -> ClientError:
    return ClientError(422, "invalid", f"{field}: {message}")
