from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.simulator.pairs import PAIRS, decimal


@given(st.integers(-(10**15), 10**15), st.integers(0, 8))
def test_a_whole_number_of_units_is_written_exactly_with_eight_decimals(number, digits):
    text = decimal(number, digits)
    assert Decimal(text) == Decimal(number).scaleb(-digits)
    assert len(text.partition(".")[2]) == 8


def test_there_are_twenty_pairs_all_against_the_dollar():
    assert len({pair.symbol for pair in PAIRS}) == 20
    assert all(pair.symbol.endswith("USDT") for pair in PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.symbol)
def test_worth_fits_into_eight_decimals(pair):
    assert pair.price_digits + pair.size_digits <= 8
    assert pair.price_text(pair.start) == f"{pair.price:.8f}"
