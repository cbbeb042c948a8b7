"""What pages show after a rung: duties with dates, versions of the answer, positions; for everybody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.law.request_terms import term
from akimfeedback.law.workdays import add_months
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.labels.office import (
    DUTIES,
    MARK_CHIPS,
    MARKS,
    OUTCOME_CHIPS,
    STANCE_CHIPS,
    STANCES,
)
from akimfeedback.petitions.labels.states import OUTCOMES
from akimfeedback.petitions.models import Petition, PetitionDuty, PetitionReply, Position, ReplyPoint
from akimfeedback.petitions.queries import positions as asked
from akimfeedback.petitions.rules import DutyKind, Mark, Outcome, Stance
from akimfeedback.petitions.service.duties import is_owed
from akimfeedback.petitions.service.hearing import BY_THE_ANSWER
from akimfeedback.petitions.service.replying import mark_may_change
from akimfeedback.web.formats import day_until

COMPLAINT_TERM = "L-21"
Chip = tuple[str, str, str]


@dataclass(frozen=True)
class DutyShown:
    """One duty as everybody reads it."""

    duty: PetitionDuty
    name: str
    chip: Chip
    owed: bool
    by_the_answer: bool  # nothing to press but the answer itself
    may_skip: bool  # a visit: lawfully skipped; others are refused


@dataclass(frozen=True)
class PointShown:
    """One point of an answer with the author's mark."""

    point: ReplyPoint
    chip: Chip
    mark: Chip | None
    may_mark: bool


@dataclass(frozen=True)
class ReplyShown:
    """One public version of the answer, or a word in between."""

    reply: PetitionReply
    chip: Chip | None  # None: a word in between
    points: tuple[PointShown, ...]
    newest: bool


@dataclass(frozen=True)
class PositionShown:
    """What one deputy said, or that nothing was said yet."""

    position: Position
    chip: Chip
    late: bool  # said after its day


def context(session: Session, petition: Petition, actor: Actor, *, now: datetime) -> dict[str, Any]:
    """Return what `_duties.html`, `_reply.html`, `_positions.html` and `_pledge.html` draw."""
    today = clock.local_day(now)
    return {
        "pledge": petition.pledge,
        "duties": [duty_shown(duty, today) for duty in petition.duties],
        "replies": replies_shown(session, petition, actor, now),
        "positions": [
            position_shown(one, today)
            for one in asked.of_petition(session, petition)
            if one.cancelled_on is None or one.stance is not None
        ],
        "case_number": petition.case_number,
        "case_is_own": policy.is_author(actor, petition),
        "for_the_office": policy.can_answer(actor, petition),
    }


def duty_shown(duty: PetitionDuty, today: date) -> DutyShown:
    """Return a duty with the word for where it stands."""
    return DutyShown(
        duty=duty,
        name=str(DUTIES[DutyKind(duty.kind)]),
        chip=_duty_chip(duty, today),
        owed=is_owed(duty),
        by_the_answer=duty.kind in BY_THE_ANSWER,
        may_skip=duty.kind == DutyKind.SITE_VISIT,
    )


def _duty_chip(duty: PetitionDuty, today: date) -> Chip:
    if duty.cancelled_on is not None:
        return str(_("no longer owed")), "neutral", "stop"
    if duty.skipped_reason is not None:
        lawful = duty.kind == DutyKind.SITE_VISIT
        return (str(_("not needed")), "neutral", "check") if lawful else (str(_("refused")), "bad", "cross")
    if duty.done_on is not None:
        return (str(_("done in time")), "ok", "check") if duty.met else (str(_("done late")), "warn", "check")
    if duty.due_on < today:
        return str(_("overdue")), "bad", "alert"
    if duty.event_at is not None:
        return str(_("announced")), "info", "calendar"
    return str(_("ahead")), "wait", "clock"


def replies_shown(session: Session, petition: Petition, actor: Actor, now: datetime) -> list[ReplyShown]:
    """Return the public versions, the newest first; marks are the author's alone."""
    public = [one for one in reversed(petition.replies) if one.published_on is not None]
    author = policy.is_author(actor, petition)
    newest = next((one for one in public if one.outcome is not None), None)
    return [
        ReplyShown(
            reply=one,
            chip=_outcome_chip(one.outcome) if one.outcome else None,
            points=tuple(
                PointShown(
                    point,
                    _outcome_chip(point.outcome),
                    _mark_chip(point.mark),
                    author and one is newest and mark_may_change(session, point, now),
                )
                for point in one.points
            ),
            newest=one is newest,
        )
        for one in public
    ]


def _outcome_chip(code: str) -> Chip:
    outcome = Outcome(code)
    return (str(OUTCOMES[outcome]), *OUTCOME_CHIPS[outcome.value])


def _mark_chip(code: str | None) -> Chip | None:
    return (str(MARKS[Mark(code)]), *MARK_CHIPS[Mark(code)]) if code else None


def position_shown(position: Position, today: date) -> PositionShown:
    """Return a deputy's position, or that there is none yet."""
    said = position.answered_at
    late = said is not None and clock.local_day(said) > position.due_on
    return PositionShown(position, _stance_chip(position, today), late)


def _stance_chip(position: Position, today: date) -> Chip:
    if position.stance is not None:
        stance = Stance(position.stance)
        return (str(STANCES[stance]), *STANCE_CHIPS[stance])
    if position.due_on < today:
        return str(_("no answer, the day has passed")), "bad", "alert"
    return str(_("no answer yet")), "wait", "hourglass"


def legal_lines(petition: Petition, now: datetime) -> dict[str, str]:
    """Return the two lines every answer carries, in the language of the initiative. Law: L-21, L-35."""
    today = clock.local_day(now)
    until = add_months(today, term(COMPLAINT_TERM, today).value)
    with force_locale(answer_language(petition)):
        return {
            "law": _("The office's pledge, modelled on art. 90-5 and 90-6 of the Administrative Code"),
            "complain": _(
                "To the akim of the district; an official complaint may be filed by %(day)s",
                day=day_until(until, year=True),
            ),
        }


def answer_language(petition: Petition) -> str:
    """Return the language the answer opens with: that of the text that binds."""
    return petition.text.language if petition.text else "kk"
