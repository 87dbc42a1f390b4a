"""Alerts, each user's own, with what their rules have to remember."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from radist import codec
from radist.alarms import MOST, Alert, Definition, Memory
from radist.errors import ClientError
from radist.firings import Asked, Changed, told
from radist.store import answers
from radist.store.alert_tables import alerts
from radist.store.database import Database

_definition = msgspec.json.Decoder(Definition).decode
_memory = msgspec.json.Decoder(Memory).decode


class Alerts:
    """Blocking; from any thread. Times are in microseconds. Whoever is not the owner of an alert is
    told that there is none.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def every(self) -> list[tuple[Alert, Memory | None]]:
        """Those of all owners, with what is remembered of them."""
        with self._database.read() as connection:
            rows = connection.execute(select(alerts).order_by(alerts.c.number)).all()
        return [_known(row) for row in rows]

    def all(self, owner: str) -> list[Alert]:
        """In the order in which they were made."""
        wanted = select(alerts).where(alerts.c.owner == owner).order_by(alerts.c.number)
        with self._database.read() as connection:
            return [_alert(row) for row in connection.execute(wanted)]

    def get(self, owner: str, alert: str) -> Alert:
        """One of them. Raises ClientError(404)."""
        with self._database.read() as connection:
            return _found(connection, owner, alert)

    def add(self, alert: Alert, asked: Asked | None = None) -> tuple[Alert, bool]:
        """A new one, and whether it is; or the one that was made when the same was asked with the
        same key. Raises ClientError: 409 where there are too many, 422 where the key was used for
        something else.
        """
        own = select(func.count()).select_from(alerts).where(alerts.c.owner == alert.owner)
        with self._database.begin() as connection:
            if asked and (made := answers.made(connection, alert.owner, asked)):
                return _found(connection, alert.owner, made), False
            if connection.execute(own).scalar_one() >= MOST:
                raise ClientError(409, "too_many", f"{MOST} alerts are enough: delete one first")
            connection.execute(insert(alerts).values(_fields(alert) | {"memory": ""}))
            if asked:
                answers.keep(connection, alert.owner, asked, alert.id, alert.created)
        return alert, True

    def replace(self, changed: Alert, version: int) -> Alert:
        """The same with another definition; what it remembered is forgotten. Raises Changed unless
        the version is the present one, ClientError: 404, 409 where it is read only.
        """
        with self._database.begin() as connection:
            present = _writable(connection, changed.owner, changed.id)
            if present.version != version:
                raise Changed(told(present, None, ""))
            made = replace(
                present,
                definition=changed.definition,
                native=changed.native,
                state="active" if present.state in ("done", "expired") else present.state,
                version=present.version + 1,
                updated=changed.updated,
            )
            mine = alerts.c.id == changed.id
            connection.execute(update(alerts).where(mine).values(_fields(made) | {"memory": ""}))
        return made

    def turn(self, owner: str, alert: str, now: int, **to: Any) -> Alert:
        """The same in another state, or asleep; whoever is turned on begins anew. Raises
        ClientError(404).
        """
        with self._database.begin() as connection:
            present = _found(connection, owner, alert)
            made = replace(present, **to, updated=now)
            anew = {"memory": ""} if "state" in to and made.state != present.state else {}
            mine = alerts.c.id == alert
            connection.execute(update(alerts).where(mine).values(_fields(made) | anew))
        return made

    def expire(self, alert: str, version: int, now: int) -> Alert | None:
        """Its time is over; what it is then, unless it was changed or turned off before."""
        mine = (alerts.c.id == alert) & (alerts.c.version == version)
        mine &= alerts.c.state == "active"
        over = update(alerts).where(mine).values(state="expired", updated=now).returning(alerts)
        with self._database.begin() as connection:
            row = connection.execute(over).one_or_none()
        return _alert(row) if row else None

    def remove(self, owner: str, alert: str) -> None:
        """What it told is kept. Raises ClientError: 404, 409 where it is read only."""
        with self._database.begin() as connection:
            _writable(connection, owner, alert)
            connection.execute(delete(alerts).where(alerts.c.id == alert))

    def remember(self, known: Iterable[tuple[str, int, bytes]]) -> None:
        """What the rules of alerts, by id and version, have to know to go on."""
        same = (alerts.c.id == bindparam("of")) & (alerts.c.version == bindparam("as_of"))
        kept = update(alerts).where(same).values(memory=bindparam("known"))
        rows = [
            {"of": alert, "as_of": version, "known": memory.decode()}
            for alert, version, memory in known
        ]
        if rows:
            with self._database.begin() as connection:
                connection.execute(kept, rows)

    def declare(self, declared: Sequence[Alert]) -> list[tuple[Alert, Memory | None]]:
        """These stand in the configuration. How they are is kept, and what they remember, unless
        they are defined anew.
        """
        named = alerts.c.id.in_([alert.id for alert in declared])
        with self._database.begin() as connection:
            rows = connection.execute(select(alerts).where(named)).all()
            present = {row.id: _alert(row) for row in rows}
            for alert in declared:
                _declare(connection, present.get(alert.id), alert)
            return [_known(row) for row in connection.execute(select(alerts).where(named))]

    def withdraw(self, kept: Iterable[str]) -> None:
        """No other alerts than these stand in the configuration."""
        gone = (alerts.c.source == "config") & alerts.c.id.not_in(list(kept))
        with self._database.begin() as connection:
            connection.execute(delete(alerts).where(gone))


def _declare(connection: Connection, present: Alert | None, alert: Alert) -> None:
    if present is None:
        connection.execute(insert(alerts).values(_fields(alert) | {"memory": ""}))
    elif (present.definition, present.owner) != (alert.definition, alert.owner):
        version = present.version + 1
        made = replace(alert, version=version, created=present.created, fired=present.fired)
        mine = alerts.c.id == alert.id
        connection.execute(update(alerts).where(mine).values(_fields(made) | {"memory": ""}))


def _found(connection: Connection, owner: str, alert: str) -> Alert:
    mine = (alerts.c.id == alert) & (alerts.c.owner == owner)
    row = connection.execute(select(alerts).where(mine)).one_or_none()
    if row is None:
        raise ClientError(404, "unknown_alert", f"no alert {alert[:64]!r}")
    return _alert(row)


def _writable(connection: Connection, owner: str, alert: str) -> Alert:
    found = _found(connection, owner, alert)
    if found.source == "config":
        message = "this alert stands in the configuration of the node: it is changed there"
        raise ClientError(409, "read_only", message)
    return found


def _known(row: Row[Any]) -> tuple[Alert, Memory | None]:
    return _alert(row), _memory(row.memory) if row.memory else None


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        owner=row.owner,
        definition=_definition(row.definition),
        native=row.native,
        state=row.state,
        snoozed_until=row.snoozed_until,
        version=row.version,
        created=row.created,
        updated=row.updated,
        last_fired=row.last_fired,
        fired=row.fired,
        source=row.source,
    )


def _fields(alert: Alert) -> dict[str, Any]:
    fields = msgspec.structs.asdict(alert)
    return fields | {"definition": codec.encode(alert.definition).decode()}
