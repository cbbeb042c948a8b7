"""journal nodes.

Must suit the code already running: add, fill, require, remove, in separate releases. Must go down as well.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_journal_nodes"
down_revision = "0011_what_figures_compare_with"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "journal_node",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_journal_node")),
    )


def downgrade() -> None:
    """Take the schema down."""
    op.drop_table("journal_node")
