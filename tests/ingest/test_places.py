"""Which socket carries which stream."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from radist.exchanges._pulse import Pulse
from radist.exchanges.binance_usdm import BinanceUsdm
from radist.ingest.backoff import Backoff
from radist.ingest.budget import Budget
from radist.ingest.line import Line, Means
from radist.ingest.places import Places
from radist.model import Subscription

MARK = Subscription("mark_price", "BTC/USDT:USDT")
FUNDING = Subscription("funding_rate", "BTC/USDT:USDT")
TRADE = Subscription("trade", "BTC/USDT:USDT")
QUOTES = [Subscription("quote", f"{name}/USDT:USDT") for name in ("BTC", "ETH", "SOL")]


@pytest.fixture
def exchange() -> BinanceUsdm:
    made = BinanceUsdm(streams_per_socket=2)
    made.learn(filter(None, map(made.guess, ("BTCUSDT", "ETHUSDT", "SOLUSDT"))))
    return made


@pytest.fixture
async def places(exchange) -> AsyncIterator[Places]:
    async def nothing(_: object) -> bytes:
        return b""

    means = Means(lambda event: None, nothing, lambda fetch: None, Budget(1, 1.0))
    open_line: Callable[[str, int], Line] = lambda route, side: Line(  # noqa: E731
        exchange, route, means, Backoff(1, 1, 1)
    )
    yield Places(exchange, open_line)
    await asyncio.sleep(0)


def carried(places: Places) -> list[set[Subscription]]:
    return [set(line.wanted) for line in places.lines]


async def test_subscriptions_that_share_a_stream_share_its_place_and_count_once(places):
    places.give([MARK, FUNDING, Subscription("ticker", "BTC/USDT:USDT")])
    assert len(places.lines) == 1
    places.give([FUNDING, *QUOTES])
    assert places.of(MARK) is None and places.of(FUNDING) is places.lines[0]


async def test_a_socket_holds_so_many_streams_and_no_more(places):
    places.give(QUOTES)
    assert carried(places) == [set(QUOTES[:2]), {QUOTES[2]}]
    places.give(QUOTES[1:])
    assert carried(places) == [{QUOTES[1]}, {QUOTES[2]}]


async def test_what_is_mute_moves_alone_and_by_another_way(places, exchange):
    places.give([TRADE, QUOTES[0]])
    before = places.of(TRADE)
    places.move([TRADE], since=0)
    after = places.of(TRADE)
    assert before is not None and after is not None and after is not before
    assert (before.route, after.route) == ("public/stream", "market/stream")
    assert carried(places) == [{QUOTES[0]}, {TRADE}]


async def test_what_was_heard_where_it_is_mute_now_is_asked_for_the_same_way_first(
    places, monkeypatch
):
    places.give([TRADE, QUOTES[0]])
    routes = []
    for frames in (1, 0):
        line, pulse = places.of(TRADE), Pulse(lambda frame, now: ())
        pulse.frames = frames
        monkeypatch.setattr(line, "pulse", lambda subscription, pulse=pulse: pulse)
        places.move([TRADE], since=0)
        assert places.of(TRADE) is not line
        routes.append(places.of(TRADE).route)
    assert routes == ["public/stream", "market/stream"]


async def test_whoever_comes_after_a_mute_stream_goes_the_way_that_it_took(places):
    places.give([TRADE])
    places.move([TRADE], since=0)
    other = Subscription("trade", "ETH/USDT:USDT")
    places.give([TRADE, other])
    assert places.of(other) is places.of(TRADE)


async def test_what_is_mute_is_not_put_on_a_socket_that_was_open_by_then(places):
    places.give(QUOTES)
    for line in places.lines:
        line.connected_since = 5
    places.move(QUOTES[:1], since=7)
    assert carried(places) == [{QUOTES[1]}, {QUOTES[2]}, {QUOTES[0]}]
    places.lines[1].connected_since = 9
    places.move(QUOTES[1:2], since=7)
    assert places.of(QUOTES[1]) in places.lines[1:]


async def test_what_was_mute_from_the_first_does_not_stay_on_its_socket(places):
    first, second = (Subscription("ticker", quote.symbol) for quote in QUOTES[:2])
    places.give([first, second])
    places.lines[0].connected_since = 9
    places.move([first], since=7)
    assert carried(places) == [{second}, {first}]
    places.lines[1].connected_since = 9
    places.move([first, second], since=7)
    assert carried(places) == [set(), set(), {first, second}]


async def test_those_that_move_together_share_sockets(places):
    wanted = [Subscription(kind, q.symbol) for q in QUOTES for kind in ("ticker", "mini_ticker")]
    places.give(wanted)
    for line in places.lines:
        line.connected_since = 5
    places.move(wanted, since=7)
    assert sorted(map(len, carried(places))) == [0, 0, 0, 2, 2, 2]


async def test_a_stream_moves_with_all_who_share_it(places):
    places.give([MARK, FUNDING])
    places.move([FUNDING], since=0)
    assert places.of(MARK) is places.of(FUNDING) is not None
