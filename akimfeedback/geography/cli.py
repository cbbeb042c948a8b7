"""Commands of the administrator: read the classifier of territories, read populations."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import text

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import Refusal
from akimfeedback.geography import service
from akimfeedback.geography.tables import BadFile

STATEMENT_MS = 120_000

geography = AppGroup("geography", help="Territories: the classifier and populations.")

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_WORDS = {
    "new": "new", "closed": "closed", "reopened": "opened again", "renamed": "renamed", "moved": "moved",
    "changed": "otherwise changed", "unchanged": "unchanged",
}  # fmt: skip


@geography.command("import-kato")
@click.argument("file", type=_FILE)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day the edition is in force from; today.")
@click.option("--whole-country", is_flag=True, help="Close every unit the file lacks, in any oblast.")
@click.option("--force", is_flag=True, help="Go on though the edition closes more than half of the units.")
@click.option("--dry-run", is_flag=True, help="Report what would change and store nothing.")
def import_kato(
    file: Path, as_of: datetime | None, *, whole_country: bool, force: bool, dry_run: bool
) -> None:
    """Read an edition of the classifier (CSV or XLSX: the bureau's layout or the flat form).

    Units that an earlier edition had and this one lacks are closed, but only under the highest units of the
    file: a file of one oblast closes nothing in another.
    """
    with _whole_or_nothing(file):
        report = service.import_kato(
            db.session,
            file.read_bytes(),
            as_of=as_of.date() if as_of else clock.today(),
            now=clock.now(),
            whole_country=whole_country,
            force=force,
        )
        _finish(store=not dry_run)
    _say_kato(asdict(report), stored=not dry_run)


@geography.command("import-population")
@click.argument("file", type=_FILE)
def import_population(file: Path) -> None:
    """Read populations (CSV or XLSX: kato, as_of, population, source); figures of one day are replaced."""
    with _whole_or_nothing(file):
        report = service.import_population(db.session, file.read_bytes(), now=clock.now())
        _finish(store=True)
    click.echo(
        f"{report.rows} figures: {report.new} new, {report.changed} changed, {report.unchanged} unchanged"
    )


@contextmanager
def _whole_or_nothing(file: Path) -> Iterator[None]:
    """Turn a bad file or a refusal into plain lines and exit code 1; nothing is stored then."""
    db.session.execute(text(f"SET LOCAL statement_timeout = {STATEMENT_MS}"))
    try:
        yield
    except BadFile as error:
        db.session.rollback()
        for problem in error.problems:
            click.echo(f"{file.name}: {problem}", err=True)
        click.echo("nothing was stored", err=True)
        raise click.exceptions.Exit(1) from error
    except Refusal as refusal:
        db.session.rollback()
        click.echo(f"{file.name}: {_reason(refusal)}", err=True)
        raise click.exceptions.Exit(1) from refusal


def _finish(*, store: bool) -> None:
    if store:
        db.session.commit()
    else:
        db.session.rollback()


def _reason(refusal: Refusal) -> str:
    details = refusal.details
    if refusal.code == "geography.edition-older":
        return f"an edition as of {_day(details['newest'])} was read already; this one is older"
    if refusal.code == "geography.edition-empty":
        return (
            f"{details['closed']} of {details['known']} known units are missing from the file; "
            "it looks cut off. Give --force if that is right"
        )
    return refusal.code


def _day(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _say_kato(report: dict[str, int], *, stored: bool) -> None:
    click.echo(f"{report['units']} units read: {report['okrugs']} okrugs, {report['places']} places")
    click.echo(f"{report['climbed']} without a direct parent joined the nearest unit above")
    for name, words in _WORDS.items():
        click.echo(f"  {words}: {report[name]}")
    if not stored:
        click.echo("dry run: nothing was stored")
