"""The ledger beside its own journal, after whoever writes it was killed again and again."""

import asyncio
import random
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from time import monotonic

from sqlalchemy import func, select

from proof.conftest import Say
from proof.programs import environment
from radist.store import trading_tables as kept
from radist.store.database import Database, tables
from radist.store.trading import Trading
from radist.trading import ledger
from radist.trading.ledger import replay

PROGRAM = Path(__file__).parent / "traders.py"
PATIENCE = 300.0


class Writer:
    """A process that does operations, and how far it is."""

    def __init__(self, url: str, events: Path, last: int) -> None:
        self.done = self.kills = self.starts = 0
        self._arguments = (url, str(events), "7")
        self._last = last
        self._dice = random.Random(23)

    async def work(self, kills: int) -> None:
        """Until all is done; killed so many times, at any moment."""
        while self.done < self._last:
            between = (self._last - self.done) // (kills - self.kills + 1)
            target = self.done + self._dice.randrange(between // 2 + 1)
            await self._live(target if self.kills < kills else None)

    async def _live(self, target: int | None) -> None:
        """From where the last one was answered to the end, or to a sudden one."""
        self.starts += 1
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, PROGRAM, *self._arguments, str(self.done), str(self._last)),
            stdout=asyncio.subprocess.PIPE,
            env=environment(),
        )
        assert process.stdout
        while True:
            async with asyncio.timeout(PATIENCE):
                line = await process.stdout.readline()
            if not line:
                break
            self.done = int(line.split()[1])
            if target is not None and self.done >= target and self.done < self._last:
                await asyncio.sleep(self._dice.uniform(0, 0.3))  # in the midst of something
                process.kill()
                self.kills += 1
                target = None
        code = await process.wait()
        assert code in (0, -9), code


def count(database: Database, table: str, column: str = "", prefix: str = "") -> int:
    there = tables.tables[table]
    wanted = select(func.count()).select_from(there)
    if column:
        wanted = wanted.where(there.c[column].like(f"{prefix}%"))
    with database.read() as connection:
        return int(connection.execute(wanted).scalar_one())


def check_journal(trading: Trading) -> int:
    """Every entry sums to zero and leaves nobody with less than nothing, or its replay would raise;
    and what it leaves is what is kept. How many there are.
    """
    numbers = Counter[str]()

    def counted():
        for entry in trading.entries():
            numbers[entry.kind] += 1
            yield entry

    balances = list(replay(counted()))
    assert balances == list(trading.balances())
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for _, currency, amount in balances:
        sums[currency] += amount
    assert set(sums.values()) == {0}
    assert not [one for one in balances if one[2] < 0 and not ledger.may_owe(one[0])]
    return numbers.total()


def check_tokens(trading: Trading, database: Database) -> None:
    """What is kept beside the balances says the same."""
    holders: Counter[str] = Counter()
    held = {}
    for account, currency, amount in trading.balances():
        token, owned = ledger.mint_of(currency), ledger.owner_of(account)
        if token and owned:
            holders[token] += 1
            held[*owned, token] = amount
    for token, reserve in trading.tokens():
        assert token.holders == holders[token.mint]
        assert reserve.get("USDT", Decimal(0)) >= 0
    with database.read() as connection:
        rows = connection.execute(select(kept.positions)).all()
    bought = {(row.owner, row.run, row.symbol): row.quantity for row in rows if row.quantity}
    assert bought == held
    assert all(row.cost == 0 for row in rows if not row.quantity)


def check_once(database: Database) -> tuple[int, int]:
    """What was answered by a key was done once; how many trades and fills there are."""
    trades, fills = (count(database, name) for name in ("token_trades", "fills"))
    assert trades == count(database, "trading_answers", "key", "trade")
    assert trades == count(database, "entries", "id", "trade:")
    assert fills == count(database, "trading_answers", "key", "fill")
    assert fills == count(database, "entries", "id", "fill:")
    return trades, fills


def check_events(path: Path, database: Database) -> tuple[int, int]:
    """All that was committed was told, in order; what was told twice, by the same number. How many,
    and how many twice.
    """
    told = list(map(int, path.read_text().split()))
    with database.read() as connection:
        numbers = select(kept.counters.c.value).where(kept.counters.c.name == "event")
        last = connection.execute(numbers).scalar_one()
    assert count(database, "outbox") == 0
    assert set(told) == set(range(1, last + 1))
    seen = 0
    for number in told:
        assert number <= seen + 1
        seen = max(seen, number)
    return last, len(told) - last


async def test_a_ledger_whose_writer_is_killed_stays_right(
    say: Say, whole: bool, store_url: str, tmp_path: Path
):
    size, kills = (1_000_000, 100) if whole else (1_500, 1)
    events, begun = tmp_path / "events", monotonic()
    writer = Writer(store_url, events, size)
    await writer.work(kills)
    took = monotonic() - begun
    database = Database(store_url)
    trading = Trading(database)
    entries = check_journal(trading)
    check_tokens(trading, database)
    trades, fills = check_once(database)
    told, twice = check_events(events, database)
    database.close()
    say(
        f"{size:,} operations in {took:.0f} s with {writer.kills} kills: {entries:,} entries, "
        f"{trades:,} trades, {fills:,} fills; {told:,} events told, {twice} of them twice"
    )
    assert kills * 0.9 <= writer.kills <= kills  # it may be done before the last ones
    assert trades
    assert fills
