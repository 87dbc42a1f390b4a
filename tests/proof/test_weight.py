"""REST within the limits of an address, whoever else uses it: weight, and silence inside a ban."""

import asyncio
from collections.abc import Callable
from time import monotonic, time

import aiohttp
import pytest

from proof.conftest import Say, whole_only
from proof.listening import listening
from proof.programs import PATIENCE, Simulated, simulated
from radist.model import BookSnapshot, Event
from radist.receiver import Receiver
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource
from radist.topics import topic_of

SHARE = 0.8
"""The most of the limit that may ever be used."""


class Books:
    """Which books are there."""

    def __init__(self) -> None:
        self.there: set[str] = set()
        self._more = asyncio.Event()

    def take(self, event: Event) -> None:
        if isinstance(event, BookSnapshot):
            self.there.add(topic_of(event))
            self._more.set()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(3 * PATIENCE):
            while not condition():
                self._more.clear()
                await self._more.wait()


def books(receiver: Receiver, name: str, number: int) -> set[str]:
    symbols = sorted(receiver.exchange(name).instruments)[:number]
    return {receiver.check(f"book.{name}.{symbol}") for symbol in symbols}


async def test_nothing_is_asked_inside_a_ban(whole: bool, say: Say) -> None:
    seconds, heard = 30 if whole else 5, Books()
    async with (
        simulated("binance", "--activity", "5") as exchange,
        listening(exchange, hear=heard.take) as receiver,
    ):
        wanted = books(receiver, "binance", 20)
        await exchange.fail(f"ban={seconds}s")
        begun = monotonic()
        receiver.want("first", sorted(wanted)[:1])
        told = await exchange.until(lambda status: status["counts"]["calls_in_ban"])
        receiver.want("others", wanted)
        await heard.until(lambda: wanted <= heard.there)
        took = monotonic() - begun
        status = await exchange.status()
    assert took >= seconds
    # The ban fell from the sky: that it is there is learned by the one call that meets it.
    assert told["counts"]["calls_in_ban"] == status["counts"]["calls_in_ban"] == 1
    calls = status["rest_calls"] - told["rest_calls"]
    say(f"0 calls in {seconds} s after the one that was told; then {calls}, and all 20 books")


async def use(exchange: Simulated, weight: int, every: float) -> None:
    """Another program on the same address."""
    url = f"{exchange.rest_url}/api/v3/depth?symbol=BTCUSDT&limit=5000"  # weight 250
    async with aiohttp.ClientSession() as http:
        while weight > 0:
            async with http.get(url) as response:
                assert response.status == 200
            weight -= 250
            await asyncio.sleep(every)


@whole_only
@pytest.mark.parametrize("manner", ["steadily", "at once"])
async def test_weight_stays_below_80_percent_while_another_program_uses_half(
    manner: str, say: Say
) -> None:
    heard, limit = Books(), 6_000
    async with simulated("binance", "--more-pairs", "90") as exchange, asyncio.TaskGroup() as tasks:
        if manner == "at once":
            other = tasks.create_task(use(exchange, limit // 2, 0.0))
            await other
        else:
            other = tasks.create_task(use(exchange, 100 * limit, 60 * 250 / (limit // 2)))
            # Who has used nothing in this minute cannot be known of.
            await exchange.until(lambda status: status["most_weight"] and time() % 60 > 6)
        async with listening(exchange, hear=heard.take) as receiver:
            wanted = books(receiver, "binance", 110)
            begun = monotonic()
            receiver.want("all", wanted)
            await heard.until(lambda: wanted <= heard.there)
            took = monotonic() - begun
            status = await exchange.status()
        other.cancel()
    most = status["most_weight"]
    say(f"{manner}: {len(wanted)} books in {took:.0f} s, {status['rest_calls']} calls")
    say(f"most weight in a minute {most} of {limit}, {status['violations']} violations")
    assert most <= SHARE * limit and status["violations"] == 0


async def test_books_that_begin_together_are_there_within_the_weight_of_one_minute(
    whole: bool, say: Say
) -> None:
    number, heard, limit = 200 if whole else 30, Books(), 6_000
    async with (
        simulated("binance", "--more-pairs", str(number), "--activity", "5") as exchange,
        listening(exchange, hear=heard.take) as receiver,
    ):
        wanted = books(receiver, "binance", number)
        receiver.want("all", wanted)
        begun, longest = monotonic(), 0.0

        def there() -> bool:
            nonlocal longest
            longest = max(longest, receiver.rest("binance"))
            return wanted <= heard.there

        await heard.until(there)
        took = monotonic() - begun
        status = await exchange.status()
    most = status["most_weight"]
    say(f"{number} books in {took:.1f} s, weight {most} of {limit}, foretold {longest:.1f} s")
    assert most <= SHARE * limit and status["violations"] == 0
    assert status["rest_calls"] < number + 10  # each asked for once


@whole_only
async def test_two_exchanges_that_count_together_stay_below_80_percent_together(say: Say) -> None:
    heard, limit, names = Books(), 2_400, ("binance_usdm", "binance_coinm")
    linear = Simulator(MarketSource(exchange=names[0], more=50))
    shared = Options(weights=linear.weights)
    inverse = Simulator(MarketSource(exchange=names[1], more=60), shared)
    async with linear, inverse, aiohttp.ClientSession() as http:
        both = [
            Simulated(name, one.ws_url, one.rest_url, http)
            for name, one in zip(names, (linear, inverse), strict=True)
        ]
        async with listening(*both, hear=heard.take) as receiver:
            wanted = books(receiver, names[0], 70) | books(receiver, names[1], 60)
            begun = monotonic()
            receiver.want("all", wanted)
            await heard.until(lambda: wanted <= heard.there)
            took = monotonic() - begun
    most = linear.weights.most
    say(f"{len(wanted)} books of two exchanges in {took:.0f} s, most weight {most} of {limit}")
    assert most <= SHARE * limit
    assert (linear.violations, inverse.violations) == (0, 0)
