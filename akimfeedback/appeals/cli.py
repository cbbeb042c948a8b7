"""Commands of the administrator: `flask --app wsgi requests import | export`; docs/register.md."""

import csv
import io
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import text

from akimfeedback.appeals import exporter, importer
from akimfeedback.appeals.importer import Categories, Report, UnknownTopic
from akimfeedback.appeals.register_values import Addressee
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.geography.tables import BadFile
from akimfeedback.mandates import queries as mandate_queries
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.service import open_office
from akimfeedback.topics import queries as topic_queries
from akimfeedback.topics.models import Topic
from akimfeedback.topics.service import load_catalogue

STATEMENT_MS = 300_000

requests = AppGroup("requests", help="Registers of requests: take one in, give one out.")

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@requests.command("import")
@click.argument("file", type=_FILE)
@click.option("--okrug", "kato", required=True, help="КАТО code of the okrug the register belongs to.")
@click.option("--map", "map_file", type=_FILE, help="CSV category,topic: what each category is here.")
@click.option("--default-topic", help="Topic of categories that are in neither table; without it: refused.")
@click.option("--state-register", is_flag=True, help="The numbers are those of the state accounting system.")
@click.option("--commit", is_flag=True, help="Write; without it nothing is stored.")
def import_(
    file: Path,
    kato: str,
    map_file: Path | None,
    default_topic: str | None,
    *,
    state_register: bool,
    commit: bool,
) -> None:
    """Take in a register kept elsewhere as CSV or XLSX. Idempotent by number; refused lines are listed."""
    db.session.execute(text(f"SET LOCAL statement_timeout = {STATEMENT_MS}"))
    to = _addressee(kato, state_register=state_register)
    try:
        categories = Categories(list(to.topics), _table(map_file), default_topic)
        report = importer.import_register(
            db.session, to, file.read_bytes(), categories, commit=commit, now=clock.now()
        )
    except (BadFile, UnknownTopic) as error:
        db.session.rollback()
        problems = error.problems if isinstance(error, BadFile) else [error]
        raise click.ClickException("\n".join(f"{file.name}: {one}" for one in problems)) from error
    _say(report, to, stored=commit)
    if commit:
        db.session.commit()
    else:
        db.session.rollback()


def _okrug(kato: str) -> Territory:
    okrug = geography.by_kato(db.session, kato)
    if okrug is None or not okrug.has_akim:
        raise click.ClickException(f"there is no okrug with the code {kato}: import the classifier first")
    return okrug


def _addressee(kato: str, *, state_register: bool) -> Addressee:
    """Return the okrug with its office, opened now when there was none."""
    okrug = _okrug(kato)
    mandates = mandate_queries.of_unit(db.session, okrug.id)
    return Addressee(
        territory=okrug,
        office=open_office(db.session, None, okrug.id, now=clock.now()),
        topics=_topics(),
        places=importer.folded_places(db.session, okrug),
        akims=[one for one in mandates if one.role == Role.AKIM],
        state_register=state_register,
    )


def _topics() -> dict[str, Topic]:
    """Return the topics by code; a new installation gets those of the catalogue first."""
    found = topic_queries.by_code(db.session)
    if not found:
        load_catalogue(db.session)
        found = topic_queries.by_code(db.session)
    return found


def _table(map_file: Path | None) -> dict[str, str]:
    """Return category -> topic of a CSV with these two columns."""
    if map_file is None:
        return {}
    rows = csv.reader(io.StringIO(map_file.read_text(encoding="utf-8-sig")))
    pairs = [(row[0], row[1]) for row in rows if len(row) > 1 and row[0].strip()]
    return {category: code for category, code in pairs if code.strip().casefold() != "topic"}


def _say(report: Report, to: Addressee, *, stored: bool) -> None:
    for fault in report.refused:
        click.echo(str(fault))
    click.echo(
        f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{report.refused_lines} lines refused"
    )
    joined = to.office.connected_from
    if joined is None:
        click.echo("warning: the office has not taken on the term; nothing of it counts in the figures")
    elif report.before_joining:
        click.echo(
            f"warning: {report.before_joining} lines are from before {joined}: not in the on-time count"
        )
    if report.long_terms:
        click.echo(f"warning: {report.long_terms} lines have a later date than any lawful extension gives")
    if report.places_unknown:
        click.echo(f"{report.places_unknown} places are not of this okrug: kept as words")
    if not stored:
        click.echo("dry run: nothing was stored; add --commit to write")


@requests.command("export")
@click.option("--okrug", "kato", required=True, help="КАТО code of the okrug.")
@click.option("--from", "first", type=_DAY, help="First day of registration.")
@click.option("--to", "last", type=_DAY, help="Last day of registration.")
@click.option("--with-identity", is_flag=True, help="Names and phones of those who did not hide them.")
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="File; else the screen."
)
def export(
    kato: str, first: datetime | None, last: datetime | None, *, with_identity: bool, out: Path | None
) -> None:
    """Give out the register of an okrug for the state accounting system, as CSV UTF-8."""
    content, count = exporter.export_register(
        db.session,
        _okrug(kato),
        first=first.date() if first else None,
        last=last.date() if last else None,
        with_identity=with_identity,
        now=clock.now(),
    )
    db.session.commit()
    if out is None:
        click.echo(content, nl=False)
        return
    out.write_text(content, encoding="utf-8-sig", newline="")
    click.echo(f"{count} requests written to {out.name}")
