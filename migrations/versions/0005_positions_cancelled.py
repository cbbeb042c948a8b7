"""Positions no longer asked.

Must suit the code already running: add, fill, require, remove, in separate releases. Must go down as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_positions_cancelled"
down_revision = "0004_local_initiatives"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.create_foreign_key("fk_petition_version_id", "petition", "petition_version", ["version_id"], ["id"])
    op.add_column("petition_position", sa.Column("cancelled_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the schema down."""
    op.drop_column("petition_position", "cancelled_on")
    op.drop_constraint("fk_petition_version_id", "petition", type_="foreignkey")
