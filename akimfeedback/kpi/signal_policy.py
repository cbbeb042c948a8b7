"""Who may look at signals, explain them and say what was found."""

from akimfeedback.kpi.signal_models import Signal
from akimfeedback.kpi.signals.rules import HIDDEN_FROM_OFFICE
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role

REVIEWERS = (Role.ASSESSOR,)
LOOKERS = (Role.ASSESSOR, Role.AUDITOR)
PAST_THE_OFFICE = (Role.DEPUTY, Role.ASSESSOR, Role.AUDITOR)


def is_hidden(signal: Signal) -> bool:
    """Say whether the office must never know of it."""
    return signal.code in HIDDEN_FROM_OFFICE


def can_look(actor: Actor, signal: Signal) -> bool:
    """Allow assessors and auditors of the district; what passes the office also deputies.

    Never anybody of the office itself, whatever other seat the person holds.
    """
    if not signal.flagged or actor.works_in(signal.territory_id):
        return False
    roles = PAST_THE_OFFICE if is_hidden(signal) else LOOKERS
    return actor.seat_in(signal.territory_id, *roles) is not None


def can_see_rows(actor: Actor, signal: Signal) -> bool:
    """Allow those who review; deputies see counts only."""
    return can_look(actor, signal) and actor.seat_in(signal.territory_id, *LOOKERS) is not None


def can_judge(actor: Actor, signal: Signal) -> bool:
    """Allow the assessor of the district; of what passes the office also a deputy."""
    roles = (*REVIEWERS, Role.DEPUTY) if is_hidden(signal) else REVIEWERS
    return can_look(actor, signal) and actor.seat_in(signal.territory_id, *roles) is not None


def is_of_office(actor: Actor, signal: Signal) -> bool:
    """Say whether the office of the okrug may read it."""
    return signal.flagged and not is_hidden(signal) and actor.works_in(signal.territory_id)


def can_explain(actor: Actor, signal: Signal) -> bool:
    """Allow the akim of the okrug."""
    akim = actor.seat_in(signal.territory_id, Role.AKIM)
    return is_of_office(actor, signal) and akim is not None
