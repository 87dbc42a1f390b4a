import pytest

from radist.errors import ClientError
from radist.model import Instrument
from radist.selections import Selection, is_selection, read

NOW = 1_782_000_000_000_000
DAY = 86_400_000_000


def spot(base: str, quote: str) -> Instrument:
    return Instrument(f"{base}/{quote}", f"{base}{quote}", base, quote)


def future(base: str, quote: str, settle: str, expiry: int | None = None) -> Instrument:
    tail = "-260626" if expiry else ""
    symbol, native = f"{base}/{quote}:{settle}{tail}", f"{base}{quote}{tail.replace('-', '_')}"
    kind = "future" if expiry else "perpetual"
    return Instrument(symbol, native, base, quote, kind=kind, settle=settle, expiry=expiry)


def option(base: str, strike: int) -> Instrument:
    symbol, native = f"{base}/USDT:USDT-260626-{strike}-C", f"{base}-260626-{strike}-C"
    return Instrument(symbol, native, base, "USDT", kind="option", settle="USDT", expiry=NOW + DAY)


MARKET = [
    spot("BTC", "USDT"),
    spot("ETH", "USDT"),
    spot("ETH", "BTC"),
    future("BTC", "USDT", "USDT"),
    future("BTC", "USDC", "USDC"),
    future("BTC", "USD", "BTC"),
    future("BTC", "USDT", "USDT", NOW + DAY),
    option("BTC", 100_000),
    option("ETH", 4_000),
]


def picked(spelling: str, now: int = NOW) -> list[str]:
    selection = read(spelling, "moon", MARKET)
    return [instrument.symbol for instrument in selection.pick(MARKET, now)]


@pytest.mark.parametrize(
    ("spelling", "symbols"),
    [
        ("all USDT perpetuals", ["BTC/USDT:USDT"]),
        ("All usdt Perpetual", ["BTC/USDT:USDT"]),
        ("all USDT spot", ["BTC/USDT", "ETH/USDT"]),
        ("all spot", ["BTC/USDT", "ETH/USDT", "ETH/BTC"]),
        ("all BTC perpetuals", ["BTC/USD:BTC"]),
        ("all BTC spot", ["ETH/BTC"]),
        ("all BTC options", ["BTC/USDT:USDT-260626-100000-C"]),
        ("all futures", ["BTC/USDT:USDT-260626"]),
        ("all BTC", ["ETH/BTC", "BTC/USD:BTC", "BTC/USDT:USDT-260626-100000-C"]),
        ("all", [instrument.symbol for instrument in MARKET]),
        ("*/USDT", ["BTC/USDT", "ETH/USDT"]),
        ("eth/*", ["ETH/USDT", "ETH/BTC", "ETH/USDT:USDT-260626-4000-C"]),
        ("*/USDT:USDT", ["BTC/USDT:USDT"]),
        ("BTC-260626-*-C", ["BTC/USDT:USDT-260626-100000-C"]),
        ("*/DOGE", []),
        ("all USDC options", []),
    ],
)
def test_a_selection_means_these(spelling, symbols):
    assert picked(spelling) == symbols


@pytest.mark.parametrize("spelling", ["all spot", "ALL", "*/USDT", "BTC*", "**"])
def test_it_is_told_from_a_symbol(spelling):
    assert is_selection(spelling)


@pytest.mark.parametrize("spelling", ["*", "ALL/USDT", "allusdt", "BTC/USDT", "ALL-USDT", ""])
def test_a_symbol_and_the_one_stream_of_all_are_no_selection(spelling):
    assert not is_selection(spelling)


def test_what_has_expired_or_is_not_traded_is_left_out():
    assert picked("all futures", NOW + DAY - 1) == ["BTC/USDT:USDT-260626"]
    assert picked("all futures", NOW + DAY) == []
    halted = Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT", active=False)
    assert read("all", "moon", [halted]).pick([halted], NOW) == []


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("ALL usdt PERPETUAL", "all USDT perpetuals"),
        ("all  options", "all options"),
        ("all btc", "all BTC"),
        ("all", "all"),
        ("btc/*", "BTC/*"),
    ],
)
def test_it_has_one_spelling_that_is_ours(spelling, canonical):
    selection = read(spelling, "moon", MARKET)
    assert str(selection) == canonical
    assert read(canonical, "moon", MARKET) == selection


@pytest.mark.parametrize(
    ("spelling", "words"),
    [
        ("all UDST perpetuals", "nothing by 'UDST'; did you mean USDT"),
        ("all USDT perpetals", "nothing by 'perpetals'; did you mean perpetuals?"),
        ("all opptions", "nothing by 'opptions'; did you mean options?"),
        ("all uscd spot", "nothing by 'uscd'; did you mean USD, USDT, USDC?"),
        ("all perpetuals USDT", "nothing by 'perpetuals'; a selection is `all`, then an asset"),
        ("all zzz", "nothing by 'zzz'; a selection is `all`, then an asset, or a kind"),
        ("all USDT perpetuals now", "a selection is `all`"),
    ],
)
def test_a_word_that_means_nothing_is_named_with_the_nearest_that_do(spelling, words):
    with pytest.raises(ClientError) as caught:
        read(spelling, "moon", MARKET)
    assert words in str(caught.value)
    assert (caught.value.code, caught.value.reason) == (404, "unknown_selection")
    assert "\n" not in str(caught.value)


def test_of_options_the_underlying_is_an_asset_of_others_it_is_not():
    assert Selection(asset="BTC").fits(option("BTC", 1))
    assert not Selection(asset="BTC").fits(spot("BTC", "USDT"))
