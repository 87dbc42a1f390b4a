"""The examples run as their first lines say."""

import asyncio
import os
import re
import sys
import time
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from end_to_end.clients import PATIENCE
from end_to_end.conftest import Serve
from radist.config import Auth, Notify
from radist.deliveries import Delivery, Target, sealed
from radist.errors import Undeliverable
from radist.notify._tools import Tools
from radist.notify.webhook import Webhook
from radist.server import get_websocket_manager
from radist.server.auth import make
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

EXAMPLES = Path(__file__).parents[2] / "examples"


async def begin(name: str, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """An example that runs."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, EXAMPLES / name, *arguments),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE if name == "private_room.py" else None,
    )


async def output_of(name: str, *arguments: str, **environment: str) -> list[str]:
    """The lines that an example prints."""
    process = await begin(name, *arguments, **environment)
    async with asyncio.timeout(PATIENCE):
        output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode().splitlines()


async def test_every_example_is_tried_here() -> None:
    tried = {
        "trades.py",
        "prices_over_sse.py",
        "room.py",
        "selection.py",
        "notify.py",
        "private_room.py",
        "three_exchanges.py",
        "webhook_receiver.py",
        "buy_a_token.py",
        "paper_order.py",
        "price_alert.py",
        "odd_candles.py",
        "coverage.py",
    }
    # Through a restart: compat/test_examples.py.
    tried |= {"any_websocket.py", "binance_callbacks.py", "price_table.py", "alerts.py"}
    assert {path.name for path in EXAMPLES.glob("*.py")} == tried


async def test_the_library_prints_trades() -> None:
    async with Simulator(MarketSource()) as simulator:
        lines = await output_of(
            *("trades.py", "BTC/USDT", "--count", "3"),
            RADIST_EXCHANGES__BINANCE__WS_URL=simulator.ws_url,
            RADIST_EXCHANGES__BINANCE__REST_URL=simulator.rest_url,
        )
    assert len(lines) == 3
    assert all(line.startswith("BTC/USDT ") for line in lines)


async def test_the_library_follows_a_selection() -> None:
    async with Simulator(MarketSource(activity=30.0)) as simulator:
        lines = await output_of(
            *("selection.py", "all USDT spot", "--seconds", "2", "--top", "3"),
            RADIST_EXCHANGES__BINANCE__WS_URL=simulator.ws_url,
            RADIST_EXCHANGES__BINANCE__REST_URL=simulator.rest_url,
        )
    assert len(lines) == 3
    assert all("/USDT " in line and " trades, the latest at " in line for line in lines)


async def test_the_library_prints_candles_that_no_exchange_has() -> None:
    async with Simulator(MarketSource(activity=5.0)) as simulator:
        lines = await output_of(
            *("odd_candles.py", "BTC/USDT", "--interval", "2s", "--count", "2"),
            RADIST_EXCHANGES__BINANCE__WS_URL=simulator.ws_url,
            RADIST_EXCHANGES__BINANCE__REST_URL=simulator.rest_url,
        )
    assert [line.split()[-1] for line in lines][1:] == ["final"]  # the first one lacks its begin


async def test_the_library_compares_three_exchanges() -> None:
    names, settings = ("binance", "bybit", "okx"), dict[str, str]()
    async with AsyncExitStack() as stack:
        for name in names:
            market = MarketSource(exchange=name)
            simulator = await stack.enter_async_context(Simulator(market))
            settings[f"RADIST_EXCHANGES__{name.upper()}__WS_URL"] = simulator.ws_url
            settings[f"RADIST_EXCHANGES__{name.upper()}__REST_URL"] = simulator.rest_url
        lines = await output_of("three_exchanges.py", "--count", "2", "--pause", "0.1", **settings)
    assert len(lines) == 2
    price = r"\d+\.\d\d/\d+\.\d\d"
    row = "  ".join(f"{name} {price}" for name in names) + r"  \w+ to \w+: [+-].* bp\)"
    assert all(re.fullmatch(row, line) for line in lines), lines


async def test_prices_come_over_server_sent_events(serve: Serve) -> None:
    async with serve(None, "--demo") as served:
        lines = await output_of("prices_over_sse.py", served.url, "BTCUSDT,ETHUSDT", "--count", "4")
    assert {line.split()[0] for line in lines} == {"BTCUSDT", "ETHUSDT"}


async def test_a_room_is_heard_over_a_websocket(serve: Serve) -> None:
    async with serve(None, "--demo") as served:
        lines = await output_of(
            *("room.py", "trade.binance.BTC/USDT", "--url", served.rooms, "--count", "3")
        )
        (told,) = await output_of("coverage.py", served.url)
    assert len(lines) == 3
    assert re.fullmatch(r"(\d+) of \1 streams are complete", told)


async def test_a_program_tells_the_rooms_what_happened(serve: Serve) -> None:
    async with serve(None, "--demo") as served:
        lines = await output_of("notify.py", "So111", RADIST_URL=served.url)
    assert lines == [
        "new_trade: token_So111 at 1, global at 1",
        "price_update: token_So111 at 2, global at 2",
        "market_stats: global at 3",
    ]


async def test_a_receiver_believes_what_is_signed_and_nothing_else(tmp_path: Path) -> None:
    tools = Tools(Notify(allow=("127.0.0.0/8",)), lambda: time.time_ns() // 1000, tmp_path)
    (secret,) = tools.keys.of("w_1")
    options = ("--port", "0", "--count", "4")
    receiving = await begin("webhook_receiver.py", *options, RADIST_WEBHOOK_SECRET=secret)
    assert receiving.stdout
    url = (await receiving.stdout.readline()).decode().split()[-1]
    content = {"name": "BTC above 70k", "message": "BTC/USDT at 70001.5"}
    payload = sealed("alert", tools.now(), content)
    async with tools, asyncio.timeout(PATIENCE):
        for target in ("w_1", "w_1", "w_2", "w_1"):  # the second is a repetition, the third forged
            carrier = Webhook(tools, Target(target, "desk", "webhook"), url=url)
            told = Delivery(f"d_{target}", "t_1", carrier.target, payload, tools.now())
            with suppress(Undeliverable):
                assert await carrier.send([told]) == 204
                assert target == "w_1"
        heard, _ = await receiving.communicate()
    assert heard.decode().splitlines() == ["BTC above 70k: BTC/USDT at 70001.5"]


async def test_a_token_is_bought_and_sold_while_its_room_listens(
    serve: Serve, tmp_path: Path
) -> None:
    async with serve(
        None, "--demo", "--set", f"store.url=sqlite:///{tmp_path}/radist.db"
    ) as served:
        lines = await output_of("buy_a_token.py", "Rad111", "--url", served.url)
    assert lines[0].startswith("RADIO: 1000000000 of them, 0.00000465983224")
    first, price, had, last, _, has = lines[1:]
    assert first.startswith("local buys 20834951.45629024 at 0.00000475")
    assert last.startswith("local sells 20834951.45629024 at ")
    assert price.startswith("the price is 0.0000048462")
    assert had == "local has 99900 USDT and {'RADIO': '20834951.45629024'}"
    assert re.fullmatch(r"local has 99998\.01\d+ USDT and \{\}", has)


async def test_an_alert_is_told_once_it_fires(serve: Serve, tmp_path: Path) -> None:
    store = f"store.url=sqlite:///{tmp_path}/radist.db"
    async with serve(None, "--demo", "--set", store) as served:
        wish = ("BTCUSDT", "above", "level=1", "--url", served.url)
        made, told = await output_of("price_alert.py", *wish)
    assert re.fullmatch(r"a_[\w-]+: BTC/USDT is above 1", made)
    assert re.fullmatch(r"BTC/USDT is above 1: [\d.]+", told)


async def test_a_users_room_opens_for_that_user_alone(serve: Serve) -> None:
    key = Auth(secret="a secret of this test, and of no node at all")
    alice, shop = (
        make(key, user, scopes, 60, time.time())
        for user, scopes in (("alice", []), ("shop", ["broadcast"]))
    )
    async with serve(None, "--demo", "--set", f"auth.secret={key.secret}") as served:
        options = ("--url", served.rooms, "--count", "1")
        stranger = await begin("private_room.py", "bob", *options, RADIST_TOKEN=alice)
        _, complaint = await stranger.communicate()
        assert (stranger.returncode, complaint) == (1, b"user_bob is not for alice\n")
        listening = await begin("private_room.py", "alice", *options, RADIST_TOKEN=alice)
        assert listening.stdout
        async with asyncio.timeout(PATIENCE):
            assert (await listening.stdout.readline()).startswith(b"known as alice until ")
            assert await listening.stdout.readline() == b"in user_alice\n"
            manager = get_websocket_manager(served.url, api_key=shop)
            await manager.notify_portfolio_update({"user_id": "alice", "total": "7"})
            heard, _ = await listening.communicate()
    assert heard.startswith(b"1 portfolio_update {")
    assert b"'total': '7'" in heard


async def test_an_order_with_paper_money_is_filled_and_told(serve: Serve) -> None:
    async with serve(None, "--demo") as served:
        options = ("--url", served.url, "--rooms", served.rooms)
        lines = await output_of("paper_order.py", "BTC/USDT", "buy", "0.01", *options)
    assert lines[0].strip() == "pending"
    assert lines[-1].strip() == "filled"
    assert all(re.match(r"buy [\d.]+ at [\d.]+ fee [\d.]+$|\w+ $", line) for line in lines), lines
