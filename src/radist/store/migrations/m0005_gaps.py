"""What is missing from streams, and from where to where they have told all."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_BIG, _TEXT = sa.BigInteger, sa.Text


def upgrade() -> None:
    """Their tables."""
    op.create_table(
        "holes",
        sa.Column("node", sa.String(64), primary_key=True),
        sa.Column("number", _BIG, primary_key=True, autoincrement=False),
        sa.Column("topic", _TEXT, nullable=False),
        sa.Column("exchange", _TEXT, nullable=False),
        sa.Column("channel", _TEXT, nullable=False),
        sa.Column("symbol", _TEXT, nullable=False),
        sa.Column("native", _TEXT, nullable=False),
        sa.Column("time", _BIG, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("content", _TEXT, nullable=False),
    )
    op.create_index("holes_state", "holes", ["node", "state", "number"])
    op.create_table(
        "proven",
        sa.Column("node", sa.String(64), primary_key=True),
        sa.Column("topic", _TEXT, primary_key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("first_id", _BIG),
        sa.Column("last_id", _BIG),
        sa.Column("first_time", _BIG, nullable=False),
        sa.Column("last_time", _BIG, nullable=False),
        sa.Column("written", _BIG, nullable=False),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("proven")
    op.drop_table("holes")
