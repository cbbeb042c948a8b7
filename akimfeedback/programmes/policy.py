"""Who may write about promises, who may follow them."""

from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.programmes.models import Programme, Promise


def can_enter_programme(actor: Actor, territory_id: int) -> bool:
    """Allow the office of exactly this unit, or an administrator above it who enters it from the paper."""
    return actor.works_in(territory_id) or actor.seat_in(territory_id, Role.ADMINISTRATOR) is not None


def can_report_on(actor: Actor, promise: Promise) -> bool:
    """Allow the akim and the clerks of exactly this unit; a mandate that ended yesterday ended this too."""
    return actor.works_in(promise.territory_id)


def can_withdraw(actor: Actor, promise: Promise) -> bool:
    """Allow the akim alone: it is the akim who takes back a word given to voters."""
    return any(seat.role == Role.AKIM and seat.territory_id == promise.territory_id for seat in actor.seats)


def can_write_report(actor: Actor, programme: Programme) -> bool:
    """Allow the office to draft it; publishing asks `can_publish_report`."""
    return actor.works_in(programme.territory_id)


def can_publish_report(actor: Actor, programme: Programme) -> bool:
    """Allow the akim alone: an akim reports in person."""
    return any(seat.role == Role.AKIM and seat.territory_id == programme.territory_id for seat in actor.seats)


def can_follow(actor: Actor) -> bool:
    """Allow whoever has signed in."""
    return actor.user is not None
