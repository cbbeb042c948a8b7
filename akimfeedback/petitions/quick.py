"""The shortest way to support: one press by somebody of whom everything is known. Two statements.

Whatever is not plain goes the long way of the sheet, which also has the words for a refusal.
"""

from flask import request
from flask import session as cookie

from akimfeedback.accounts.models import User
from akimfeedback.accounts.rules import CONSENT_VERSION
from akimfeedback.accounts.session import signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.petitions import signing
from akimfeedback.petitions.queries.support import PetitionFacts, forget_open, open_facts
from akimfeedback.petitions.service import supporting
from akimfeedback.petitions.signing import Waiting

_LONG_WAY = ("shown_name", "follow", "website", "place", "birth_year", "phone")


def supported(number: str) -> bool:
    """Support at once where nothing is left to ask; False: nothing was done. The caller commits."""
    login = signed_in()
    if login is None or any(request.form.get(name) for name in _LONG_WAY) or not _is_known(login.user):
        return False
    wanted = number.replace("-", "")
    facts = open_facts(db.session, wanted)
    if facts is None or not _is_written(login.user, facts):
        forget_open(db.session, wanted)
        return False
    signing.forget()
    cookie[signing.DONE] = wanted
    return True


def _is_written(user: User, facts: PetitionFacts) -> bool:
    who = signing.supporter(user, Waiting("", None, None, "", follow=False, code=0, intent=0))
    try:
        return supporting.support_if_agreed(
            db.session, facts, who, pepper=signing.pepper(), now=clock.now(), version=CONSENT_VERSION
        )
    except RuleBroken:
        return False


def _is_known(user: User) -> bool:
    known = user.home_id is not None and user.birth_year is not None
    return known and not signing.needs_code(user, clock.now())
