"""What was traded and what was heard of it: the exchange's own tape, and places that are held
against it.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from proof.page_client import Frame, Room
from proof.programs import Simulated

_PING_EVERY = 15.0
_LOOK = 0.25


class Row(NamedTuple):
    """An execution, or those of one taker together."""

    symbol: str
    name: str
    """Its ids, price and size: what is told of it has to be that."""
    time: int
    """Milliseconds."""
    first: int
    last: int
    """Ids of executions, where they are counted; else 0."""


class Wire(NamedTuple):
    """How an exchange tells what was traded."""

    channel: str
    native: str
    """How it spells BTC, where ours is the base."""
    symbol: str
    path: str
    ask: Callable[[Sequence[str]], Any]
    """The subscription to these; None where they are in the path."""
    ping: str
    read: Callable[[Any], Iterator[tuple[str, Any, int, tuple[str, str], Any]]]
    """Of a message: native symbol, id, time, price and size, first and last id."""

    def rows(self, message: str, symbols: dict[str, str]) -> Iterator[Row]:
        """Ours, by our symbols of theirs."""
        for native, number, time, (price, size), ids in self.read(json.loads(message)):
            first, last = ids or (0, 0)
            name = named(number, first, last, float(price), float(size))
            yield Row(symbols[native], name, time, first, last)


def named(number: Any, first: int, last: int, *figures: float) -> str:
    """What two that tell of the same have in common."""
    return f"{number} {first}-{last} {figures[0]} {figures[1]}"


def _binance(message: Any) -> Iterator[Any]:
    told = message["data"]
    yield told["s"], told["t"], told["T"], (told["p"], told["q"]), (told["t"], told["t"])


def _binance_usdm(message: Any) -> Iterator[Any]:
    told = message["data"]
    yield told["s"], told["a"], told["T"], (told["p"], told["q"]), (told["f"], told["l"])


def _bybit(message: Any) -> Iterator[Any]:
    for told in message.get("data", ()):
        yield told["s"], told["i"], told["T"], (told["p"], told["v"]), None


def _okx(message: Any) -> Iterator[Any]:
    for told in message.get("data", ()):
        number = int(told["tradeId"])
        figures = told["px"], told["sz"]
        yield told["instId"], number, int(told["ts"]), figures, (number, number)


def _bybit_topics(natives: Sequence[str]) -> Any:
    return {"op": "subscribe", "args": [f"publicTrade.{native}" for native in natives]}


def _okx_arguments(natives: Sequence[str]) -> Any:
    arguments = [{"channel": "trades-all", "instId": native} for native in natives]
    return {"op": "subscribe", "args": arguments}


def _in_path(natives: Sequence[str]) -> None:
    return None


BASES = ("BTC", "ETH", "BNB", "SOL", "XRP", "DOGE", "ADA", "AVAX")
_PING = '{"op":"ping"}'


def _streams(kind: str) -> str:
    return "/".join(f"{base.lower()}usdt@{kind}" for base in BASES)


WIRES = {
    "binance": Wire(
        *("trade", "{}USDT", "{}/USDT", f"/stream?streams={_streams('trade')}"),
        *(_in_path, "", _binance),
    ),
    "binance_usdm": Wire(
        *("agg_trade", "{}USDT", "{}/USDT:USDT", f"/market/stream?streams={_streams('aggTrade')}"),
        *(_in_path, "", _binance_usdm),
    ),
    "bybit_linear": Wire(
        "trade", "{}USDT", "{}/USDT:USDT", "/v5/public/linear", _bybit_topics, _PING, _bybit
    ),
    "okx": Wire("trade", "{}-USDT", "{}/USDT", "/ws/v5/business", _okx_arguments, "ping", _okx),
}
"""Executions one by one; of USD-M aggregates, which its REST has of any time. Each of these tells
the ids of its executions.
"""


class Place:
    """Where trades arrive."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = defaultdict(list)
        """By symbol, in the order in which they came."""
        self.first: dict[str, str] = {}
        """The first that came, by symbol."""
        self.newest: dict[str, int] = {}
        """When the newest was traded of those that came as they happened."""
        self.trades = 0

    def take(self, told: Any) -> None:
        """An event as it is on the wire."""
        if told["type"] not in ("trade", "agg_trade"):
            return
        own = int(told["id"]) if told["id"].isdecimal() else 0
        ids = int(told.get("first_id", own)), int(told.get("last_id", own))
        name = named(told["id"], *ids, told["price"], told["quantity"])
        row = Row(told["symbol"], name, told["time_exchange"] // 1000, *ids)
        self.keep(row, live="backfilled" not in told)

    def keep(self, row: Row, *, live: bool = True) -> None:
        self.names[row.symbol].append(row.name)
        self.trades += row.last - row.first + 1
        if live:
            self.first.setdefault(row.symbol, row.name)
            self.newest[row.symbol] = row.time

    def reached(self, moment: dict[str, int]) -> bool:
        """Whether of each symbol something newer has come."""
        return all(self.newest.get(symbol, 0) > time for symbol, time in moment.items())


class Tape(Place):
    """All that is traded, heard from the exchange itself by a socket that is never cut."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire
        self.symbols = {wire.native.format(base): wire.symbol.format(base) for base in BASES}
        self._next: dict[str, int] = {}

    def ends(self) -> dict[str, str]:
        """What was traded last, by symbol."""
        return {symbol: names[-1] for symbol, names in self.names.items()}

    async def listen(self, exchange: Simulated) -> None:
        """Until cancelled."""
        wire = self.wire
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(exchange.ws_url + wire.path) as socket,
            asyncio.TaskGroup() as tasks,
        ):
            if request := wire.ask(list(self.symbols)):
                await socket.send_json(request)
            pinging = tasks.create_task(self._ping(socket))
            async for message in socket:
                if message.data != "pong":
                    self._heard(message.data)
            pinging.cancel()
            raise AssertionError("the tape was cut")

    async def _ping(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while self.wire.ping:
            await asyncio.sleep(_PING_EVERY)
            await socket.send_str(self.wire.ping)

    def _heard(self, message: str) -> None:
        for row in self.wire.rows(message, self.symbols):
            self.keep(row)
            if row.last:
                assert row.first == self._next.get(row.symbol, row.first), "the tape has a hole"
                self._next[row.symbol] = row.last + 1


class Listened(Room):
    """A room of a node, of which a place hears."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__(name)
        self._place = place

    def happened(self, frame: Frame) -> bool:
        follows = super().happened(frame)
        for event in self.events:
            self._place.take(event["data"])
        self.events.clear()
        return follows


async def read_along(path: Path, place: Place) -> None:
    """What a sink writes to a file of lines, while it does, until cancelled."""
    rest = b""
    with path.open("rb") as file:
        while True:
            *lines, rest = (rest + file.read(2**20)).split(b"\n")
            for line in lines:
                message = json.loads(line)["message"]
                with suppress(KeyError):
                    place.take(message["data"])
            await asyncio.sleep(0 if lines else _LOOK)


class Verdict(NamedTuple):
    """What became of what was traded between the first that came to a place, and a moment."""

    expected: int
    lost: list[str]
    doubled: int
    strange: list[str]
    """What was told and never traded, or otherwise than it was."""

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.doubled or self.strange)

    def __str__(self) -> str:
        told = f"of {self.expected:,} lost {len(self.lost)}, doubled {self.doubled}"
        return f"{told}, not as traded {len(self.strange)}"


def judged(tape: Tape, place: Place, last: dict[str, str]) -> Verdict:
    """`last` is the newest that is looked at, by symbol."""
    expected, doubled, lost, strange = 0, 0, list[str](), list[str]()
    for symbol, names in tape.names.items():
        heard, known = place.names[symbol], set(place.names[symbol])
        due = names[names.index(place.first[symbol]) : names.index(last[symbol]) + 1]
        expected += sum(map(_executions, due))
        doubled += len(heard) - len(known)
        lost += [f"{symbol} {name}" for name in due if name not in known]
        strange += [f"{symbol} {name}" for name in known - set(names)]
    return Verdict(expected, lost, doubled, strange)


def _executions(name: str) -> int:
    first, last = name.split(" ")[1].split("-")
    return int(last) - int(first) + 1
