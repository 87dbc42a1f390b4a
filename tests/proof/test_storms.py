"""Everybody comes back at once: all are let in, and nobody misses anything without being told."""

from contextlib import AsyncExitStack
from time import monotonic

from proof.conftest import Say
from proof.flocks import flocks
from proof.programs import PATIENCE, Simulated, simulated
from proof.served import Served, served
from proof.test_subscriptions import SUFFIX

ROOMS = ("trade.binance.BTC/USDT", "ticker.binance.BTC/USDT")
SETTINGS = {"RADIST_WEBSOCKET__MAX_CONNECTIONS": "12000", "RADIST_WEBSOCKET__HEARTBEAT": "3"}


async def test_all_are_back_after_a_cut_and_after_a_restart(whole: bool, say: Say) -> None:
    sizes, busy, within = ((5000, 5000), "0.2", 30.0) if whole else ((100, 100), "1", PATIENCE)
    everybody, each = sum(sizes), sum(sizes) * len(ROOMS)
    async with (
        simulated("binance", "--activity", busy) as exchange,
        served(exchange, **SETTINGS) as radist,
        flocks(radist.ports[1], sizes, *ROOMS) as clients,
    ):
        _, last = await clients.back("start")
        say(f"{everybody} clients come in {last:.1f} s; {radist.megabytes():.0f} MB")

        clients.tell("cut")
        half, last = await clients.back("cut")
        say(f"cut: half are back in {half:.1f} s, all in {last:.1f} s")
        told, _ = await clients.count()
        assert told["recovered"] >= each  # some may have come twice, where welcomes were late
        assert told["retention"] == told["epoch"] == 0
        assert last < within
        clients.tell("listen")
        await clients.back("listen")
        say(f"at most {radist.most_megabytes():.0f} MB")

        clients.tell("mark")
        begun = monotonic()
        await radist.stop()
        gone = monotonic() - begun
        async with served(exchange, ports=radist.ports, **SETTINGS) as again:
            there = monotonic() - begun
            half, last = await clients.back("mark")
            say(f"restart: gone after {gone:.1f} s, there again after {there:.1f} s")
            say(f"half are back in {half:.1f} s, all in {last:.1f} s")
            assert last < within
            clients.tell("listen")
            await clients.back("listen")
            told, faults = await clients.count()
            say(f"at most {again.most_megabytes():.0f} MB; {dict(told)}")
        assert told["epoch"] == each
        assert not faults, faults


async def rooms_of(exchange: Simulated, radist: Served) -> dict[str, str]:
    """Rooms of all symbols, and what the venue calls each of them."""
    async with radist.http.get(f"{exchange.rest_url}/api/v3/exchangeInfo") as answer:
        symbols = (await answer.json())["symbols"]
    return {
        f"{channel}.binance.{one['baseAsset']}/{one['quoteAsset']}": one["symbol"].lower() + suffix
        for one in symbols
        for channel, suffix in SUFFIX.items()
        if channel in ("trade", "quote", "ticker")
    }


async def test_a_storm_of_subscriptions_asks_upstream_once_for_each_room(
    whole: bool, say: Say
) -> None:
    """Each group of clients is in a hundred rooms, half of which the next group is in too."""
    groups, size = (10, 100) if whole else (3, 20)
    async with (
        simulated("binance", "--more-pairs", "200", "--activity", "0.2") as exchange,
        served(exchange, RADIST_MARKETS="BTC/USDT", **SETTINGS) as radist,
        AsyncExitStack() as stack,
    ):
        names = await rooms_of(exchange, radist)
        wanted, all_ = [*names][: groups * 50 + 50], []
        for start in range(0, groups * 50, 50):
            some = flocks(radist.ports[1], [size], *wanted[start : start + 100])
            all_.append(await stack.enter_async_context(some))
        took = max([(await clients.back("start"))[1] for clients in all_])
        streams = sorted({names[room] for room in wanted} | {"btcusdt@ticker"})
        status = await exchange.until(
            lambda status: sorted(s for one in status["sockets"] for s in one["streams"]) == streams
        )
        for clients in all_:
            clients.tell("listen")
        for clients in all_:
            await clients.back("listen")
            _, faults = await clients.count()
            assert not faults
    requests = max(socket["received"] for socket in status["sockets"])
    assert status["violations"] == 0  # five requests a second on a socket is the venue's limit
    say(f"{groups * size * 100} rooms entered in {took:.1f} s, {len(wanted)} of them distinct")
    say(f"{len(streams)} streams asked for upstream, each once, in {requests} requests")


async def test_whoever_comes_and_goes_leaves_nothing_behind(whole: bool, say: Say) -> None:
    """As many connections as come in an hour of seventeen a second."""
    size, rounds = (1000, 60) if whole else (100, 6)
    async with (
        simulated("binance", "--activity", "0.2") as exchange,
        served(exchange, **SETTINGS) as radist,
        flocks(radist.ports[1], [size // 2, size // 2], *ROOMS) as clients,
    ):
        await clients.back("start")
        memory = []
        for _ in range(rounds):
            clients.tell("cut")
            await clients.back("cut")
            memory.append(radist.megabytes())
        _, faults = await clients.count()
        half = rounds // 2
        files = radist.descriptors()
    assert not faults
    first, second = max(memory[:half]), max(memory[half:])
    say(f"{size * rounds} connections; {first:.1f} MB at most, in the second half {second:.1f}")
    assert second - first < 2 + first * 0.02
    assert files < size + 50
