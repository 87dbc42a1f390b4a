"""Names on all four markets, as simulated exchanges describe them; what is listed, what ends."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import msgspec
import pytest

from radist.config import Config
from radist.errors import ClientError
from radist.exchanges.base import Fetch
from radist.model import Instrument
from radist.simulator.binance_futures_pairs import perpetual
from radist.simulator.binance_options_market import expiries, option
from radist.simulator.binance_query import Query
from radist.simulator.contracts import day_suffix
from radist.simulator.pairs import Pair
from radist.simulator.source import MarketSource
from radist.venues import make_exchange

NOW = 1_782_000_000_000_000
HOUR = 3_600_000_000
SYMBOL = {
    "binance": r"[A-Z]+/USDT",
    "binance_usdm": r"[A-Z]+/USDT:USDT(-\d{6})?",
    "binance_coinm": r"([A-Z]+)/USD:\1(-\d{6})?",
    "binance_options": r"BTC/USDT:USDT-\d{6}-\d+-[CP]",
}
EVERY = pytest.mark.parametrize("name", SYMBOL)


class Market:
    """A dialect, and the exchange which it asks."""

    def __init__(self, name: str) -> None:
        self.source = MarketSource(exchange=name, clock=lambda: NOW)
        self.dialect = make_exchange(Config(), name)
        self.answer(self.dialect.list_instruments())

    def answer(self, fetches: Iterable[Fetch], now: int = NOW) -> None:
        """Give the dialect what it asks for."""
        for fetch in fetches:
            path = re.sub(r"^https://[^/]+|\?.*", "", fetch.url)
            endpoint = self.source.venue.endpoints[path]
            body = endpoint.answer(self.source.answers, Query({}, unit=1000), now)
            assert not list(self.dialect.fetched(fetch.url, msgspec.json.encode(body), now))

    def later(self, now: int) -> None:
        """What the dialect asks for by then is answered."""
        self.answer(self.dialect.relearn(now), now)


@EVERY
def test_every_listing_has_a_symbol_that_is_ours_and_its_native_one(name):
    market = Market(name)
    found = market.dialect.instruments
    listings = set(market.source.answers.listings())
    assert {instrument.native for instrument in found.values()} == listings
    assert all(re.fullmatch(SYMBOL[name], symbol) for symbol in found)


@EVERY
def test_every_listing_answers_to_all_four_spellings(name):
    dialect = Market(name).dialect
    for symbol, i in dialect.instruments.items():
        ours = {symbol, symbol.lower(), symbol.replace("/", "-"), symbol.replace("/", "_")}
        for spelling in ours | {i.native, i.native.lower()}:
            assert dialect.find(spelling) is i, spelling
        if i.kind == "perpetual":
            for spelling in (f"{i.base}/{i.quote}", f"{i.base}{i.quote}".lower()):
                assert dialect.find(spelling) is i, spelling


@pytest.mark.parametrize(
    ("name", "spelling", "near"),
    [
        ("binance", "BTC/USD", "BTCUSDT"),
        ("binance_usdm", "BTC/UST:USDT", "BTCUSDT"),
        ("binance_coinm", "ETH/USDT", "ETHUSD_PERP"),
        ("binance_options", "BTC-{day}-76000-X", "BTC-{day}-76000-C"),
    ],
)
def test_an_unknown_symbol_is_refused_with_the_nearest_names(name, spelling, near):
    day = day_suffix(expiries(NOW)[0])
    with pytest.raises(ClientError) as caught:
        Market(name).dialect.find(spelling.format(day=day))
    assert (caught.value.code, caught.value.reason) == (404, "unknown_symbol")
    assert near.format(day=day) in str(caught.value).partition("did you mean")[2]


NEW: dict[str, Callable[[], Pair]] = {
    "binance": lambda: Pair("NEW", 3.0, 4, 1, 9.0, 0.03, 300.0),
    "binance_usdm": lambda: perpetual("NEW", 3.0),
    "binance_coinm": lambda: replace(perpetual("NEW", 3.0), quote="USD", suffix="_PERP", face=10),
    "binance_options": lambda: option(expiries(NOW)[0], 90_000, call=True, now=NOW),
}


@EVERY
def test_a_new_listing_is_known_within_the_hour_and_an_ended_one_is_ended(name):
    market, pair = Market(name), NEW[name]()
    market.later(NOW)
    market.source.list(pair)
    market.later(NOW + HOUR - 1)
    with pytest.raises(ClientError):
        market.dialect.find(pair.symbol)
    market.later(NOW + HOUR)
    new = market.dialect.find(pair.symbol)
    assert new.native == pair.symbol and new.active
    market.source.delist(pair.symbol)
    market.later(NOW + 2 * HOUR)
    assert not market.dialect.find(pair.symbol).active


@EVERY
def test_who_ends_at_a_time_has_it_told(name):
    def ends(i: Instrument) -> bool:
        return bool(re.search(r"_\d{6}$", i.native)) or i.kind == "option"

    for i in Market(name).dialect.instruments.values():
        assert (i.expiry is not None) == ends(i)
        if i.expiry is not None:
            assert day_suffix(i.expiry) in i.native and (i.expiry // HOUR) % 24 == 8
            assert not i.ended(i.expiry - 1) and i.ended(i.expiry)
