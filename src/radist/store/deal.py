"""Commands on the ledger, many in one transaction: each has its own changes until it succeeds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Insert, Select, Table, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from radist import codec
from radist.store import trading_tables as kept
from radist.trading import ledger
from radist.trading.ledger import Balances, Entry, Wallet

Key = tuple[Any, ...]
Row = Mapping[str, Any]
_GROUPED = {kept.positions.name: 2}
"""Tables of which one is never asked for alone: so many columns of the key tell the group."""


class Account(Struct, frozen=True):
    """A user's present run."""

    owner: str
    run: int
    opened: int
    cash: Decimal
    """What it began with."""

    @property
    def free(self) -> str:
        """The ledger's account of what is at hand."""
        return ledger.user(self.owner, self.run)

    @property
    def held(self) -> str:
        """The one of what is set aside for open orders."""
        return ledger.held(self.owner, self.run)


class Told(Struct, frozen=True):
    """What is to be told once it is committed."""

    number: int
    time: int
    kind: str
    content: dict[str, Any]


class Opening(Struct, frozen=True):
    """With what a new account begins."""

    currency: str
    cash: Decimal


class Rows:
    """Rows of tables, on top of what was before: `load` gives those of a group by their keys."""

    def __init__(self, load: Callable[[Table, Key], Mapping[Key, Row]]) -> None:
        self._load = load
        self._groups: dict[tuple[str, Key], dict[Key, Row]] = {}
        self.changed: dict[Table, dict[Key, Row]] = defaultdict(dict)
        self.added: dict[Table, list[Row]] = defaultdict(list)

    def group(self, table: Table, key: Key) -> dict[Key, Row]:
        """All rows of a group."""
        place = (table.name, key)
        if place not in self._groups:
            self._groups[place] = dict(self._load(table, key))
        return self._groups[place]

    def get(self, table: Table, key: Key) -> Row | None:
        """One row."""
        return self.group(table, key[: _GROUPED.get(table.name, len(key))]).get(key)

    def put(self, table: Table, row: Row) -> None:
        """A row, in place of the one with the same key if there is one."""
        key = tuple(row[column.name] for column in table.primary_key)
        self.group(table, key[: _GROUPED.get(table.name, len(key))])[key] = row
        self.changed[table][key] = row

    def take(self, later: "Rows") -> None:
        """Have what was changed in rows that lie on top of these."""
        for table, changed in later.changed.items():
            for row in changed.values():
                self.put(table, row)
        for table, added in later.added.items():
            self.added[table] += added


class Deal:
    """One command: what it reads, and what it changes if it succeeds."""

    def __init__(self, batch: "Batch") -> None:
        self.now = batch.now
        self._batch = batch
        self._balances = Balances(batch.balances.wallet)
        self._rows = Rows(batch.rows.group)
        self._entries: list[Entry] = []
        self._told: list[tuple[str, dict[str, Any]]] = []

    @property
    def currency(self) -> str:
        """What is paid with."""
        return self._batch.opening.currency

    def account(self, owner: str) -> Account:
        """The owner's present run, opened with paper money where there was none."""
        row = self.get(kept.accounts, owner)
        if row is None:
            return self.open(owner, 1, self._batch.opening.cash)
        return Account(row["owner"], row["run"], row["opened"], row["cash"])

    def open(self, owner: str, run: int, cash: Decimal) -> Account:
        """A run that begins with so much paper money."""
        account = Account(owner, run, self.now, cash)
        row = {"owner": owner, "run": run, "opened": self.now, "cash": cash}
        self.put(kept.accounts, row)
        paid = ledger.transfer(ledger.BANK, account.free, self.currency, cash)
        self.post(Entry(f"open:{run}:{owner}", "opened", self.now, paid))
        return account

    def balance(self, account: str, currency: str) -> Decimal:
        """How much of a currency an account of the ledger has."""
        return self._balances.get(account, currency)

    def balances(self, account: str) -> Wallet:
        """All that it has, by currency."""
        return self._balances.wallet(account)

    def post(self, entry: Entry) -> None:
        """All of it. Raises Overdrawn."""
        self._balances.post(entry)
        self._entries.append(entry)

    def get(self, table: Table, *key: Any) -> Row | None:
        """The row with this primary key."""
        return self._rows.get(table, key)

    def put(self, table: Table, row: Row) -> None:
        """A whole row, in place of the one with the same primary key if there is one."""
        self._rows.put(table, row)

    def add(self, table: Table, row: Row) -> None:
        """A whole row that is new, and that no `get` will find before it is committed."""
        self._rows.added[table].append(row)

    def positions(self, account: Account) -> dict[tuple[str, str], Row]:
        """What things have cost, by exchange and symbol."""
        found = self._rows.group(kept.positions, (account.owner, account.run))
        return {(key[2], key[3]): row for key, row in found.items()}

    def equity_before(self, account: Account, time: int) -> Decimal | None:
        """What a run was worth when it was last looked at before a time."""
        there = kept.equity.c
        wanted = select(there.value).where(
            there.owner == account.owner, there.run == account.run, there.time < time
        )
        found = self._batch.connection.execute(wanted.order_by(there.time.desc()).limit(1))
        return found.scalar_one_or_none()

    def find(self, wanted: Select[Any]) -> list[Row]:
        """What the database says: without what this transaction has changed."""
        return [dict(row) for row in self._batch.connection.execute(wanted).mappings()]

    def next(self, name: str) -> int:
        """A number that was never used."""
        row = self.get(kept.counters, name)
        value = (row["value"] if row else 0) + 1
        self.put(kept.counters, {"name": name, "value": value})
        return int(value)

    def tell(self, kind: str, content: dict[str, Any]) -> None:
        """Tell it after the commit, in order."""
        self._told.append((kind, content))

    def take_into(self, batch: "Batch") -> None:
        """It has succeeded."""
        batch.balances.take(self._balances)
        batch.rows.take(self._rows)
        batch.entries += self._entries
        batch.told += self._told


class Batch:
    """One transaction of many commands."""

    def __init__(self, connection: Connection, opening: Opening, now: int) -> None:
        self.connection = connection
        self.opening = opening
        self.now = now
        self.balances = Balances(self._load_wallet)
        self.rows = Rows(self._load_rows)
        self.entries: list[Entry] = []
        self.told: list[tuple[str, dict[str, Any]]] = []

    def _load_wallet(self, account: str) -> Wallet:
        rows = self.connection.execute(_group_of(kept.balances, 1), {"key_0": account})
        return {name: amount for _, name, amount in rows}

    def _load_rows(self, table: Table, key: Key) -> Mapping[Key, Row]:
        asked = {f"key_{place}": part for place, part in enumerate(key)}
        found = self.connection.execute(_group_of(table, len(key)), asked)
        columns = [column.name for column in table.columns]
        size = len(table.primary_key)  # its columns come first
        return {tuple(row[:size]): dict(zip(columns, row, strict=True)) for row in found}

    def flush(self) -> list[Told]:
        """Write it all; what is to be told, with its numbers."""
        numbers = Deal(self)
        self._write_journal(numbers)
        told = [Told(numbers.next("event"), self.now, kind, content) for kind, content in self.told]
        self._insert(kept.outbox, (_kept(message) for message in told))
        self.rows.take(numbers._rows)
        for table, added in self.rows.added.items():
            self._insert(table, added)
        for table, changed in self.rows.changed.items():
            self._replace(table, changed.values())
        changed_balances = (
            {"account": account, "currency": name, "amount": self.balances.get(account, name)}
            for account, name in sorted(self.balances.changed)
        )
        self._replace(kept.balances, changed_balances)
        return told

    def _write_journal(self, numbers: Deal) -> None:
        heads, lines = [], []
        for entry in self.entries:
            ledger.check(entry)
            number = numbers.next("entry")
            heads.append({"number": number, "id": entry.id, "kind": entry.kind, "time": entry.time})
            lines += [
                {
                    "entry": number,
                    "line": line,
                    "account": posting.account,
                    "currency": posting.currency,
                    "amount": posting.amount,
                }
                for line, posting in enumerate(entry.postings)
            ]
        self._insert(kept.entries, heads)
        self._insert(kept.postings, lines)

    def _insert(self, table: Table, rows: Iterable[Row]) -> None:
        if values := list(rows):
            self.connection.execute(insert(table), values)

    def _replace(self, table: Table, rows: Iterable[Row]) -> None:
        if values := list(rows):
            self.connection.execute(_replacing(table, self.connection.dialect.name), values)


def _kept(message: Told) -> Row:
    content = codec.encode(message.content).decode()
    return {
        "number": message.number,
        "time": message.time,
        "kind": message.kind,
        "content": content,
    }


@lru_cache(maxsize=64)
def _group_of(table: Table, size: int) -> Select[Any]:
    """All rows that share so many columns of the key: made once, since that takes longest."""
    keys = list(table.primary_key)[:size]
    return select(table).where(*(k == bindparam(f"key_{n}") for n, k in enumerate(keys)))


@lru_cache(maxsize=64)
def _replacing(table: Table, dialect: str) -> Insert:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    made: Any = make(table)
    rest = {c.name: made.excluded[c.name] for c in table.columns if not c.primary_key}
    keys = [column.name for column in table.primary_key]
    replacing: Insert = made.on_conflict_do_update(index_elements=keys, set_=rest)
    return replacing
