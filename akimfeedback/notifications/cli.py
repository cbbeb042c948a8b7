"""Commands about messages: what was given up, and sending it again."""

from datetime import timedelta

import click
from flask.cli import AppGroup

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.notifications import queries, service

cli = AppGroup("messages", help="Messages that could not leave.")


@cli.command("failed")
@click.option("--days", default=7, show_default=True, help="How far to look back.")
def failed(days: int) -> None:
    """List messages given up: number, channel, kind, tries, reason; no addresses, no texts."""
    found = queries.failed(db.session, since=clock.now() - timedelta(days=days))
    for message in found:
        print(f"{message.id}\t{message.channel}\t{message.kind}\t{message.tries}\t{message.error}")
    waiting = {pair: count for pair, count in queries.counts(db.session).items() if pair[1] == "waiting"}
    print(f"{len(found)} given up; waiting: {sum(waiting.values())}")


@cli.command("retry")
@click.option("--days", default=7, show_default=True, help="How far to look back.")
def retry(days: int) -> None:
    """Put messages given up back into the tray, after a gateway or a password was repaired."""
    since = clock.now() - timedelta(days=days)
    numbers = [message.id for message in queries.failed(db.session, since=since) if not message.urgent]
    again = service.try_again(db.session, numbers, now=clock.now())
    db.session.commit()
    print(f"{again} will be tried again")
