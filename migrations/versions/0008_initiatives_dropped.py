"""initiatives dropped before publication.

Must suit the code already running: add, fill, require, remove, in separate releases. Must go down as well.
"""

from alembic import op

revision = "0008_initiatives_dropped"
down_revision = "0007_removals_undone"
branch_labels = None
depends_on = None

_BEFORE = (
    "publication IN ('draft', 'backing', 'moderation', 'returned', 'rejected', 'hidden', 'open', 'closed', "
    "'withdrawn', 'lapsed', 'superseded')"
)
_NOW = _BEFORE.replace("'withdrawn', ", "'withdrawn', 'dropped', ")
_NAME = "ck_petition_publication_known"


def upgrade() -> None:
    """Bring the schema up: what was withdrawn before anybody could find it is not public."""
    op.drop_constraint(op.f(_NAME), "petition", type_="check")
    op.create_check_constraint(op.f(_NAME), "petition", _NOW)
    op.execute(
        "UPDATE petition SET publication = 'dropped' WHERE publication = 'withdrawn' AND published_at IS NULL"
    )


def downgrade() -> None:
    """Take the schema down: the older code shows what lapsed to nobody without its link."""
    op.execute("UPDATE petition SET publication = 'lapsed' WHERE publication = 'dropped'")
    op.drop_constraint(op.f(_NAME), "petition", type_="check")
    op.create_check_constraint(op.f(_NAME), "petition", _BEFORE)
