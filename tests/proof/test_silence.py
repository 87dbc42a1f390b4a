"""Mute streams, dead paths and blocked ports: found, repaired and told, on real sockets."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from time import monotonic

import pytest

from proof.conftest import Say, whole_only
from proof.listening import listening
from proof.programs import PATIENCE, simulated
from radist.model import Event, Freshness, Gap, Trade
from radist.topics import topic_of

FOUND = 15.0
"""Seconds within which a mute stream has to be heard again."""


class Heard:
    """All events, by topic; what REST gave in place of a stream, apart."""

    def __init__(self) -> None:
        self.topics: Counter[str] = Counter()
        self.last: dict[str, float] = {}
        """When a stream last brought something."""
        self.polled: defaultdict[str, list[float]] = defaultdict(list)
        self.trades: defaultdict[str, list[int]] = defaultdict(list)
        self.gaps: list[Gap] = []
        self.told: list[Freshness] = []
        self._more = asyncio.Event()

    def take(self, event: Event) -> None:
        if isinstance(event, Gap):
            self.gaps.append(event)
        elif isinstance(event, Freshness):
            self.told.append(event)
        elif event.source == "poll":
            self.polled[topic_of(event)].append(monotonic())
        else:
            self.topics[topic_of(event)] += 1
            self.last[topic_of(event)] = monotonic()
        if isinstance(event, Trade):
            self.trades[event.symbol].append(int(event.id))
        self._more.set()

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when it is so."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._more.clear()
                await self._more.wait()


@pytest.mark.parametrize(
    ("channel", "symbol"),
    [
        ("trade", "ETH/USDT"),
        ("quote", "BTC/USDT"),
        ("trade", "COIN40/USDT"),
        ("quote", "FIL/USDT"),
    ],
)
@whole_only
async def test_one_of_200_mute_streams_is_repaired_and_the_others_are_left_alone(
    channel: str, symbol: str, say: Say
) -> None:
    heard = Heard()
    async with (
        simulated("binance", "--more-pairs", "80", "--activity", "3") as exchange,
        listening(exchange, hear=heard.take) as receiver,
    ):
        known = receiver.exchange("binance").instruments
        topics = {f"{kind}.binance.{one}" for one in known for kind in ("trade", "quote")}
        receiver.want("all", topics)
        await heard.until(lambda: topics <= heard.topics.keys())
        (before,) = (await exchange.status())["sockets"]
        name = known[symbol].native.lower() + {"trade": "@trade", "quote": "@bookTicker"}[channel]
        topic = f"{channel}.binance.{symbol}"
        begun = monotonic()
        await exchange.fail(f"mute={name}")
        count = heard.topics[topic]
        await exchange.until(lambda status: len(status["sockets"]) == 2)
        await heard.until(lambda: heard.topics[topic] > count)
        took = monotonic() - begun
        status = await exchange.status()
        after = {one: heard.topics[one] for one in topics}
        await heard.until(lambda: sum(heard.topics[one] > after[one] for one in topics) > 150)
    first, second = status["sockets"]
    assert first["number"] == before["number"] and status["connections"] == 2
    assert set(first["streams"]) == set(before["streams"]) - {name}
    assert second["streams"] == [name]
    assert first["received"] - before["received"] <= 2  # it was let go there; and a pong
    others = {one: ids for one, ids in heard.trades.items() if (channel, one) != ("trade", symbol)}
    assert all(ids == list(range(ids[0], ids[0] + len(ids))) for ids in others.values())
    assert {gap.symbol for gap in heard.gaps} <= {symbol}
    assert {told.symbol for told in heard.told} <= {symbol}
    assert took <= FOUND and status["violations"] == 0
    say(f"{name} was mute and is heard again after {took:.1f} s; 199 others untouched")


@whole_only
async def test_streams_on_a_dead_path_are_found_and_asked_for_on_another(say: Say) -> None:
    name, heard = "binance_usdm", Heard()
    old = {f"RADIST_EXCHANGES__{name.upper()}__ROUTED": "false"}
    topics = {
        f"{channel}.{name}.{coin}/USDT:USDT"
        for channel in ("mark_price", "ticker", "agg_trade", "quote")
        for coin in ("BTC", "ETH", "SOL")
    }
    async with (
        simulated(name, "--activity", "3") as exchange,
        listening(exchange, hear=heard.take, **old) as receiver,
    ):
        begun = monotonic()
        receiver.want("all", topics)
        await heard.until(lambda: topics <= heard.topics.keys())
        took = monotonic() - begun
        status = await exchange.status()
    paths = {stream: one["path"] for one in status["sockets"] for stream in one["streams"]}
    assert {paths[f"{coin}usdt@ticker"] for coin in ("btc", "eth", "sol")} == {"/market/stream"}
    assert status["violations"] == 0
    say(f"{len(topics)} streams asked for on the old path, all heard after {took:.1f} s")


@pytest.mark.parametrize(
    ("form", "size"),
    [
        ("block", "small"),
        pytest.param("block", "as by default", marks=whole_only),
        pytest.param("hang", "as by default", marks=whole_only),
    ],
)
async def test_prices_go_on_while_the_port_is_blocked_and_the_stream_comes_back(
    form: str, size: str, say: Say
) -> None:
    """Within one polling interval, flagged; unblocked, within a minute."""
    after, interval, blocked = (1.0, 2.0, 5) if size == "small" else (10.0, 30.0, 75)
    brisk = {"RADIST_FALLBACK__AFTER": f"{after}", "RADIST_FALLBACK__INTERVAL": f"{interval}"}
    heard = Heard()
    topics = {f"ticker.binance.{coin}/USDT" for coin in ("BTC", "ETH", "SOL", "BNB", "XRP")}
    async with (
        simulated("binance", "--activity", "5") as exchange,
        listening(exchange, hear=heard.take, **brisk) as receiver,
    ):
        receiver.want("all", topics)
        await heard.until(lambda: topics <= heard.topics.keys())
        begun = monotonic()
        await exchange.fail(f"{form}={blocked}s")
        await heard.until(lambda: topics <= heard.polled.keys())
        first = max(times[0] for times in heard.polled.values()) - begun
        await heard.until(lambda: all(heard.last[one] > begun + blocked for one in topics))
        back = max(heard.last.values()) - begun - blocked
        status = await exchange.status()
    pauses = [b - a for times in heard.polled.values() for a, b in pairwise(times)]
    assert first <= min(after + interval + 2.0, 30.0)
    assert max(pauses, default=0.0) <= interval + 2.0
    assert back <= 60.0 and status["violations"] == 0
    most = max(pauses, default=0.0)
    said = f"polled after {first:.1f} s, then at most every {most:.1f} s"
    say(f"{size}: {said}; back on the stream after {back:.1f} s")
