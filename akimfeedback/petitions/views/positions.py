"""Deputies say where they stand; short addresses of messages lead them and the office on."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.rules import OFFICE_ROLES, Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions import after_rung, office_page, policy
from akimfeedback.petitions.forms_office import PositionForm, language_choices
from akimfeedback.petitions.models import Petition, Position
from akimfeedback.petitions.queries import initiatives
from akimfeedback.petitions.queries import positions as asked
from akimfeedback.petitions.rules import PUBLIC, Stance
from akimfeedback.petitions.service import positions
from akimfeedback.petitions.service.positions import Said
from akimfeedback.web.access import for_seat
from akimfeedback.web.errors import words_of
from akimfeedback.web.product import language

bp = Blueprint("petitions_positions", __name__, template_folder="../templates")


def own_seats() -> set[int]:
    """Return the ids of the reader's deputy seats."""
    return {seat.id for seat in me().seats if seat.role == Role.DEPUTY}


def for_deputy(number: str) -> tuple[Petition, Position]:
    """Return an initiative and what the reader was asked about it. Raises NotFound."""
    petition = initiatives.by_number(db.session, number.replace("-", ""), to_change=True)
    if petition is None or petition.publication not in PUBLIC or not policy.can_take_position(me(), petition):
        raise NotFound("petitions.no-such-initiative")
    mine = [one for one in asked.of_petition(db.session, petition) if one.mandate_id in own_seats()]
    if not mine:
        raise NotFound("petitions.not-asked-now")
    return petition, mine[0]


@bp.get("/deputy/initiatives")
@for_seat(Role.DEPUTY)
def asked_list() -> ResponseReturnValue:
    """List what the reader was asked, unanswered first."""
    rows = [
        (office_page.head(petition), after_rung.position_shown(position, clock.today()))
        for position, petition in asked.of_seats(db.session, own_seats())
    ]
    return render_template("petitions/deputy/list.html", rows=rows)


@bp.get("/deputy/initiatives/<string:number>/position")
@for_seat(Role.DEPUTY)
def position(number: str) -> ResponseReturnValue:
    """Ask where the deputy stands."""
    petition, row = for_deputy(number)
    form = PositionForm(
        data={"stance": row.stance, "words": row.words, "language": row.language or language()}
    )
    return _page(petition, row, form)


@bp.post("/deputy/initiatives/<string:number>/position")
@for_seat(Role.DEPUTY)
def take(number: str) -> ResponseReturnValue:
    """Write where the deputy stands."""
    petition, row = for_deputy(number)
    form = PositionForm()
    form.language.choices = language_choices("kk", "ru", "en")
    if not form.validate():
        return _page(petition, row, form), 422
    said = Said(Stance(form.stance.data), form.words.data, form.language.data)
    try:
        positions.take(db.session, me(), petition, said, now=clock.now())
    except RuleBroken as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return _page(petition, row, form), 422
    db.session.commit()
    flash(_("Your position is public."), "ok")
    return redirect(url_for(".asked_list"))


def _page(petition: Petition, row: Position, form: PositionForm) -> str:
    form.language.choices = language_choices("kk", "ru", "en")
    return render_template("petitions/deputy/position.html", **office_page.head(petition), row=row, form=form)


@bp.get("/o/<string:link>")
@for_seat(*OFFICE_ROLES)
def to_the_office(link: str) -> ResponseReturnValue:
    """Lead the office from a message to the initiative."""
    return redirect(url_for("petitions_office.initiative", number=_by_link(link).number))


@bp.get("/d/<string:link>")
@for_seat(Role.DEPUTY)
def to_the_deputy(link: str) -> ResponseReturnValue:
    """Lead a deputy from a message to the question."""
    return redirect(url_for(".position", number=_by_link(link).number))


def _by_link(link: str) -> Petition:
    found = initiatives.by_link(db.session, link)
    if found is None:
        raise NotFound("petitions.no-such-initiative")
    return found
