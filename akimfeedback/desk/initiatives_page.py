"""What the moderator's pages of initiatives show, and how an act of theirs is tried."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.appeals.labels import FINDINGS
from akimfeedback.appeals.privacy import find
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, Refusal
from akimfeedback.core.settings import current_settings
from akimfeedback.desk.forms_initiatives import HideForm, LockForm, RulingForm, WordForm
from akimfeedback.law.workdays import WorkCalendar, working_days_between
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.notifications.labels import render
from akimfeedback.petitions import moderation_rules as rules
from akimfeedback.petitions import policy
from akimfeedback.petitions.decision_page import decision, decision_of, part_of
from akimfeedback.petitions.labels.moderation import ACTS, REASON_NAMES, WAITING
from akimfeedback.petitions.labels.states import PUBLICATIONS
from akimfeedback.petitions.models import ModerationAct, Petition, PetitionVersion
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.queries import initiatives, moderation
from akimfeedback.petitions.queries.moderation import Item
from akimfeedback.petitions.queries.similar import similar, within_year
from akimfeedback.petitions.rules import Part, Publication, RejectReason, may_publish, printed
from akimfeedback.petitions.service import acts, locking, moderating
from akimfeedback.web.errors import words_of
from akimfeedback.web.fields import Form

HIDE = "hide-"
ROLES = (Role.MODERATOR, Role.ASSESSOR, Role.ADMINISTRATOR)
VERBS_TOLD = {Act.PUBLISH: "published", Act.RETURN: "returned", Act.REJECT: "rejected"}


def watched(actor: Actor) -> Collection[int]:
    """Return the units whose texts the reader looks after, without those the reader works for."""
    seats = {seat.id for seat in actor.seats if seat.role in ROLES}
    units = {territory_id for seat_id, territory_id in actor.reach if seat_id in seats}
    return {unit for unit in units if not actor.works_in(unit)}


def may_look(actor: Actor, petition: Petition) -> bool:
    """Say whether the desk shows this initiative to somebody; a draft nobody."""
    if petition.publication == Publication.DRAFT or actor.works_in(petition.territory_id):
        return False
    return actor.seat_in(petition.territory_id, *ROLES) is not None


def petition_to_check(number: str, *, to_change: bool = False) -> Petition:
    """Return an initiative the reader may look after; NotFound for all others."""
    found = initiatives.by_number(db.session, number, to_change=to_change)
    if found is None or not may_look(me(), found):
        raise NotFound("petitions.no-such-initiative")
    return found


def tabs(items: Sequence[Item], kind: str) -> list[dict[str, object]]:
    """Return the parts of the queue with how much stands in each."""
    counts = Counter(item.kind for item in items)
    every = {"word": _("All"), "url": url_for(".queue"), "current": not kind, "count": len(items)}
    parts = [
        {"word": words, "url": url_for(".queue", kind=code.value), "current": kind == code, "count": n}
        for code, words in WAITING.items()
        if (n := counts[code])
    ]
    return [every, *parts]


def days_left(items: Sequence[Item], today: date, calendar: WorkCalendar) -> dict[tuple[str, int], int]:
    """Return the working days left of each item by kind and what it is about."""
    return {
        (item.kind, item.what_id or item.petition.id): working_days_between(today, item.due_on, calendar)
        for item in items
    }


def locked(items: Sequence[Item], now: datetime) -> dict[int, datetime]:
    """Return since when a colleague works on an initiative, by its id."""
    found = {item.petition.id: rules.locked_since(item.petition.lock_until, now) for item in items}
    return {petition_id: since for petition_id, since in found.items() if since is not None}


def tried(form: Form, act: Callable[[], object]) -> bool:
    """Do an act and commit; a refusal becomes a message on the form, what was typed stays."""
    try:
        act()
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        form.form_errors.append(words_of(refusal.code))
        return False
    return True


def would_pass(petition: Petition, form: RulingForm) -> bool:
    """Say whether the decision could be sent now; what stands in its way is said on the form."""
    try:
        what, now = Act(form.outcome.data), clock.now()
        moderating.check(db.session, me(), petition, what, form.ruling(), now=now)
    except Refusal as refusal:
        form.form_errors.append(words_of(refusal.code))
        return False
    return True


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
        state=PUBLICATIONS[Publication(petition.publication)],
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


def preview_page(petition: Petition, form: RulingForm) -> ResponseReturnValue:
    """Show what the author gets, letter by letter, and what everybody will read."""
    ruling, author = form.ruling(), petition.author
    host, path = current_settings().product.short_host, acts.path_of(petition)
    facts: dict[str, object] = {"name": acts.name_in_message(petition), "path": path}
    kind = f"petitions.{VERBS_TOLD[Act(form.outcome.data)]}"
    language = author.language if author else "kk"
    return render_template(
        "desk/initiative_preview.html",
        petition=petition,
        number=printed(petition.number),
        form=form,
        outcome=ACTS[Act(form.outcome.data)],
        message=render(kind, facts, language, host=host),
        language=language,
        ruling=ruling,
        text=text_to_check(petition),
        public=decision(
            petition, ruling.reason, ruling.barred, moderating.parts_of(ruling), ruling.words or ""
        )
        if ruling.reason and form.outcome.data == Act.REJECT
        else None,
    )


def text_to_check(petition: Petition) -> PetitionVersion | None:
    """Return what would stand after the decision: the newest text; once published, the one that stands."""
    if petition.published_at is not None:
        return petition.text
    return petition.versions[-1] if petition.versions else petition.text


def personal_data(text: PetitionVersion | None) -> list[str]:
    """Return what looks like personal data in any language of a text, in words, each once."""
    if text is None:
        return []
    translated = [str(value) for words in text.translation.values() for value in dict(words).values()]
    whole = "\n".join([text.title, *text.asks, text.why, text.tried, *translated])
    return list(dict.fromkeys(str(FINDINGS[one.what]) for one in find(whole)))


def similar_to(petition: Petition, text: PetitionVersion | None) -> list[Petition]:
    """Return public initiatives of the unit that read like this one, most alike first."""
    if text is None:
        return []
    found = similar(
        db.session, petition.territory_id, text.title, place_id=petition.place_id,
        topic_code=petition.topic_code, but=petition.id,
    )  # fmt: skip
    return [one.petition for one in found]


def decided_lately(petition: Petition, text: PetitionVersion | None, today: date) -> Petition | None:
    """Return an initiative on the same matter that was answered less than a year ago."""
    if text is None:
        return None
    return within_year(db.session, petition.territory_id, text.title, today, topic_code=petition.topic_code)


def history(petition: Petition) -> list[dict[str, object]]:
    """Return what moderators did, oldest first; posts and codes, never names of residents."""
    return [_line(act) for act in moderation.acts_of(db.session, petition.id)]


def _line(act: ModerationAct) -> dict[str, object]:
    reason = str(REASON_NAMES[RejectReason(act.reason)]) if act.reason else ""
    word = f"{ACTS[Act(act.act)]}: {reason}" if reason else str(ACTS[Act(act.act)])
    told = [words for words in (act.words, act.note) if words]
    state = "side" if act.undone_at else "done"
    return {"word": word, "at": act.at, "text": " ".join(told), "state": state}
