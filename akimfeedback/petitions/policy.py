"""Who may do what with an initiative."""

from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import BY_LINK, PUBLIC, UNSEEN, Publication


def is_author(actor: Actor, petition: Petition) -> bool:
    """Say whether the person started it or adopted it."""
    return actor.user is not None and petition.author_id == actor.user.id


def is_party(actor: Actor, petition: Petition) -> bool:
    """Say whether the matter is somebody's own: of the office it is addressed to, or its author."""
    return actor.works_in(petition.territory_id) or is_author(actor, petition)


def can_moderate(actor: Actor, petition: Petition) -> bool:
    """Allow the moderator of the district, never anybody of the office it is addressed to, nor its author."""
    if is_party(actor, petition):
        return False
    return actor.seat_in(petition.territory_id, Role.MODERATOR) is not None


def can_hide(actor: Actor, petition: Petition) -> bool:
    """Allow moderators and assessors of the district, two of them together; never a party to it."""
    if is_party(actor, petition):
        return False
    return actor.seat_in(petition.territory_id, Role.MODERATOR, Role.ASSESSOR) is not None


def can_restore(actor: Actor, petition: Petition) -> bool:
    """Allow a senior: the assessor or an administrator; taking down and restoring are different rights."""
    if is_party(actor, petition):
        return False
    return actor.seat_in(petition.territory_id, Role.ASSESSOR, Role.ADMINISTRATOR) is not None


def can_answer(actor: Actor, petition: Petition) -> bool:
    """Allow the akim and the clerks of exactly this unit."""
    return actor.works_in(petition.territory_id)


def can_take_position(actor: Actor, petition: Petition) -> bool:
    """Allow a deputy whose seat covers the unit."""
    return actor.seat_in(petition.territory_id, Role.DEPUTY) is not None


def can_watch(actor: Actor, petition: Petition) -> bool:
    """Allow those who oversee the unit: deputies, the superior, assessors, the auditor."""
    roles = (Role.DEPUTY, Role.SUPERIOR, Role.ASSESSOR, Role.AUDITOR)
    return actor.seat_in(petition.territory_id, *roles) is not None


def can_review_support(actor: Actor, petition: Petition) -> bool:
    """Allow moderators and assessors of the district to look at signals, sheets and removals."""
    if is_party(actor, petition):
        return False
    return actor.seat_in(petition.territory_id, Role.MODERATOR, Role.ASSESSOR) is not None


def can_see_coercion(actor: Actor, petition: Petition) -> bool:
    """Allow those past the office: assessors and deputies; never the office, never its superior."""
    if actor.works_in(petition.territory_id):
        return False
    return actor.seat_in(petition.territory_id, Role.ASSESSOR, Role.DEPUTY) is not None


def can_pledge(actor: Actor, territory_id: int) -> bool:
    """Allow an administrator, who has the signed paper."""
    return actor.seat_in(territory_id, Role.ADMINISTRATOR) is not None


def can_read_text(actor: Actor, petition: Petition, *, is_co_author: bool = False) -> bool:
    """Allow everybody what is public or reached by link; a draft only those who write it."""
    if Publication(petition.publication) in PUBLIC | BY_LINK:
        return True
    if is_co_author or is_author(actor, petition):
        return True
    return petition.publication not in UNSEEN and can_moderate(actor, petition)
