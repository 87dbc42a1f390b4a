"""The room of all symbols of a channel."""

from radist.hub.hub import Hub
from radist.hub.session import Delivery, Session
from radist.model import MiniTicker


def ticker(symbol: str, price: float) -> MiniTicker:
    return MiniTicker("there", symbol, symbol, 1, 1, price, 1.0, 1.0, 1.0, 1.0, 1.0)


def test_whoever_listens_to_all_symbols_gets_each_of_them_in_order() -> None:
    hub, session = Hub("e", 1_000_000), Session("s", lambda: None)
    hub.enter(session)
    hub.join(session, "mini_ticker.there.*")
    told = [ticker("A/B", 1.0), ticker("C/D", 2.0), ticker("A/B", 3.0)]
    for event in told:
        hub.publish(event)
    items = session.take(1_000_000)
    assert [item.message.event for item in items if isinstance(item, Delivery)] == told
    assert hub.latest("mini_ticker.there.A/B") == told[2]


def test_another_exchange_or_channel_is_not_in_it() -> None:
    hub, session = Hub("e", 1_000_000), Session("s", lambda: None)
    hub.enter(session)
    hub.join(session, "mini_ticker.elsewhere.*")
    hub.publish(ticker("A/B", 1.0))
    assert session.take(1_000_000) == []
