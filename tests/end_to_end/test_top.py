"""`radist top` in a terminal."""

import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from end_to_end.servers import Echo, running
from end_to_end.terminal import Terminal, terminal
from radist.simulator.server import Simulator
from radist.simulator.source import MarketSource

PROGRAM = Path(sys.executable).parent / "radist"
PATIENCE = 30.0


async def until(screen: Terminal, condition: Callable[[list[str]], object]) -> None:
    """Wait until a screen is as it should be."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not (screen.lines and condition(screen.lines)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError("\n".join(screen.lines)) from None


async def ended(screen: Terminal) -> int:
    async with asyncio.timeout(PATIENCE):
        return await screen.process.wait()


def urls(simulator: Simulator) -> dict[str, str]:
    return {
        "RADIST_EXCHANGES__BINANCE__WS_URL": simulator.ws_url,
        "RADIST_EXCHANGES__BINANCE__REST_URL": simulator.rest_url,
    }


def streams(lines: list[str]) -> list[str]:
    return [line.split()[2] for line in lines if line.startswith("binance ")]


async def test_streams_are_shown_sorted_filtered_and_to_the_size_of_the_terminal():
    async with Simulator(MarketSource()) as simulator:
        command = (PROGRAM, "top", "--exchange", "binance", "trade.*/USDT", "quote.BTC/USDT")
        async with terminal(*command, **urls(simulator)) as screen:
            await until(screen, lambda lines: len(streams(lines)) == 13 and len(lines) == 16)
            shown = streams(screen.lines)
            assert shown == sorted(shown)
            screen.press("r")
            await until(screen, lambda lines: "symbol▼" in lines[1])
            assert streams(screen.lines) == sorted(streams(screen.lines), reverse=True)
            screen.press("/eth\r")
            await until(screen, lambda lines: streams(lines) == ["ETH/USDT"])
            screen.press("h")
            await until(screen, lambda lines: any("this help" in line for line in lines))
            screen.press("h/")
            screen.resize(9, 70)
            await until(screen, lambda lines: len(lines) == 9 and max(map(len, lines)) <= 70)
            screen.press("\r")
            screen.press("q")
            assert await ended(screen) == 0
    assert b"\x1b[?1049l" in screen.shown and b"Traceback" not in screen.shown


async def test_the_streams_of_a_node_are_shown_too(serve):
    async with serve(None, "--demo") as served:
        command = (PROGRAM, "top", "--url", served.rooms, "--exchange", "binance")
        async with terminal(*command, "ticker.BTC/USDT", "trade.ETH/USDT", "x.y") as screen:
            await until(screen, lambda lines: streams(lines) == ["BTC/USDT", "ETH/USDT"])
            screen.process.send_signal(signal.SIGINT)
            assert await ended(screen) == 0
    assert b"Traceback" not in screen.shown


async def test_what_says_nothing_that_makes_sense_shows_nothing():
    async with (
        running(Echo()) as server,
        terminal(PROGRAM, "top", "--url", server.url, "trade.moon.A/B") as screen,
    ):
        await until(screen, lambda lines: "0 of 0 streams" in lines[0])
        screen.press("q")
        assert await ended(screen) == 0


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("trade.moon.A/B",), "moon"),
        (("nonsense",), "is not a topic"),
        (("trade.binance.A/B", "--sort", "size"), "--sort"),
    ],
)
async def test_a_mistake_is_one_line_on_a_terminal_as_it_was(options, word):
    async with terminal(PROGRAM, "top", *options) as screen:
        assert await ended(screen) == 2
        async with asyncio.timeout(PATIENCE):
            while b"error: " not in screen.shown:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    last = screen.shown.decode().rpartition("error: ")[2]
    assert word in last and last.count("\n") == 1


async def test_without_a_terminal_it_says_so():
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "top", "trade.binance.A/B"),
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        _, err = await process.communicate()
    assert (process.returncode, err.count(b"\n")) == (2, 1) and b"needs a terminal" in err
