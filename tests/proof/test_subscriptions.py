"""However many streams, and however often others: every limit is kept, and all deliver."""

import asyncio
import random
import re
from collections.abc import Iterable

import pytest

from proof.conftest import Say, whole_only
from proof.listening import listening
from proof.programs import PATIENCE, simulated
from radist.model import Event
from radist.receiver import Receiver
from radist.topics import topic_of

SUFFIX = {
    "trade": "@trade",
    "quote": "@bookTicker",
    "ticker": "@ticker",
    "mini_ticker": "@miniTicker",
    "candle": "@kline_1m",
    "agg_trade": "@aggTrade",
}
"""By another way than the one under test: what the venue calls a channel."""


def topics(receiver: Receiver, name: str, channels: Iterable[str]) -> list[str]:
    """Those of all symbols which are traded, once in each channel."""
    return [
        receiver.check(f"{channel}.{name}.{symbol}" + (".1m" if channel == "candle" else ""))
        for symbol, instrument in receiver.exchange(name).instruments.items()
        if instrument.kind in ("spot", "perpetual")
        for channel in channels
    ]


def stream(receiver: Receiver, topic: str) -> str:
    channel, name, symbol = re.fullmatch(r"(\w+)\.(\w+)\.(.+?)(?:\.1m)?", topic).groups()
    return receiver.exchange(name).instruments[symbol].native.lower() + SUFFIX[channel]


@pytest.mark.parametrize(
    ("name", "number", "sockets"),
    [
        ("binance", 500, 1),
        pytest.param("binance", 1500, 2, marks=whole_only),
        pytest.param("binance_usdm", 1500, 8, marks=whole_only),
        pytest.param("binance_coinm", 1500, 8, marks=whole_only),
    ],
)
async def test_many_streams_at_once_keep_every_limit_and_all_deliver(
    name: str, number: int, sockets: int, say: Say
) -> None:
    loop, heard, complete = asyncio.get_running_loop(), set[str](), asyncio.Event()
    wanted: set[str] = set()

    def hear(event: Event) -> None:
        heard.add(topic_of(event))
        if wanted <= heard:
            complete.set()

    async with (
        simulated(name, "--more-pairs", str(number // 4), "--activity", "2") as exchange,
        listening(exchange, hear=hear) as receiver,
    ):
        channels = ("quote", "ticker", "mini_ticker", "candle")
        wanted |= set(topics(receiver, name, channels)[:number])
        assert len(wanted) == number
        begun = loop.time()
        receiver.want("all", wanted)
        async with asyncio.timeout(PATIENCE):
            await complete.wait()
        took = loop.time() - begun
        status = await exchange.status()
    asked = [socket for socket in status["sockets"] if socket["streams"]]
    assert sum(len(socket["streams"]) for socket in asked) == number
    assert (status["violations"], len(asked), status["connections"]) == (0, sockets, sockets)
    requests = max(socket["received"] for socket in asked)
    say(f"{number} streams on {len(asked)} sockets, all delivered after {took:.1f} s")
    say(f"violations {status['violations']}, at most {requests} requests on a socket")


class Owner:
    """Wants this and that by chance."""

    def __init__(self, receiver: Receiver, number: int) -> None:
        self._receiver = receiver
        self._number = number
        self.wanted: set[str] = set()

    def call(self, dice: random.Random, known: list[str]) -> None:
        """Subscribe to one more, or unsubscribe from one."""
        if self.wanted and dice.random() < 0.5:
            self.wanted.discard(dice.choice(sorted(self.wanted)))
        else:
            self.wanted.add(dice.choice(known))
        self._receiver.want(self._number, self.wanted)


async def test_random_calls_end_in_exactly_the_wanted_set(whole: bool, say: Say) -> None:
    calls, dice, loop = 10_000 if whole else 1_500, random.Random(20), asyncio.get_running_loop()
    name, due, done = "binance", 0, asyncio.Event()
    owners: list[Owner] = []
    known: list[str] = []

    def hear(event: Event) -> None:
        """Each event that comes brings some calls with it, so that they meet a busy feed."""
        nonlocal due
        for _ in range(1 if owners and due < calls else 0):
            due += 1
            dice.choice(owners).call(dice, known)
        if due == calls:
            done.set()

    few = {"RADIST_EXCHANGES__BINANCE__STREAMS_PER_SOCKET": "30", "RADIST_LINGER": "0"}
    async with (
        simulated(name, "--activity", "10") as exchange,
        listening(exchange, hear=hear, **few) as receiver,
    ):
        known = topics(receiver, name, SUFFIX)
        owners = [Owner(receiver, number) for number in range(25)]
        begun = loop.time()
        for owner in owners:
            owner.call(dice, known)
        async with asyncio.timeout(PATIENCE):
            await done.wait()
        owners.clear()
        took = loop.time() - begun
        wanted = sorted(stream(receiver, topic) for topic in receiver.topics)
        assert 20 < len(wanted) <= len(known)
        status = await exchange.until(
            lambda status: sorted(s for one in status["sockets"] for s in one["streams"]) == wanted
        )
    sockets = status["sockets"]
    assert status["violations"] == 0
    assert all(len(socket["streams"]) <= 30 for socket in sockets)
    asked = sum(socket["received"] for socket in sockets)
    say(f"{calls} calls in {took:.1f} s became {asked} requests on {len(sockets)} sockets")
    say(f"{len(wanted)} streams wanted, the same subscribed; violations {status['violations']}")
