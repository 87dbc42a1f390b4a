from itertools import product

import msgspec
import pytest

from radist.exchanges._directory import Directory
from radist.model import Instrument


def pair(base: str, quote: str = "USDT", **other: object) -> Instrument:
    return Instrument(f"{base}/{quote}", f"{base}{quote}", base, quote, **other)


@pytest.fixture
def directory() -> Directory:
    directory = Directory()
    directory.learn(map(pair, "BTC ETH SOL".split()))
    return directory


def test_the_nearest_come_first_and_what_is_not_traded_not_at_all(directory):
    assert directory.near("BTCUSD")[0] == "BTCUSDT"
    directory.learn([pair("BTC", active=False)])
    assert "BTCUSDT" not in directory.near("BTCUSD")


def test_what_is_learned_later_is_near_too(directory):
    assert "DOGEUSDT" not in directory.near("DOGEUSD")
    directory.learn([pair("DOGE")])
    assert directory.near("DOGEUSD")[0] == "DOGEUSDT"


@pytest.mark.parametrize("slip", ["BTCUSDR", "BCTUSDT", "XBTCUSDT", "BTUSDT", "TCUSDT", "BTC-SDT"])
def test_among_thousands_a_slip_of_one_letter_finds_its_way(directory, slip):
    letters = map("".join, product("BCDEFGHKLMNPTRX", repeat=3))
    directory.learn(map(pair, letters))
    assert len(directory.by_symbol) > 3_000
    assert directory.near(slip)


def test_the_revision_grows_with_news_only(directory):
    before = directory.revision
    directory.learn([pair("BTC")])
    assert directory.revision == before
    directory.learn([pair("XRP")])
    directory.learn([msgspec.structs.replace(pair("BTC"), price_step=0.1)])
    assert directory.revision == before + 2
