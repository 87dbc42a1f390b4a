"""Events of a platform: typed, exact, and told where they belong."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist import platform
from radist.errors import ClientError

MINT = "So11111111111111111111111111111111111111112"
NOW = 1_703_520_000_000_000
TRADE = {"token_mint": MINT, "trade_type": "buy", "amount": 1.5}
LEAST: dict[str, dict[str, Any]] = {
    "price_update": {"token_mint": MINT, "price": "0.000001"},
    "new_trade": TRADE,
    "token_created": {"token_mint": MINT},
    "portfolio_update": {"user_id": "alice"},
    "market_stats": {},
}


def said(kind: str, **content: Any) -> Any:
    return json.loads(platform.event(kind, content, NOW).data)


@pytest.mark.parametrize(
    ("kind", "rooms"),
    [
        ("price_update", (f"token_{MINT}", "global")),
        ("new_trade", (f"token_{MINT}", "global")),
        ("token_created", ("global",)),
        ("portfolio_update", ("user_alice",)),
        ("market_stats", ("global",)),
    ],
)
def test_each_kind_is_told_where_it_belongs(kind: str, rooms: tuple[str, ...]) -> None:
    event = platform.event(kind, LEAST[kind], NOW)
    assert (event.kind, event.rooms, event.time_received) == (kind, rooms, NOW)


def test_every_kind_is_tried_here() -> None:
    assert platform.KINDS.keys() == LEAST.keys()


def test_money_is_text_on_the_wire_and_what_is_not_known_is_null() -> None:
    assert said("new_trade", **TRADE) == {
        "type": "new_trade",
        "token_mint": MINT,
        "trade_type": "buy",
        "amount": "1.5",
        "price": None,
        "total": None,
        "user_id": None,
    }


sensible = st.decimals(allow_nan=False, allow_infinity=False, min_value="-1e30", max_value="1e30")


@given(sensible.filter(lambda amount: amount.as_tuple().exponent >= -60))
def test_money_is_exact_and_has_no_exponent(amount: Decimal) -> None:
    told = said("price_update", token_mint=MINT, price=str(amount))["price"]
    assert Decimal(told) == amount
    assert "e" not in told.lower()


@pytest.mark.parametrize(("amount", "text"), [(1e-7, "0.0000001"), (3, "3"), ("1E+3", "1000")])
def test_numbers_become_the_text_that_people_would_write(amount: object, text: str) -> None:
    assert said("new_trade", **{**TRADE, "amount": amount})["amount"] == text


def test_fields_of_ones_own_travel_as_they_are() -> None:
    told = said("new_trade", **TRADE, signature="5x", tags=["a", {"b": 1.5}])
    assert (told["signature"], told["tags"]) == ("5x", ["a", {"b": 1.5}])


def test_the_parts_of_a_portfolio_are_typed_too() -> None:
    holding = {"token_mint": MINT, "amount": 2}
    told = said("portfolio_update", user_id="alice", holdings=[holding], total_value="10.10")
    assert told["holdings"] == [{"token_mint": MINT, "amount": "2", "value": None}]
    assert told["total_value"] == "10.10"


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("new_trad", {}, "type: expected one of price_update, new_trade"),
        ("new_trade", {"token_mint": None}, r"data.token_mint: expected str, got null"),
        ("new_trade", {"token_mint": "a b"}, r"data.token_mint: expected str matching"),
        ("new_trade", {"token_mint": ""}, r"data.token_mint: expected str matching"),
        ("new_trade", {"token_mint": "x" * 129}, r"data.token_mint: expected str matching"),
        ("new_trade", {"trade_type": "hold"}, r"data.trade_type: invalid enum value 'hold'"),
        ("new_trade", {"amount": True}, r"data.amount: expected decimal, got bool"),
        ("new_trade", {"amount": "much"}, r"data.amount: invalid decimal string"),
        ("new_trade", {"amount": "NaN"}, r"data.amount: expected a number of at most 60 digits"),
        ("new_trade", {"amount": float("inf")}, r"data.amount: expected a number"),
        ("new_trade", {"amount": "1e999999999"}, r"data.amount: expected a number"),
        ("new_trade", {"amount": "1e-61"}, r"data.amount: expected a number"),
        ("new_trade", {"type": "price_update"}, r"data.type: expected new_trade, or nothing"),
        ("new_trade", {"trade_type": "\ud800"}, r"data: not to be had in UTF-8"),
        ("new_trade", {"\ud800": 1}, r"data: not to be had in UTF-8"),
        ("new_trade", {"mine": "\ud800"}, r"data: not to be had in JSON"),
        ("new_trade", {"mine": {1, 2}, "yours": object()}, r"data: not to be had in JSON"),
        ("portfolio_update", {"user_id": 7}, r"data.user_id: expected str, got int"),
        (
            "portfolio_update",
            {"holdings": [{"amount": 1}]},
            r"data.holdings\[0\].token_mint: field",
        ),
        ("market_stats", {"trades_24h": -1}, r"data.trades_24h: expected int >= 0"),
    ],
)
def test_a_wrong_event_is_one_line_that_names_the_field(
    kind: str, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(ClientError, match=words) as caught:
        platform.event(kind, LEAST.get(kind, {}) | change, NOW)
    assert (caught.value.code, caught.value.reason) == (422, "invalid")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("field", ["token_mint", "trade_type", "amount"])
def test_what_is_missing_is_named(field: str) -> None:
    content = {name: value for name, value in TRADE.items() if name != field}
    with pytest.raises(ClientError, match=rf"^data\.{field}: field required$"):
        platform.event("new_trade", content, NOW)
