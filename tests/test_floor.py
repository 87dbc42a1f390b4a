import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread
from time import time_ns

import pytest

from radist.config import Config
from radist.errors import ClientError
from radist.floor import Floor
from radist.hub.hub import Hub
from radist.store.opening import Store
from radist.trading.tokens import Idea, Wish


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path}/radist.db")


@asynccontextmanager
async def running(store: Store, *, demo: bool = False) -> AsyncIterator[Floor]:
    floor = Floor(Config(), store, Hub("e", 100_000), lambda: time_ns() // 1000, demo=demo)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(floor.run())
        yield floor
        floor.stop()
    store.close()


async def test_a_demonstration_has_two_tokens_once_and_anything_else_has_none(store):
    async with running(store) as floor:
        assert await floor.tokens.page("newest", "", 10) == []
    for _ in range(2):
        async with running(store, demo=True) as floor:
            async with asyncio.TaskGroup() as tasks:
                asked = [tasks.create_task(floor.tokens.page("newest", "", 10)) for _ in range(3)]
            assert [[token["symbol"] for token in task.result()] for task in asked] == [
                ["ANT", "RADIO"]
            ] * 3


async def test_after_a_restart_all_figures_are_as_they_were(store):
    async with running(store) as floor:
        for mint in ("one", "two"):
            await floor.tokens.create("alice", Idea(mint, "T", mint=mint))
        for wish in (Wish("buy", quote=Decimal(100)), Wish("sell", Decimal(5000))):
            await floor.tokens.trade("alice", "one", wish)
        page, portfolio = (
            await floor.tokens.page("newest", "", 10),
            await floor.portfolios.get("alice"),
        )
        assert page[1]["volume_24h"] != "0"
        assert page[1]["price_change_24h"] != "0"
    async with running(store) as again:
        assert await again.tokens.page("newest", "", 10) == page
        assert await again.portfolios.get("alice") | {"timestamp": ""} == portfolio | {
            "timestamp": ""
        }
        quote = await again.tokens.quote("one", Wish("sell", Decimal(5)))
        answer = json.loads(await again.tokens.trade("alice", "one", Wish("sell", Decimal(5))))
        assert quote["price_after"] == answer["token"]["price"]


async def test_what_was_not_committed_is_not_on_the_board(store, tmp_path):
    async with running(store) as floor:
        await floor.tokens.create("alice", Idea("One", "ONE", mint="one"))
        before = await floor.tokens.get("one")
        with sqlite3.connect(tmp_path / "radist.db") as database:
            database.execute(
                "CREATE TRIGGER full BEFORE INSERT ON token_trades "
                "BEGIN SELECT RAISE(FAIL, 'full'); END"
            )
        database.close()
        with pytest.raises(ClientError):
            await floor.tokens.trade("alice", "one", Wish("buy", quote=Decimal(10)))
        assert await floor.tokens.get("one") == before
        assert (await floor.portfolios.get("alice"))["cash"] == "100000"


async def test_who_is_in_use_can_be_asked_while_works_are_done(store):
    async with running(store) as floor:
        seen, done, interval = floor.portfolios._sampled, Event(), sys.getswitchinterval()
        seen.update({(f"user {number}", 1): 0 for number in range(1000)})

        def work() -> None:
            while not done.is_set():
                run = next(iter(seen))
                seen[run] = seen.pop(run)

        worker = Thread(target=work)
        sys.setswitchinterval(1e-6)
        try:
            worker.start()
            assert all(len(floor.portfolios._in_use()) >= 999 for _ in range(200))
        finally:
            sys.setswitchinterval(interval)
            done.set()
            worker.join()
