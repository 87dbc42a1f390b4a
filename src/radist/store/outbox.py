"""What is still to be told: deliveries, written with their triggers in one transaction."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Raw
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from radist import codec
from radist.deliveries import LEASE, Delivery, Target
from radist.firings import BROWSER, DeliveryTold, Firing, Outcome
from radist.store.alert_tables import alerts, deliveries, targets, triggers
from radist.store.database import Database
from radist.store.holder import Holder

OPEN = ("pending", "failed")
"""The states of what is still to be told."""
Told = tuple[str, str, DeliveryTold]
"""An owner, a trigger, and how a delivery of it is doing."""


class Outbox:
    """Blocking; from any thread. Times are in microseconds. Of several nodes on one store each
    delivers what it has claimed: what it wrote itself, and what nobody claims any more.
    """

    def __init__(self, database: Database, holder: Holder | None = None) -> None:
        self._database = database
        self._holder = holder or Holder()

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
            mine = self._holder.name
            if rows := [row for firing in fresh for row in _deliveries(firing, mine)]:
                connection.execute(insert(deliveries), rows)
        return fresh

    def written(self, names: Collection[str]) -> set[str]:
        """Those of these triggers that are in the store."""
        with self._database.read() as connection:
            wanted = select(triggers.c.id).where(triggers.c.id.in_(names))
            return set(connection.scalars(wanted))

    def due(self, now: int, limit: int, each: int, without: Collection[str]) -> list[Delivery]:
        """What is to be sent by now, oldest first: `limit` at most, `each` at most for one target,
        none for the ids of targets in `without`. All of it is ours for a while.
        """
        mine, columns = self._holder.name, deliveries.c
        ready = columns.state.in_(OPEN) & (columns.due <= now) & columns.place.not_in(without)
        ready &= _free(mine, now)
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
            rows = connection.execute(wanted).all()
        ours = {r.id for r in rows if r.claimed_by == mine and r.claimed_until >= now + LEASE // 2}
        if others := [row.id for row in rows if row.id not in ours]:
            ours |= self.keep(now, others)
        return [_delivery(row) for row in rows if row.id in ours]

    def keep(self, now: int, names: Collection[str]) -> set[str]:
        """Claim these for a while, in one statement; those that nobody else has claimed."""
        mine, columns = self._holder.name, deliveries.c
        open_ones = columns.id.in_(names) & columns.state.in_(OPEN) & _free(mine, now)
        claimed = update(deliveries).where(open_ones).returning(columns.id)
        claimed = claimed.values(claimed_by=mine, claimed_until=now + LEASE)
        with self._database.begin() as connection:
            return set(connection.scalars(claimed))

    def settle(self, outcomes: Sequence[Outcome]) -> list[Told]:
        """What came of attempts, all or nothing, and how the deliveries are doing then. What has
        ended meanwhile does not begin again.
        """
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
                claimed_by=None,
                claimed_until=None,
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
            return _told(connection, [outcome.delivery for outcome in outcomes])


def _told(connection: Connection, names: Sequence[str]) -> list[Told]:
    wanted = select(deliveries).where(deliveries.c.id.in_(names))
    return [(row.owner, row.trigger, how(row)) for row in connection.execute(wanted)]


def how(row: Row[Any]) -> DeliveryTold:
    """How a delivery is doing."""
    return DeliveryTold(
        target=row.target,
        kind=row.kind,
        state=row.state,
        attempts=row.attempts,
        status=row.status,
        took_ms=row.took_ms,
        error=row.error,
        next=codec.iso(row.due) if row.due is not None and row.state in OPEN else None,
        payload=Raw(row.payload.encode()),
    )


def _free(mine: str, now: int) -> ColumnElement[bool]:
    """Nobody else has claimed it, or their time is over."""
    columns = deliveries.c
    nobody = columns.claimed_until.is_(None) | (columns.claimed_until <= now)
    return nobody | (columns.claimed_by == mine)


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


def _deliveries(firing: Firing, mine: str) -> list[dict[str, Any]]:
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
            "claimed_by": mine if new.state == "pending" else None,
            "claimed_until": firing.fired + LEASE if new.state == "pending" else None,
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
