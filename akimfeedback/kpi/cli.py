"""Commands of the block: `flask --app wsgi kpi roll-up | freeze | show`."""

import json

import click
from flask.cli import AppGroup

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.geography.queries import by_kato
from akimfeedback.kpi import queries
from akimfeedback.kpi.labels import REFUSALS
from akimfeedback.kpi.periods import BadPeriod, Period, parse
from akimfeedback.kpi.service.freezing import at_one_moment
from akimfeedback.kpi.service.freezing import freeze as freeze_period
from akimfeedback.kpi.service.rolling import roll_up as roll_up_period
from akimfeedback.kpi.shown import published_figures

commands = AppGroup("kpi", help="The block “work with residents”: recount, freeze, show.")


class PeriodType(click.ParamType[Period]):
    """A period as people write it."""

    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """Return the period, or fail with its four forms."""
        if isinstance(value, Period):
            return value
        try:
            return parse(str(value))
        except BadPeriod:
            self.fail(f"{value!r} is not a period: write 2026-07, 2026-Q3, 2026-H2 or 2026", param, ctx)


def _territory(kato: str) -> int:
    territory = by_kato(db.session, kato)
    if territory is None:
        raise click.ClickException(f"there is no okrug with the code {kato}")
    return territory.id


@commands.command("roll-up")
@click.option("--period", type=PeriodType(), required=True)
@click.option("--okrug", "kato", help="КАТО code; its peers are recounted too. Without it: all okrugs.")
def roll_up(period: Period, kato: str | None) -> None:
    """Recount the live figures of a period from the stored facts."""
    okrugs = [_territory(kato)] if kato else None
    done = roll_up_period(db.session, period, okrugs, now=clock.now())
    db.session.commit()
    click.echo(f"{period}: {done} okrugs recounted")


@commands.command("freeze")
@click.option("--period", type=PeriodType(), required=True)
def freeze(period: Period) -> None:
    """Freeze the figures of a period: provisional or final. Two people correct them, at the desk."""
    at_one_moment(db.session)
    try:
        found = freeze_period(db.session, period, now=clock.now())
    except RuleBroken as refusal:
        days = " ".join(str(day) for day in refusal.details.values())
        raise click.ClickException(f"{REFUSALS[refusal.code]} {days}".strip()) from refusal
    db.session.commit()
    click.echo(
        f"{period}: {found.provisional} provisional, {found.final} final, "
        f"{found.unchanged} as before, {found.withheld} wait for the office's first reply"
    )


@commands.command("show")
@click.option("--okrug", "kato", required=True)
@click.option("--period", type=PeriodType(), required=True)
@click.option("--json", "as_json", is_flag=True, help="As the open API writes it, unrounded beside.")
@click.option("--live", is_flag=True, help="The live figures instead of the published ones.")
def show(kato: str, period: Period, *, as_json: bool, live: bool) -> None:
    """Print the figures of one okrug in a period: published ones, else the live ones."""
    territory_id = _territory(kato)
    snapshot = None if live else queries.published(db.session, territory_id, str(period))
    snapshot = snapshot or queries.preview(db.session, territory_id, str(period))
    if snapshot is None:
        raise click.ClickException(f"{kato} has no figures for {period}: run kpi roll-up first")
    found = published_figures(kato, snapshot)
    if as_json:
        click.echo(
            json.dumps({**found, "state": snapshot.state, "unrounded": snapshot.figures}, ensure_ascii=False)
        )
        return
    click.echo(f"{kato} {period} {snapshot.state} (method {snapshot.method}; adapted, not official)")
    for one in found["indicators"]:
        click.echo(f"  {one['code']}  {one['k']} of {one['n']}  {one['precision']}  raw {one['raw']}")
    click.echo(f"  score {found['score']}")
