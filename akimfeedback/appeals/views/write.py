"""Write a request: the form, the check, the sending. Who is asked last."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from akimfeedback.accounts.session import signed_in
from akimfeedback.appeals import terms, writing
from akimfeedback.appeals.forms import WriteForm
from akimfeedback.appeals.labels import REFUSALS, VISIBILITY
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.service import filing
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.geography.models import Territory
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.actor import Actor
from akimfeedback.topics import queries as topics
from akimfeedback.topics.labels import KINDS
from akimfeedback.topics.urgent import numbers_for, words_for_script
from akimfeedback.web.access import for_everyone, sign_in_url
from akimfeedback.web.personal_words import personal_data
from akimfeedback.web.product import language
from akimfeedback.web.security import limiter

bp = Blueprint("appeals_write", __name__, template_folder="../templates")


def _filing_rate() -> str:
    return current_settings().limits.filing


def _form(**more: Any) -> WriteForm:
    return WriteForm(topics=topics.all_active(db.session), **more)


@bp.get("/write")
@for_everyone
def write() -> ResponseReturnValue:
    """Show the form, with what waits already filled in; first the village, where none is chosen."""
    fields = writing.waiting() if request.args.get("edit") else None
    place = writing.place_of(fields["place"] if fields else None)
    if place is None:
        return render_template("appeals/write/village.html")
    topic = request.args.get("topic")
    return _page(_form(data=(fields or {"topic": topic}) | {"place": place.kato}), place)


def _page(form: WriteForm, place: Territory) -> str:
    to = mandates.addressee_of(db.session, place.id, clock.today())
    if not to.connected(clock.today()):
        return render_template("appeals/write/not_joined.html", place=place, to=to)
    tiles = writing.tiles_of(to.territory.id)
    icons = {topic.code: topic.icon for topic in topics.all_active(db.session)}
    return render_template(
        "appeals/write/form.html",
        form=form,
        place=place,
        to=to,
        tiles=tiles,
        icons=icons,
        kept=len(writing.kept_photos(form)),
        urgent_words=words_for_script().split(","),
        urgent_now=bool(numbers_for(form.text.data or "")),
    )


@bp.post("/write")
@for_everyone
def keep() -> ResponseReturnValue:
    """Keep the text and the photos, then show the check; on a mistake show the form with all of it."""
    form = _form()
    place = writing.place_of(form.place.data)
    if place is None:
        return render_template("appeals/write/village.html"), 422
    refused = writing.receive_photos(form)
    good = form.validate()
    if refused:
        form.photos.errors = [writing.photo_words(code, REFUSALS) for code in refused]
    if not good or refused:
        db.session.commit()  # the photos that came stay
        return _page(form, place), 422
    writing.keep(writing.fields_of(form, place, language()))
    db.session.commit()
    return redirect(url_for(".check"))


@bp.get("/write/check")
@for_everyone
def check() -> ResponseReturnValue:
    """Show what will be sent, to whom and by when, what of it is personal, and open cases alike."""
    fields = writing.waiting()
    place = writing.place_of(fields["place"]) if fields else None
    topic = topics.get(db.session, fields["topic"]) if fields else None
    if fields is None or place is None or topic is None:
        return redirect(url_for(".write"))
    where = writing.where_words(fields)
    to = mandates.addressee_of(db.session, place.id, clock.today())
    local = clock.now().astimezone(clock.KAZAKHSTAN)
    office = to.office
    return render_template(
        "appeals/write/check.html",
        fields=fields,
        place=place,
        topic=topic,
        where=where,
        to=to,
        counted=terms.count(local, office.closes, calendar_on(db.session, local.date())) if office else None,
        kind=KINDS[fields["kind"]],
        visibility=VISIBILITY[fields["visibility"]],
        findings=personal_data(f"{fields['text']} {where or ''}"),
        similar=cases.similar(db.session, place.id, topic.code, fields["text"], place_words=where),
        urgent=topic.urgent or bool(numbers_for(fields["text"])),
        login=signed_in(),
    )


@bp.post("/write/send")
@for_everyone
@limiter.limit(_filing_rate)
def send() -> ResponseReturnValue:
    """File what waits once; who is not signed in goes to confirm the phone and comes back."""
    login = signed_in()
    if login is None:
        return redirect(sign_in_url(url_for(".check")))
    key = writing.key_of_waiting()
    fields = writing.take()
    if fields is None:
        earlier = cases.by_key(db.session, login.user.id, key)
        return redirect(_receipt(earlier.number) if earlier else url_for(".write"))
    draft = writing.draft_of(fields, key)
    appeal = filing.file_appeal(db.session, Actor(user=login.user), draft, now=clock.now())
    receipt = _receipt(appeal.number)  # before the commit: nothing is read again
    db.session.commit()
    return redirect(receipt)


def _receipt(number: str) -> str:
    return url_for("appeals_resident.receipt", number=number)
