from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from radist.errors import ClientError
from radist.trading import money

amounts = some.decimals(
    min_value=Decimal("0.00000001"), max_value=Decimal(10) ** 15, places=money.PLACES
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("1", "1"), ("1.50", "1.5"), ("1e3", "1000"), (7, "7"), ("0.00000001", "0.00000001")],
)
def test_an_amount_is_read_as_it_is_meant(said, meant):
    assert money.text(money.amount(said, "amount")) == meant


@pytest.mark.parametrize(
    "said",
    [
        *("", " ", "x", "NaN", "sNaN", "Infinity", "-inf", "0x10", "1_000", "١٢", "1,5", "1 "),
        *("0", "-1", "-0", "1e18", "1e999999", "1e-9", "0.000000001", "9" * 65),
        *(True, None, 1.5, [], "1e99999999999999", "1\n"),
    ],
)
def test_what_is_no_amount_is_refused_and_the_field_is_named(said):
    with pytest.raises(ClientError, match=r"^amount: expected") as caught:
        money.amount(said, "amount")
    assert (caught.value.code, caught.value.reason) == (422, "invalid")


def test_a_number_without_end_is_none():
    with pytest.raises(ClientError, match="less than"):
        money.amount(10**5000, "amount")


@given(amounts)
def test_units_and_amounts_are_the_same_thing(value):
    assert money.of_units(money.units(value)) == value
    assert Decimal(money.text(value)) == value
    assert "E" not in money.text(value)


@given(amounts, amounts)
def test_a_product_is_rounded_to_the_next_unit_on_the_side_that_is_asked_for(value, by):
    by = money.ratio(by, Decimal(1000))
    exact = Fraction(value) * Fraction(by)
    below, above = (money.product(value, by, up=up) for up in (False, True))
    assert Fraction(below) <= exact <= Fraction(above)
    assert above - below == (0 if Fraction(below) == exact else money.UNIT)


@given(some.lists(amounts, min_size=1))
def test_a_sum_loses_nothing(values):
    assert Fraction(money.add(*values)) == sum(map(Fraction, values))


@given(amounts, amounts)
def test_a_price_has_eighteen_places_rounded_half_to_even(value, by):
    exact = Fraction(value) / Fraction(by)
    assert Fraction(money.ratio(value, by)) == Fraction(round(exact * 10**18), 10**18)


def test_change_is_in_percent():
    assert money.percent(Decimal("1.5"), Decimal(1)) == 50
    assert money.percent(Decimal(1), Decimal(3)) == Decimal("-66.67")
    assert money.percent(Decimal(1), Decimal(0)) == 0
