"""Wrong values of the sections about sockets: one line, which names the key."""

import pytest

from radist.config import Config, load
from radist.errors import ConfigError
from radist.ingest_settings import Rollover, Twins
from radist.venues import exchanges_of

HOURS = "rollover.window: expected hours UTC as in 02:00-04:30, not"
HOST = "twins.urls: expected exchange=wss://host, not"
ADDRESS = "twins.addresses: expected exchange=IP address, not"
WRONG = {
    "rollover.age=-1": "--set: rollover.age: expected float >= 0.0, not '-1'",
    "rollover.age=90000": "--set: rollover.age: expected float <= 86400.0, not '90000'",
    "rollover.age=often": "--set: rollover.age: expected float, not 'often'",
    "rollover.age=600": "rollover.jitter: must be below rollover.age, 600, not 1800",
    "rollover.jitter=-1": "--set: rollover.jitter: expected float >= 0.0, not '-1'",
    "rollover.patience=0": "--set: rollover.patience: expected float >= 1.0, not '0'",
    "rollover.window=2:00-4:00": f"{HOURS} '2:00-4:00'",
    "rollover.window=02:00": f"{HOURS} '02:00'",
    "rollover.window=22:00-24:30": f"{HOURS} '22:00-24:30'",
    "rollover.window=02:00-02:00": f"{HOURS} '02:00-02:00'",
    "rollover.windows=02:00-04:00": "did you mean rollover.window?",
    "rollover=never": "--set: rollover: expected a section with keys, not 'never'",
    "twins.topics=[1]": "--set: twins.topics: expected str, not [1]",
    "twins.urls=binance": f"{HOST} 'binance'",
    "twins.urls=binance=https://stream.test": f"{HOST} 'binance=https://stream.test'",
    "twins.urls=binance=wss://stream.test/ws": f"{HOST} 'binance=wss://stream.test/ws'",
    "twins.urls==wss://stream.test": f"{HOST} '=wss://stream.test'",
    "twins.addresses=192.0.2.7": f"{ADDRESS} '192.0.2.7'",
    "twins.addresses=binance=eth0": f"{ADDRESS} 'binance=eth0'",
    "twins.addresses==192.0.2.7": f"{ADDRESS} '=192.0.2.7'",
}


@pytest.mark.parametrize("setting", WRONG)
def test_what_is_wrong_about_sockets_is_told_in_one_line_that_names_the_key(setting):
    with pytest.raises(ConfigError) as caught:
        load(sets=[setting])
    assert WRONG[setting] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_topic_that_is_none_is_told_before_anything_is_listened_to():
    with pytest.raises(ConfigError, match=r"^twins\.topics: "):
        exchanges_of(Config(twins=Twins(("nonsense",))))


def test_what_is_right_is_taken_as_it_is():
    sets = [
        "rollover.window=22:30-04:00",
        "twins.topics=trade.binance.*",
        "twins.urls=binance=wss://stream.test:9443",
        "twins.addresses=binance=192.0.2.7,okx=2001:db8::1",
    ]
    config = load(sets=sets)
    assert config.rollover == Rollover(window="22:30-04:00")
    places = ("binance=192.0.2.7", "okx=2001:db8::1")
    topics, urls = ("trade.binance.*",), ("binance=wss://stream.test:9443",)
    assert config.twins == Twins(topics, urls, places)
