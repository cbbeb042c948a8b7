"""What every verb does: check the move, note it in the journal, tell people."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.appeals import policy, sealed
from akimfeedback.appeals.models import Appeal, Escalation, Reply
from akimfeedback.appeals.rules import OPEN, EscalationReason, State, may_become, printed
from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.mandates import queries as mandate_queries
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.rules import Channel
from akimfeedback.notifications.service import Hearer, Letter, tell, tell_all


def require_worker(actor: Actor, appeal: Appeal) -> None:
    """Raise NotAllowed unless the person acts for the addressee of the case."""
    if not policy.can_work(actor, appeal):
        raise NotAllowed("appeals.not-addressed-to-you")


def require_author(actor: Actor, appeal: Appeal) -> None:
    """Raise NotAllowed unless the person wrote the request."""
    if not policy.is_author(actor, appeal):
        raise NotAllowed("appeals.not-yours")


def require_open(appeal: Appeal) -> None:
    """Raise RuleBroken unless the office owes an answer."""
    if appeal.state not in OPEN:
        raise RuleBroken("appeals.not-possible-now", state=appeal.state)


def require_words(text: str, code: str = "appeals.text-missing") -> str:
    """Return the text without outer spaces; raise RuleBroken when nothing is left."""
    words = text.strip()
    if not words:
        raise RuleBroken(code)
    return words


def move(appeal: Appeal, then: State) -> None:
    """Set the state when the table of moves lets it; raise RuleBroken otherwise."""
    if not may_become(State(appeal.state), then):
        raise RuleBroken("appeals.not-possible-now", state=appeal.state)
    appeal.state = then


def note(
    session: Session,
    act: str,
    appeal: Appeal,
    actor: Actor,
    now: datetime,
    *,
    replies: Collection[Reply] = (),
    **data: object,
) -> None:
    """Write the journal with the facts of the case and of answers touched; mark the case as changed."""
    appeal.version += 1
    note_quietly(session, act, appeal, actor, now, **data, rows=sealed.rows_of(appeal, replies))


def note_quietly(
    session: Session, act: str, appeal: Appeal, actor: Actor, now: datetime, **data: object
) -> None:
    """Write the journal of an act that does not change what an answer in writing rests on."""
    appeal.touched_at = now
    record(session, f"appeals.{act}", "appeal", appeal.id, actor_id=actor.user_id, at=now, **data)


def path_of(appeal: Appeal) -> str:
    """Return the short link of a case."""
    return f"/a/{appeal.link}"


def tell_author(
    session: Session,
    verb: str,
    appeal: Appeal,
    now: datetime,
    *,
    path: str | None = None,
    due_on: date | None = None,
    original: str | None = None,
) -> None:
    """Tell the author by bell and phone; nobody is told when the author is erased or unknown."""
    tell(
        session, appeal.author, f"appeals.{verb}", at=now,
        number=printed(appeal.number), path=path or path_of(appeal), due_on=due_on, original=original,
    )  # fmt: skip


def letter(person: Hearer, verb: str, appeal: Appeal) -> Letter:
    """Return the news of a case for one person, with number, date and link."""
    params = {"number": printed(appeal.number), "due_on": appeal.due_on, "path": path_of(appeal)}
    return Letter(person, f"appeals.{verb}", params)


def office_people(session: Session, appeal: Appeal, on: date) -> list[User]:
    """Return those of the addressee with an account: akim and clerks, else the district superior."""
    if not appeal.past_the_office:
        seats = mandate_queries.members_of(session, appeal.territory_id, on, Role.AKIM, Role.CLERK)
        people = [seat.user for seat in seats if seat.user is not None]
        if people:
            return people
    return superiors(session, appeal, on)


def superiors(session: Session, appeal: Appeal, on: date) -> list[User]:
    """Return the district superior in a list, empty when there is none with an account."""
    superior = mandate_queries.superior_of(session, appeal.territory_id, on)
    return [superior.user] if superior is not None and superior.user is not None else []


def tell_office(
    session: Session, verb: str, appeal: Appeal, now: datetime, *, channels: Iterable[Channel] | None = None
) -> None:
    """Tell the addressee's people about one case."""
    tell_people(session, office_people(session, appeal, clock.local_day(now)), verb, appeal, now, channels)


def tell_people(
    session: Session,
    people: Iterable[User],
    verb: str,
    appeal: Appeal,
    now: datetime,
    channels: Iterable[Channel] | None = None,
) -> None:
    """Tell these people of the office about one case."""
    tell_all(
        session, people, f"appeals.{verb}", at=now, channels=channels,
        number=printed(appeal.number), due_on=appeal.due_on, path=path_of(appeal),
    )  # fmt: skip


def escalate(session: Session, appeal: Appeal, reason: EscalationReason, now: datetime) -> None:
    """Put the case on the superior's list."""
    entry = Escalation(appeal_id=appeal.id, territory_id=appeal.territory_id, reason=reason, raised_at=now)
    session.add(entry)


def settle_open(session: Session, appeal: Appeal, now: datetime, *reasons: EscalationReason) -> None:
    """Take the case off the superior's list: entries with the reasons, all of them when none is named."""
    rows = update(Escalation).where(Escalation.appeal_id == appeal.id, Escalation.settled_at.is_(None))
    if reasons:
        rows = rows.where(Escalation.reason.in_(reasons))
    session.execute(rows.values(settled_at=now))
