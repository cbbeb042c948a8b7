"""Commands of the operator: `flask --app wsgi journal seal`, `check`, `keys`, `take-stock`."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import text

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.journal import facts, sealing
from akimfeedback.journal.checking import check as check_all
from akimfeedback.journal.signing import Signer, by_fingerprint, public_keys, signer_of
from akimfeedback.journal.stocktaking import take_stock

STATEMENT_MS = 600_000
NO_KEY = "JOURNAL_KEY is not set in the environment: acts are recorded, and none is sealed."

journal = AppGroup("journal", help="The sealed journal: seal it, check it, show its keys.")


def _signer() -> Signer:
    signer = signer_of(current_settings())
    if signer is None:
        sys.exit(NO_KEY)
    return signer


@journal.command("seal")
def seal_now() -> None:
    """Seal every act that waits, also those far behind."""
    signer, done = _signer(), 0
    for sealed in sealing.seal_all(db.session, signer, now=clock.now(), all_ids=True):
        db.session.commit()
        done += sealed.added
    click.echo(f"sealed: {done}")


@journal.command("check")
def check_now() -> None:
    """Read journal and sealed rows again; ends with 1 when something does not fit."""
    if signer_of(current_settings()) is None:
        click.echo(NO_KEY)
    db.session.execute(text(f"SET statement_timeout = {STATEMENT_MS}"))
    keys = by_fingerprint(public_keys(current_settings()))
    row = check_all(db.session, keys, facts.registered(), now=clock.now())
    db.session.commit()
    for kind, faults in row.found.items():
        click.echo(f"DOES NOT FIT: {kind}: {faults['count']} ({'; '.join(faults['some'])})")
    click.echo(f"acts in the log: {row.size}")
    if row.found:
        sys.exit(1)
    click.echo("everything fits")


@journal.command("keys")
def keys() -> None:
    """Print the public keys: the one in use first, then those before it."""
    for key in public_keys(current_settings()):
        click.echo(f"{key.fingerprint} {key.text}")
    if signer_of(current_settings()) is None:
        click.echo(NO_KEY)


@journal.command("take-stock")
def stock() -> None:
    """Once, after an update: let the journal take down rows that are older than sealed facts."""
    done = sum(take_stock(db.session, source, now=clock.now()) for source in facts.registered())
    db.session.commit()
    click.echo(f"rows taken down: {done}")
