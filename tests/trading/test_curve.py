"""The curve beside the same mathematics in fractions, which know no rounding."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as some

from radist.errors import ClientError
from radist.trading import money
from radist.trading.curve import Curve

FRESH = Curve(Decimal(5000), Decimal(73_000_000), 10_000, Decimal(0), Decimal(10**9))
UNIT = 10**8


def figure(number: int) -> Decimal:
    return Decimal(number).scaleb(-8)


curves = some.builds(
    Curve,
    some.integers(1, 10**14).map(figure),
    some.integers(0, 10**16).map(figure),
    some.integers(0, 999_999),
    some.integers(0, 10**15).map(figure),
    some.integers(1, 10**17).map(figure),
)
amounts = some.integers(1, 10**17).map(figure)


def reserves(curve: Curve) -> tuple[Fraction, Fraction]:
    return (
        Fraction(curve.virtual_quote) + Fraction(curve.quote),
        Fraction(curve.virtual_tokens) + Fraction(curve.tokens),
    )


def up(value: Fraction) -> Fraction:
    return Fraction(ceil(value * UNIT), UNIT)


def down(value: Fraction) -> Fraction:
    return Fraction(floor(value * UNIT), UNIT)


@given(curves, amounts)
def test_buying_tokens_costs_the_exact_price_rounded_up(curve, tokens):
    quote, reserve = reserves(curve)
    if tokens > curve.tokens or Fraction(tokens) >= reserve:
        with pytest.raises(ClientError, match="amount: ") as caught:
            curve.buy(tokens)
        assert caught.value.reason == "sold_out"
        return
    swap = curve.buy(tokens)
    exact = quote * Fraction(tokens) / (reserve - Fraction(tokens))
    assert (swap.tokens, Fraction(swap.quote)) == (tokens, up(exact))
    assert Fraction(swap.fee) == up(Fraction(swap.quote) * curve.fee / 10**6)
    assert swap.total == swap.quote + swap.fee


@given(curves, amounts)
def test_money_buys_the_most_tokens_that_it_pays_for_with_the_fee(curve, total):
    quote, reserve = reserves(curve)
    try:
        swap = curve.buy_for(total)
    except ClientError as error:
        spent = down(Fraction(total) / (1 + Fraction(curve.fee, 10**6)))
        bought = down(reserve * spent / (quote + spent))
        assert (bought == 0) if error.code == 422 else bought > Fraction(curve.tokens)
        return
    rate = Fraction(curve.fee, 10**6)
    assert swap.total <= total
    more = Fraction(swap.quote) + Fraction(1, UNIT)
    assert more + up(more * rate) > Fraction(total)
    assert Fraction(swap.tokens) == down(
        reserve * Fraction(swap.quote) / (quote + Fraction(swap.quote))
    )


@given(curves, amounts)
def test_selling_tokens_pays_the_exact_price_rounded_down(curve, tokens):
    quote, reserve = reserves(curve)
    exact = down(quote * Fraction(tokens) / (reserve + Fraction(tokens)))
    fee = up(exact * curve.fee / 10**6)
    if exact - fee <= 0:
        with pytest.raises(ClientError, match="nothing is paid"):
            curve.sell(tokens)
        return
    swap = curve.sell(tokens)
    assert (Fraction(swap.quote), Fraction(swap.fee)) == (exact, fee)
    assert swap.total == swap.quote - swap.fee


@given(curves, some.lists(some.tuples(some.sampled_from("abs"), amounts), max_size=20))
def test_the_product_never_falls_and_the_reserve_is_never_short(curve, wishes):
    curve = Curve(*(curve.virtual_quote, curve.virtual_tokens, curve.fee, Decimal(0), curve.tokens))
    first, out = curve, Decimal(0)
    for how, amount in wishes:
        quote, reserve = reserves(curve)
        try:
            if how == "s":
                if not out:
                    continue
                swap = curve.sell(min(amount, out))
            else:
                swap = curve.buy(amount) if how == "a" else curve.buy_for(amount)
        except ClientError:
            continue
        curve = curve.after(swap)
        out += swap.tokens if swap.side == "buy" else -swap.tokens
        after = reserves(curve)
        assert after[0] * after[1] >= quote * reserve
        assert curve.quote >= 0
        assert curve.tokens + out == first.tokens


def test_the_price_rises_with_what_is_bought_and_what_comes_back_is_less():
    assert FRESH.price == money.ratio(Decimal(5000), Decimal(1_073_000_000))
    bought = FRESH.buy_for(Decimal(100))
    after = FRESH.after(bought)
    assert after.price > bought.price > FRESH.price
    sold = after.sell(bought.tokens)
    assert sold.total < Decimal(100) - bought.fee
    assert after.after(sold).price >= FRESH.price


def test_what_is_not_there_is_not_sold():
    with pytest.raises(ClientError, match="1000000000 tokens are left to buy"):
        FRESH.buy(Decimal(10**9) + money.UNIT)
    with pytest.raises(ClientError, match="quote: 1000000000 tokens are left"):
        FRESH.buy_for(Decimal(10**12))
    with pytest.raises(ClientError, match=r"quote: 0\.00000001 buys nothing"):
        FRESH.after(FRESH.buy(Decimal("1e9"))).buy_for(money.UNIT)
    bare = Curve(Decimal(5000), Decimal(0), 0, Decimal(0), Decimal(100))
    with pytest.raises(ClientError, match="the last token cannot be bought"):
        bare.buy(Decimal(100))
