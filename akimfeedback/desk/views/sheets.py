"""Paper sheets: register, type twice by two people, look at differences, re-check."""

from collections.abc import Callable, Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.desk import support_page as pages
from akimfeedback.desk.forms_support import LinesForm, SheetForm
from akimfeedback.files import queries as files
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions.labels import review as words
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import sheets as queries
from akimfeedback.petitions.review_rules import SheetLine
from akimfeedback.petitions.rules import SheetState, printed
from akimfeedback.petitions.service import sheets
from akimfeedback.petitions.support_models import PaperSheet
from akimfeedback.web.access import for_seat

bp = Blueprint("desk_sheets", __name__, url_prefix="/desk/support", template_folder="../templates")
ALL = "/<string(maxlength=12):number>/sheets"
ONE = f"{ALL}/<int:sheet>"
operators = for_seat(Role.MODERATOR.value, Role.ASSESSOR.value)


def _pepper() -> bytes:
    secret = current_app.secret_key or ""
    return secret if isinstance(secret, bytes) else secret.encode()


def _sheet(petition: Petition, number: int, *, to_change: bool = False) -> PaperSheet:
    found = queries.sheet(db.session, petition.id, number, to_change=to_change)
    if found is None:
        raise NotFound("petitions.no-such-sheet")
    return found


@bp.get(ALL)
@operators
def listed(number: str) -> ResponseReturnValue:
    """List the sheets of an initiative and take a new one."""
    return _list(pages.petition_of(number), SheetForm())


def _list(petition: Petition, form: SheetForm, status: int = 200) -> ResponseReturnValue:
    shown = render_template(
        "desk/sheets.html",
        petition=petition,
        form=form,
        words=words,
        printed=printed(petition.number),
        rows=[
            (sheet, sheets.entry_of(me(), sheet), sheets.may_recheck(me(), sheet))
            for sheet in queries.sheets_of(db.session, petition.id)
        ],
    )
    return shown, status


@bp.post(ALL)
@operators
def register(number: str) -> ResponseReturnValue:
    """Register a sheet with its number and photo."""
    petition, form = pages.petition_of(number), SheetForm()
    if not pages.tried(form, lambda: _register(petition, form)):
        return _list(pages.petition_of(number), form, 422)
    return redirect(url_for(".show", number=number, sheet=form.number.data))


def _register(petition: Petition, form: SheetForm) -> None:
    photo = request.files.get(form.photo.name)
    if photo is None:
        raise RuleBroken("files.empty")
    sheets.register(db.session, me(), petition, form.number.data or 0, photo.stream, now=clock.now())


@bp.get(ONE)
@operators
def show(number: str, sheet: int) -> ResponseReturnValue:
    """Show a sheet: its photo and the lines the reader typed, never those of the other."""
    petition = pages.petition_of(number)
    row = _sheet(petition, sheet)
    return _page(petition, row, _filled(petition, _typed(row)))


def _typed(row: PaperSheet) -> LinesForm:
    typed = sheets.typed_by(me(), row)
    data = [{"name": one.name, "year": one.birth_year, "place": one.place_id} for one in typed]
    return LinesForm(formdata=None, data={"lines": data})


def _filled(petition: Petition, form: LinesForm) -> LinesForm:
    places = pages.places_of(petition)
    for line in form.lines:
        line.form.place.choices = [
            SelectChoice("", _("choose")),
            *(SelectChoice(key, name) for key, name in places.items()),
            SelectChoice("0", _("elsewhere or not readable")),
        ]
    return form


def _page(petition: Petition, row: PaperSheet, form: LinesForm, status: int = 200) -> ResponseReturnValue:
    entry = sheets.entry_of(me(), row)
    shown = render_template(
        "desk/sheet.html",
        petition=petition,
        sheet=row,
        form=form,
        entry=entry,
        may_recheck=sheets.may_recheck(me(), row),
        differing=sheets.differing(row) if row.state == SheetState.MISMATCH else [],
        photo=next(iter(files.by_ids(db.session, [row.photo_id] if row.photo_id else [])), None),
        words=words,
        printed=printed(petition.number),
    )
    return shown, status


def _act(
    number: str, sheet: int, act: Callable[[Petition, PaperSheet, Sequence[SheetLine]], str]
) -> ResponseReturnValue:
    """Take typed lines; what was typed stays on the page when it is refused."""
    petition = pages.petition_of(number, to_change=True)
    row, form = _sheet(petition, sheet, to_change=True), LinesForm()
    places = {key: int(key) for key in pages.places_of(petition)}
    said: list[str] = []
    _filled(petition, form)
    if not pages.tried(form, lambda: said.append(act(petition, row, form.typed(places)))):
        petition = pages.petition_of(number)
        return _page(petition, _sheet(petition, sheet), form, 422)
    flash(said[0], "ok")
    return redirect(url_for(".show", number=number, sheet=sheet))


@bp.post(ONE)
@operators
def enter(number: str, sheet: int) -> ResponseReturnValue:
    """Keep what one person typed; when two agree, the sheet is accepted."""
    return _act(number, sheet, _enter)


def _enter(petition: Petition, row: PaperSheet, lines: Sequence[SheetLine]) -> str:
    state = sheets.enter(db.session, me(), petition, row, lines, pepper=_pepper(), now=clock.now())
    return {
        SheetState.ENTERED: _("Kept. Now another person types the sheet without seeing your lines."),
        SheetState.MISMATCH: _("The two entries differ. Look at the paper again, both of you."),
        SheetState.ACCEPTED: _("The entries agree: the sheet is accepted and the names are forgotten."),
    }[state]


@bp.post(f"{ONE}/recheck")
@operators
def recheck(number: str, sheet: int) -> ResponseReturnValue:
    """Compare lines typed once more with what the sheet left."""
    return _act(number, sheet, _recheck)


def _recheck(petition: Petition, row: PaperSheet, lines: Sequence[SheetLine]) -> str:
    good = sheets.recheck(db.session, me(), petition, row, lines, pepper=_pepper(), now=clock.now())
    same, other = (
        _("The re-check found the same people."),
        _("The re-check found other people: look into it."),
    )
    return same if good else other


@bp.post(f"{ONE}/reject")
@operators
def reject(number: str, sheet: int) -> ResponseReturnValue:
    """Refuse a sheet; its names are forgotten."""
    petition = pages.petition_of(number)
    sheets.reject(db.session, me(), petition, _sheet(petition, sheet, to_change=True), now=clock.now())
    db.session.commit()
    flash(_("The sheet is refused and its names are forgotten."), "ok")
    return redirect(url_for(".listed", number=number))
