"""How Alembic runs here: on a given connection, one at a time, never waiting long for a lock."""

from alembic import context
from sqlalchemy import Connection, text

from akimfeedback.core.db import Base

ONE_AT_A_TIME = 7_304_215_001
LIMITS = ("SET lock_timeout = '5s'", "SET statement_timeout = '600s'")


def run(connection: Connection) -> None:
    """Run the wanted revisions, each in its own transaction, under a lock of the database."""
    connection.execute(text("SET lock_timeout = 0"))
    connection.execute(text("SET statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_AT_A_TIME})
    for limit in LIMITS:
        connection.execute(text(limit))
    connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ONE_AT_A_TIME})
        connection.commit()
        connection.invalidate()


run(context.config.attributes["connection"])
