"""What everybody sees of requests: the okrug's list, a case, how a date was counted, the official route."""

import hmac
from datetime import date
from typing import Protocol

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.appeals import policy, receipts, writing
from akimfeedback.appeals.forms import CheckForm
from akimfeedback.appeals.labels import MODERATION_REASONS, REFUSALS, VERDICTS
from akimfeedback.appeals.queries import cases, public
from akimfeedback.appeals.resident_page import counted_lines
from akimfeedback.appeals.rules import printed
from akimfeedback.appeals.service import talking
from akimfeedback.appeals.story import chip_of
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as places
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_everyone, for_signed_in
from akimfeedback.web.paging import Page, page_number
from akimfeedback.web.product import named
from akimfeedback.web.security import limiter

bp = Blueprint("appeals_public", __name__, template_folder="../templates")

CHECK_RATE = "10 per minute; 40 per hour"


class Shown(Protocol):
    """Whatever has a state and a date."""

    @property
    def state(self) -> str:
        """Return the state's code."""

    @property
    def due_on(self) -> date:
        """Return the date shown."""


def public_chip(case: Shown) -> tuple[str, str, str]:
    """Return word, tone and icon of a case as outsiders read it."""
    return chip_of(case.state, case.due_on, clock.today())


def moderation_words(code: str | None) -> str:
    """Return why a text is hidden; "" when no reason is known."""
    return str(MODERATION_REASONS.get(code or "", ""))


def verdict_words(code: str) -> str:
    """Return what the resident said."""
    return str(VERDICTS[code])


for one in (public_chip, moderation_words, verdict_words):
    bp.add_app_template_global(one, one.__name__)


@bp.get("/okrugs/<string(length=9):kato>/requests")
@for_everyone
def requests(kato: str) -> ResponseReturnValue:
    """List an okrug's requests without names."""
    unit = places.by_kato(db.session, kato)
    if unit is None or not unit.has_akim:
        raise NotFound("geography.no-such-unit")
    found = public.public_list(db.session, unit.id, page=page_number())
    return render_template(
        "appeals/public/list.html",
        unit=unit,
        page=Page(found.rows, found.page, has_more=found.has_more),
        today=clock.today(),
    )


@bp.get("/requests/<string:number>")
@for_everyone
def case(number: str) -> ResponseReturnValue:
    """Show one request as everybody sees it."""
    found = public.public_case(db.session, number)
    if found is None:
        raise NotFound("appeals.no-such-case")
    unit = mandates.unit_of(db.session, found.territory_id)
    return render_template(
        "appeals/public/case.html", case=found, unit=unit, number=printed(found.number), today=clock.today()
    )


@bp.post("/requests/<string:number>/follow")
@for_signed_in
def follow(number: str) -> ResponseReturnValue:
    """Say that somebody's open request concerns me too; nothing of mine is shown there."""
    appeal = cases.by_number(db.session, number)
    if appeal is None or appeal.past_the_office:
        raise NotFound("appeals.no-such-case")
    talking.follow(db.session, me(), appeal, now=clock.now())
    db.session.commit()
    flash(_("Noted: it concerns you too. You need not send the same again."), "ok")
    return redirect(url_for(".case", number=appeal.number))


@bp.get("/requests/<string:number>/how-counted")
@for_everyone
def how_counted(number: str) -> ResponseReturnValue:
    """Say how the date of a request was counted."""
    appeal = cases.by_number(db.session, number)
    if appeal is None or not _may_see_dates(number):
        raise NotFound("appeals.no-such-case")
    lines = counted_lines(appeal.counted)
    return render_template(
        "appeals/public/how_counted.html", appeal=appeal, number=printed(appeal.number), lines=lines
    )


def _may_see_dates(number: str) -> bool:
    """Say whether the dates are shown: of public cases to everybody, of others to author and staff."""
    if public.public_case(db.session, number) is not None:
        return True
    appeal = cases.by_number(db.session, number)
    return appeal is not None and (policy.is_author(me(), appeal) or policy.can_see_as_staff(me(), appeal))


@bp.get("/check")
@for_everyone
def check() -> ResponseReturnValue:
    """Ask for a number and the last digits of the phone."""
    return render_template("appeals/public/check.html", form=CheckForm(), found=None)


@bp.post("/check")
@for_everyone
@limiter.limit(CHECK_RATE)
def show() -> ResponseReturnValue:
    """Show state and date; the same words for an unknown number and for wrong digits."""
    form = CheckForm()
    if not form.validate():
        return render_template("appeals/public/check.html", form=form, found=None), 422
    appeal = cases.by_number(db.session, form.number.data or "")
    phone = (appeal.author.phone or "") if appeal is not None and appeal.author is not None else ""
    same = hmac.compare_digest(phone[-4:].encode(), (form.digits.data or "").strip().encode())
    if appeal is None or not phone or not same:
        form.number.errors = [str(REFUSALS["appeals.not-found-by-number"])]
        return render_template("appeals/public/check.html", form=form, found=None), 422
    return render_template(
        "appeals/public/check.html",
        form=form,
        found=appeal,
        number=printed(appeal.number),
        today=clock.today(),
    )


@bp.get("/official-route")
@for_everyone
def official_route() -> ResponseReturnValue:
    """Show where and how an official appeal is filed, with the text that waits or of one's own case."""
    fields = writing.waiting() if cookie.get("pending") else None
    place = writing.place_of(fields["place"] if fields else None)
    to = mandates.addressee_of(db.session, place.id, clock.today()) if place else None
    number = request.args.get("number", "")
    appeal = cases.by_number(db.session, number) if number else None
    own = appeal if appeal is not None and policy.is_author(me(), appeal) else None
    if own is not None:
        text, kind = receipts.prepared_text(own), own.kind
    else:
        where = writing.where_words(fields) if fields else ""
        text = receipts.prepared(
            fields["text"] if fields else "…", named(to.territory if to else None), where or ""
        )
        kind = fields["kind"] if fields else "problem"
    return render_template(
        "appeals/public/official.html", to=to, text=text, legal_kind=receipts.legal_kind(kind)
    )
