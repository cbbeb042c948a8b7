"""One support on its way: what the sheet said waits in the signed cookie of this browser, nowhere else."""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, request, url_for
from flask import session as cookie

from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.models import User
from akimfeedback.accounts.service import NewPerson
from akimfeedback.accounts.session import code_rules
from akimfeedback.core.clock import local_day
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound, TooMany
from akimfeedback.geography import queries as geography
from akimfeedback.law.initiatives import term
from akimfeedback.petitions import keys
from akimfeedback.petitions.forms import ELSEWHERE
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.names import short_name
from akimfeedback.petitions.queries.support import PetitionFacts, facts_of
from akimfeedback.petitions.rules import BY_LINK, Publication
from akimfeedback.petitions.service import signals, supporting
from akimfeedback.petitions.service.supporting import Supporter
from akimfeedback.petitions.support_models import SupportIntent
from akimfeedback.web.product import language

KEY = "support"
DONE = "supported"
DEVICE = "mark"  # "device" is the token of a remembered device of the sign-in
MARK_LETTERS = 22
DEVICE_SECONDS = 90 * 86_400


@dataclass(frozen=True)
class Waiting:
    """What the sheet said, which code was sent and which intent it belongs to."""

    number: str
    place: str | None  # code of the village, `elsewhere`; None: the account's home
    birth_year: int | None
    shown_name: str
    follow: bool
    code: int
    intent: int


def keep(waiting: Waiting) -> None:
    """Remember the support on this browser until the code comes."""
    cookie[KEY] = asdict(waiting)


def waiting_for(petition: Petition) -> Waiting | None:
    """Return what waits for this initiative on this browser."""
    kept = cookie.get(KEY)
    if not isinstance(kept, dict) or kept.get("number") != petition.number:
        return None
    return Waiting(**kept)


def forget() -> None:
    """Drop what waits, so that pages of this browser are kept ones again."""
    cookie.pop(KEY, None)


def with_code(waiting: Waiting, code: int) -> Waiting:
    """Return the same with a newer code."""
    return replace(waiting, code=code)


def ask_code(phone: str, now: datetime) -> int | TooMany:
    """Send a code and return its number, or why not; known and unknown phones are treated alike."""
    try:
        return accounts.ask_code(db.session, phone, language=language(), rules=code_rules(), now=now).id
    except TooMany as refused:
        return refused


def needs_code(user: User, now: datetime) -> bool:
    """Say whether the phone was confirmed too long ago to do without a code. Law: L-42."""
    life = timedelta(days=term("L-42", local_day(now)))
    return user.phone_confirmed_at is None or user.phone_confirmed_at + life < now


def home_said(place: str | None, user: User | None) -> int | None:
    """Return the id of the village somebody lives in by own word; None: elsewhere."""
    if place is None:
        return user.home_id if user is not None else None
    if place == ELSEWHERE:
        return None
    unit = geography.by_kato(db.session, place)
    return unit.id if unit is not None else None


def said(waiting: Waiting) -> NewPerson:
    """Return what an account may learn from the sheet."""
    return NewPerson(
        language=language(), home_id=home_said(waiting.place, None), birth_year=waiting.birth_year
    )


def supporter(user: User, waiting: Waiting, **more: Any) -> Supporter:
    """Return who supports, as the counting side wants it; the caller has checked consent and age."""
    return Supporter(
        user=user,
        home_id=home_said(waiting.place, user),
        birth_year=_year_of(user, waiting, own="relative_name" not in more),
        consent=True,
        shown_name=short_name(waiting.shown_name) or None,
        device=device(),
        network=request.remote_addr,
        **more,
    )


def _year_of(user: User, waiting: Waiting, *, own: bool) -> int | None:
    """Return the year of birth: what an account knows of its owner is not changed by a sheet."""
    return (user.birth_year if own else None) or waiting.birth_year


def device() -> str | None:
    """Return the random mark of this browser, None before its first sheet: then the network stands for it.

    Browsers of one village say the same of themselves, so their own words would make all of them one device.
    """
    mark = request.cookies.get(DEVICE, "")
    return mark if len(mark) == MARK_LETTERS else None


def with_device(response: Response) -> Response:
    """Give a browser that sends a sheet a random mark for the days it may be looked at; never on a GET."""
    if request.method == "POST" and device() is None:
        response.set_cookie(
            DEVICE, secrets.token_urlsafe(16), max_age=DEVICE_SECONDS, samesite="Lax", httponly=True,
            secure=request.is_secure,
        )  # fmt: skip
    return response


def hold_if_marked(petition: Petition, user: User, intent: SupportIntent) -> None:
    """Hold the support of a code that was asked for inside a removal; the person sees no difference."""
    own = facts(petition).keys(pepper())
    if own is not None:
        signals.hold_if_marked(db.session, intent, own.support_key(keys.owner(user.id)))


def begin(petition: Petition, phone: str, now: datetime) -> int:
    """Note that a support was begun and return the number of the note; raises RuleBroken."""
    return supporting.begin(db.session, facts(petition), phone, language(), now=now).id


def facts(petition: Petition) -> PetitionFacts:
    """Return what the counting side needs of an initiative; raises NotFound."""
    found = facts_of(db.session, petition.id)
    if found is None:
        raise NotFound("petitions.no-such-initiative")
    return found


def pepper() -> bytes:
    """Return the secret of this installation that keyed hashes begin with."""
    secret = current_app.secret_key or ""
    return secret if isinstance(secret, bytes) else secret.encode()


def address(endpoint: str, petition: Petition, **more: Any) -> str:
    """Return an address of an initiative's support; before publication it carries the link."""
    if Publication(petition.publication) in BY_LINK:
        more["link"] = petition.link
    return url_for(endpoint, number=petition.number, **more)
