"""People who began to support and did not confirm: one reminder, then the number is forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import Exists, exists, select, update
from sqlalchemy.orm import Session, aliased

from akimfeedback.core.clock import local_day
from akimfeedback.law.initiatives import term
from akimfeedback.notifications.rules import Channel, is_quiet
from akimfeedback.notifications.service import tell_address
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import may_support
from akimfeedback.petitions.service.acts import name_in_message, path_of
from akimfeedback.petitions.support_models import SupportIntent

REMIND_AFTER = timedelta(hours=24)


def remind(session: Session, *, now: datetime, limit: int = 500) -> int:
    """Send one text message to phones that asked for a code a day ago and gave none; returns how many.

    Nothing leaves between 21:00 and 8:00, to a closed initiative, or twice. Safe to repeat. Law: L-41.
    """
    if is_quiet(now):
        return 0
    rows = (
        select(SupportIntent, Petition)
        .join(Petition, Petition.id == SupportIntent.petition_id)
        .where(
            SupportIntent.phone.is_not(None),
            SupportIntent.confirmed_at.is_(None),
            SupportIntent.reminded_at.is_(None),
            SupportIntent.created_at <= now - REMIND_AFTER,
            ~_reminded_before(),
        )
        .order_by(SupportIntent.id)
        .limit(limit)
        .with_for_update(of=SupportIntent, skip_locked=True)
    )
    return sum(_remind(session, intent, petition, now) for intent, petition in session.execute(rows).all())


def _reminded_before() -> Exists:
    """Return the condition that the same phone was reminded of the same initiative."""
    other = aliased(SupportIntent)
    return exists(other.id).where(
        other.petition_id == SupportIntent.petition_id,
        other.phone == SupportIntent.phone,
        other.id != SupportIntent.id,
        other.reminded_at.is_not(None),
    )


def _remind(session: Session, intent: SupportIntent, petition: Petition, now: datetime) -> int:
    intent.reminded_at = now
    if not may_support(petition.publication, petition.closes_on, local_day(now)):
        return 0
    told = tell_address(
        session,
        channel=Channel.SMS,
        address=str(intent.phone),
        language=intent.language,
        kind="petitions.confirm",
        at=now,
        dedupe=f"petitions.confirm:{intent.id}",
        name=name_in_message(petition),
        path=path_of(petition),
    )
    return 1 if told is not None else 0


def forget_phones(session: Session, *, now: datetime) -> int:
    """Forget the numbers of those who never confirmed; the beginning stays in the funnel. Law: L-41."""
    life = timedelta(days=term("L-41", local_day(now)))
    old = (
        update(SupportIntent)
        .where(SupportIntent.phone.is_not(None), SupportIntent.created_at <= now - life)
        .values(phone=None)
        .returning(SupportIntent.id)
    )
    return len(session.scalars(old).all())
