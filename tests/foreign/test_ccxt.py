"""Exchanges by ccxt, against stand-ins of theirs: one with a socket, one with REST alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from radist.config import Config, Fallback, Reconnect
from radist.errors import ConfigError
from radist.model import BookSnapshot, Event, Gap, Ticker, Trade
from radist.receiver import Receiver
from radist.venues import make_exchange

SECOND = 1_790_000_000
pytestmark = pytest.mark.usefixtures("lent")


class Kraken:
    """As much of it as ccxt needs: pairs, and trades by socket."""

    def __init__(self) -> None:
        self.sockets: set[web.WebSocketResponse] = set()
        self.asked: list[dict] = []
        self.number = 100

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/v2", self.socket), web.get("/{path:.*}", self.rest)]

    async def rest(self, request: web.Request) -> web.Response:
        pair = {
            "altname": "XBTUSD", "wsname": "XBT/USD", "base": "XXBT", "quote": "ZUSD",
            "pair_decimals": 1, "lot_decimals": 8, "leverage_buy": [], "status": "online",
        }  # fmt: skip
        assets = {
            name: {"altname": name, "decimals": 8, "status": "enabled"} for name in ("XXBT", "ZUSD")
        }
        result = {"XXBTZUSD": pair} if request.path.endswith("AssetPairs") else assets
        return web.json_response({"error": [], "result": result})

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.add(socket)
        async for message in socket:
            asked = json.loads(message.data)
            self.asked += [asked] if asked["method"] == "subscribe" else []
        self.sockets.discard(socket)
        return socket

    async def trade(self, *, again: bool = False) -> None:
        """One more, or the last once more."""
        self.number += not again
        row = {
            "symbol": "BTC/USD", "side": "sell", "price": 70_000.5, "qty": 0.25,
            "ord_type": "market", "trade_id": self.number, "timestamp": "2026-09-21T14:13:20.5Z",
        }  # fmt: skip
        frame = json.dumps({"channel": "trade", "type": "update", "data": [row]})
        for socket in self.sockets:
            await socket.send_str(frame)


class Zaif:
    """As much of it as ccxt needs: no socket, and a trade more whenever somebody asks."""

    def __init__(self) -> None:
        self.calls = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/{path:.*}", self.rest)]

    async def rest(self, request: web.Request) -> web.Response:
        what = request.path.split("/")[-2:]
        if "currency_pairs" in what:
            pair = {"currency_pair": "btc_jpy", "name": "BTC/JPY", "item_unit_step": 0.0001}
            pair |= {"aux_unit_step": 5.0, "item_unit_min": 0.0001, "aux_unit_min": 5.0}
            return web.json_response([pair | {"aux_unit_point": 0, "is_token": False}])
        if "ticker" in what:
            day = {"last": 1e7, "high": 1.1e7, "low": 9e6, "vwap": 1e7, "volume": 20.0}
            return web.json_response(day | {"bid": 9_999_995.0, "ask": 1e7})
        if "depth" in what:
            return web.json_response({"asks": [[1e7, 0.5]], "bids": [[9_999_995.0, 1.5]]})
        self.calls += 1
        rows = [
            {
                "date": SECOND + n, "price": 1e7 + n, "amount": 0.1, "tid": n,
                "currency_pair": "btc_jpy", "trade_type": "ask",
            }
            for n in range(self.calls + 5, 0, -1)
        ]  # fmt: skip
        return web.json_response(rows)


@pytest.fixture
async def listen() -> AsyncIterator[Callable]:
    """A stand-in, a receiver that listens to it, and what that told."""

    @asynccontextmanager
    async def begin(name: str, venue: Kraken | Zaif, topics: list[str]):
        app = web.Application()
        app.add_routes(venue.routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        at = f"127.0.0.1:{runner.addresses[0][1]}"
        options = {"ws_url": f"ws://{at}", "rest_url": f"http://{at}", "poll_interval": 1.0}
        settings = Config(
            exchanges={name: options},
            reconnect=Reconnect(base=0.01, ceiling=0.02),
            fallback=Fallback(after=60.0),
        )
        receiver, heard = Receiver(settings, [name]), list[Event]()
        receiver.bus.listen(heard.append)
        task = asyncio.get_running_loop().create_task(receiver.run())
        await asyncio.wait_for(receiver.ready(), 20)
        receiver.want("test", [receiver.check(topic) for topic in topics])
        try:
            yield heard
        finally:
            task.cancel()
            await asyncio.wait([task])
            await runner.cleanup()

    yield begin


async def test_a_socket_of_ccxt_brings_the_same_events_flagged(listen, eventually):
    venue = Kraken()
    async with listen("kraken", venue, ["trade.kraken.BTC/USD"]) as heard:
        await eventually(lambda: venue.asked)
        assert venue.asked[0]["params"] == {"channel": "trade", "symbol": ["BTC/USD"]}
        await venue.trade()
        await venue.trade()
        await eventually(lambda: len(heard) == 2)
        await venue.trade(again=True)
        await venue.trade()
        await eventually(lambda: len(heard) == 3)
        (socket,) = venue.sockets
        await socket.close()
        await eventually(lambda: venue.sockets and socket not in venue.sockets)
        await eventually(lambda: len(venue.asked) == 2)
        await venue.trade()
        await eventually(lambda: isinstance(heard[-1], Trade) and heard[-1].id == "104")
    trades = [event for event in heard if isinstance(event, Trade)]
    assert [trade.id for trade in trades] == ["101", "102", "103", "104"]
    first = trades[0]
    assert (first.exchange, first.symbol, first.native) == ("kraken", "BTC/USD", "XXBTZUSD")
    assert (first.price, first.quantity, first.side) == (70_000.5, 0.25, "sell")
    assert first.time_exchange == 1_790_000_000_500_000
    assert {event.via for event in trades} == {"ccxt"}
    (hole,) = [event for event in heard if isinstance(event, Gap)]
    assert (hole.cause, hole.channel, hole.via) == ("reconnect", "trade", "ccxt")


async def test_where_there_is_no_socket_rest_is_asked_again_and_again(listen, eventually):
    topics = [f"{channel}.zaif.BTC/JPY" for channel in ("trade", "ticker", "book")]
    async with listen("zaif", Zaif(), topics) as heard:
        await eventually(lambda: len([e for e in heard if isinstance(e, Trade)]) >= 3)
    trades = [event for event in heard if isinstance(event, Trade)]
    ids = [int(trade.id) for trade in trades]
    assert ids == list(range(ids[0], ids[0] + len(ids)))
    (ticker, *_) = [event for event in heard if isinstance(event, Ticker)]
    assert (ticker.price, ticker.bid_price, ticker.volume) == (1e7, 9_999_995.0, 20.0)
    (book, *_) = [event for event in heard if isinstance(event, BookSnapshot)]
    assert (book.bids, book.asks) == ([(9_999_995.0, 1.5)], [(1e7, 0.5)])
    assert {(event.source, event.via) for event in heard} == {("rest", "ccxt")}


def test_our_own_exchanges_win_over_those_of_ccxt():
    assert make_exchange(Config(), "okx").__module__ == "radist.exchanges.okx"
    assert make_exchange(Config(), "kraken").name == "kraken"


def test_a_name_that_nobody_knows_is_refused_as_ever():
    with pytest.raises(ConfigError, match="there is no 'binanse'; did you mean binance"):
        make_exchange(Config(), "binanse")
