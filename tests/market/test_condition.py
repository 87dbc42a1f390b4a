import pytest
from msgspec.structs import replace

from radist.market.condition import Condition, Look, of_all, of_channel, state

LIVE = Look(
    held=False,
    polls=False,
    sockets=1,
    connected=1,
    streams={"trade": 2, "ticker": 1},
    stale={},
    messages={"trade": 10, "ticker": 1},
    total=12,
    lag=50_000,
)


@pytest.mark.parametrize(
    ("seen", "word", "transport"),
    [
        ({}, "live", "websocket"),
        ({"lag": None}, "live", "websocket"),
        ({"lag": 2_000_001}, "delayed", "websocket"),
        ({"stale": {"trade": 1}}, "partial", "websocket"),
        ({"sockets": 2}, "partial", "websocket"),
        ({"stale": {"trade": 2, "ticker": 1}}, "stale", "websocket"),
        ({"connected": 0}, "down", "none"),
        ({"connected": 0, "stale": {"trade": 2, "ticker": 1}}, "down", "none"),
        ({"connected": 0, "polls": True}, "live", "poll"),
        ({"connected": 0, "polls": True, "stale": {"trade": 1}}, "partial", "poll"),
        ({"streams": {}}, "idle", "websocket"),
        ({"held": True, "connected": 0}, "idle", "none"),
    ],
)
def test_one_word_says_how_it_is(seen, word, transport):
    look = replace(LIVE, **seen)
    assert (state(look), look.transport) == (word, transport)


def test_a_channel_has_a_word_of_its_own():
    look = replace(LIVE, stale={"trade": 1, "ticker": 1})
    assert state(look) == "partial"
    assert [of_channel(look, c) for c in ("trade", "ticker", "book")] == [
        "partial",
        "stale",
        "live",
    ]
    assert of_channel(replace(look, connected=0), "trade") == "down"


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ([], "idle"),
        (["idle"], "idle"),
        (["idle", "live"], "live"),
        (["live", "live"], "live"),
        (["live", "down"], "partial"),
        (["down", "down"], "down"),
    ],
)
def test_of_several_exchanges_it_is_what_they_agree_on(states, word):
    assert of_all(states) == word


def test_it_is_known_since_when_it_is_so():
    condition = Condition(5)
    assert (condition.state, condition.since, condition.look) == ("idle", 5, None)
    condition.observe(LIVE, 10)
    condition.observe(LIVE, 20)
    assert (condition.state, condition.since, condition.look) == ("live", 10, LIVE)
    condition.observe(replace(LIVE, connected=0), 30)
    assert (condition.state, condition.since) == ("down", 30)


def test_rates_are_those_of_the_last_ten_seconds():
    condition = Condition(0)
    assert condition.rate == 0
    for second in range(31):
        so_far = 100 * max(0, second - 25)
        look = replace(LIVE, total=so_far, messages={"trade": so_far // 2})
        condition.observe(look, second * 1_000_000)
    assert condition.rate == 50.0
    assert (condition.rate_of("trade"), condition.rate_of("book")) == (25.0, 0.0)
