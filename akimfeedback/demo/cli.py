"""Commands of the demo: `flask --app wsgi demo load | accounts | clock`."""

import time
from datetime import UTC, datetime, timedelta

import click
from flask.cli import AppGroup

from akimfeedback.core import clock
from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.core.db import db
from akimfeedback.core.redis import nudge
from akimfeedback.core.settings import current_settings
from akimfeedback.demo import people
from akimfeedback.demo.load import load as load_district
from akimfeedback.demo.sealed_past import seal_months
from akimfeedback.demo.sign_ins import as_lines, figures_worth_a_look, sign_ins, worth_a_look
from akimfeedback.journal import facts
from akimfeedback.journal.checking import check
from akimfeedback.journal.signing import by_fingerprint, public_keys, signer_of
from akimfeedback.kpi.package_jobs import keep_packages

commands = AppGroup("demo", help="The made-up district: load it, sign in to it, move its clock.")


@commands.command("load")
def load() -> None:
    """Load the made-up district; does nothing when it is there."""
    began = time.monotonic()
    loaded = load_district(db.session, now=clock.now())
    db.session.commit()
    if loaded is None:
        click.echo("the demo district is there already")
        return
    _seal()
    packages = keep_packages()
    click.echo(
        f"{loaded.okrugs} okrugs, {loaded.residents} residents, {loaded.requests} requests, "
        f"{loaded.answers} answers, {loaded.promises} promises, "
        f"{packages} packages of open data in {time.monotonic() - began:.1f} s"
    )


def _seal() -> None:
    """Seal the journal month by month and check it once, so that the first visitor sees both."""
    settings = current_settings()
    signer = signer_of(settings)
    if signer is None:
        return
    seal_months(db.session, signer, now=clock.now())
    db.session.commit()
    check(db.session, by_fingerprint(public_keys(settings)), facts.registered(), now=clock.now())
    db.session.commit()


@commands.command("accounts")
def accounts() -> None:
    """Print who can sign in, with phone and second factor."""
    address = f"http://{current_settings().web.host}:{current_settings().web.port}/demo/outbox"
    for line in as_lines(sign_ins(db.session, now=clock.now())):
        click.echo(line)
    for words, path in (*worth_a_look(db.session), *figures_worth_a_look(db.session)):
        click.echo(f"{words:<40}{path}")
    click.echo(f"Sign in with the phone; read the code at {address}")
    click.echo(
        f"PIN of officials on a remembered browser: {people.STAFF_PIN}; second factors change every 30 s."
    )


@commands.command("clock")
@click.argument("moment", required=False)
def move_clock(moment: str | None) -> None:
    """Show the product's clock, or move it: an ISO time, +3d, +5h, +20m, or reset."""
    path = current_settings().clock_file
    if moment == "reset":
        path.unlink(missing_ok=True)
    elif moment is not None:
        clock.move_to(_moment(moment), path)
        live_through()
    click.echo(f"the demo's clock: {clock.now().astimezone(KAZAKHSTAN):%Y-%m-%d %H:%M}")


NIGHTLY = (
    "petitions.jobs.counting.roll_yesterday", "petitions.jobs.duties.close_ended",
    "petitions.jobs.duties.miss_duties", "desk.jobs.hand_over_initiatives", "appeals.jobs.close_windows",
    "appeals.jobs.tell_overdue", "programmes.jobs.mark_missed_duties", "kpi.jobs.roll_up_touched",
    "kpi.jobs.roll_up_all", "kpi.jobs.freeze_due", "kpi.jobs.make_corrections",
    "kpi.package_jobs.keep_packages", "journal.jobs.seal_waiting", "desk.jobs.check_journal",
    "kpi.signal_jobs.look_for_signals",
)  # fmt: skip


def live_through() -> None:
    """Ask for what the nights in between would have done: the schedule knows only the machine's clock."""
    for job in NIGHTLY:
        nudge(f"akimfeedback.{job}", queue="slow")


_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def _moment(written: str) -> datetime:
    """Return the moment meant; times without a zone are Kazakhstan's. Raises BadParameter."""
    try:
        if written.startswith("+"):
            return clock.now() + timedelta(**{_UNITS[written[-1]]: float(written[1:-1])})
        moment = datetime.fromisoformat(written)
    except (ValueError, KeyError) as wrong:
        raise click.BadParameter(
            f"{written!r} is not a time: write 2026-12-01T09:00, +3d, +5h or reset"
        ) from wrong
    return (moment if moment.tzinfo else moment.replace(tzinfo=KAZAKHSTAN)).astimezone(UTC)
