"""Commands of the house itself: `flask --app wsgi db upgrade | downgrade | current | check`."""

import click
from flask.cli import AppGroup

from akimfeedback.core import schema
from akimfeedback.core.db import db

database = AppGroup("db", help="The schema: bring it up, take it down, compare it with the models.")


@database.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema up to a revision, the newest by default."""
    schema.upgrade(db.engine, revision)
    click.echo(f"schema at {schema.current(db.engine)}")


@database.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema down to a revision; `base` empties it."""
    schema.downgrade(db.engine, revision)
    click.echo(f"schema at {schema.current(db.engine) or 'base'}")


@database.command("current")
def current() -> None:
    """Print the revision the database is at."""
    click.echo(schema.current(db.engine) or "base")


@database.command("check")
def check() -> None:
    """Fail when models and migrations differ."""
    found = schema.differences(db.engine)
    for line in found:
        click.echo(line)
    if found:
        raise SystemExit(1)
    click.echo("models and migrations agree")
