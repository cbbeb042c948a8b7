"""office messages on cases.

Must suit the code already running: the new kind only widens what is allowed. Goes down as well.
"""

from alembic import op

revision = "0003_office_messages_on_cases"
down_revision = "0002_geography_editions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema up."""
    op.drop_constraint(op.f("ck_case_note_kind_known"), "case_note", type_="check")
    op.create_check_constraint(
        op.f("ck_case_note_kind_known"), "case_note", "kind IN ('question', 'addition', 'message', 'inner')"
    )


def downgrade() -> None:
    """Take the schema back."""
    op.execute("UPDATE case_note SET kind = 'question' WHERE kind = 'message'")
    op.drop_constraint(op.f("ck_case_note_kind_known"), "case_note", type_="check")
    op.create_check_constraint(
        op.f("ck_case_note_kind_known"), "case_note", "kind IN ('question', 'addition', 'inner')"
    )
