"""A writer of the ledger in a process of its own, which is killed without a word.

    python traders.py URL EVENTS SEED FIRST LAST

Does the operations FIRST to LAST, some hundred at once; each is the same whenever it is done. Says
`done NUMBER` when all before that number are answered. The numbers of the events that are told are
appended to EVENTS.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import Awaitable
from decimal import Decimal
from typing import Any

from radist.config import Config
from radist.errors import ClientError
from radist.floor import Floor
from radist.hub.hub import Hub, Position
from radist.platform import PlatformEvent
from radist.store import trading_tables as kept
from radist.store.deal import Deal
from radist.store.opening import Store
from radist.trading import ledger
from radist.trading.ledger import Entry, transfer
from radist.trading.tokens import Idea, Wish

AT_ONCE = 500
USERS, TOKENS = 200, 8


class Telling(Hub):
    """A hub that notes what it is given before anybody could ask."""

    file = -1

    def tell(self, event: PlatformEvent, only: str = "") -> dict[str, Position]:
        number = event.data.rpartition(b'"event_id":')[2].rstrip(b"}")
        os.write(self.file, number + b"\n")
        return {}


def mint(number: int) -> str:
    return f"Token{number}"


class Operation:
    """The one with this number."""

    def __init__(self, floor: Floor, seed: str, number: int) -> None:
        self._floor = floor
        self._number = number
        self._dice = random.Random(f"{seed}/{number}")
        self._owner = f"user{self._dice.randrange(USERS)}"

    def begin(self) -> Awaitable[Any]:
        dice = self._dice
        if self._number < TOKENS:
            return self._create()
        kind = dice.choices(("buy", "sell", "fill", "hold", "reset"), (25, 15, 35, 24, 1))[0]
        return getattr(self, f"_{kind}")()

    def _create(self) -> Awaitable[Any]:
        idea = Idea(f"Token {self._number}", "T", mint=mint(self._number))
        return self._floor.tokens.create("maker", idea, key=f"create{self._number}")

    def _trade(self, wish: Wish) -> Awaitable[Any]:
        token = mint(self._dice.randrange(TOKENS))
        return self._floor.tokens.trade(self._owner, token, wish, key=f"trade{self._number}")

    def _buy(self) -> Awaitable[Any]:
        if self._dice.random() < 0.5:
            return self._trade(
                Wish("buy", quote=Decimal(self._dice.randrange(1, 10**10)).scaleb(-8))
            )
        return self._trade(Wish("buy", Decimal(self._dice.randrange(1, 10**13)).scaleb(-8)))

    def _sell(self) -> Awaitable[Any]:
        return self._trade(Wish("sell", Decimal(self._dice.randrange(1, 10**13)).scaleb(-8)))

    def _fill(self) -> Awaitable[Any]:
        """Of an order; some were filled before, and a few do not look whether they were."""
        dice, number = self._dice, self._number
        again = dice.random() < 0.2
        name = f"f_{dice.randrange(TOKENS, number + 1) if again else number}"
        looks = dice.random() < 0.999
        price, quantity = (
            Decimal(dice.randrange(1, 1000)),
            Decimal(dice.randrange(1, 10**8)).scaleb(-8),
        )
        owner, side = self._owner, dice.choice(("buy", "sell"))

        def fill(deal: Deal) -> str:
            if looks and deal.get(kept.fills, name):
                raise ClientError(409, "exists", "filled before")
            account = deal.account(owner)
            giver, taker = account.free, ledger.MARKET
            if side == "sell":
                giver, taker = taker, giver
            paid = transfer(giver, taker, deal.currency, price * quantity)
            got = transfer(taker, giver, "BTC", quantity)
            deal.post(Entry(f"fill:{name}", "fill", deal.now, (*paid, *got)))
            whose = {"id": name, "owner": owner, "run": account.run, "order_id": f"o_{name}"}
            what = {"exchange": "x", "symbol": "BTC/USDT", "side": side, "liquidity": "taker"}
            figures = {"price": price, "quantity": quantity, "value": price * quantity}
            fee = {"fee": Decimal(0), "fee_currency": "USDT", "mid": None, "time": deal.now}
            deal.put(kept.fills, whose | what | figures | fee)
            deal.tell("fill", {"user_id": owner, "fill": {"id": name}})
            return name

        return self._floor.dealing.once(owner, f"fill{number}", [name], fill)

    def _hold(self) -> Awaitable[Any]:
        amount = Decimal(self._dice.randrange(1, 10**11)).scaleb(-8)
        owner, number, back = self._owner, self._number, self._dice.random() < 0.6

        def hold(deal: Deal) -> None:
            account = deal.account(owner)
            places = (account.held, account.free) if back else (account.free, account.held)
            paid = transfer(*places, deal.currency, amount)
            deal.post(Entry(f"hold:{number}", "hold", deal.now, paid))

        return self._floor.dealing.once(owner, f"hold{number}", [], hold)

    def _reset(self) -> Awaitable[Any]:
        return self._floor.portfolios.reset(self._owner, Decimal(50_000), f"reset{self._number}")


async def tried(operation: Operation) -> None:
    try:
        await operation.begin()
    except ClientError as error:
        if error.code >= 500:
            raise


async def main(url: str, events: str, seed: str, first: int, last: int) -> None:
    store, hub = Store(url), Telling("e", 4096)
    hub.file = os.open(events, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    floor = Floor(Config(), store, hub, lambda: time.time_ns() // 1000)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(floor.run())
        for begin in range(first, last, AT_ONCE):
            end = min(begin + AT_ONCE, last)
            async with asyncio.TaskGroup() as group:
                for number in range(begin, end):
                    group.create_task(tried(Operation(floor, seed, number)))
            sys.stdout.write(f"done {end}\n")
            sys.stdout.flush()
        floor.stop()
    store.close()


if __name__ == "__main__":
    given = sys.argv[1:]
    asyncio.run(main(*given[:3], *map(int, given[3:])))
