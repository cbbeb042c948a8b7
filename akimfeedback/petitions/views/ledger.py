"""The public ledger of removed support: number, reason, date, rule, way to object; undone ones stay."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.clock import local_day
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.session import me
from akimfeedback.petitions.exports import as_csv
from akimfeedback.petitions.forms_review import ObjectForm
from akimfeedback.petitions.labels import review as words
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives, removals
from akimfeedback.petitions.rules import PUBLIC, printed
from akimfeedback.petitions.service import removal_objections
from akimfeedback.petitions.support_models import Removal
from akimfeedback.web.access import for_everyone, for_signed_in
from akimfeedback.web.cache import cached_page
from akimfeedback.web.errors import words_of
from akimfeedback.web.paging import PER_PAGE, Page, offset, page_number

bp = Blueprint("petitions_ledger", __name__, template_folder="../templates")
ONE = "/initiatives/<string(minlength=7,maxlength=8):number>/ledger"
MOST_ROWS = 10_000
HEAD = (
    "removal", "initiative", "okrug", "state", "reason", "rule_version", "removed", "put_back",
    "began_on", "finished_on", "undone_on",
)  # fmt: skip


def _petition(number: str) -> Petition:
    found = initiatives.by_number(db.session, number.replace("-", ""))
    if found is None or found.publication not in PUBLIC:
        raise NotFound("petitions.no-such-initiative")
    return found


def _removal(petition: Petition, removal_id: int) -> Removal:
    told = {row.id: row for row in removals.ledger_of(db.session, petition.id)}
    if removal_id not in told:
        raise NotFound("petitions.no-such-removal")
    return told[removal_id]


@bp.get("/initiatives/ledger")
@for_everyone
@cached_page(seconds=60)
def of_all() -> ResponseReturnValue:
    """Show what was removed from all initiatives."""
    rows = removals.ledger(db.session, limit=PER_PAGE, offset=offset(page_number()))
    page = Page(rows, page_number(), total=removals.ledger_count(db.session))
    told = removals.objections_to(db.session, [removal.id for removal, _petition in rows])
    return render_template(
        "petitions/ledger_all.html", page=page, objections=told, words=words, printed=printed
    )


@bp.get("/initiatives/ledger.csv")
@for_everyone
@cached_page(seconds=60)
def csv_of_all() -> ResponseReturnValue:
    """Give the ledger of all initiatives as a table; codes, numbers and days, no names and no free words."""
    table = as_csv(HEAD, (_line(*row) for row in removals.ledger(db.session, limit=MOST_ROWS)))
    response = Response(table, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="ledger.csv")
    return response


def _line(removal: Removal, petition: Petition) -> tuple[str | int | None, ...]:
    moments = (removal.started_at, removal.finished_at, removal.undone_at)
    return (
        removal.id, petition.number, petition.territory.kato, removal.state, removal.reason,
        removal.rule_version, removal.done, removal.undone,
        *(local_day(at).isoformat() if at else None for at in moments),
    )  # fmt: skip


@bp.get(ONE)
@for_everyone
@cached_page(seconds=60)
def ledger(number: str) -> ResponseReturnValue:
    """Show what was removed from one initiative and how to object."""
    petition = _petition(number)
    rows = removals.ledger_of(db.session, petition.id)
    return render_template(
        "petitions/ledger.html",
        petition=petition,
        rows=rows,
        objections=removals.objections_to(db.session, [row.id for row in rows]),
        words=words,
        printed=printed(petition.number),
    )


@bp.get(f"{ONE}/<int:removal_id>/objection")
@for_signed_in
def objection(number: str, removal_id: int) -> ResponseReturnValue:
    """Ask why a removal is wrong."""
    petition = _petition(number)
    return _page(petition, _removal(petition, removal_id), ObjectForm())


def _page(petition: Petition, removal: Removal, form: ObjectForm) -> ResponseReturnValue:
    shown = render_template(
        "petitions/ledger_object.html", petition=petition, removal=removal, form=form, words=words
    )
    return shown, 422 if form.errors else 200


@bp.post(f"{ONE}/<int:removal_id>/objection")
@for_signed_in
def send_objection(number: str, removal_id: int) -> ResponseReturnValue:
    """Take an objection; somebody who took no part decides it."""
    petition, form = _petition(number), ObjectForm()
    removal = _removal(petition, removal_id)
    if not form.validate():
        return _page(petition, removal, form)
    try:
        removal_objections.object_to_removal(
            db.session, me(), petition, removal, form.text.data or "", now=clock.now()
        )
        db.session.commit()
    except RuleBroken as refused:
        db.session.rollback()
        form.form_errors.append(words_of(refused.code))
        return _page(_petition(number), removal, form)
    flash(_("Your objection is taken. You will read the decision in the ledger."), "ok")
    return redirect(url_for(".ledger", number=number))
