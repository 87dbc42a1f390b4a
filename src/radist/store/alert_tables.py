"""The tables of alerts, of what they told whom, and of what was asked with a key."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from radist.store.database import tables

alerts = Table(
    "alerts",
    tables,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("owner", String(128), nullable=False, index=True),
    Column("source", String(16), nullable=False),
    Column("native", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("snoozed_until", BigInteger),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("last_fired", BigInteger),
    Column("fired", Integer, nullable=False),
    Column("definition", Text, nullable=False),
    Column("memory", Text, nullable=False),
)
"""`memory` is what the rule has to know to go on after a restart; empty before the first look."""

triggers = Table(
    "triggers",
    tables,
    Column("id", String(32), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("alert", String(32), nullable=False),
    Column("fired", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Index("triggers_by_time", "owner", "fired", "id"),
)
"""They outlive their alerts: they are history."""

deliveries = Table(
    "deliveries",
    tables,
    Column("id", String(32), primary_key=True),
    Column("trigger", String(32), nullable=False, index=True),
    Column("owner", String(128), nullable=False),
    Column("target", Text, nullable=False),
    Column("place", String(128), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("due", BigInteger),
    Column("status", Integer),
    Column("took_ms", Integer),
    Column("error", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("claimed_by", String(64)),
    Column("claimed_until", BigInteger),
    Index("deliveries_by_time", "state", "due"),
)
"""The outbox: written with their trigger, so none is without the other. `place` is the id of the
target. Of several nodes the one by which it is claimed delivers it, unless the time is over.
"""

targets = Table(
    "alert_targets",
    tables,
    Column("id", String(32), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("name", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("url", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    UniqueConstraint("owner", "name"),
)

answers = Table(
    "answers",
    tables,
    Column("owner", String(128), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("subject", String(32), nullable=False),
    Column("created", BigInteger, nullable=False, index=True),
)
"""What was made for a key (Idempotency-Key), and a digest of what was asked."""
