"""What is still to be told: deliveries, written with their triggers in one transaction."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, String, bindparam, func, insert, or_, select, update

from radist.deliveries import Delivery, Target
from radist.firings import BROWSER, Firing, Outcome
from radist.store.alert_tables import alerts, deliveries, targets, triggers
from radist.store.database import Database

OPEN = ("pending", "failed")
"""The states of what is still to be told."""


class Outbox:
    """Blocking; from any thread. Times are in microseconds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def fire(self, firings: Sequence[Firing]) -> list[Firing]:
        """Write these with their deliveries and what their alerts are from then on, all or nothing;
        those which were not written before. Of an alert that is gone nothing is written.
        """
        with self._database.begin() as connection:
            fresh = _fresh(connection, firings)
            if fresh:
                connection.execute(insert(triggers), [_trigger(firing) for firing in fresh])
            if fired := [firing for firing in fresh if not firing.test]:
                _advance(connection, fired)
            if rows := [row for firing in fresh for row in _deliveries(firing)]:
                connection.execute(insert(deliveries), rows)
        return fresh

    def due(self, now: int, limit: int, each: int, without: Collection[str]) -> list[Delivery]:
        """What is to be sent by now, oldest first: `limit` at most, `each` at most for one target,
        none for the ids of targets in `without`.
        """
        columns = deliveries.c
        ready = columns.state.in_(OPEN) & (columns.due <= now) & columns.place.not_in(without)
        place = func.row_number().over(
            partition_by=columns.place, order_by=(columns.due, columns.id)
        )
        ranked = select(columns.id, place.label("number")).where(ready).subquery()
        wanted = (
            select(deliveries, targets.c.url)
            .join(ranked, ranked.c.id == columns.id)
            .outerjoin(targets, targets.c.id == columns.place)
            .where(ranked.c.number <= each)
            .order_by(columns.due, columns.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [_delivery(row) for row in connection.execute(wanted)]

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """What came of attempts, all or nothing. What has ended meanwhile does not begin again."""
        columns = deliveries.c
        is_open = or_(*(columns.state == state for state in OPEN))  # no IN for many at once
        matters = is_open | (bindparam("new", type_=String) == "delivered")
        changed = (
            update(deliveries)
            .where(columns.id == bindparam("of"), matters)
            .values(
                state=bindparam("then"),
                due=bindparam("at"),
                attempts=columns.attempts + 1,
                status=bindparam("said"),
                took_ms=bindparam("took"),
                error=bindparam("why"),
            )
        )
        rows = [
            {
                "of": outcome.delivery,
                "then": outcome.state,
                "new": outcome.state,
                "at": outcome.at,
                "said": outcome.attempt.status,
                "took": outcome.attempt.took_ms,
                "why": outcome.attempt.error,
            }
            for outcome in outcomes
        ]
        with self._database.begin() as connection:
            connection.execute(changed, rows)


def _fresh(connection: Connection, firings: Sequence[Firing]) -> list[Firing]:
    """Those of alerts that there are, which are not written yet."""
    ids = {firing.id for firing in firings}
    named = {firing.alert for firing in firings}
    known = set(connection.scalars(select(triggers.c.id).where(triggers.c.id.in_(ids))))
    there = set(connection.scalars(select(alerts.c.id).where(alerts.c.id.in_(named))))
    fresh = {f.id: f for f in firings if f.id not in known and (f.test or f.alert in there)}
    return list(fresh.values())


def _advance(connection: Connection, firings: Sequence[Firing]) -> None:
    """Count for each alert, and keep how it is, unless it was changed or turned off meanwhile."""
    counted = update(alerts).where(alerts.c.id == bindparam("of"))
    counted = counted.values(fired=alerts.c.fired + 1, last_fired=bindparam("at"))
    connection.execute(counted, [{"of": f.alert, "at": f.fired} for f in firings])
    same = (alerts.c.id == bindparam("of")) & (alerts.c.version == bindparam("as_of"))
    same &= alerts.c.state == "active"
    kept = update(alerts).where(same).values(memory=bindparam("known"), state=bindparam("then"))
    newest = {
        firing.alert: {
            "of": firing.alert,
            "as_of": firing.version,
            "known": firing.memory.decode(),
            "then": firing.state,
        }
        for firing in firings
    }
    connection.execute(kept, list(newest.values()))


def _trigger(firing: Firing) -> dict[str, Any]:
    return {
        "id": firing.id,
        "owner": firing.owner,
        "alert": firing.alert,
        "fired": firing.fired,
        "content": firing.content.decode(),
    }


def _deliveries(firing: Firing) -> list[dict[str, Any]]:
    return [
        {
            "id": new.id,
            "trigger": firing.id,
            "owner": firing.owner,
            "target": new.target,
            "place": new.place,
            "kind": new.kind,
            "attempts": int(new.kind == BROWSER),
            "created": firing.fired,
            "status": None,
            "took_ms": 0 if new.kind == BROWSER else None,
            "state": new.state,
            "due": firing.fired if new.state == "pending" else None,
            "error": new.error,
            "payload": new.payload.decode(),
        }
        for new in firing.deliveries
    ]


def _delivery(row: Row[Any]) -> Delivery:
    """Targets of the operator are in no table."""
    if row.url is None:
        target = Target(row.place, row.target, row.kind)
    else:
        target = Target(row.place, row.target, row.kind, row.url, "api")
    payload = row.payload.encode()
    return Delivery(row.id, row.trigger, target, payload, row.created, row.attempts)
