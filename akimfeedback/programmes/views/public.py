"""Promises for everybody: the list of an okrug, one promise, following it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.session import me
from akimfeedback.programmes import labels, pages, policy, queries, rules, service
from akimfeedback.programmes.models import Programme, Promise
from akimfeedback.programmes.rules import Control
from akimfeedback.web.access import for_everyone, for_signed_in
from akimfeedback.web.cache import cached_page
from akimfeedback.web.fields import Form

bp = Blueprint("programmes_public", __name__, template_folder="../templates")


def okrug_of(kato: str) -> Territory:
    """Return the unit of a code; raises NotFound."""
    territory = geography.by_kato(db.session, kato)
    if territory is None:
        raise NotFound("programmes.no-such-okrug")
    return territory


def promise_of(promise_id: int, *, to_change: bool = False) -> Promise:
    """Return a promise; raises NotFound."""
    promise = queries.promise(db.session, promise_id, to_change=to_change)
    if promise is None:
        raise NotFound("programmes.no-such-promise")
    return promise


@bp.get("/okrugs/<string(length=9):kato>/promises")
@for_everyone
@cached_page(seconds=60)
def promises(kato: str) -> ResponseReturnValue:
    """Show how many promises stand where, with all denominators, and the list."""
    territory, today = okrug_of(kato), clock.today()
    about = queries.summary(db.session, territory.id, today)
    archive = queries.archive(db.session, territory.id, today)
    programme = _chosen(about.programme, archive)
    return render_template(
        "programmes/promises.html",
        territory=territory,
        about=about,
        programme=programme,
        archive=[old for old in archive if old is not programme],
        **(_programme_part(programme, kato, today) if programme else {"cards": [], "reports": []}),
    )


def _programme_part(programme: Programme, kato: str, today: date) -> dict[str, Any]:
    state, control = _filters()
    counts = queries.counts(db.session, [programme.id], today)[programme.id]
    rows = queries.promises(db.session, programme.id, state=state, control=control, today=today)
    return {
        "cards": [
            pages.card(found, url_for(".promise", promise_id=found.id), stalled=still)
            for found, still in rows
        ],
        "counts": counts,
        "sentence": pages.sentence(counts),
        "coverage": pages.coverage(counts),
        "chart": pages.chart(counts),
        "numbers": pages.table(counts),
        "reports": queries.reports(db.session, programme.id),
        "state": state,
        "control": control,
        "states": [(code, labels.word(code)) for code, count in pages.by_code(counts).items() if count],
        "controls": [(member.value, labels.CONTROLS[member]) for member in Control],
        "chosen": _chosen_filters(kato, state, control),
    }


def _chosen(current: Programme | None, archive: Sequence[Programme]) -> Programme | None:
    number = request.args.get("programme", "")
    if not number:
        return current
    return next((old for old in archive if str(old.id) == number), current)


def _filters() -> tuple[str | None, str | None]:
    state, control = request.args.get("state"), request.args.get("control")
    known = {member.value for member in Control}
    return (state if state in labels.ORDER else None, control if control in known else None)


def _chosen_filters(kato: str, state: str | None, control: str | None) -> list[dict[str, str]]:
    kept: dict[str, Any] = {"state": state, "control": control, "programme": request.args.get("programme")}
    return [
        {"word": word, "url": url_for(".promises", kato=kato, **{**kept, name: None})}
        for name, word in pages.filter_words(state, control)
    ]


@bp.get("/promises/<int:promise_id>")
@for_everyone
@cached_page(seconds=60)
def promise(promise_id: int) -> ResponseReturnValue:
    """Show one promise word for word, with what was shown for it."""
    found, today = promise_of(promise_id), clock.today()
    shown_on = found.last_evidence_on or clock.local_day(found.entered_at)
    code = labels.standing(found.state, stalled=rules.is_stalled(found.state, shown_on, today))
    return render_template(
        "programmes/promise.html",
        promise=found,
        programme=found.programme,
        territory=found.programme.mandate.territory,
        chip={"word": labels.word(code), "tone": labels.TONES[code], "icon_name": labels.ICONS[code]},
        stalled_since=shown_on if code == "stalled" else None,
        akim_word=labels.word(found.state),
        control_word=labels.CONTROLS[Control(found.control)],
        steps=pages.steps(found),
        source=pages.document(found.programme.source_file),
        follows=queries.follows(db.session, found.id, me().user_id),
        may_report=policy.can_report_on(me(), found),
        form=Form(),
    )


@bp.get("/u/<int:promise_id>")
@for_everyone
def short(promise_id: int) -> ResponseReturnValue:
    """Lead from the short address of a text message to the promise."""
    return redirect(url_for(".promise", promise_id=promise_id))


@bp.post("/promises/<int:promise_id>/follow")
@for_signed_in
def follow(promise_id: int) -> ResponseReturnValue:
    """Begin to send news of a promise."""
    service.follow(db.session, me(), promise_of(promise_id), now=clock.now())
    db.session.commit()
    flash(_("You follow this promise. We write when there is news."), "ok")
    return redirect(url_for(".promise", promise_id=promise_id))


@bp.post("/promises/<int:promise_id>/unfollow")
@for_signed_in
def unfollow(promise_id: int) -> ResponseReturnValue:
    """Stop the news of a promise."""
    service.unfollow(db.session, me(), promise_of(promise_id))
    db.session.commit()
    flash(_("You no longer follow this promise."), "ok")
    return redirect(url_for(".promise", promise_id=promise_id))
