"""People in offices: open, change and end mandates, invite, let locked people in again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.accounts import queries as account_queries
from akimfeedback.accounts import second_factor
from akimfeedback.accounts.models import User
from akimfeedback.accounts.rules import mobile
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.desk.forms import AkimForm, CloseForm, InviteForm, MandateForm, role_choices
from akimfeedback.desk.views.offices import unit_of
from akimfeedback.mandates import policy, queries, service
from akimfeedback.mandates.labels import REFUSALS, ROLES
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import AkimKind, Role
from akimfeedback.mandates.service import NewMandate
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_people", __name__, template_folder="../templates")


def _mandate_form(unit_id: int) -> MandateForm:
    form = MandateForm()
    everybody = policy.can_administer(me(), unit_id)
    form.role.choices = role_choices(
        [role for role in Role if role != Role.AKIM] if everybody else [Role.CLERK]
    )
    return form


@bp.get("/desk/offices/<string:kato>/people/new")
@for_seat(Role.ADMINISTRATOR, Role.AKIM)
def new(kato: str) -> ResponseReturnValue:
    """Ask whom to seat in which role."""
    unit = unit_of(kato)
    form = _mandate_form(unit.id)
    form.starts_on.data = form.starts_on.data or clock.today()
    return render_template("desk/new_mandate.html", form=form, unit=unit)


@bp.post("/desk/offices/<string:kato>/people/new")
@for_seat(Role.ADMINISTRATOR, Role.AKIM)
def seat(kato: str) -> ResponseReturnValue:
    """Open the mandate and send the invitation."""
    unit = unit_of(kato)
    form = _mandate_form(unit.id)
    if not form.validate():
        return render_template("desk/new_mandate.html", form=form, unit=unit), 422
    wanted = NewMandate(
        territory_id=unit.id,
        role=Role(form.role.data),
        holder=form.holder.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        constituency=form.constituency.data or None,
        party_list=form.party_list.data,
    )
    return _open(form, "desk/new_mandate.html", wanted)


def _open(form: MandateForm | AkimForm, template: str, wanted: NewMandate) -> ResponseReturnValue:
    """Open a mandate from a valid form; a refusal stands beside the form and keeps what was typed."""
    unit = unit_of(request.view_args["kato"]) if request.view_args else None
    verb = service.change_akim if wanted.role == Role.AKIM else service.open_mandate
    try:
        mandate = verb(db.session, me(), wanted, now=clock.now())
    except RuleBroken as refused:
        db.session.rollback()
        form.starts_on.errors = [str(REFUSALS[refused.code])]
        return render_template(template, form=form, unit=unit), 422
    if form.phone.data or form.email.data:
        service.invite(
            db.session,
            me(),
            mandate,
            phone=form.phone.data or None,
            email=form.email.data or None,
            now=clock.now(),
        )
    db.session.commit()
    flash(_("Saved. The person gets a link and signs in with a phone."), "ok")
    return redirect(url_for("desk_offices.office", kato=unit.kato if unit else ""))


@bp.get("/desk/offices/<string:kato>/akim")
@for_seat(Role.ADMINISTRATOR)
def akim(kato: str) -> ResponseReturnValue:
    """Ask for the next akim; says when the present term will end."""
    unit, form = unit_of(kato), AkimForm()
    form.starts_on.data = form.starts_on.data or clock.today()
    present = queries.akim_of(db.session, unit.id, clock.today())
    return render_template("desk/change_akim.html", form=form, unit=unit, present=present)


@bp.post("/desk/offices/<string:kato>/akim")
@for_seat(Role.ADMINISTRATOR)
def change_akim(kato: str) -> ResponseReturnValue:
    """End the present term on the day before and open the new one."""
    unit, form = unit_of(kato), AkimForm()
    if not form.validate():
        present = queries.akim_of(db.session, unit.id, clock.today())
        return render_template("desk/change_akim.html", form=form, unit=unit, present=present), 422
    wanted = NewMandate(
        territory_id=unit.id,
        role=Role.AKIM,
        holder=form.holder.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        akim_kind=AkimKind(form.kind.data),
    )
    return _open(form, "desk/change_akim.html", wanted)


def _mandate(mandate_id: int) -> Mandate:
    found = queries.mandate(db.session, mandate_id, to_change=True)
    if found is None:
        raise NotFound("mandates.no-unit")
    return found


@bp.get("/desk/mandates/<int:mandate_id>/end")
@for_seat(Role.ADMINISTRATOR, Role.AKIM)
def ending(mandate_id: int) -> ResponseReturnValue:
    """Ask for the last day of a mandate."""
    form = CloseForm()
    form.ends_on.data = form.ends_on.data or clock.today()
    return render_template("desk/end_mandate.html", form=form, mandate=_mandate(mandate_id), roles=ROLES)


@bp.post("/desk/mandates/<int:mandate_id>/end")
@for_seat(Role.ADMINISTRATOR, Role.AKIM)
def end(mandate_id: int) -> ResponseReturnValue:
    """End a mandate; power ends with the day."""
    form, mandate = CloseForm(), _mandate(mandate_id)
    if not form.validate() or form.ends_on.data is None:
        return render_template("desk/end_mandate.html", form=form, mandate=mandate, roles=ROLES), 422
    service.close_mandate(db.session, me(), mandate, form.ends_on.data, now=clock.now())
    kato = mandate.territory.kato
    db.session.commit()
    flash(_("Saved. The power ends with that day."), "ok")
    return redirect(url_for("desk_offices.office", kato=kato))


@bp.get("/desk/mandates/<int:mandate_id>/invitation")
@for_seat(Role.ADMINISTRATOR, Role.AKIM)
def invitation(mandate_id: int) -> ResponseReturnValue:
    """Ask where to send a new link."""
    return render_template("desk/invite.html", form=InviteForm(), mandate=_mandate(mandate_id), roles=ROLES)


@bp.post("/desk/mandates/<int:mandate_id>/invitation")
@for_seat(Role.ADMINISTRATOR, Role.AKIM)
def invite(mandate_id: int) -> ResponseReturnValue:
    """Send a new link; the former one stops working."""
    form, mandate = InviteForm(), _mandate(mandate_id)
    if form.validate() and not (form.phone.data or form.email.data):
        form.phone.errors = [str(REFUSALS["mandates.no-address"])]
    if form.errors or form.phone.errors:
        return render_template("desk/invite.html", form=form, mandate=mandate, roles=ROLES), 422
    service.invite(
        db.session,
        me(),
        mandate,
        phone=form.phone.data or None,
        email=form.email.data or None,
        now=clock.now(),
    )
    kato = mandate.territory.kato
    db.session.commit()
    flash(_("The link is on its way. It works for 7 days."), "ok")
    return redirect(url_for("desk_offices.office", kato=kato))


@bp.get("/desk/accounts")
@for_seat(Role.ADMINISTRATOR)
def accounts() -> ResponseReturnValue:
    """Find a member of staff by phone."""
    return render_template("desk/accounts.html", typed="", user=None, asked=False, now=clock.now())


@bp.post("/desk/accounts")
@for_seat(Role.ADMINISTRATOR)
def find_account() -> ResponseReturnValue:
    """Show the member of staff with this phone; residents are not found here."""
    typed = request.form.get("phone", "")[:40]
    user = account_queries.user_by_phone(db.session, mobile(typed) or "")
    shown = user if user and _is_mine(user) else None
    return render_template("desk/accounts.html", typed=typed, user=shown, asked=True, now=clock.now())


def _is_mine(user: User) -> bool:
    """Say whether the person works today in a unit the reader administers."""
    seats = queries.actor_of(db.session, user, clock.today()).seats
    return any(policy.can_administer(me(), seat.territory_id) for seat in seats)


def _staff(user_id: int) -> User:
    user = account_queries.user(db.session, user_id, to_change=True)
    if user is None or not _is_mine(user):
        raise NotFound("mandates.no-unit")
    return user


@bp.post("/desk/accounts/<int:user_id>/unlock")
@for_seat(Role.ADMINISTRATOR)
def unlock(user_id: int) -> ResponseReturnValue:
    """Let a locked person in again."""
    second_factor.release(db.session, _staff(user_id), by=me().user_id, now=clock.now())
    db.session.commit()
    flash(_("Unlocked."), "ok")
    return redirect(url_for(".accounts"))


@bp.post("/desk/accounts/<int:user_id>/reset-factor")
@for_seat(Role.ADMINISTRATOR)
def reset_factor(user_id: int) -> ResponseReturnValue:
    """Let a person set up the code app again; never oneself."""
    second_factor.reset_factor(db.session, _staff(user_id), by=me().user_id, now=clock.now())
    db.session.commit()
    flash(_("The person sets up the second proof at the next sign-in."), "ok")
    return redirect(url_for(".accounts"))
