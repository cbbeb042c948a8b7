"""Who looks over the offices. Pure over the Actor."""

from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role

WATCHERS = (Role.DEPUTY, Role.SUPERIOR, Role.ASSESSOR, Role.AUDITOR)


def can_watch(actor: Actor, territory_id: int) -> bool:
    """Say whether the person sees the facts of an okrug: a seat above it, deputies only of their okrugs."""
    return actor.seat_in(territory_id, *WATCHERS) is not None


def watched_ids(actor: Actor) -> frozenset[int]:
    """Return the units the person's watching seats cover, those seats' own units included."""
    seats = {seat.id for seat in actor.seats if seat.role in WATCHERS}
    reach = {territory_id for seat_id, territory_id in actor.reach if seat_id in seats}
    return frozenset(reach | {seat.territory_id for seat in actor.seats if seat.id in seats})
