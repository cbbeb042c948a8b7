"""Deputies of the district: asked where they stand, and what they said. Silence is shown as silence."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.geography.queries import district_of
from akimfeedback.law import initiatives as law
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.service import tell_all
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import Petition, Position
from akimfeedback.petitions.queries import positions as asked
from akimfeedback.petitions.rules import Stance
from akimfeedback.petitions.service.acts import name_in_message, note, require_words, tell_followers

WORDS_LETTERS = 1_500


@dataclass(frozen=True)
class Said:
    """What a deputy says; words are public."""

    stance: Stance
    words: str
    language: str


def ask(session: Session, petition: Petition, *, now: datetime) -> int:
    """Ask every deputy of the district whose seat covers the unit, once; return how many hear of it now.

    Law: L-39.
    """
    today = clock.local_day(now)
    due_on = today + timedelta(days=law.term("L-39", today))
    before = {row.mandate_id: row for row in asked.of_petition(session, petition)}
    people = []
    district = district_of(session, petition.territory)
    for seat in mandates.covering(session, petition.territory_id, today, Role.DEPUTY):
        if seat.territory_id not in (district.id, petition.territory_id):
            continue  # an oblast's deputies are not asked about a village
        row = before.get(seat.id)
        if row is not None and row.cancelled_on is None:
            continue
        if row is None:
            row = Position(petition_id=petition.id, mandate_id=seat.id)
            session.add(row)
        row.asked_on, row.due_on, row.cancelled_on = today, due_on, None
        if seat.user is not None:
            people.append(seat.user)
    session.flush()
    note(session, "positions-asked", petition, None, now, asked=len(people), due_on=due_on.isoformat())
    tell_all(
        session, people, "petitions.position-asked", at=now, name=name_in_message(petition),
        due_on=due_on.isoformat(), path=f"/d/{petition.link}",
    )  # fmt: skip
    return len(people)


def cancel(session: Session, petition: Petition, *, today: date) -> None:
    """Take the questions back that nobody has answered; what was said stays."""
    for row in asked.of_petition(session, petition):
        if row.stance is None and row.cancelled_on is None:
            row.cancelled_on = today


def take(session: Session, actor: Actor, petition: Petition, said: Said, *, now: datetime) -> Position:
    """Write a deputy's position; a second one replaces the first, the journal keeps both stances.

    A position after its day is taken too and shown as late. Raises NotAllowed `petitions.not-asked`,
    RuleBroken `petitions.not-asked-now`, `petitions.words-missing`, `petitions.words-too-long`. Law: L-39.
    """
    seats = {seat.id for seat in actor.seats if seat.role == Role.DEPUTY}
    if not policy.can_take_position(actor, petition):
        raise NotAllowed("petitions.not-asked")
    row = next((one for one in asked.of_petition(session, petition) if one.mandate_id in seats), None)
    if row is None or (row.cancelled_on is not None and row.stance is None):
        raise RuleBroken("petitions.not-asked-now")
    words = require_words(said.words, "petitions.words-missing")
    if len(words) > WORDS_LETTERS:
        raise RuleBroken("petitions.words-too-long", most=WORDS_LETTERS)
    before = row.stance
    row.stance, row.words, row.language, row.answered_at = said.stance.value, words, said.language, now
    note(session, "position-taken", petition, actor, now, before=before, stance=row.stance, row=row.id)
    if before is None:
        tell_followers(session, "position", petition, now)
    return row
