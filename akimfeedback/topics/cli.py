"""Commands of the administrator for topics."""

import click
from flask.cli import AppGroup

from akimfeedback.core.db import db
from akimfeedback.topics import service

topics = AppGroup("topics", help="What people write about.")


@topics.command("load")
def load() -> None:
    """Fill the table of topics from the catalogue of the product; safe to repeat."""
    done = service.load_catalogue(db.session)
    db.session.commit()
    click.echo(f"topics: {done.new} new, {done.changed} changed, {done.unchanged} unchanged")
