"""What was told: triggers with their deliveries, newest first, as long as they are kept."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, delete, func, select, tuple_

from radist.firings import DeliveryTold, Happened, Question
from radist.store.alert_tables import deliveries, triggers
from radist.store.database import Database
from radist.store.outbox import OPEN, how

_AT_ONCE = 500
"""Triggers that are forgotten in one transaction: others write too."""
_RESULTS = {"delivered": ("delivered",), "failed": ("failed", "dead"), "pending": ("pending",)}


class History:
    """Blocking; from any thread. Whoever is not the owner of a trigger finds none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, owner: str, question: Question) -> list[Happened]:
        """Those asked for, newest first."""
        wanted = _asked(question).where(triggers.c.owner == owner)
        newest = wanted.order_by(triggers.c.fired.desc(), triggers.c.id.desc())
        with self._database.read() as connection:
            rows = connection.execute(newest.limit(question.limit)).all()
            return _with_deliveries(connection, rows)

    def get(self, owner: str, trigger: str) -> Happened | None:
        """One of them."""
        wanted = select(triggers).where(triggers.c.id == trigger, triggers.c.owner == owner)
        with self._database.read() as connection:
            found = _with_deliveries(connection, connection.execute(wanted).all())
        return found[0] if found else None

    def states(self) -> dict[str, int]:
        """How many deliveries are kept, by state."""
        wanted = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(wanted)}

    def forget(self, before: int, most: int) -> int:
        """Forget what was fired before a time, and of each owner all but the newest so many, unless
        it is still to be told; how many that were.
        """
        forgotten = 0
        while ids := self._too_old(before) or self._too_many(most):
            with self._database.begin() as connection:
                connection.execute(delete(deliveries).where(deliveries.c.trigger.in_(ids)))
                connection.execute(delete(triggers).where(triggers.c.id.in_(ids)))
            forgotten += len(ids)
        return forgotten

    def _too_old(self, before: int) -> Sequence[str]:
        wanted = _settled().where(triggers.c.fired < before).limit(_AT_ONCE)
        with self._database.read() as connection:
            return connection.scalars(wanted).all()

    def _too_many(self, most: int) -> Sequence[str]:
        place = func.row_number().over(
            partition_by=triggers.c.owner, order_by=(triggers.c.fired.desc(), triggers.c.id.desc())
        )
        ranked = select(triggers.c.id, place.label("place")).subquery()
        beyond = select(ranked.c.id).where(ranked.c.place > most)
        wanted = _settled().where(triggers.c.id.in_(beyond)).limit(_AT_ONCE)
        with self._database.read() as connection:
            return connection.scalars(wanted).all()


def _settled() -> Select[Any]:
    waiting = select(deliveries.c.trigger).where(deliveries.c.state.in_(OPEN))
    return select(triggers.c.id).where(triggers.c.id.not_in(waiting))


def _asked(question: Question) -> Select[Any]:
    columns, wanted = triggers.c, select(triggers)
    if question.alert:
        wanted = wanted.where(columns.alert == question.alert)
    if question.result:
        states = deliveries.c.state.in_(_RESULTS[question.result])
        wanted = wanted.where(columns.id.in_(select(deliveries.c.trigger).where(states)))
    if question.since is not None:
        wanted = wanted.where(columns.fired >= question.since)
    if question.until is not None:
        wanted = wanted.where(columns.fired < question.until)
    if question.before is not None:
        wanted = wanted.where(tuple_(columns.fired, columns.id) < question.before)
    return wanted


def _with_deliveries(connection: Connection, rows: Sequence[Row[Any]]) -> list[Happened]:
    ids = [row.id for row in rows]
    wanted = select(deliveries).where(deliveries.c.trigger.in_(ids)).order_by(deliveries.c.target)
    found: dict[str, list[DeliveryTold]] = {name: [] for name in ids}
    for row in connection.execute(wanted):
        found[row.trigger].append(how(row))
    return [
        Happened(row.id, row.fired, msgspec.json.decode(row.content), tuple(found[row.id]))
        for row in rows
    ]
