"""The akim's office announces, holds or gives up what it owes on an initiative."""

from datetime import datetime

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.files.service import receive_document
from akimfeedback.mandates.session import me
from akimfeedback.petitions import after_rung
from akimfeedback.petitions.forms_office import CallForm, GiveUpForm, HeldForm
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.queries import office
from akimfeedback.petitions.rules import DutyKind
from akimfeedback.petitions.service import hearing
from akimfeedback.petitions.service.hearing import Event
from akimfeedback.petitions.views.office import addressed, back_to, office_only, shown, tried

bp = Blueprint(
    "petitions_office_duties",
    __name__,
    url_prefix="/office/initiatives/<string:number>/duties/<int:duty_id>",
    template_folder="../templates",
)


def owed(number: str, duty_id: int) -> tuple[Petition, PetitionDuty]:
    """Return an initiative of the reader's office and one duty of it. Raises NotFound."""
    petition = addressed(number, to_change=request.method == "POST")
    duty = office.duty(db.session, petition, duty_id)
    if duty is None:
        raise NotFound("petitions.no-such-duty")
    return petition, duty


@bp.route("/announce", methods=["GET", "POST"])
@office_only
def announce(number: str, duty_id: int) -> ResponseReturnValue:
    """Announce day and place."""
    petition, duty = owed(number, duty_id)
    form = CallForm()
    if form.validate_on_submit() and tried(form, lambda: _call(petition, duty, form)):
        return back_to(petition, _("Announced. Those who follow the initiative get a message."))
    earliest = None
    if duty.kind == DutyKind.DISCUSSION:
        earliest = hearing.first_day_of_discussion(db.session, clock.today())
    return shown(
        "announce", petition, form, item=after_rung.duty_shown(duty, clock.today()), earliest=earliest
    )


def _call(petition: Petition, duty: PetitionDuty, form: CallForm) -> None:
    at = datetime.combine(form.on.data, form.at.data, tzinfo=clock.KAZAKHSTAN)
    hearing.call(db.session, me(), petition, duty, Event(at, form.place.data), now=clock.now())


@bp.route("/held", methods=["GET", "POST"])
@office_only
def held(number: str, duty_id: int) -> ResponseReturnValue:
    """Write what came out, with a paper or photo."""
    petition, duty = owed(number, duty_id)
    form = HeldForm()
    if form.validate_on_submit() and tried(form, lambda: _hold(petition, duty, form)):
        return back_to(petition, _("Written down. Everybody can read it."))
    return shown("held", petition, form, item=after_rung.duty_shown(duty, clock.today()))


def _hold(petition: Petition, duty: PetitionDuty, form: HeldForm) -> None:
    now, paper = clock.now(), form.paper.data
    file_id = None
    if paper and paper.filename:
        file_id = receive_document(db.session, paper.stream, name=paper.filename, by=me().user_id, now=now).id
    hearing.hold(db.session, me(), petition, duty, form.words.data, file_id=file_id, now=now)


@bp.route("/give-up", methods=["GET", "POST"])
@office_only
def give_up(number: str, duty_id: int) -> ResponseReturnValue:
    """Give a duty up with a reason everybody reads."""
    petition, duty = owed(number, duty_id)
    form = GiveUpForm()
    if form.validate_on_submit() and tried(form, lambda: _give_up(petition, duty, form)):
        return back_to(petition, _("Written down. Everybody can read it."))
    return shown("give_up", petition, form, item=after_rung.duty_shown(duty, clock.today()))


def _give_up(petition: Petition, duty: PetitionDuty, form: GiveUpForm) -> None:
    hearing.give_up(db.session, me(), petition, duty, form.reason.data, now=clock.now())
