"""Everybody comes back at once: all are let in, and nobody misses anything without being told."""

from time import monotonic

from proof.conftest import Say
from proof.flocks import flocks
from proof.programs import PATIENCE, simulated
from proof.served import served

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
