"""A node that is killed again and again loses no alert, and tells none twice between two kills."""

import asyncio
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from time import monotonic
from typing import Any, NamedTuple

import aiohttp
from notify.receivers import Receiver

from proof.conftest import Say
from proof.programs import Simulated, simulated
from proof.served import Served, served
from radist.alarms import trigger_id

SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
PATIENCE = 60.0


class Deal(NamedTuple):
    id: int
    price: float
    quantity: float


class Tape:
    """Every trade of some symbols, heard from the exchange itself by a socket that is never cut."""

    def __init__(self) -> None:
        self.deals: dict[str, list[Deal]] = defaultdict(list)

    async def listen(self, exchange: Simulated) -> None:
        streams = "/".join(f"{symbol.lower()}@trade" for symbol in SYMBOLS)
        url = f"{exchange.ws_url}/stream?streams={streams}"
        async with aiohttp.ClientSession() as http, http.ws_connect(url) as socket:
            async for message in socket:
                told = json.loads(message.data)["data"]
                deal = Deal(told["t"], float(told["p"]), float(told["q"]))
                self.deals[told["s"]].append(deal)

    async def more(self, count: int) -> None:
        """Wait until each symbol was traded so often again."""
        wanted = {symbol: len(self.deals[symbol]) + count for symbol in SYMBOLS}
        while any(len(self.deals[s]) < number for s, number in wanted.items()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    def last(self) -> dict[str, int]:
        return {symbol: deals[-1].id for symbol, deals in self.deals.items()}


class Wanted(NamedTuple):
    """An alert, and what it has to tell."""

    id: str
    symbol: str
    condition: dict[str, Any]

    def knows_its_side(self, tape: Tape, after: int) -> bool:
        """Whether the price has been beside the level since a trade: a crossing begins there."""
        level = self.condition.get("level")
        since = (deal for deal in reversed(tape.deals[self.symbol]) if deal.id > after)
        return level is None or any(deal.price != level for deal in since)

    def expected(self, tape: Tape, after: int, until: int) -> Iterator[str]:
        """The triggers that the trades after one of them make."""
        side = 0
        for deal in tape.deals[self.symbol]:
            if self.condition["type"] == "trade_size":
                fires = deal.quantity >= self.condition["quantity"]
            else:
                above = deal.price - self.condition["level"]
                now = (above > 0) - (above < 0)
                fires = side * now < 0
                side = now or side
            if fires and after < deal.id <= until:
                yield trigger_id(self.id, 1, f"trade/{deal.id}")


def conditions(tape: Tape, symbol: str) -> Iterator[dict[str, Any]]:
    """Levels around the price, and trades that are large."""
    deals = tape.deals[symbol]
    price = deals[-1].price
    for step in range(-5, 6):
        yield {"type": "crosses", "level": round(price * (1 + step * 0.0003), 6)}
    sizes = sorted(deal.quantity for deal in deals)
    yield {"type": "trade_size", "quantity": sizes[int(len(sizes) * 0.97)]}


async def ask(radist: Served, method: str, path: str, body: Any = None) -> Any:
    url = f"{radist.url}/api/v1/alerts{path}"
    async with radist.http.request(method, url, json=body) as answer:
        content = await answer.json()
        assert answer.status in (200, 201), content
        return content


async def begin(radist: Served, tape: Tape, hook: str) -> list[Wanted]:
    await ask(radist, "POST", "/targets", {"name": "hook", "url": hook})
    made = []
    for symbol in SYMBOLS:
        for condition in conditions(tape, symbol):
            wish = {"symbol": symbol, "condition": condition, "repeat": {"type": "every"}}
            told = await ask(radist, "POST", "", wish | {"targets": ["browser", "hook"]})
            made.append(Wanted(told["id"], symbol, condition))
    for wanted in made:  # from now on each of them looks
        while (await ask(radist, "GET", f"/{wanted.id}"))["fault"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    begun = tape.last()
    while not all(one.knows_its_side(tape, begun[one.symbol]) for one in made):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return made


async def history(radist: Served) -> dict[str, Any]:
    found: dict[str, Any] = {}
    before = ""
    while True:
        page = await ask(radist, "GET", f"/history?limit=200{before}")
        found |= {trigger["id"]: trigger for trigger in page["triggers"]}
        if page["next"] is None:
            return found
        before = f"&before={page['next']}"


async def all_told(radist: Served, expected: set[str]) -> dict[str, Any]:
    """The history, once nothing that is expected is missing or waits, or patience is at its end."""
    end = monotonic() + PATIENCE
    while True:
        found = await history(radist)
        done = {name for name, trigger in found.items() if is_delivered(trigger)}
        if expected <= done or monotonic() > end:
            return found
        await asyncio.sleep(0.5)


def is_delivered(trigger: dict[str, Any]) -> bool:
    return all(told["state"] == "delivered" for told in trigger["deliveries"])


class Outcome(NamedTuple):
    """What had to be told, what could have been, and what was."""

    expected: set[str]
    possible: set[str]
    found: dict[str, Any]
    lives: list[list[str]]
    """The ids of the deliveries that arrived in each life of the node."""


async def live(
    exchange: Simulated, receiver: Receiver, tape: Tape, settings: dict[str, str], rounds: int
) -> Outcome:
    """Some lives of a node, of which only the last is not cut short."""
    dice, ends = random.Random(11), [0]
    async with served(exchange, **settings) as radist:
        wanted = await begin(radist, tape, receiver.url())
        after = tape.last()
        await tape.more(5)
        radist.process.kill()
    ends.append(len(receiver.heard))
    for _ in range(rounds - 1):
        async with served(exchange, **settings) as radist:
            await asyncio.sleep(dice.uniform(0.0, 2.0))
            radist.process.kill()
        ends.append(len(receiver.heard))
    async with served(exchange, **settings) as radist:
        await tape.more(10)
        until = tape.last()
        expected = {
            trigger
            for one in wanted
            for trigger in one.expected(tape, after[one.symbol], until[one.symbol])
        }
        found = await all_told(radist, expected)
    possible = {trigger for one in wanted for trigger in one.expected(tape, 0, 2**62)}
    lives = [receiver.ids()[a:b] for a, b in pairwise([*ends, len(receiver.heard)])]
    return Outcome(expected, possible, found, lives)


async def test_killed_again_and_again_it_loses_no_alert_and_tells_none_twice_between(
    store_url, say: Say, whole: bool
):
    rounds = int(os.environ.get("KILLS", 200 if whole else 2))
    tape = Tape()
    settings = {
        "RADIST_STORE__URL": store_url,
        "RADIST_NOTIFY__ALLOW": "127.0.0.0/8",
        "RADIST_LIMITS__REQUESTS": "10000",
        "RADIST_LOG__LEVEL": "warning",
    }
    async with (
        simulated("binance", "--activity", "3") as exchange,
        Receiver() as receiver,
        asyncio.TaskGroup() as tasks,
    ):
        listening = tasks.create_task(tape.listen(exchange))
        await tape.more(100)
        outcome = await live(exchange, receiver, tape, settings, rounds)
        listening.cancel()
    expected, possible, found, lives = outcome
    told, names = Counter(receiver.ids()), defaultdict(set)
    for heard in receiver.heard:
        names[json.loads(heard.body)["data"]["id"]].add(heard.headers["webhook-id"])
    lost = expected - found.keys()
    late = sum(found[trigger]["late"] for trigger in expected - lost)
    again = told.total() - len(told)
    most = max(max(Counter(life).values(), default=0) for life in lives)
    say(
        f"{rounds} kills: {len(expected)} firings, {len(lost)} lost, {late} of them late; "
        f"{len(told)} deliveries, {again} of them again after a kill, {most} in one life at most"
    )
    assert len(expected) > rounds
    assert not lost
    assert found.keys() <= possible, "something was told that never happened"
    assert expected <= names.keys()
    assert all(len(ids) == 1 for ids in names.values())
    assert most == 1
