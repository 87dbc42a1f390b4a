"""What may stand on the ticket of an order."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from radist.errors import ClientError
from radist.trading.tickets import Ticket, check_value, order_of
from trading.desk import INSTRUMENT


def order(instrument: Any = INSTRUMENT, **fields: Any) -> Any:
    ticket = Ticket(**{"side": "buy", "type": "market", **fields})
    return order_of(ticket, instrument, id="o_1", exchange="there", created=5)


def test_a_ticket_makes_an_order_of_the_instrument() -> None:
    made = order(
        type="limit", quantity=Decimal("1.25"), price=Decimal("99.9"), client_order_id="mine"
    )
    assert (made.symbol, made.native, made.fee_currency) == ("A/B", "AB", "B")
    assert (made.quantity, made.price, made.state) == (Decimal("1.25"), Decimal("99.9"), "pending")
    assert (made.created, made.updated, made.client_order_id) == (5, 5, "mine")


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "quantity: expected either this or quote"),
        ({"quantity": Decimal(1), "quote": Decimal(1)}, "quantity: expected either this or quote"),
        ({"quote": Decimal(1), "side": "sell"}, "quote: only a market order that buys has one"),
        (
            {"quote": Decimal(1), "type": "limit", "price": Decimal(9)},
            "quote: only a market order that",
        ),
        ({"quantity": Decimal(1), "type": "limit"}, "price: a limit order needs one"),
        ({"quantity": Decimal(1), "price": Decimal(9)}, "price: a market order has none"),
        ({"quantity": Decimal(1), "type": "stop"}, "stop_price: a stop order needs one"),
        (
            {"quantity": Decimal(1), "type": "stop", "stop_price": Decimal(9), "price": Decimal(9)},
            "price: a stop order has none",
        ),
        ({"quantity": Decimal("1.001")}, "quantity: 1.001 is no multiple of 0.01"),
        (
            {"quantity": Decimal(1), "type": "limit", "price": Decimal("9.95")},
            "price: 9.95 is no multiple of 0.1",
        ),
        (
            {"quantity": Decimal(1), "type": "stop", "stop_price": Decimal("9.95")},
            "stop_price: 9.95 is no multiple of 0.1",
        ),
        ({"quantity": Decimal(0)}, "quantity: expected a number above 0"),
        ({"quantity": Decimal(-1)}, "quantity: expected a number above 0"),
        ({"quantity": Decimal("NaN")}, "quantity: expected a decimal"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(fields: Any, complaint: str) -> None:
    with pytest.raises(ClientError) as caught:
        order(**fields)
    assert (caught.value.code, caught.value.reason) == (422, "invalid")
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"kind": "perpetual", "settle": "A"}, "settled in its own coin"),
        ({"kind": "option", "settle": "B"}, "of the kind option"),
        ({"kind": "future", "settle": "B"}, "of the kind future"),
        ({"kind": "index"}, "of the kind index"),
        ({"active": False}, "not traded now"),
    ],
)
def test_what_is_not_traded_on_paper_is_refused(fields: Any, complaint: str) -> None:
    with pytest.raises(ClientError) as caught:
        order(replace(INSTRUMENT, **fields), quantity=Decimal(1))
    assert (caught.value.code, caught.value.reason) == (409, "refused")
    assert complaint in str(caught.value)


def test_a_linear_perpetual_is_paid_in_what_settles_it() -> None:
    contract = replace(INSTRUMENT, symbol="A/C:B", quote="C", kind="perpetual", settle="B")
    assert order(contract, quantity=Decimal(1)).fee_currency == "B"


def test_an_order_is_worth_what_the_exchange_takes_at_least() -> None:
    instrument = replace(INSTRUMENT, least_value=5.0)
    check_value(Decimal(5), instrument)
    check_value(Decimal("0.1"), INSTRUMENT)
    with pytest.raises(ClientError) as caught:
        check_value(Decimal("4.99"), instrument)
    assert str(caught.value) == "quantity: an order of A/B is worth 5 B or more, not 4.99"
