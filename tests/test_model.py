import msgspec
import pytest

from radist.codec import KIND
from radist.model import NOTICES, Event, Subscription, Trade

TRADE = Trade("moon", "BTC/USDT", "BTCUSDT", 1, 2, "7", 1.5, 2.5, "buy")


def test_an_event_is_never_changed_after_it_is_made():
    with pytest.raises(AttributeError):
        TRADE.price = 2.0


def test_events_with_the_same_content_are_equal_and_of_another_kind_are_not():
    assert Trade(**msgspec.structs.asdict(TRADE)) == TRADE
    assert msgspec.structs.replace(TRADE, id="8") != TRADE


@pytest.mark.parametrize("kind", KIND)
def test_every_event_says_what_where_and_when(kind):
    fields = [field.name for field in msgspec.structs.fields(kind)]
    assert fields[:5] == ["exchange", "symbol", "native", "time_exchange", "time_received"]


@pytest.mark.parametrize("kind", set(KIND) - set(NOTICES))
def test_every_event_belongs_to_a_channel(kind):
    assert kind.channel


def test_the_words_for_kinds_of_events_are_these():
    assert sorted(KIND.values()) == (
        "agg_trade asset_index average_price backfilled block_trade book_delta book_snapshot candle"
        " composite_index continuous_candle contract_status freshness funding_rate gap greeks"
        " index_candle index_price liquidation mark_candle mark_price mini_ticker off_market_trade"
        " open_interest quote reference_price rolling_ticker rpi_book_delta ticker trade"
        " trading_session"
    ).split(" ")


def test_every_kind_of_event_is_known_by_a_word():
    kinds, found = [Event], set()
    while kinds:
        kind = kinds.pop()
        found |= set(kind.__subclasses__())
        kinds += kind.__subclasses__()
    assert {kind for kind in found if kind.__module__.startswith("radist.")} == set(KIND)


def test_subscriptions_have_an_order_and_can_be_counted_in_sets():
    one, two = Subscription("trade", "BTC/USDT"), Subscription("trade", "ETH/USDT")
    assert sorted({two, one, Subscription("trade", "BTC/USDT")}) == [one, two]
