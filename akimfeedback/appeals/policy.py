"""Who may do what with a request. Pure over loaded objects."""

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import Visibility
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role


def is_author(actor: Actor, appeal: Appeal) -> bool:
    """Say whether the person wrote the request."""
    return actor.user_id is not None and actor.user_id == appeal.author_id


def can_work(actor: Actor, appeal: Appeal) -> bool:
    """Say whether the person may act for the addressee: ask, assign, extend, forward, end, answer.

    The akim's office of exactly this unit; about the office itself only the district superior. Nobody
    works on a request of their own.
    """
    if is_author(actor, appeal):
        return False
    if appeal.past_the_office:
        return actor.seat_in(appeal.territory_id, Role.SUPERIOR) is not None
    return actor.works_in(appeal.territory_id)


def can_see_as_staff(actor: Actor, appeal: Appeal) -> bool:
    """Say whether the person reads the whole case: the addressee's people, the superior, an auditor."""
    return (
        can_work(actor, appeal) or actor.seat_in(appeal.territory_id, Role.SUPERIOR, Role.AUDITOR) is not None
    )


def can_see_author(actor: Actor, appeal: Appeal) -> bool:
    """Say whether name and phone are shown: to the author, and to the addressee unless hidden from it."""
    if is_author(actor, appeal):
        return True
    return appeal.visibility == Visibility.OFFICE and can_work(actor, appeal)


def can_moderate(actor: Actor, appeal: Appeal) -> bool:
    """Say whether the person decides what becomes public: a moderator outside the office, not the author."""
    if is_author(actor, appeal) or actor.works_in(appeal.territory_id):
        return False
    return actor.seat_in(appeal.territory_id, Role.MODERATOR) is not None


def can_settle(actor: Actor, appeal: Appeal) -> bool:
    """Say whether the person closes an entry of the superior's list."""
    return actor.seat_in(appeal.territory_id, Role.SUPERIOR) is not None


def can_move_calendar(actor: Actor) -> bool:
    """Say whether the person changes the calendar: administrators only."""
    return Role.ADMINISTRATOR in actor.roles
