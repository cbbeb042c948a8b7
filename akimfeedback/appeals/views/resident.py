"""What a resident sees of the own requests: list, case, receipt, additions, going higher."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.appeals import policy, receipts
from akimfeedback.appeals.forms import NoteForm, PublicTextForm
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.resident_page import card_of, case_of, counted_lines
from akimfeedback.appeals.rules import printed
from akimfeedback.appeals.service import ending, moderating, talking
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_signed_in
from akimfeedback.web.paging import PER_PAGE, Page, offset, page_number

bp = Blueprint("appeals_resident", __name__, url_prefix="/mine", template_folder="../templates")


def own(number: str, *, to_change: bool = False) -> Appeal:
    """Return one's own case; another person's looks as if it were not there."""
    appeal = cases.by_number(db.session, number, to_change=to_change)
    if appeal is None or not policy.is_author(me(), appeal):
        raise NotFound("appeals.no-such-case")
    return appeal


def _back(appeal: Appeal) -> ResponseReturnValue:
    return redirect(url_for(".case", number=appeal.number))


@bp.get("")
@for_signed_in
def mine() -> ResponseReturnValue:
    """List one's own requests: those that wait for an answer of the person first."""
    page = page_number()
    user_id = me().user_id or 0
    found = cases.of_author(db.session, user_id, offset=offset(page), limit=PER_PAGE + 1)
    calendar = calendar_on(db.session, clock.today())
    rows = [(appeal.number, card_of(appeal, calendar)) for appeal in found[:PER_PAGE]]
    return render_template(
        "appeals/resident/mine.html", page=Page(rows, page, has_more=len(found) > PER_PAGE)
    )


@bp.get("/<string:number>")
@for_signed_in
def case(number: str) -> ResponseReturnValue:
    """Show one request with all that happened to it."""
    appeal = own(number)
    return render_template(
        "appeals/resident/case.html",
        **case_of(appeal),
        note_form=NoteForm(prefix="note"),
        public_form=PublicTextForm(prefix="public"),
    )


@bp.get("/<string:number>/receipt")
@for_signed_in
def receipt(number: str) -> ResponseReturnValue:
    """Show the receipt: number, dates, how the date was counted; a stable address."""
    appeal = own(number)
    to = mandates.addressee_of(db.session, appeal.territory_id, clock.today())
    lines = counted_lines(appeal.counted)
    return render_template(
        "appeals/resident/receipt.html", appeal=appeal, number=printed(appeal.number), to=to, lines=lines
    )


@bp.get("/<string:number>/receipt.pdf")
@for_signed_in
def receipt_pdf(number: str) -> ResponseReturnValue:
    """Give the receipt as PDF."""
    appeal = own(number)
    address = url_for("appeals_verdict.short", link=appeal.link, _external=True)
    proof = url_for("appeals_proof.show", code=appeal.link, _external=True)
    response = make_response(receipts.pdf(appeal, address, proof))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{printed(appeal.number)}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/<string:number>/note")
@for_signed_in
def add_note(number: str) -> ResponseReturnValue:
    """Add to one's own request, or answer the question of the office."""
    appeal = own(number, to_change=True)
    form = NoteForm(prefix="note")
    if not form.validate():
        shown = case_of(appeal)
        page = render_template(
            "appeals/resident/case.html", **shown, note_form=form, public_form=PublicTextForm(prefix="public")
        )
        return page, 422
    talking.add_note(db.session, me(), appeal, form.text.data or "", now=clock.now())
    db.session.commit()
    flash(_("Added. The office sees it."), "ok")
    return _back(appeal)


@bp.get("/<string:number>/withdraw")
@for_signed_in
def ask_withdraw(number: str) -> ResponseReturnValue:
    """Ask once before a request is taken back."""
    appeal = own(number)
    return render_template("appeals/resident/withdraw.html", appeal=appeal, number=printed(appeal.number))


@bp.post("/<string:number>/withdraw")
@for_signed_in
def withdraw(number: str) -> ResponseReturnValue:
    """Take one's own request back."""
    appeal = own(number, to_change=True)
    ending.withdraw(db.session, me(), appeal, now=clock.now())
    db.session.commit()
    flash(_("The request was taken back. You can write a new one at any time."), "ok")
    return _back(appeal)


@bp.post("/<string:number>/keep-private")
@for_signed_in
def keep_private(number: str) -> ResponseReturnValue:
    """Take text and photos off the public page for good."""
    appeal = own(number, to_change=True)
    moderating.keep_private(db.session, me(), appeal, now=clock.now())
    db.session.commit()
    flash(_("Your text and photos are not shown to the public."), "ok")
    return _back(appeal)


@bp.post("/<string:number>/public-text")
@for_signed_in
def public_text(number: str) -> ResponseReturnValue:
    """Word anew what the moderator sent back."""
    appeal = own(number, to_change=True)
    form = PublicTextForm(prefix="public")
    if not form.validate():
        shown = case_of(appeal)
        page = render_template(
            "appeals/resident/case.html", **shown, note_form=NoteForm(prefix="note"), public_form=form
        )
        return page, 422
    moderating.offer_public_text(db.session, me(), appeal, form.text.data or "", now=clock.now())
    db.session.commit()
    flash(_("Thank you. The text goes to the check again."), "ok")
    return _back(appeal)


@bp.get("/<string:number>/higher")
@for_signed_in
def higher(number: str) -> ResponseReturnValue:
    """Show the ways on: look again, the district superior, the official route with a prepared text."""
    appeal = own(number)
    superior = mandates.superior_of(db.session, appeal.territory_id, clock.today())
    return render_template(
        "appeals/resident/higher.html",
        **case_of(appeal),
        superior=superior,
        prepared=receipts.higher_text(appeal, superior.territory if superior else None, clock.today()),
    )
