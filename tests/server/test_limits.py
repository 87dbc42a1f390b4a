import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radist.config import Limits
from radist.errors import ClientError, ConfigError
from radist.server.limits import BURST, Allowance, Bucket, Callers, Proxies, place, shape_fault


@given(st.lists(st.floats(0, 2), max_size=200), st.floats(0.5, 50))
def test_no_more_is_taken_than_the_rate_and_one_burst(waits, rate):
    bucket, now, taken = Bucket(rate, 0.0), 0.0, 0
    for wait in waits:
        now += wait
        taken += bucket.take(1, now)
    assert taken <= rate * (now + BURST) + 1e-6


def test_a_bucket_fills_again():
    bucket = Bucket(1.0, 0.0)
    assert bucket.take(BURST, 0.0)
    assert not bucket.take(1, 0.5)
    assert bucket.take(1, 1.0)


def test_a_bucket_says_how_long_to_wait():
    bucket = Bucket(2.0, 0.0)
    assert bucket.take(2 * BURST, 0.0) and not bucket.take(1, 0.0)
    assert bucket.wait(1) == 0.5
    assert not bucket.take(1, 0.49) and bucket.take(1, 0.51)


def refused(callers: Callers, name: str, now: float, rooms: int = 0) -> float | None:
    """After how long to come again, if it is refused."""
    try:
        callers.enter(name, rooms, now) if rooms else callers.ask(name, now)
    except ClientError as problem:
        assert problem.code == 429
        return problem.retry_after
    return None


def test_each_address_and_user_asks_so_often_and_makes_so_many_rooms_come():
    callers = Callers(Limits(requests=0.2, subscriptions=0.3))
    assert [refused(callers, "a", 0.0) for _ in range(3)] == [None, None, 5.0]
    assert refused(callers, "b", 0.0) is None
    assert refused(callers, "a", 5.1) is None
    assert [refused(callers, "b", 0.0, rooms=3) for _ in range(2)] == [None, 10.0]
    assert not any(refused(callers, "", 0.0) for _ in range(99))


def test_whoever_has_not_asked_for_longest_is_forgotten_first():
    callers = Callers(Limits(requests=0.1), most=2)
    assert [refused(callers, name, 0.0) for name in "aba"] == [None, None, 10.0]
    assert refused(callers, "c", 0.0) is None
    assert refused(callers, "a", 0.0) == 10.0
    assert refused(callers, "b", 0.0) is None


def reason(allowance: Allowance, size: int, now: float) -> str:
    try:
        allowance.check_message(size, now)
    except ClientError as problem:
        return problem.reason
    return ""


def test_messages_bytes_and_rooms_are_counted_each():
    allowance = Allowance(Limits(messages=1, bytes=100, subscriptions=2), 0.0)
    assert reason(allowance, 1000, 0.0) == ""
    assert reason(allowance, 1, 0.0) == "too_many_bytes"
    for _ in range(8):
        assert reason(allowance, 0, 0.0) == ""
    assert reason(allowance, 0, 0.0) == "too_many_messages"
    allowance.check_subscriptions(20, 0.0)
    with pytest.raises(ClientError) as caught:
        allowance.check_subscriptions(1, 0.0)
    assert caught.value.reason == "too_many_subscriptions"


def test_a_flood_is_what_goes_on_after_a_hundred_warnings():
    allowance = Allowance(Limits(), 0.0)
    assert [allowance.is_flood(0.0) for _ in range(101)] == [False] * 100 + [True]
    assert not any(allowance.is_flood(float(second)) for second in range(1, 50))


LIMITS = Limits(depth=4, keys=16)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[[[[]]]]",
        b'{"a":{"b":{"c":{}}}}',
        b'"' + b"[" * 100 + b'"',
        rb'"\"' + b"[" * 100 + b'"',
        json.dumps({"a": ":" * 100}).encode(),
        b"[]" * 100,
        b'["a:b"]' * 100,
    ],
)
def test_shapes_within_the_limits_pass(text):
    assert shape_fault(text, LIMITS) == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"[[[[[", "deep"),
        (b"[" * 60_000, "deep"),
        (b'{"a":' * 10_000, "deep"),
        (rb'{"a\\":[[[[', "deep"),
        (json.dumps(dict.fromkeys(map(str, range(17)), 1)).encode(), "keys"),
    ],
)
def test_shapes_beyond_them_do_not(text, fault):
    assert fault in shape_fault(text, LIMITS)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_depth_is_what_a_parser_would_see(value):
    def depth(value):
        inner = value.values() if isinstance(value, dict) else value
        return 0 if isinstance(value, str) else 1 + max(map(depth, inner), default=0)

    text = json.dumps(value, ensure_ascii=False).encode()
    for limit in (4, 5):
        fault = shape_fault(text, Limits(depth=limit, keys=10_000))
        assert bool(fault) == (depth(value) > limit)


def test_a_hostile_shape_costs_little():
    start = time.perf_counter()
    assert shape_fault(b"[" * 65_536, Limits())
    shape_fault(b"[]" * 32_768, Limits())
    shape_fault(b'"' + b"\\" * 65_535, Limits())
    assert time.perf_counter() - start < 0.5


def test_what_a_client_says_about_itself_is_not_believed():
    assert Proxies(()).address("203.0.113.9", "10.0.0.1") == "203.0.113.9"
    proxies = Proxies(("127.0.0.1", "10.0.0.0/8"))
    assert proxies.address("203.0.113.9", "198.51.100.1") == "203.0.113.9"
    assert proxies.address("127.0.0.1", "1.1.1.1, 203.0.113.9") == "203.0.113.9"
    assert proxies.address("127.0.0.1", "1.1.1.1, 203.0.113.9, 10.1.1.1") == "203.0.113.9"
    assert proxies.address("::ffff:127.0.0.1", "203.0.113.9") == "203.0.113.9"
    assert proxies.address("127.0.0.1", "") == "127.0.0.1"
    assert proxies.address("127.0.0.1", "10.0.0.1") == "127.0.0.1"
    with pytest.raises(ConfigError, match=r"limits\.trusted_proxies"):
        Proxies(("everybody",))


@pytest.mark.parametrize(
    ("claimed", "address"),
    [
        ("203.0.113.9:5678", "203.0.113.9"),
        ("[2001:db8::1]:99", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ('"[2001:db8::1]:99"', "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("203.0.113.9:5678, 10.0.0.1:80", "203.0.113.9"),
        ("203.0.113.9, [::ffff:10.0.0.1]:80", "203.0.113.9"),
        ("unknown", "unknown"),
    ],
)
def test_an_address_may_come_with_a_port(claimed, address):
    assert Proxies(("127.0.0.1", "10.0.0.0/8")).address("127.0.0.1", claimed) == address


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("127.1.2.3", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("fe80::1%eth0", "fe80::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_place_is_what_one_person_has(address, where):
    assert place(address) == where
