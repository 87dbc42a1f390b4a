"""Streams of Binance by callback, as the document of that class shows them."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from radist import BinanceWebSocket
from radist.errors import ClientError, ExchangeError

PATIENCE = 10.0

STATISTICS = "type symbol price open high low volume quote_volume".split()
CANDLE = "type symbol interval timestamp open high low close volume is_closed trades quote_volume"
EXECUTION = "type symbol trade_id price quantity timestamp is_buyer_maker".split()


class Heard(list[dict]):
    """What a callback was called with."""

    async def take(self, payload: dict) -> None:
        self.append(payload)


@pytest.fixture
async def ws(exchange) -> AsyncIterator[BinanceWebSocket]:
    made = BinanceWebSocket(settings=exchange.settings())
    yield made
    await made.disconnect()


@pytest.mark.usefixtures("environment")
async def test_the_example_runs_through_a_restart(exchange, eventually):
    ws = BinanceWebSocket()
    told: list[object] = []
    prices: list[str] = []
    ws.on_connect(lambda: told.append("connected"))
    ws.on_disconnect(lambda: told.append("disconnected"))
    ws.on_error(lambda error: told.append(type(error)))
    ws.on_message(lambda data: told.append(data["type"]))
    await ws.connect()

    async def handle_price(data: dict) -> None:
        prices.append(f"{data['symbol']}: ${data['price']}")

    await ws.subscribe_ticker("BTCUSDT", handle_price)
    async with asyncio.TaskGroup() as tasks:
        forever = tasks.create_task(ws.run_forever())
        await eventually(lambda: len(prices) >= 2)
        assert told[0] == "connected"
        assert set(told[1:]) == {"ticker"}
        await exchange.restart()
        await eventually(lambda: told.count("disconnected") == 1)
        heard = len(prices)
        await eventually(lambda: len(prices) >= heard + 2)
        assert ExchangeError in told
        assert told.count("connected") == 2
        await ws.disconnect()
        await forever
    assert told[-1] == "disconnected"
    assert all(line.startswith("BTCUSDT: $") for line in prices)


@pytest.mark.parametrize(
    ("subscribe", "arguments", "more", "fields"),
    [
        ("ticker", (), {}, [*STATISTICS, "price_change", "price_change_percent", "timestamp"]),
        ("ticker", (), {"mini": True}, [*STATISTICS, "timestamp"]),
        ("kline", ("1m",), {}, CANDLE.split()),
        ("trade", (), {}, EXECUTION),
        ("trade", (), {"aggregate": True}, [*EXECUTION, "first_id", "last_id"]),
        (
            "book_ticker",
            (),
            {},
            "type symbol bid_price bid_quantity ask_price ask_quantity timestamp".split(),
        ),
    ],
)
async def test_every_stream_has_its_payload_and_can_be_left(
    ws, exchange, eventually, subscribe, arguments, more, fields
):
    heard = Heard()
    await ws.connect()
    await getattr(ws, f"subscribe_{subscribe}")("BTCUSDT", *arguments, heard.take, **more)
    await eventually(lambda: heard)
    assert list(heard[0]) == fields
    assert heard[0]["symbol"] == "BTCUSDT"
    assert len(exchange.streams) == 1
    await getattr(ws, f"unsubscribe_{subscribe}")("btcusdt", *arguments, **more)
    await eventually(lambda: not exchange.streams)


async def test_callbacks_may_be_registered_as_decorators(ws, eventually):
    connected, heard = asyncio.Event(), Heard()

    @ws.on_connect
    async def greet() -> None:
        connected.set()

    @ws.on_message
    def note(data: dict) -> None:
        heard.append(data)

    await ws.subscribe_trade("ETHUSDT")
    await ws.connect()
    async with asyncio.timeout(PATIENCE):
        await connected.wait()
    await eventually(lambda: heard)
    assert heard[0]["type"] == "trade"


async def test_a_callback_that_raises_harms_nobody(ws, eventually, caplog):
    errors, heard = [], Heard()
    ws.on_error(errors.append)

    def fail(data: dict) -> None:
        raise LookupError("mine")

    await ws.connect()
    await ws.subscribe_trade("BTCUSDT", fail)
    await ws.subscribe_trade("BTCUSDT", heard.take)
    await eventually(lambda: len(heard) >= 3)
    assert len(errors) >= 3 and all(isinstance(error, LookupError) for error in errors)
    assert "a callback failed" in caplog.text


async def test_what_a_cut_has_cost_is_told_as_a_message_and_to_no_stream(ws, exchange, eventually):
    messages, heard = Heard(), Heard()
    ws.on_message(messages.take)
    await ws.subscribe_trade("BTCUSDT", heard.take)
    await ws.connect()
    await eventually(lambda: heard)
    while not (gaps := [m for m in messages if m["type"] == "gap"]):
        exchange.simulator.cut_all()
        some = len(heard)
        await eventually(lambda some=some: len(heard) > some + 3)
    assert {data["type"] for data in heard} == {"trade"}
    ids = {data["trade_id"] for data in heard}
    assert not ids & set(range(gaps[0]["from_id"], gaps[0]["to_id"] + 1))


async def test_an_unknown_symbol_is_refused_at_the_call_and_no_more_wanted(ws):
    await ws.connect()
    with pytest.raises(ClientError, match="has no symbol"):
        await ws.subscribe_ticker("BTCUSD")
    await ws.subscribe_ticker("BTCUSDT")


async def test_what_was_wished_for_is_kept_for_the_next_connect(ws, eventually):
    heard = Heard()
    await ws.subscribe_ticker("BTCUSDT", heard.take)
    for _ in range(2):
        await ws.connect()
        some = len(heard)
        await eventually(lambda some=some: len(heard) > some)
        await ws.disconnect()


async def test_a_callback_may_disconnect(ws):
    async def leave(data: dict) -> None:
        await ws.disconnect()

    await ws.subscribe_trade("BTCUSDT", leave)
    async with asyncio.timeout(PATIENCE):
        await ws.run_forever()


async def test_a_callback_that_unsubscribes_goes_on_to_its_end(ws, eventually):
    calls: list[str] = []

    async def once(data: dict) -> None:
        await ws.unsubscribe_trade("BTCUSDT")
        await asyncio.sleep(0)
        calls.append(data["type"])

    await ws.subscribe_trade("BTCUSDT", once)
    await ws.connect()
    await eventually(lambda: calls)
    assert calls == ["trade"]


async def test_run_forever_ends_when_there_are_no_tries_left(exchange, eventually):
    ws = BinanceWebSocket(2, settings=exchange.settings())
    errors, heard = [], Heard()
    ws.on_error(errors.append)
    await ws.subscribe_trade("BTCUSDT", heard.take)
    await ws.connect()
    await eventually(lambda: heard)
    exchange.simulator.block()
    async with asyncio.timeout(PATIENCE):
        await ws.run_forever()
    assert len(errors) == 2


async def test_a_connect_that_is_given_up_leaves_nothing_behind(exchange, free_port):
    settings = exchange.settings()
    settings.exchanges["binance"]["rest_url"] = f"http://127.0.0.1:{free_port}"
    before = asyncio.all_tasks()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await BinanceWebSocket(settings=settings).connect()
    async with asyncio.timeout(PATIENCE):
        if left := asyncio.all_tasks() - before:
            await asyncio.wait(left)


async def test_an_exchange_that_does_not_answer_is_an_error_of_connect(
    exchange, free_port, monkeypatch
):
    monkeypatch.setattr("radist.live._PATIENCE", 0.2)
    settings = exchange.settings()
    settings.exchanges["binance"]["rest_url"] = f"http://127.0.0.1:{free_port}"
    with pytest.raises(ExchangeError):
        await BinanceWebSocket(settings=settings).connect()
