import msgspec
import pytest

from radist import topics, wishes
from radist.errors import ClientError
from radist.exchanges import _binance_instruments as descriptions
from radist.exchanges.binance import Binance
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.exchanges.bybit import Bybit
from radist.exchanges.coinbase import Coinbase
from radist.exchanges.okx import Okx
from radist.market.making import Recipe
from radist.model import Instrument, Subscription
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
        ("candle.binance_usdm.all USDT.7y", "no interval '7y'"),
        ("contract_info.binance_usdm.all USDT", "one stream only"),
        ("trade.binance_usdm.all USTD", "did you mean USDT"),
    ],
)
def test_a_selection_of_what_a_channel_does_not_have_is_refused(usdm, topic, words):
    with pytest.raises(ClientError, match=words):
        wishes.subscriptions(usdm, topics.parse(topic)[1], NOW)


@pytest.fixture
def spot() -> Binance:
    exchange = Binance()
    exchange.learn([Instrument("BTC/USDT", "BTCUSDT", "BTC", "USDT")])
    return exchange


def test_candles_that_an_exchange_does_not_have_are_made_of_its_trades(spot):
    made = wishes.subscription(spot, "candle", "btc-usdt", "45m")
    assert made == Subscription("candle", "BTC/USDT", "45m")
    trades = Subscription("agg_trade", "BTC/USDT")
    assert wishes.recipe(spot, made) == Recipe("binance", made, trades, dense=True)


def test_candles_that_an_exchange_has_are_not_made(spot):
    own = wishes.subscription(spot, "candle", "BTC/USDT", "1h")
    assert own.interval == "1h" and wishes.recipe(spot, own) is None
    assert wishes.recipe(spot, Subscription("trade", "BTC/USDT")) is None


@pytest.mark.parametrize(
    ("exchange", "channel", "dense"),
    [(Bybit(), "trade", False), (Okx(), "trade", True), (Coinbase(), "trade", True)],
)
def test_they_are_made_of_those_trades_whose_ids_tell_most(exchange, channel, dense):
    of = wishes.recipe(exchange, Subscription("candle", "BTC/USDT", "7s"))
    assert of and (of.trades.channel, of.dense) == (channel, dense)


def test_an_exchange_without_candles_has_them_of_every_interval():
    exchange = Coinbase()
    exchange.learn([Instrument("BTC/USD", "BTC-USD", "BTC", "USD")])
    assert wishes.subscription(exchange, "candle", "BTC-USD", "1m").symbol == "BTC/USD"
    with pytest.raises(ClientError, match="no interval 'x'; it has none; others, such as 7s"):
        wishes.check_interval(exchange, "x")


def test_who_wants_made_candles_wants_their_trades_and_the_exchange_s_own_minutes(wanted):
    topic = "candle.binance.BTC/USDT.7s"
    sources = {"agg_trade.binance.BTC/USDT", "candle.binance.BTC/USDT.1m"}
    wanted.want("one", [topic], NOW)
    assert wanted.topics == sources | {topic} and wanted.topics_of("one") == {topic}
    wanted.want("one", [], NOW)
    assert not wanted.topics and wanted.kept == sources | {topic}
    wanted.let_go()
    assert wanted.keep([topic], NOW) and wanted.kept == sources | {topic}
