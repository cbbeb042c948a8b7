"""Who may change offices and mandates. Pure over the Actor."""

from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role


def can_administer(actor: Actor, territory_id: int) -> bool:
    """Say whether the person administers the unit."""
    return actor.seat_in(territory_id, Role.ADMINISTRATOR) is not None


def can_open(actor: Actor, territory_id: int, role: Role) -> bool:
    """Say whether the person may seat somebody: administrators anybody, an akim the own clerks."""
    if can_administer(actor, territory_id):
        return True
    return role == Role.CLERK and any(
        seat.role == Role.AKIM and seat.territory_id == territory_id for seat in actor.seats
    )
