"""Who of several nodes delivers what, and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Its columns."""
    op.add_column("deliveries", sa.Column("claimed_by", sa.String(64)))
    op.add_column("deliveries", sa.Column("claimed_until", sa.BigInteger))


def downgrade() -> None:
    """Without them."""
    op.drop_column("deliveries", "claimed_until")
    op.drop_column("deliveries", "claimed_by")
