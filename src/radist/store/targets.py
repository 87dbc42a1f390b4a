"""Where people want to be told: webhooks of their own."""

import secrets
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from radist.deliveries import Target
from radist.errors import ClientError
from radist.store.alert_tables import deliveries, targets
from radist.store.database import Database
from radist.store.outbox import OPEN

MOST = 50
"""Targets of one owner."""


class Targets:
    """Blocking; from any thread. Whoever is not its owner is told that there is no such target."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, owner: str) -> list[Target]:
        """In the order in which they were made."""
        mine = select(targets).where(targets.c.owner == owner)
        with self._database.read() as connection:
            rows = connection.execute(mine.order_by(targets.c.created, targets.c.id))
            return [_target(row) for row in rows]

    def add(self, owner: str, name: str, kind: str, url: str, now: int) -> Target:
        """A new one. Raises ClientError(409) where there are too many, or one of this name."""
        place = f"h_{secrets.token_urlsafe(9)}"
        fields = {"id": place, "name": name, "kind": kind, "url": url}
        own = select(func.count()).select_from(targets).where(targets.c.owner == owner)
        with self._database.begin() as connection:
            if _found(connection, owner, name):
                raise ClientError(409, "taken", f"name: there is a target {name!r} already")
            if connection.execute(own).scalar_one() >= MOST:
                raise ClientError(409, "too_many", f"{MOST} targets are enough: delete one first")
            connection.execute(insert(targets).values(fields | {"owner": owner, "created": now}))
        return Target(**fields, source="api")

    def remove(self, owner: str, name: str) -> Target:
        """What it was still to be told it will not be. Raises ClientError(404)."""
        columns = deliveries.c
        with self._database.begin() as connection:
            row = _found(connection, owner, name)
            if row is None:
                raise ClientError(404, "unknown_target", f"no target {name[:64]!r}")
            waiting = (columns.place == row.id) & columns.state.in_(OPEN)
            ended = {"state": "dead", "due": None, "error": "the target was deleted"}
            connection.execute(update(deliveries).where(waiting).values(ended))
            connection.execute(delete(targets).where(targets.c.id == row.id))
        return _target(row)


def _found(connection: Connection, owner: str, name: str) -> Row[Any] | None:
    mine = (targets.c.owner == owner) & (targets.c.name == name)
    return connection.execute(select(targets).where(mine)).one_or_none()


def _target(row: Row[Any]) -> Target:
    return Target(row.id, row.name, row.kind, row.url, "api")
