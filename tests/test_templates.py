import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.errors import ClientError
from radist.templates import LONGEST, check, render

FIELDS = {"symbol": "BTC/USDT", "price": 70_001.5, "note": None}


def complaint(message: str) -> str:
    with pytest.raises(ClientError) as caught:
        render(message, FIELDS)
    assert (caught.value.code, caught.value.reason) == (422, "invalid")
    return str(caught.value)


def test_variables_have_their_values():
    assert render("{{symbol}} at {{ price }}!{{note}}", FIELDS) == "BTC/USDT at 70001.5!"


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-8, "0.00000001"), (1e22, "10000000000000000000000"), (5, "5"), (100.0, "100")],
)
def test_numbers_are_written_without_an_exponent(value, text):
    assert render("{{x}}", {"x": value}) == text


def test_a_variable_that_there_is_not_is_named():
    assert complaint("{{prise}}") == "message: there is no {{prise}}; did you mean price?"
    assert complaint("{{zzz}}") == "message: there is no {{zzz}}; there are note, price, symbol"


def test_a_variable_without_an_end_is_one():
    assert complaint("{{price") == "message: {{ without }}"


def test_a_message_has_a_limit_before_and_after():
    assert complaint("x" * (LONGEST + 1)) == "message: at most 2000 characters, not 2001"
    assert len(render("{{a}}{{a}}", {"a": "x" * LONGEST})) == LONGEST


@given(st.text())
def test_what_a_value_says_is_no_variable_and_has_no_control_characters(value):
    text = render("{{a}}", {"a": value, "b": "never"})
    assert "never" not in text or "never" in value
    assert not any(ord(one) < 32 and one != "\n" for one in text)


def test_a_message_is_checked_before_there_are_values():
    check("{{price}}", ("price",))
    with pytest.raises(ClientError):
        check("{{price}}", ("symbol",))
