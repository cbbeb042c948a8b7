"""Roles, and when a mandate is in force. Pure."""

from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person may be in a unit."""

    AKIM = "akim"
    CLERK = "clerk"
    DEPUTY = "deputy"
    SUPERIOR = "superior"
    ASSESSOR = "assessor"
    MODERATOR = "moderator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class AkimKind(StrEnum):
    """How an akim came to the office."""

    ELECTED = "elected"
    ACTING = "acting"
    APPOINTED = "appointed"


OFFICE_ROLES = frozenset({Role.AKIM, Role.CLERK})
"""Those who work on the cases of an office."""

STRONG_ROLES = frozenset({Role.ADMINISTRATOR, Role.MODERATOR, Role.AUDITOR})
"""Those who must give a second factor."""


WIDE_ROLES = frozenset(Role) - OFFICE_ROLES
"""Those whose seat in a unit covers every okrug below it."""

INVITATION_DAYS = 7
"""How long the link of an invitation works."""


def in_force(starts_on: date, ends_on: date | None, on: date) -> bool:
    """Say whether a mandate holds on a day; both ends belong to it. Power ends with it, on the day."""
    return starts_on <= on and (ends_on is None or on <= ends_on)
