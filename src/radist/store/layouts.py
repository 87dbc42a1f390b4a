"""Layouts of pages, each user's own."""

import secrets
from typing import Any

from msgspec import Raw
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from radist.errors import ClientError
from radist.layouts import MOST, Changed, Layout
from radist.store.database import Database, tables
from radist.store.texts import AnyText

_layouts = Table(
    "layouts",
    tables,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("owner", String(128), nullable=False, index=True),
    Column("name", AnyText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
)


class Layouts:
    """Blocking; from any thread. Times are in microseconds. Whoever is not the owner of a layout is
    told that there is none.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, owner: str) -> list[Layout]:
        """In the order in which they were made."""
        wanted = select(_layouts).where(_layouts.c.owner == owner).order_by(_layouts.c.number)
        with self._database.read() as connection:
            return [_layout(row) for row in connection.execute(wanted)]

    def get(self, owner: str, layout: str) -> Layout:
        """One of them. Raises ClientError(404)."""
        with self._database.read() as connection:
            return _found(connection, owner, layout)

    def add(self, owner: str, name: str, content: Raw, now: int) -> Layout:
        """A new one. Raises ClientError(409) where there are too many."""
        made = Layout(secrets.token_urlsafe(9), name, 1, now, now, content)
        own = select(func.count()).select_from(_layouts).where(_layouts.c.owner == owner)
        with self._database.begin() as connection:
            if connection.execute(own).scalar_one() >= MOST:
                raise ClientError(409, "too_many", f"{MOST} layouts are enough: delete one first")
            connection.execute(insert(_layouts).values(owner=owner, **_fields(made)))
        return made

    def replace(self, owner: str, layout: Layout, now: int) -> Layout:
        """The same with another name and content. Raises Changed unless its version is the present
        one, ClientError(404).
        """
        with self._database.begin() as connection:
            present = _found(connection, owner, layout.id)
            if present.version != layout.version:
                raise Changed(present)
            version = present.version + 1
            made = Layout(layout.id, layout.name, version, present.created, now, layout.content)
            mine = _layouts.c.id == layout.id
            connection.execute(update(_layouts).where(mine).values(**_fields(made)))
        return made

    def remove(self, owner: str, layout: str, version: int | None) -> None:
        """Raises Changed if it is of another version, ClientError(404)."""
        with self._database.begin() as connection:
            present = _found(connection, owner, layout)
            if version not in (None, present.version):
                raise Changed(present)
            connection.execute(delete(_layouts).where(_layouts.c.id == layout))


def _found(connection: Connection, owner: str, layout: str) -> Layout:
    mine = (_layouts.c.id == layout) & (_layouts.c.owner == owner)
    row = connection.execute(select(_layouts).where(mine)).one_or_none()
    if row is None:
        raise ClientError(404, "unknown_layout", f"no layout {layout[:64]!r}")
    return _layout(row)


def _layout(row: Row[Any]) -> Layout:
    content = Raw(row.content.encode())
    return Layout(row.id, row.name, row.version, row.created, row.updated, content)


def _fields(layout: Layout) -> dict[str, Any]:
    return {
        "id": layout.id,
        "name": layout.name,
        "version": layout.version,
        "created": layout.created,
        "updated": layout.updated,
        "content": bytes(layout.content).decode(),
    }
