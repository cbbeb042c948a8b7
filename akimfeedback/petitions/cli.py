"""Commands of the administrator: `flask --app wsgi petitions import`; `replay` in demo and tests."""

import time
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import text

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.core.settings import current_settings
from akimfeedback.geography import queries as geography
from akimfeedback.mandates.service import open_office
from akimfeedback.petitions import sources
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives
from akimfeedback.petitions.service import replaying
from akimfeedback.petitions.service.counting import count_due
from akimfeedback.petitions.service.importing import Report, Shelf, take_in
from akimfeedback.petitions.sources import Kind
from akimfeedback.topics import queries as topics
from akimfeedback.topics.service import load_catalogue

STATEMENT_MS = 300_000
MOST_SHOWN = 50

petitions = AppGroup("petitions", help="Initiatives: take in history of other systems, replay a storm.")

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@petitions.command("import")
@click.argument("file", type=_FILE)
@click.option(
    "--kind", type=click.Choice([kind.value for kind in Kind]), help="Columns; else by the first line."
)
@click.option("--okrug", "kato", required=True, help="КАТО code of the okrug whose archive it joins.")
@click.option("--topic", help="Topic of the catalogue; else its last one.")
@click.option("--commit", is_flag=True, help="Write; without it nothing is stored.")
def import_(file: Path, kind: str | None, kato: str, topic: str | None, *, commit: bool) -> None:
    """Take in petitions of another system as closed history. Idempotent; refused rows are listed."""
    db.session.execute(text(f"SET LOCAL statement_timeout = {STATEMENT_MS}"))
    content = file.read_bytes()
    known = Kind(kind) if kind else sources.guess(content)
    if known is None:
        raise click.ClickException(f"{file.name}: nobody knows these columns; say --kind")
    try:
        read = sources.read(known, content, file.name, clock.KAZAKHSTAN)
    except ValueError as fault:
        raise click.ClickException(f"{file.name}: {fault}") from fault
    shelf = _shelf(kato, topic, sources.SOURCES[known])
    report = take_in(db.session, shelf, read.found, commit=commit, now=clock.now())
    report.refused = read.refused
    _say(report, stored=commit)
    if commit:
        db.session.commit()
    else:
        db.session.rollback()


def _shelf(kato: str, topic: str | None, source: str) -> Shelf:
    okrug = geography.by_kato(db.session, kato)
    if okrug is None or not okrug.has_akim:
        raise click.ClickException(f"there is no okrug with the code {kato}: import the classifier first")
    if not topics.by_code(db.session):
        load_catalogue(db.session)
    codes = list(topics.by_code(db.session))
    if topic is not None and topic not in codes:
        raise click.ClickException(f"{topic!r} is not a topic; topics are {', '.join(sorted(codes))}")
    office = open_office(db.session, None, okrug.id, now=clock.now())
    return Shelf(office=office, topic_code=topic or codes[-1], source=source)


def _say(report: Report, *, stored: bool) -> None:
    for fault in report.refused[:MOST_SHOWN]:
        click.echo(str(fault))
    click.echo(
        f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{len(report.refused)} rows refused, {report.supports} supports"
    )
    if not stored:
        click.echo("dry run: nothing was stored; add --commit to write")


@petitions.command("replay")
@click.argument("file", type=_FILE)
@click.option("--number", required=True, help="Number of an open initiative that gets the pretend support.")
@click.option("--speed", default=1000.0, show_default=True, help="How much faster than it was; 0: no pause.")
@click.option("--hours", default=24, show_default=True, help="How many of the busiest hours in a row.")
def replay(file: Path, number: str, speed: float, hours: int) -> None:
    """Replay an hourly series as pretend support, in demo and tests only, and watch the count."""
    petition = initiatives.by_number(db.session, number.replace("-", ""))
    if petition is None:
        raise click.ClickException(f"there is no initiative {number}")
    try:
        line = replaying.busiest(sources.read_hours(file.read_bytes()), max(1, hours))
        replaying.begin(db.session, petition, current_settings().environment, now=clock.now())
    except (ValueError, RuleBroken) as fault:
        raise click.ClickException(f"not here: {fault}") from fault
    db.session.commit()
    _play(petition, line, 3600 / speed if speed > 0 else 0.0)


def _play(petition: Petition, line: list[int], pause: float) -> None:
    before, put = petition.totals.counted if petition.totals else 0, 0
    for hour, many in enumerate(line, 1):
        ends = time.monotonic() + pause
        replaying.pretend(db.session, petition, many, now=clock.now())
        db.session.commit()
        put += many
        counted = _counted(petition) - before
        click.echo(
            f"hour {hour}/{len(line)}: {many} new, {put} in all, {counted} counted, {put - counted} behind"
        )
        time.sleep(max(0.0, ends - time.monotonic()))
    while (counted := _counted(petition) - before) < put and pause:
        click.echo(f"{counted} of {put} counted")
        time.sleep(1)


def _counted(petition: Petition) -> int:
    """Return what the figures hold, after one pass of the counting job."""
    count_due(db.session, now=clock.now())
    db.session.commit()
    db.session.refresh(petition)
    if petition.totals is not None:
        db.session.refresh(petition.totals)
    return petition.totals.counted if petition.totals else 0
