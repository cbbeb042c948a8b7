"""What the pages of reviewing support show, and how an act on them is tried."""

from collections.abc import Callable, Collection

from flask_wtf import FlaskForm

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, Refusal
from akimfeedback.geography import queries as geography
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import initiatives, removals
from akimfeedback.petitions.support_models import Removal
from akimfeedback.web.errors import words_of
from akimfeedback.web.product import language

REVIEWERS = (Role.MODERATOR, Role.ASSESSOR)
PAST_THE_OFFICE = (Role.DEPUTY, Role.ASSESSOR)
SENIORS = (Role.ASSESSOR, Role.ADMINISTRATOR)


def units(actor: Actor, *roles: Role) -> Collection[int]:
    """Return the units the reader looks after by one of the roles, without those the reader works for."""
    seats = {seat.id for seat in actor.seats if seat.role in roles}
    own = {seat.territory_id for seat in actor.seats if seat.id in seats}
    covered = own | {territory_id for seat_id, territory_id in actor.reach if seat_id in seats}
    return {unit for unit in covered if not actor.works_in(unit)}


def petition_of(
    number: str,
    may: Callable[[Actor, Petition], bool] = policy.can_review_support,
    *,
    to_change: bool = False,
) -> Petition:
    """Return an initiative the reader may look at in this way; NotFound for all others."""
    found = initiatives.by_number(db.session, number.replace("-", ""), to_change=to_change)
    if found is None or not may(me(), found):
        raise NotFound("petitions.no-such-initiative")
    return found


def may_look_at_removals(actor: Actor, petition: Petition) -> bool:
    """Allow reviewers, and seniors who decide on objections."""
    return policy.can_review_support(actor, petition) or policy.can_restore(actor, petition)


def removal_of(petition: Petition, removal_id: int, *, to_change: bool = False) -> Removal:
    """Return a removal of an initiative; NotFound for all others."""
    found = removals.by_id(db.session, removal_id, to_change=to_change)
    if found is None or found.petition_id != petition.id:
        raise NotFound("petitions.no-such-removal")
    return found


def places_of(petition: Petition) -> dict[str, str]:
    """Return {number of the place: name} of the villages under the office, in Kazakh order."""
    found = geography.places(db.session, petition.territory)
    return {str(place.id): getattr(place, f"name_{language()}") for place in found}


def tried(form: FlaskForm, act: Callable[[], object]) -> bool:
    """Validate, act and commit; a refusal is written on the form and nothing is kept."""
    if not form.validate():
        return False
    try:
        act()
        db.session.commit()
    except Refusal as refused:
        db.session.rollback()
        form.form_errors.append(words_of(refused.code))
        return False
    return True
