"""One initiative as the desk shows it, with the acts that are open to the reader."""

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.desk.forms_initiatives import HideForm, LockForm, RulingForm, WordForm
from akimfeedback.desk.initiatives_checks import (
    decided_lately,
    history,
    personal_data,
    similar_to,
    text_to_check,
)
from akimfeedback.law.workdays import working_days_between
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.session import me
from akimfeedback.petitions import moderation_rules as rules
from akimfeedback.petitions import policy
from akimfeedback.petitions.decision_page import decision_of, part_of
from akimfeedback.petitions.labels.moderation import REASON_NAMES
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.public_page import publication_chip
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.rules import Part, Publication, may_publish, printed
from akimfeedback.petitions.service import locking
from akimfeedback.web.fields import Form

HIDE = "hide-"


def decision_page(
    petition: Petition,
    form: RulingForm | None = None,
    *,
    lock_form: LockForm | None = None,
    other: Form | None = None,
) -> ResponseReturnValue:
    """Show an initiative with text, checks, what was done before and the acts that are open now."""
    now, actor = clock.now(), me()
    failed = [one for one in (form, lock_form, other) if one is not None and (one.errors or one.form_errors)]
    text = text_to_check(petition)
    page = render_template(
        "desk/initiative.html",
        petition=petition,
        number=printed(petition.number),
        form=form or RulingForm(formdata=None),
        lock_form=lock_form or LockForm(formdata=None),
        failed=failed[0] if failed else None,
        text=text,
        parts=[part_of(text, part) for part in Part if part != Part.TITLE] if text else [],
        found=personal_data(text),
        similar=similar_to(petition, text),
        decided=decided_lately(petition, text, clock.local_day(now)),
        state=publication_chip(petition),
        decision=decision_of(petition),
        since=rules.locked_since(petition.lock_until, now),
        locked=locking.held_by_another(actor, petition, now),
        history=history(petition),
        may=open_acts(petition, actor, now),
        **_ground(petition, now),
    )
    return page, 422 if failed else 200


def _ground(petition: Petition, now: datetime) -> dict[str, object]:
    """Return what a decision rests on: backers, the clock, the author's phone, what else waits."""
    today = clock.local_day(now)
    due, author = petition.moderation_due_on, petition.author
    calendar = calendar_on(db.session, today)
    return {
        "backers": moderation.backers(db.session, petition.id),
        "days_left": working_days_between(today, due, calendar) if due else None,
        "confirmed": author is not None and author.phone_confirmed_at is not None,
        "proposal": moderation.open_proposal(db.session, petition.id),
        "objection": moderation.open_objection(db.session, petition.id),
        "version": moderation.waiting_version(db.session, petition) if petition.published_at else None,
        "news": moderation.news_to_read(db.session, petition.id),
        "word_form": WordForm(formdata=None),
        "hide_form": HideForm(formdata=None, prefix=HIDE),
        "reasons": REASON_NAMES,
    }


def open_acts(petition: Petition, actor: Actor, now: datetime) -> dict[str, bool]:
    """Return which acts the reader may begin now."""
    state = petition.publication
    last = moderation.last_act(db.session, petition.id, *rules.DECISIONS)
    moderates, restores = policy.can_moderate(actor, petition), policy.can_restore(actor, petition)
    taken_down = state in (Publication.REJECTED, Publication.HIDDEN)
    mine = last is not None and last.by_id == actor.user_id and rules.may_undo(last.at, now)
    return {
        "decide": moderates and state == Publication.MODERATION,
        "undo": moderates and mine and state != Publication.MODERATION,
        "hide": policy.can_hide(actor, petition) and may_publish(state, Publication.HIDDEN),
        "restore": restores and taken_down,
        "flag": policy.can_hide(actor, petition),
        "hold": restores,
        "moderate": moderates,
    }
