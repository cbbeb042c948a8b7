"""What people read of a text that was not published or was hidden: reason, way on, the parts left open."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import local_day
from akimfeedback.law.workdays import working_days_between
from akimfeedback.petitions.labels.author import BARRED_WAYS
from akimfeedback.petitions.labels.moderation import BARRED_NAMES, PARTS, REASONS, WAYS
from akimfeedback.petitions.models import Petition, PetitionVersion
from akimfeedback.petitions.moderation_rules import locked_since
from akimfeedback.petitions.rules import Barred, Part, Publication, RejectReason, printed


@dataclass(frozen=True)
class PartShown:
    """One part of a text; `lines` when it is a list."""

    word: str
    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """A decision as everybody reads it."""

    number: str
    hidden: bool
    reason: str
    way: str
    barred: str
    barred_way: str
    words: str
    language: str  # of the parts
    title: str  # "" when the title is not shown
    parts: tuple[PartShown, ...]


def decision_of(petition: Petition) -> Decision | None:
    """Return the decision in force; None while there is none to explain."""
    hidden = petition.publication == Publication.HIDDEN
    if petition.reject_reason is None or not (hidden or petition.publication == Publication.REJECTED):
        return None
    barred = Barred(petition.barred) if petition.barred else None
    return decision(
        petition,
        RejectReason(petition.reject_reason),
        barred,
        () if hidden else petition.shown_parts,
        petition.public_note or "",
        hidden=hidden,
    )


def decision(
    petition: Petition,
    reason: RejectReason,
    barred: Barred | None,
    parts: Collection[str],
    words: str,
    *,
    hidden: bool = False,
) -> Decision:
    """Return a decision as it would read, before it is sent or after."""
    text = petition.versions[-1] if petition.versions and not petition.published_at else petition.text
    shown = [part for part in Part if part in parts]
    return Decision(
        number=printed(petition.number),
        hidden=hidden,
        reason=str(REASONS[reason]),
        way=str(WAYS[reason]),
        barred=str(BARRED_NAMES[barred]) if barred else "",
        barred_way=str(BARRED_WAYS[barred]) if barred else "",
        words=words,
        language=text.language if text else "",
        title=text.title if text and Part.TITLE in shown else "",
        parts=tuple(part_of(text, part) for part in shown if part != Part.TITLE) if text else (),
    )


def part_of(text: PetitionVersion, part: Part) -> PartShown:
    """Return one part of a text with its word."""
    word = str(PARTS[part])
    if part == Part.ASKS:
        return PartShown(word, "", tuple(text.asks))
    words = {Part.TITLE: text.title, Part.WHY: text.why, Part.TRIED: text.tried}
    return PartShown(word, words[part])


@dataclass(frozen=True)
class Check:
    """The public clock of a check; `since` is when a moderator began to read, never who."""

    due_on: date
    days_left: int  # working days, negative when late
    since: datetime | None


def check_of(session: Session, petition: Petition, now: datetime) -> Check | None:
    """Return the clock of a text that waits for a moderator; None for all others."""
    due_on = petition.moderation_due_on
    if petition.publication != Publication.MODERATION or due_on is None:
        return None
    today = local_day(now)
    left = working_days_between(today, due_on, calendar_on(session, today))
    return Check(due_on, left, locked_since(petition.lock_until, now))
