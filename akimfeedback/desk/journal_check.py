"""The nightly self-check of the journal and of the sealed rows, and who hears what does not fit."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import local_day
from akimfeedback.core.settings import Settings
from akimfeedback.journal import facts
from akimfeedback.journal.checking import check
from akimfeedback.journal.models import Check
from akimfeedback.journal.rules import records_in
from akimfeedback.journal.signing import by_fingerprint, public_keys
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.queries import holding
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.service import tell

PATH = "/journal/auditor"


def check_and_tell(session: Session, settings: Settings, *, now: datetime) -> Check:
    """Return what the self-check found; every auditor hears of it when something does not fit."""
    keys = by_fingerprint(public_keys(settings))
    row = check(session, keys, facts.registered(), now=now)
    if row.found:
        for user in auditors(session, now):
            tell(
                session, user, "desk.journal-misfit", at=now, dedupe=f"desk.journal-misfit:{row.id}",
                n=records_in(row.found), path=PATH,
            )  # fmt: skip
    return row


def auditors(session: Session, now: datetime) -> list[User]:
    """Return who audits anything today, each person once."""
    seats = select(Mandate.user_id).where(Mandate.role == Role.AUDITOR, holding(local_day(now)))
    return list(session.scalars(select(User).where(User.id.in_(seats)).order_by(User.id)))
