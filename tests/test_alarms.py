"""What an alert may be."""

import json

import msgspec
import pytest

from radist.alarms import Definition, Every, Once, checked, history_of, topics_of, trigger_id
from radist.errors import ClientError

LEVEL = {"type": "above", "level": 70_000}
CLOSES = {"type": "candle", "interval": "45m", "measure": "close", "op": "above", "against": 1}


def define(condition: dict = LEVEL, **fields: object) -> Definition:
    return checked({"exchange": "binance", "symbol": "BTC/USDT", "condition": condition} | fields)


CONDITIONS = [
    ({"type": "crosses", "level": 70_000}, {"trade"}, "crosses 70000"),
    ({"type": "crosses", "level": 8.69e-06}, {"trade"}, "crosses 0.00000869"),
    (
        {"type": "crosses", "level": 0.5, "direction": "up", "of": "bid"},
        {"quote"},
        "bid crosses above 0.5",
    ),
    ({"type": "above", "level": 1, "of": "mark"}, {"mark_price"}, "mark is above 1"),
    ({"type": "below", "level": 1, "of": "mid"}, {"quote"}, "mid is below 1"),
    ({"type": "change", "percent": 5, "window": 60}, {"trade"}, "moves by 5 % within 60 s"),
    (
        {"type": "volume_spike", "times": 3, "window": 60, "baseline": 3600},
        {"trade"},
        "volume of 60 s is 3 times that of 3600 s before",
    ),
    ({"type": "trade_size", "quantity": 10}, {"trade"}, "a trade has 10"),
    ({"type": "trade_size", "value": 1e6}, {"trade"}, "a trade is worth 1000000"),
    (
        {"type": "trade_size", "times": 20, "baseline": 60},
        {"trade"},
        "a trade is 20 times those of 60 s",
    ),
    ({"type": "spread", "percent": 0.1}, {"quote"}, "spread is 0.1 %"),
    ({"type": "funding", "rate": 0.0005}, {"funding_rate"}, "funding rate is above 0.0005"),
    (
        {"type": "open_interest", "percent": 5, "window": 3600, "direction": "down"},
        {"open_interest"},
        "open interest falls by 5 % within 3600 s",
    ),
    ({"type": "extreme", "of": "high", "window": 86_400}, {"trade"}, "new high of 86400 s"),
    (
        {"type": "candle", "interval": "5m", "measure": "rsi", "op": "below", "against": 30},
        {"candle"},
        "rsi 14 of 5m is below 30",
    ),
    (
        {
            "type": "candle",
            "interval": "1h",
            "measure": "ema",
            "op": "crosses_up",
            "against": {"measure": "macd_signal"},
        },
        {"candle"},
        "ema 20 of 1h crosses above macd signal 12 26 9",
    ),
    ({"type": "stale", "seconds": 30}, {"trade"}, "no trade for 30 s"),
    ({"type": "gap"}, {"trade"}, "trades are missing"),
    (
        {"type": "all", "within": 60, "conditions": [LEVEL, {"type": "spread", "percent": 1}]},
        {"trade", "quote"},
        "is above 70000 and spread is 1 % within 60 s",
    ),
    (
        {
            "type": "any",
            "conditions": [{"type": "gap"}, {"type": "all", "conditions": [LEVEL, LEVEL]}],
        },
        {"trade"},
        "trades are missing or (is above 70000 and is above 70000)",
    ),
]


@pytest.mark.parametrize(("condition", "channels", "words"), CONDITIONS)
def test_a_condition_knows_its_streams_and_says_what_it_waits_for(condition, channels, words):
    found = define(condition)
    assert str(found.condition) == words
    assert {topic.split(".")[0] for topic in topics_of(found)} == channels
    assert found.title == f"BTC/USDT {words}"[:100]


@pytest.mark.parametrize(("condition", "channels", "words"), CONDITIONS)
def test_a_definition_is_the_same_after_json(condition, channels, words):
    found = define(condition, expires="2027-01-31T08:00:00Z")
    text = json.loads(msgspec.json.encode(found))
    assert text["expires"] == 1_801_382_400_000_000
    assert msgspec.convert(text, Definition) == found


def test_topics_have_the_interval_of_candles():
    assert topics_of(define(CLOSES)) == {"candle.binance.BTC/USDT.45m"}


def test_history_goes_back_as_far_as_a_condition_looks():
    minutes = "candle.binance.BTC/USDT.1m"
    assert history_of(define()) == {minutes: 0}
    spike = {"type": "volume_spike", "times": 3, "window": 60, "baseline": 600}
    both = {"type": "all", "conditions": [spike, {"type": "change", "percent": 1, "window": 900}]}
    assert history_of(define(both)) == {minutes: 900}
    average = {"type": "candle", "interval": "5m", "measure": "sma", "op": "above", "against": 1}
    assert history_of(define(average)) == {"candle.binance.BTC/USDT.5m": 21 * 300}
    assert history_of(define({"type": "spread", "percent": 1})) == {}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"symbol": 5}, "symbol: expected str, got int"),
        ({"symbol": ""}, "symbol: expected str of length >= 1"),
        ({"condition": {"type": "above"}}, "condition.level: is missing"),
        (
            {"condition": {"type": "above", "level": "x"}},
            "condition.level: expected float, got str",
        ),
        (
            {"condition": {**CLOSES, "interval": "7x"}},
            "condition.interval: expected one such as 1s, 5m, 1h, 1d or 1M, not '7x'",
        ),
        ({"condition": {**LEVEL, "heights": 1}}, "condition.heights: no such field"),
        (
            {"condition": {"type": "abvoe"}},
            "condition.type: there is no 'abvoe'; did you mean above?",
        ),
        (
            {"condition": {"type": "above", "level": float("nan")}},
            "condition.level: expected a number, not nan",
        ),
        (
            {"condition": {"type": "above", "level": float("inf")}},
            "condition.level: expected a number, not inf",
        ),
        ({"condition": {"type": "above", "level": 1e300}}, "condition.level: expected float <= "),
        (
            {"condition": {"type": "change", "percent": 0, "window": 60}},
            "condition.percent: expected float > 0",
        ),
        (
            {"condition": {"type": "volume_spike", "times": 2, "window": 60, "baseline": 59}},
            "condition.baseline: expected 1 to 100 windows of 60 s",
        ),
        ({"condition": {"type": "trade_size"}}, "condition.quantity: expected one of"),
        ({"condition": {"type": "trade_size", "times": 3}}, "condition.baseline: goes with times"),
        (
            {"condition": {"type": "all", "conditions": [LEVEL]}},
            "condition.conditions: expected array of length >= 2",
        ),
        (
            {"condition": {"type": "all", "conditions": [LEVEL, {"type": "trade_size"}]}},
            "condition.conditions[1].quantity: expected one of",
        ),
        ({"repeat": {"type": "twice"}}, "repeat.type: there is no 'twice'"),
        ({"repeat": {"type": "every", "cooldown": -1}}, "repeat.cooldown: expected float >= 0"),
        ({"rearm": 101}, "rearm: expected float <= 100"),
        ({"message": "x" * 2001}, "message: expected str of length <= 2000"),
        ({"targets": ["t"] * 21}, "targets: expected array of length <= 20"),
        ({"expires": "tomorrow"}, "expires: expected a time such as"),
        ({"expires": "2027-01-31T08:00:00"}, "expires: expected a time such as"),
        ({"expires": 5}, "expires: expected a time such as"),
        ({"expires": "9999-12-31T23:59:59-14:00"}, "expires: expected a time such as"),
        ({"name": "\ud800"}, "name: '\\ud800' is no character"),
        ({"note": "a\0b"}, "note: '\\x00' is no character"),
        ({"\ud800": 1}, "a field's name: '\\ud800' is no character"),
        ({"colour": "red"}, "colour: no such field"),
    ],
)
def test_what_is_wrong_is_refused_by_the_name_of_the_field(fields, message):
    with pytest.raises(ClientError) as refused:
        define(**fields)
    assert str(refused.value).startswith(message)
    assert (refused.value.code, refused.value.reason) == (422, "invalid")


def test_combinations_are_neither_deep_nor_many():
    deep: dict = LEVEL
    for _ in range(3):
        deep = {"type": "any", "conditions": [deep, LEVEL]}
    with pytest.raises(ClientError, match="at most 3 levels deep"):
        define(deep)
    many = {"type": "all", "conditions": [{"type": "any", "conditions": [LEVEL] * 7}] * 3}
    with pytest.raises(ClientError, match="at most 20 in all"):
        define(many)


def test_once_is_what_nobody_has_to_say():
    assert define().repeat == Once()
    assert define(repeat={"type": "every"}).repeat == Every(0.0)


def test_a_trigger_has_the_same_name_whoever_asks():
    assert trigger_id("a_1", 1, "trade/5") == trigger_id("a_1", 1, "trade/5")
    names = {trigger_id("a_1", 1, "trade/5"), trigger_id("a_1", 2, "trade/5")}
    assert len(names | {trigger_id("a_1", 1, "trade/6"), trigger_id("a_2", 1, "trade/5")}) == 4
