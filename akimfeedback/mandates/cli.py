"""Commands at the machine: the first administrator, invitations and joining offices without the desk."""

from datetime import datetime

import click
from flask.cli import AppGroup

from akimfeedback.accounts import queries as accounts
from akimfeedback.accounts.rules import mobile
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.geography import queries as geography
from akimfeedback.mandates import service
from akimfeedback.mandates.labels import REFUSALS
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import AkimKind, Role
from akimfeedback.mandates.service import Acceptance, NewMandate

commands = AppGroup("people", help="Seat people in offices.")
offices = AppGroup("offices", help="Offices that take on the term.")

_DAY = click.DateTime(formats=["%Y-%m-%d"])


def _phone(typed: str) -> str:
    phone = mobile(typed)
    if phone is None:
        raise click.BadParameter("it must be a mobile number of Kazakhstan, for example +77011234567")
    return phone


def _seat(
    kato: str, role: str, name: str, starts: datetime | None, ends: datetime | None, kind: str | None
) -> Mandate:
    unit = geography.by_kato(db.session, kato)
    if unit is None:
        raise click.BadParameter(f"no unit has the code {kato}; import the classifier first")
    new = NewMandate(
        territory_id=unit.id,
        role=Role(role),
        holder=name,
        starts_on=starts.date() if starts else clock.today(),
        ends_on=ends.date() if ends else None,
        akim_kind=AkimKind(kind) if kind else None,
    )
    try:
        return service.seat(db.session, new, by=None, now=clock.now())
    except RuleBroken as refusal:
        days = " – ".join(str(day or "…") for day in refusal.details.values())
        raise click.ClickException(f"{REFUSALS[refusal.code]} {days}".strip()) from refusal


def _options(command: click.Command) -> click.Command:
    for option in (
        click.option("--role", type=click.Choice([str(role) for role in Role]), required=True),
        click.option("--kato", required=True, help="Code of the unit, nine digits."),
        click.option("--name", required=True, help="Name as published."),
        click.option("--phone", required=True, help="Mobile number of the person."),
        click.option("--from", "starts", type=_DAY, help="First day; today when not given."),
        click.option("--to", "ends", type=_DAY, help="Last day."),
        click.option("--akim-kind", "kind", type=click.Choice([str(kind) for kind in AkimKind])),
    ):
        option(command)
    return command


@commands.command("invite")
@click.pass_context
def invite(
    ctx: click.Context, /, role: str, kato: str, name: str, phone: str, **dates: datetime | str | None
) -> None:
    """Open a mandate and send its holder the link by text message."""
    del ctx
    mandate = _seat(kato, role, name, dates["starts"], dates["ends"], dates["kind"])  # type: ignore[arg-type]
    service.send_invitation(db.session, mandate, by=None, phone=_phone(phone), email=None, now=clock.now())
    db.session.commit()
    click.echo(f"Invited: mandate {mandate.id}. The link works for seven days.")


@commands.command("grant")
@click.pass_context
def grant(
    ctx: click.Context, /, role: str, kato: str, name: str, phone: str, **dates: datetime | str | None
) -> None:
    """Seat a person who has signed in once already: how the first administrator comes to be."""
    del ctx
    user = accounts.user_by_phone(db.session, _phone(phone))
    if user is None:
        raise click.ClickException(
            "nobody has signed in with this phone yet; sign in on the site first, or use invite"
        )
    mandate = _seat(kato, role, name, dates["starts"], dates["ends"], dates["kind"])  # type: ignore[arg-type]
    mandate.user_id = user.id
    db.session.commit()
    click.echo(f"Granted: mandate {mandate.id}.")


_options(invite)
_options(grant)


@offices.command("connect")
@click.option("--okrug", "kato", required=True, help="КАТО code of the unit with an akim.")
@click.option("--from", "starts", type=_DAY, required=True, help="First day the office counts from.")
@click.option("--note", required=True, help="The signed acceptance: number and day of the paper.")
def connect(kato: str, starts: datetime, note: str) -> None:
    """Write that an office has taken on the term in writing; doing it again replaces day and paper."""
    unit = geography.by_kato(db.session, kato)
    if unit is None or not unit.has_akim:
        raise click.ClickException(f"there is no okrug with the code {kato}: import the classifier first")
    if not note.strip():
        raise click.BadParameter("name the paper: its number and day", param_hint="--note")
    office = service.open_office(db.session, None, unit.id, now=clock.now())
    service.accept_term(db.session, None, office, Acceptance(starts.date(), note), now=clock.now())
    db.session.commit()
    click.echo(f"{kato} counts from {starts.date()}")
