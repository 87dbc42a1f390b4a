"""The ledger's database: group commits, the outbox, and what is asked for."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from sqlalchemy import Float, cast, delete, func, select
from sqlalchemy.exc import IntegrityError

from radist.errors import ClientError
from radist.store import trading_tables as kept
from radist.store.database import Database, tables
from radist.store.deal import Batch, Deal, Opening, Row, Told
from radist.trading import ledger, money
from radist.trading.ledger import Entry, Posting
from radist.trading.tokens import Token

Work = Callable[[Deal], Any]
"""A command: reads and changes, and may be done again if its transaction could not be had."""
_AT_ONCE = 10_000


class Done(Struct, frozen=True):
    """What became of a group of works: a result or an exception of each, and what is to be told."""

    results: list[Any]
    told: list[Told]


class Trading:
    """Blocking; from any thread, but `commit` from one at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def commit(
        self, works: Sequence[Work], opening: Opening, now: int, told_until: int = 0
    ) -> Done:
        """Do these in order in one transaction, and forget what was told up to that number. One
        that raises changes nothing, and does not keep others from being done.

        Raises ClientError(503) where nothing could be committed, Clash where one of them made what
        is there already.
        """
        try:
            return self._commit(works, opening, now, told_until)
        except ClientError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise Clash(409, "exists", "that is there already") from error
            raise

    def _commit(self, works: Sequence[Work], opening: Opening, now: int, told_until: int) -> Done:
        with self._database.begin() as connection:
            batch = Batch(connection, opening, now)
            results = [_tried(batch, work) for work in works]
            told = batch.flush()
            if told_until:
                connection.execute(delete(kept.outbox).where(kept.outbox.c.number <= told_until))
        return Done(results, told)

    def untold(self) -> list[Told]:
        """What was committed and perhaps not told yet, in order."""
        wanted = select(kept.outbox).order_by(kept.outbox.c.number)
        with self._database.read() as connection:
            return [_told(row) for row in connection.execute(wanted)]

    def forget_told(self, until: int) -> None:
        """It was told, up to this number."""
        with self._database.begin() as connection:
            connection.execute(delete(kept.outbox).where(kept.outbox.c.number <= until))

    def forget_answers(self, before: int) -> None:
        """Those that were given before this time."""
        answers = kept.trading_answers
        with self._database.begin() as connection:
            connection.execute(delete(answers).where(answers.c.created < before))

    def tokens(self) -> list[tuple[Token, ledger.Wallet]]:
        """Every token with what its reserve has, in the order of their making."""
        there = kept.balances.c
        wanted = select(kept.balances).where(there.account.like(f"{ledger.reserve('')}%"))
        reserves: dict[str, dict[str, Decimal]] = {}
        with self._database.read() as connection:
            for row in connection.execute(wanted):
                reserves.setdefault(row.account, {})[row.currency] = row.amount
            rows = connection.execute(select(kept.tokens).order_by(kept.tokens.c.number))
            found = [Token(**row) for row in rows.mappings()]
        return [(token, reserves.get(ledger.reserve(token.mint), {})) for token in found]

    def minutes(self, since: int) -> list[Row]:
        """The minutes since then in which tokens were traded, in order."""
        opened = kept.token_candles.c.opened
        return self._all(select(kept.token_candles).where(opened >= since).order_by(opened))

    def price_before(self, mint: str, time: int) -> Decimal | None:
        """That of a token at a time, if it was traded before."""
        there = kept.token_candles.c
        wanted = select(there.close).where(there.mint == mint, there.opened < time)
        with self._database.read() as connection:
            found = connection.execute(wanted.order_by(there.opened.desc()).limit(1))
            return found.scalar_one_or_none()

    def candles(self, mint: str, before: int, limit: int) -> list[Row]:
        """The last so many minutes of a token before a time, oldest first."""
        there = kept.token_candles.c
        wanted = select(kept.token_candles).where(there.mint == mint, there.opened < before)
        return self._all(wanted.order_by(there.opened.desc()).limit(limit))[::-1]

    def holders(self, mint: str, limit: int) -> list[tuple[str, int, Decimal]]:
        """Owner, run and amount of those with the most of a token."""
        there = kept.balances.c
        wanted = select(there.account, there.amount).where(
            there.currency == ledger.currency_of(mint), there.amount != money.ZERO
        )
        most = wanted.order_by(cast(there.amount, Float).desc(), there.account)
        with self._database.read() as connection:
            rows = connection.execute(most.limit(limit + 2)).all()  # issue and reserve are none
        owned = ((ledger.owner_of(row.account), row.amount) for row in rows)
        return [(*owner, amount) for owner, amount in owned if owner][:limit]

    def trades(self, mint: str, before: int | None, limit: int) -> list[Row]:
        """The last so many of a token before a number, newest first."""
        there = kept.token_trades.c
        wanted = select(kept.token_trades).where(there.mint == mint)
        if before is not None:
            wanted = wanted.where(there.number < before)
        return self._all(wanted.order_by(there.number.desc()).limit(limit))

    def equity(self, owner: str, run: int, since: int) -> list[tuple[int, Decimal]]:
        """What a run was worth, looked at since then."""
        there = kept.equity.c
        wanted = select(there.time, there.value).where(
            there.owner == owner, there.run == run, there.time >= since
        )
        with self._database.read() as connection:
            return [
                (row.time, row.value) for row in connection.execute(wanted.order_by(there.time))
            ]

    def entries(self) -> Iterator[Entry]:
        """The whole journal, in order."""
        last = 0
        while page := self._entries(last):
            last = page[-1][0]
            yield from (entry for _, entry in page)

    def _entries(self, after: int) -> list[tuple[int, Entry]]:
        heads, lines = kept.entries, kept.postings
        wanted = select(heads).where(heads.c.number > after).order_by(heads.c.number)
        with self._database.read() as connection:
            found = connection.execute(wanted.limit(_AT_ONCE)).all()
            if not found:
                return []
            numbers = lines.c.entry
            of_these = numbers.between(found[0].number, found[-1].number)
            ordered = select(lines).where(of_these).order_by(numbers, lines.c.line)
            parts: dict[int, list[Posting]] = {}
            for row in connection.execute(ordered):
                part = Posting(row.account, row.currency, row.amount)
                parts.setdefault(row.entry, []).append(part)
        return [
            (row.number, Entry(row.id, row.kind, row.time, tuple(parts[row.number])))
            for row in found
        ]

    def balances(self) -> Iterable[tuple[str, str, Decimal]]:
        """Account, currency and amount of all that is not zero."""
        there = kept.balances.c
        wanted = select(kept.balances).where(there.amount != money.ZERO)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return sorted((row.account, row.currency, row.amount) for row in rows)

    def count(self, name: str) -> int:
        """How many rows a table has."""
        with self._database.read() as connection:
            wanted = select(func.count()).select_from(tables.tables[name])
            return int(connection.execute(wanted).scalar_one())

    def _all(self, wanted: Any) -> list[Row]:
        with self._database.read() as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]


class Clash(ClientError):  # noqa: N818  # what happened, not whose mistake it is
    """What was made is there already. Of several works, one is to blame."""


def _tried(batch: Batch, work: Work) -> Any:
    deal = Deal(batch)
    try:
        result = work(deal)
    except Exception as error:  # whoever asked for it is told
        return error
    deal.take_into(batch)
    return result


def _told(row: Any) -> Told:
    return Told(row.number, row.time, row.kind, json.loads(row.content))
