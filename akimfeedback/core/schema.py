"""The schema's revisions: plain Alembic over the application's engine."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from akimfeedback.core.db import Base
from akimfeedback.core.settings import ROOT

FOLDER = ROOT / "migrations"


def upgrade(engine: Engine, revision: str = "head", folder: Path = FOLDER) -> None:
    """Bring the schema up to a revision; two at once wait for each other."""
    with engine.connect() as connection:
        command.upgrade(_config(connection, folder), revision)


def downgrade(engine: Engine, revision: str, folder: Path = FOLDER) -> None:
    """Take the schema down to a revision; `base` empties it."""
    with engine.connect() as connection:
        command.downgrade(_config(connection, folder), revision)


def current(engine: Engine) -> str | None:
    """Return the revision the database is at, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(engine: Engine) -> list[str]:
    """Return what the models have and the migrations do not, or the other way round; a line each."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(found) for found in compare_metadata(context, Base.metadata)]


def new_revision(engine: Engine, message: str, number: str, slug: str, folder: Path = FOLDER) -> Path:
    """Write the migration that brings the schema of `engine` to the models; returns its file."""
    with engine.connect() as connection:
        made = command.revision(
            _config(connection, folder), message=message, autogenerate=True, rev_id=f"{number}_{slug}"
        )
    if made is None or isinstance(made, list):
        raise RuntimeError("Alembic wrote no single revision")
    return Path(made.path)


def _config(connection: Connection, folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("file_template", "%%(rev)s")
    config.attributes["connection"] = connection
    return config
