import msgspec
import pytest

from radist import topics, wishes
from radist.errors import ClientError
from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges.binance import Binance
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.model import Instrument
from radist.wishes import Wishes

SECOND = 1_000_000
NOW = 1_782_000_000 * SECOND
BTC, ETH = "trade.binance.BTC/USDT", "trade.binance.ETH/USDT"
PERPETUALS = "trade.binance_usdm.all USDT perpetuals"
LISTINGS = "contract_info.binance_usdm.*"


def perpetual(base: str) -> Instrument:
    symbol, native = f"{base}/USDT:USDT", f"{base}USDT"
    return Instrument(symbol, native, base, "USDT", kind="perpetual", settle="USDT", pair=native)


def dated(base: str, expiry: int) -> Instrument:
    symbol, native = f"{base}/USDT:USDT-260626", f"{base}USDT_260626"
    return Instrument(symbol, native, base, "USDT", kind="future", settle="USDT", expiry=expiry)


@pytest.fixture
def usdm() -> BinanceUsdm:
    exchange = BinanceUsdm()
    exchange.learn([perpetual("BTC"), perpetual("ETH"), dated("BTC", NOW + 5 * SECOND)])
    return exchange


@pytest.fixture
def wanted(usdm) -> Wishes:
    spot = Binance()
    spot.learn(Instrument(f"{base}/USDT", f"{base}USDT", base, "USDT") for base in ("BTC", "ETH"))
    return Wishes({"binance": spot, "binance_usdm": usdm}.__getitem__, linger=30.0)


def at(seconds: float) -> int:
    return NOW + int(seconds * SECOND)


def test_what_several_want_is_wanted_once_until_the_last_has_let_it_go(wanted):
    wanted.want("one", [BTC], NOW)
    wanted.want("other", [BTC, ETH], NOW)
    assert wanted.topics == {BTC, ETH}
    wanted.want("one", [], NOW)
    assert wanted.topics == {BTC, ETH} and wanted.of("one") == frozenset()
    wanted.want("other", [ETH], NOW)
    assert wanted.topics == {ETH}


def test_what_nobody_wants_any_more_is_kept_for_a_while(wanted):
    wanted.want("one", [BTC, ETH], NOW)
    wanted.want("one", [ETH], at(1))
    assert wanted.topics == {ETH} and wanted.kept == {BTC, ETH}
    assert not wanted.pass_time(at(30.9)) and wanted.kept == {BTC, ETH}
    assert wanted.pass_time(at(31)) and wanted.kept == {ETH}
    assert not wanted.pass_time(at(32))


def test_what_is_wanted_again_in_time_was_never_gone(wanted):
    wanted.want("one", [BTC], NOW)
    wanted.want("one", [], at(1))
    wanted.want("other", [BTC], at(20))
    assert not wanted.pass_time(at(60)) and wanted.kept == wanted.topics == {BTC}
    wanted.want("other", [], at(61))
    assert not wanted.pass_time(at(90)) and wanted.kept == {BTC}


def test_what_somebody_only_looked_at_is_kept_for_a_while_from_each_look_on(wanted):
    wanted.want("one", [ETH], NOW)
    assert wanted.keep([BTC, ETH], NOW)
    assert wanted.topics == {ETH} and wanted.kept == {BTC, ETH}
    assert not wanted.keep([BTC], at(20)), "it is kept already"
    assert not wanted.pass_time(at(49)) and wanted.kept == {BTC, ETH}
    assert wanted.pass_time(at(50)) and wanted.kept == {ETH}


def test_told_to_let_go_it_keeps_nothing(wanted):
    wanted.want("one", [BTC, ETH], NOW)
    wanted.want("one", [ETH], NOW)
    wanted.let_go()
    assert wanted.kept == {ETH}


def test_without_patience_it_is_gone_at_once(usdm):
    wanted = Wishes({"binance": usdm}.__getitem__, linger=0)
    wanted.want("one", [BTC], NOW)
    wanted.want("one", [], NOW)
    assert wanted.kept == frozenset()


def test_a_selection_stands_for_topics_and_for_news_of_listings(wanted):
    wanted.want("one", [PERPETUALS, BTC], NOW)
    of_one = {f"trade.binance_usdm.{base}/USDT:USDT" for base in ("BTC", "ETH")} | {BTC}
    assert wanted.topics_of("one") == of_one
    assert wanted.topics == of_one | {LISTINGS}
    assert wanted.of("one") == {PERPETUALS, BTC}
    wanted.want("one", [BTC], NOW)
    assert wanted.topics == wanted.topics_of("one") == {BTC}


def test_where_no_stream_tells_of_listings_none_is_wanted(wanted):
    wanted.want("one", ["trade.binance.*/USDT"], NOW)
    assert wanted.topics == {BTC, ETH}


def test_what_is_listed_later_joins_a_selection(wanted, usdm):
    wanted.want("one", [PERPETUALS], NOW)
    assert not wanted.pass_time(at(1))
    usdm.learn([perpetual("SOL")])
    assert wanted.pass_time(at(2))
    assert "trade.binance_usdm.SOL/USDT:USDT" in wanted.topics_of("one")
    assert not wanted.pass_time(at(3))


def test_what_is_delisted_leaves_a_selection(wanted, usdm):
    wanted.want("one", [PERPETUALS], NOW)
    usdm.learn([msgspec.structs.replace(perpetual("ETH"), active=False)])
    assert wanted.pass_time(at(1))
    assert wanted.topics_of("one") == {"trade.binance_usdm.BTC/USDT:USDT"}


def test_what_expires_leaves_a_selection_at_that_moment(wanted):
    wanted.want("one", ["trade.binance_usdm.all futures"], NOW)
    assert not wanted.pass_time(at(4.9)) and wanted.topics_of("one")
    assert wanted.pass_time(at(5)) and not wanted.topics_of("one")
    assert wanted.of("one") and wanted.topics == {LISTINGS}


def test_of_a_channel_of_indices_a_selection_means_those_of_its_instruments(usdm):
    usdm._others.learn(descriptions.others(usdm.instruments.values()))
    _, asked = topics.parse("index_price.binance_usdm.all USDT perpetuals")
    assert sorted(s.symbol for s in wishes.subscriptions(usdm, asked, NOW)) == [
        "BTC/USDT",
        "ETH/USDT",
    ]


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("tradee.binance_usdm.all USDT", "no channel 'tradee'"),
        ("candle.binance_usdm.all USDT.7m", "no interval '7m'"),
        ("contract_info.binance_usdm.all USDT", "one stream only"),
        ("trade.binance_usdm.all USTD", "did you mean USDT"),
    ],
)
def test_a_selection_of_what_a_channel_does_not_have_is_refused(usdm, topic, words):
    with pytest.raises(ClientError, match=words):
        wishes.subscriptions(usdm, topics.parse(topic)[1], NOW)
