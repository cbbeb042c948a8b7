"""Removing many supports: count first, confirm by another person, watch, stop, undo, decide objections."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.core.redis import nudge
from akimfeedback.desk import support_page as pages
from akimfeedback.desk.forms_support import ObjectionForm, RemovalForm, WhyForm
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions import policy
from akimfeedback.petitions.labels import review as words
from akimfeedback.petitions.labels.states import LINES, RUNGS
from akimfeedback.petitions.models import Objection, Petition
from akimfeedback.petitions.queries import removals, sheets
from akimfeedback.petitions.review_rules import Filters
from akimfeedback.petitions.rules import Line, RemovalReason, printed
from akimfeedback.petitions.service import removal_objections, removing
from akimfeedback.petitions.support_models import Removal
from akimfeedback.web.access import for_seat
from akimfeedback.web.formats import day

bp = Blueprint("desk_removals", __name__, url_prefix="/desk/support", template_folder="../templates")
ONE = "/<string(maxlength=12):number>/removals/<int:removal_id>"
reviewers = for_seat(Role.MODERATOR.value, Role.ASSESSOR.value)
lookers = for_seat(Role.MODERATOR.value, Role.ASSESSOR.value, Role.ADMINISTRATOR.value)
seniors = for_seat(Role.ASSESSOR.value, Role.ADMINISTRATOR.value)
JOB = "akimfeedback.petitions.jobs.reviewing.go_on_with_removals"


def _filled(petition: Petition, form: RemovalForm) -> RemovalForm:
    """Return the form with the villages and sheets of the initiative to choose from."""
    every = SelectChoice("", _("all"))
    places = pages.places_of(petition)
    form.area.choices = [every, *(SelectChoice(key, name) for key, name in places.items())]
    known = sheets.sheets_of(db.session, petition.id)
    form.sheet.choices = [
        every,
        *(SelectChoice(str(sheet.id), _("Sheet %(n)s", n=sheet.number)) for sheet in known),
    ]
    return form


@bp.get("/<string(maxlength=12):number>/removals/new")
@reviewers
def new(number: str) -> ResponseReturnValue:
    """Ask what to look for; nothing is removed by it."""
    petition = pages.petition_of(number)
    given = {name: request.args.get(name, "") for name in ("device", "network", "held", "sheet")}
    form = _filled(petition, RemovalForm(formdata=None, data=given | {"held": bool(given["held"])}))
    return render_template("desk/removal_new.html", petition=petition, form=form)


@bp.post("/<string(maxlength=12):number>/removals/new")
@reviewers
def count(number: str) -> ResponseReturnValue:
    """Count what would be removed and show the effect."""
    petition = pages.petition_of(number)
    form = _filled(petition, RemovalForm())
    counted: list[Removal] = []
    if not pages.tried(form, lambda: counted.append(_counted(petition, form))):
        return render_template("desk/removal_new.html", petition=petition, form=form), 422
    return redirect(url_for(".show", number=number, removal_id=counted[0].id))


def _counted(petition: Petition, form: RemovalForm) -> Removal:
    reason = RemovalReason(form.reason.data)
    return removing.count_first(
        db.session, me(), petition, form.filters(), reason, form.words.data or "", now=clock.now()
    )


@bp.get(ONE)
@lookers
def show(number: str, removal_id: int) -> ResponseReturnValue:
    """Show what a removal takes, how far it is, and what can be done with it."""
    petition = pages.petition_of(number, pages.may_look_at_removals)
    return _page(petition, pages.removal_of(petition, removal_id))


def _page(petition: Petition, removal: Removal, form: WhyForm | None = None) -> ResponseReturnValue:
    shown = render_template(
        "desk/removal.html",
        petition=petition,
        removal=removal,
        looked_for=_looked_for(petition, Filters.of(removal.filters)),
        objections=removals.objections_to(db.session, [removal.id])[removal.id],
        form=form or WhyForm(formdata=None),
        mine=removal.by_id == me().user_id,
        is_senior=policy.can_restore(me(), petition),
        is_reviewer=policy.can_review_support(me(), petition),
        words=words,
        lines=LINES,
        rungs=RUNGS,
        printed=printed(petition.number),
    )
    return shown, 422 if form else 200


def _looked_for(petition: Petition, filters: Filters) -> list[dict[str, str]]:
    """Return what a removal looks for, in words."""
    told = {
        _("How they came"): str(LINES[Line(filters.line)]) if filters.line else "",
        _("Village"): pages.places_of(petition).get(str(filters.area_id), ""),
        _("From this day"): day(filters.first_on) if filters.first_on else "",
        _("To this day"): day(filters.last_on) if filters.last_on else "",
        _("Device"): (filters.device or "")[:8],
        _("Network"): (filters.network or "")[:8],
        _("Seconds to the code"): "" if filters.within_seconds is None else str(int(filters.within_seconds)),
        _("Held"): _("only held ones") if filters.held else "",
        _("Paper sheet"): _sheet_in_words(petition, filters.sheet_id),
    }
    return [{"label": label, "value": value} for label, value in told.items() if value]


def _sheet_in_words(petition: Petition, sheet_id: int | None) -> str:
    numbers = {sheet.id: sheet.number for sheet in sheets.sheets_of(db.session, petition.id)}
    return _("Sheet %(n)s", n=numbers[sheet_id]) if sheet_id in numbers else ""


def _act(
    number: str, removal_id: int, verb: Callable[[Petition, Removal, str], None], done: str
) -> ResponseReturnValue:
    """Do one act on a removal with a sentence that says why, and wake a worker."""
    petition, form = pages.petition_of(number), WhyForm()
    removal = pages.removal_of(petition, removal_id, to_change=True)
    if not pages.tried(form, lambda: verb(petition, removal, form.why.data or "")):
        return _page(pages.petition_of(number), pages.removal_of(petition, removal_id), form)
    nudge(JOB)
    flash(done, "ok")
    return redirect(url_for(".show", number=number, removal_id=removal_id))


@bp.post(f"{ONE}/confirm")
@reviewers
def confirm(number: str, removal_id: int) -> ResponseReturnValue:
    """Start a counted removal."""
    return _act(
        number,
        removal_id,
        lambda petition, removal, why: removing.confirm(
            db.session, me(), petition, removal, why, now=clock.now()
        ),
        _("Begun. You can stop it at any time."),
    )


@bp.post(f"{ONE}/undo")
@reviewers
def undo(number: str, removal_id: int) -> ResponseReturnValue:
    """Put back what a removal took."""
    return _act(
        number,
        removal_id,
        lambda petition, removal, why: removing.undo(
            db.session, me(), petition, removal, why, now=clock.now()
        ),
        _("The supports are being put back."),
    )


@bp.post(f"{ONE}/cancel")
@reviewers
def cancel(number: str, removal_id: int) -> ResponseReturnValue:
    """Stop a removal."""
    petition = pages.petition_of(number)
    removal = pages.removal_of(petition, removal_id, to_change=True)
    removing.cancel(db.session, me(), petition, removal, now=clock.now())
    db.session.commit()
    flash(_("Stopped. What was removed stays removed until it is undone."), "ok")
    return redirect(url_for(".show", number=number, removal_id=removal_id))


@bp.get(f"{ONE}/objections/<int:objection_id>")
@seniors
def objection(number: str, removal_id: int, objection_id: int) -> ResponseReturnValue:
    """Show an objection to a removal and ask for the decision."""
    petition = pages.petition_of(number, policy.can_restore)
    return _objection_page(petition, _objection(petition, removal_id, objection_id), ObjectionForm())


def _objection(petition: Petition, removal_id: int, objection_id: int) -> Objection:
    found = removals.objection(db.session, objection_id)
    if found is None or (found.removal_id, found.petition_id) != (removal_id, petition.id):
        raise NotFound("petitions.no-such-removal")
    return found


def _objection_page(petition: Petition, objection: Objection, form: ObjectionForm) -> ResponseReturnValue:
    shown = render_template(
        "desk/removal_objection.html",
        petition=petition,
        objection=objection,
        removal=pages.removal_of(petition, objection.removal_id or 0),
        form=form,
        words=words,
    )
    return shown, 422 if form.errors else 200


@bp.post(f"{ONE}/objections/<int:objection_id>")
@seniors
def decide(number: str, removal_id: int, objection_id: int) -> ResponseReturnValue:
    """Decide an objection to a removal."""
    petition, form = pages.petition_of(number, policy.can_restore), ObjectionForm()
    row = _objection(petition, removal_id, objection_id)
    if not pages.tried(form, lambda: _decide(petition, row, form)):
        return _objection_page(petition, row, form)
    nudge(JOB)
    flash(_("Decided. Everybody reads it in the ledger."), "ok")
    return redirect(url_for(".show", number=number, removal_id=removal_id))


def _decide(petition: Petition, row: Objection, form: ObjectionForm) -> None:
    removal_objections.decide_objection(
        db.session, me(), petition, row,
        upheld=form.upheld.data == "yes", words=form.words.data or "", now=clock.now(),
    )  # fmt: skip
