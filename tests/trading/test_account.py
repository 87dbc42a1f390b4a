"""What an account in memory has, and what its orders keep."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from radist.trading.account import Account, Position, Refused
from radist.trading.orders import Fill, Outcome
from trading.desk import INSTRUMENT, RULES, order


def fill(side: Any, quantity: str, paid: str, fee: str = "0") -> Fill:
    place = {"exchange": "there", "symbol": "A/B", "fee_currency": "B"}
    amounts: dict[str, Any] = {
        "quantity": Decimal(quantity),
        "paid": Decimal(paid),
        "fee": Decimal(fee),
    }
    rest: dict[str, Any] = {"liquidity": "taker", "mid": None, "time": 1}
    return Fill(id="f_1", order="o_1", side=side, price=Decimal(1), **place, **amounts, **rest)


def test_the_average_price_has_the_fees_in_it() -> None:
    position = Position().filled(fill("buy", "2", "200", "0.2")).filled(fill("buy", "1", "130"))
    assert position.cost == Decimal("330.2")
    assert position.average_price == Decimal("110.066666666666666667")


def test_a_sale_takes_its_share_of_the_cost_and_the_last_one_the_rest() -> None:
    position = Position(Decimal(3), Decimal(100)).filled(fill("sell", "1", "40", "1"))
    assert position == Position(Decimal(2), Decimal("66.66666666"), Decimal("5.66666666"))
    position = position.filled(fill("sell", "2", "80"))
    assert position == Position(
        Decimal(0), Decimal(0), Decimal("5.66666666") + 80 - Decimal("66.66666666")
    )
    assert position.average_price is None


def test_nobody_sells_more_than_there_is() -> None:
    with pytest.raises(ValueError, match="1 are held, not 2"):
        Position(Decimal(1), Decimal(1)).sold(Decimal(2), Decimal(2))


def test_a_buy_keeps_what_it_may_cost_until_it_is_over() -> None:
    account = Account(Decimal(1000), "B")
    wanted = account.admit(order(quantity="2", price="100"), INSTRUMENT, RULES)
    assert wanted.budget == Decimal("200.4")
    account.apply(Outcome(wanted))
    assert account.available == Decimal("799.6")
    part = replace(
        wanted, filled=Decimal(1), value=Decimal(99), owed=Decimal("0.1"), state="partially_filled"
    )
    account.apply(Outcome(part, fill("buy", "1", "99", "0.1")))
    assert (account.cash, account.available) == (Decimal("900.9"), Decimal("799.6"))
    account.apply(Outcome(replace(part, state="cancelled")))
    assert account.available == account.cash
    assert account.fees == Decimal("0.1")


def test_a_market_buy_keeps_a_little_more_than_it_would_cost_now() -> None:
    account = Account(Decimal(1000), "B")
    assert account.admit(order(), INSTRUMENT, RULES, Decimal(100)).budget == Decimal("105.21")
    assert account.admit(order(), INSTRUMENT, RULES, Decimal(990)).budget == Decimal(1000)
    with pytest.raises(Refused, match="it takes 1002 B, and there are 1000"):
        account.admit(order(), INSTRUMENT, RULES, Decimal(1000))
    assert account.admit(order(stop_price="200"), INSTRUMENT, RULES).budget == Decimal("210.42")
    low = order(stop_price="50")  # far below the market: it is triggered at once
    assert account.admit(low, INSTRUMENT, RULES, Decimal(100)).budget == Decimal("105.21")
    quote = order(quantity=None, budget="1000.01")
    with pytest.raises(Refused, match=r"it takes 1000\.01 B"):
        account.admit(quote, INSTRUMENT, RULES)


def test_a_sell_keeps_what_it_sells() -> None:
    account = Account(Decimal(1000), "B")
    account.positions["there", "A/B"] = Position(Decimal(3), Decimal(300))
    account.apply(Outcome(account.admit(order("sell", "2", price="100"), INSTRUMENT, RULES)))
    assert account.free("there", "A/B") == 1
    assert account.free("elsewhere", "A/B") == 0
    with pytest.raises(Refused, match="there are 1 to sell, not 2"):
        account.admit(order("sell", "2", price="100"), INSTRUMENT, RULES)


def test_an_account_buys_nothing_in_a_currency_that_it_does_not_have() -> None:
    with pytest.raises(Refused, match="A/B is paid in B, and this account has USDT"):
        Account(Decimal(1000)).admit(order(), INSTRUMENT, RULES, Decimal(1))


def test_what_is_held_is_worth_its_mark_or_else_its_cost() -> None:
    account = Account(Decimal(1000), "B")
    account.positions["there", "A/B"] = Position(Decimal(3), Decimal(300), Decimal(5))
    assert account.equity(lambda *_: Decimal(110)) == 1330
    assert account.unrealised(lambda *_: Decimal(110)) == 30
    assert account.equity(lambda *_: None) == 1300
    assert account.realised == 5
