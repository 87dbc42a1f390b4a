import math
from datetime import UTC, datetime
from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.codec import KIND, decode, encode, iso
from radist.model import Level, Trade

finite = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(float, finite)
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))
events = st.sampled_from(sorted(KIND, key=str)).flatmap(st.from_type)


@given(events)
def test_every_event_is_read_as_it_was_written(event):
    assert decode(encode(event)) == event


@pytest.mark.parametrize(("kind", "word"), KIND.items())
def test_the_bytes_of_an_event_begin_with_its_type(kind, word):
    hints = get_type_hints(kind)
    values = {field.name: _sample(hints[field.name]) for field in msgspec.structs.fields(kind)}
    assert encode(kind(**values)).startswith(b'{"type":"%b","exchange":' % word.encode())


def _sample(hint):
    if get_args(hint) and isinstance(get_args(hint)[0], str):
        return get_args(hint)[0]
    return {str: "x", int: 1, float: 1.0, bool: True, list[Level]: []}.get(hint)


@given(finite)
def test_a_price_is_written_short_and_exact(price):
    event = Trade("moon", "BTC/USDT", "BTCUSDT", 1, 2, "7", price, 1.0, "buy")
    written = msgspec.json.decode(encode(event), type=dict[str, msgspec.Raw])["price"]
    assert float(bytes(written)) == price
    assert len(bytes(written)) <= len(repr(price)) + 2


def test_a_price_of_two_decimals_stays_one():
    event = Trade("moon", "BTC/USDT", "BTCUSDT", 1, 2, "7", 61250.11, 0.00001, "buy")
    assert b'"price":61250.11,"quantity":0.00001,' in encode(event)


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"\xff", b'{"type":"nosuch"}', b'{"type":"trade"}']
)
def test_bytes_that_are_no_event_are_refused(text):
    with pytest.raises(msgspec.MsgspecError):
        decode(text)


def test_a_time_is_told_in_utc_with_milliseconds():
    assert iso(1_766_664_000_000_000) == "2025-12-25T12:00:00.000Z"
    assert iso(1_766_664_000_999_999) == "2025-12-25T12:00:00.999Z"
    assert iso(0) == "1970-01-01T00:00:00.000Z"


@given(st.integers(0, 4_000_000_000_000_000))
def test_every_time_is_told_right(time):
    told = datetime.fromisoformat(iso(time))
    assert told.tzinfo == UTC
    assert math.floor(told.timestamp() * 1000 + 0.5) == time // 1000
