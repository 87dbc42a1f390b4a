"""The ledger of holes: what is missing from streams, and from where to where they have told all."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
)

from radist.market.coverage import Range
from radist.market.ledger import Hole, Sought
from radist.model import Proven
from radist.store.database import Database, tables
from radist.store.holder import Holder
from radist.store.texts import AnyText

_holes = Table(
    "holes",
    tables,
    Column("node", String(64), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("topic", AnyText, nullable=False),
    Column("exchange", AnyText, nullable=False),
    Column("channel", AnyText, nullable=False),
    Column("symbol", AnyText, nullable=False),
    Column("native", AnyText, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("content", AnyText, nullable=False),
    Index("holes_state", "node", "state", "number"),
)
_proven = Table(
    "proven",
    tables,
    Column("node", String(64), primary_key=True),
    Column("topic", AnyText, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("first_id", BigInteger),
    Column("last_id", BigInteger),
    Column("first_time", BigInteger, nullable=False),
    Column("last_time", BigInteger, nullable=False),
    Column("written", BigInteger, nullable=False),
)
_OPEN = ("open", "filling")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Hole).decode


class Kept(NamedTuple):
    """What was known at the end of the run before: holes, oldest first; the highest number of those
    that are not among them; how much streams had told, and when that was written last.
    """

    holes: list[Hole]
    forgotten: int
    ranges: list[Range]
    written: int


class Gaps:
    """Blocking; from any thread. Each of several nodes has its own."""

    def __init__(self, database: Database, holder: Holder) -> None:
        self._database = database
        self._holder = holder

    def read(self, most: int) -> Kept:
        """All open holes, the newest lost ones, `most` at most, and the newest of each stream."""
        node, columns = self._holder.name, _holes.c
        lost = (columns.node == node) & (columns.state == "lost")
        newest = select(columns.number).where(lost).order_by(columns.number.desc()).limit(most)
        of_each = select(func.max(columns.number)).where(lost).group_by(columns.topic)
        wanted = columns.state.in_(_OPEN) | columns.number.in_(newest) | columns.number.in_(of_each)
        own = select(_holes).where((columns.node == node) & wanted).order_by(columns.number)
        others = select(func.max(columns.number)).where((columns.node == node) & ~wanted)
        ranges = select(_proven).where(_proven.c.node == node)
        with self._database.read() as connection:
            holes = [_decode(row.content) for row in connection.execute(own)]
            forgotten = connection.execute(others).scalar_one() or 0
            rows = connection.execute(ranges).all()
        found = [Range(row.topic, row.epoch, Proven(*row[3:7])) for row in rows]
        return Kept(holes, forgotten, found, max((row.written for row in rows), default=0))

    def write(
        self,
        holes: Sequence[Hole],
        ranges: Sequence[Range],
        gone: Collection[str],
        most: int,
        now: int,
    ) -> None:
        """What has become of holes and ranges, and which ranges are worth nothing any more. `most`
        of the holes that were filled are kept.
        """
        node = self._holder.name
        with self._database.begin() as connection:
            _replace(connection, _holes, "number", [_row(node, hole) for hole in holes])
            _replace(connection, _proven, "topic", [_range(node, each, now) for each in ranges])
            _remove(connection, _proven, "topic", [{"node": node, "key": topic} for topic in gone])
            if any(hole.state == "filled" for hole in holes):
                self._forget(connection, node, most)

    def _forget(self, connection: Connection, node: str, most: int) -> None:
        columns = _holes.c
        filled = (columns.node == node) & (columns.state == "filled")
        newest = select(columns.number).where(filled).order_by(columns.number.desc())
        last = connection.execute(newest.offset(most).limit(1)).scalar_one_or_none()
        if last is not None:
            connection.execute(delete(_holes).where(filled & (columns.number <= last)))

    def find(self, asked: Sought, limit: int) -> list[Hole]:
        """Newest first."""
        columns = _holes.c
        wanted = (columns.node == self._holder.name) & (columns.time >= asked.since)
        for column, value in (
            (columns.exchange, asked.exchange),
            (columns.channel, asked.channel),
            (columns.state, asked.state),
        ):
            if value is not None:
                wanted &= column == value
        if asked.symbol is not None:
            wanted &= or_(columns.symbol == asked.symbol, columns.native == asked.symbol)
        if asked.before is not None:
            wanted &= columns.number < asked.before
        rows = select(columns.content).where(wanted).order_by(columns.number.desc()).limit(limit)
        with self._database.read() as connection:
            return [_decode(content) for content in connection.execute(rows).scalars()]


def _replace(connection: Connection, table: Table, key: str, rows: Sequence[Any]) -> None:
    """Write rows whether they are there or not."""
    if rows:
        _remove(connection, table, key, [{"node": r["node"], "key": r[key]} for r in rows])
        connection.execute(insert(table), rows)


def _remove(connection: Connection, table: Table, key: str, rows: Sequence[Any]) -> None:
    if rows:
        this = (table.c.node == bindparam("node")) & (table.c[key] == bindparam("key"))
        connection.execute(delete(table).where(this), rows)


def _row(node: str, hole: Hole) -> dict[str, Any]:
    gap = hole.gap
    return {
        "node": node,
        "number": hole.number,
        "topic": hole.topic,
        "exchange": gap.exchange,
        "channel": gap.channel,
        "symbol": gap.symbol,
        "native": gap.native,
        "time": gap.time_received,
        "state": hole.state,
        "content": _encode(hole).decode(),
    }


def _range(node: str, of: Range, now: int) -> dict[str, Any]:
    place = {"node": node, "topic": of.topic, "epoch": of.epoch, "written": now}
    return place | msgspec.structs.asdict(of.proven)
