"""What was made for a key, for as long as somebody may ask again with the same."""

from sqlalchemy import Connection, delete, insert, select

from radist.errors import ClientError
from radist.firings import Asked
from radist.store.alert_tables import answers

_KEPT = 86_400_000_000
"""Microseconds."""


def made(connection: Connection, owner: str, asked: Asked) -> str | None:
    """The id of what was made for this key; None if nothing was. Raises ClientError(422) where it
    was something else.
    """
    mine = (answers.c.owner == owner) & (answers.c.key == asked.key)
    row = connection.execute(select(answers).where(mine)).one_or_none()
    if row is None:
        return None
    if row.digest != asked.digest:
        message = "Idempotency-Key: this key was used for something else"
        raise ClientError(422, "key_reused", message)
    subject: str = row.subject
    return subject


def keep(connection: Connection, owner: str, asked: Asked, subject: str, now: int) -> None:
    """From now on a key stands for what was made; those of yesterday stand for nothing."""
    connection.execute(delete(answers).where(answers.c.created < now - _KEPT))
    fields = {"owner": owner, "key": asked.key, "digest": asked.digest, "subject": subject}
    connection.execute(insert(answers).values(fields | {"created": now}))
