"""Words for roles, kinds of akims and what this package refuses."""

from typing import Any

from flask_babel import lazy_gettext as _l

from akimfeedback.mandates.rules import AkimKind, Role

ROLES: dict[str, Any] = {
    Role.AKIM: _l("Akim"),
    Role.CLERK: _l("Member of the akim's office"),
    Role.DEPUTY: _l("Deputy of the maslikhat"),
    Role.SUPERIOR: _l("District superior"),
    Role.ASSESSOR: _l("Assessor"),
    Role.MODERATOR: _l("Moderator"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

AKIM_KINDS: dict[str, Any] = {
    AkimKind.ELECTED: _l("elected"),
    AkimKind.ACTING: _l("acting"),
    AkimKind.APPOINTED: _l("appointed"),
}

REFUSALS: dict[str, Any] = {
    "mandates.no-unit": _l("There is no such unit or person."),
    "mandates.not-your-unit": _l("This unit is not yours to administer."),
    "mandates.no-paper": _l("Write the number and date of the signed paper."),
    "mandates.wrong-dates": _l("The last day is before the first. Look at the dates again."),
    "mandates.akim-already-there": _l("The unit already has an akim on these days. End that mandate first."),
    "mandates.already-ended": _l("This mandate has already ended and is kept as it was."),
    "mandates.no-address": _l("Give a phone number or an e-mail address."),
    "mandates.seat-taken": _l("Somebody already works under this mandate."),
    "mandates.no-invitation": _l("This link was used already or is older than 7 days. Ask for a new one."),
    "mandates.other-phone": _l("The invitation was sent to another phone. Sign in with that number."),
    "mandates.holds-seat": _l("You hold an office now. Your data can be deleted after the mandate ends."),
    "accounts.own-factor": _l("Another administrator must do this for you."),
}
