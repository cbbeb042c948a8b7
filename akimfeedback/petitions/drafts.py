"""Between the question pages and the service: the draft that waits, its place, its warnings. Edge."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import request
from flask import session as cookie

from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.session import signed_in
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.geography import choosing
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.law import initiatives as law
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.queries import Addressee
from akimfeedback.petitions import barred
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.names import short_name
from akimfeedback.petitions.queries import similar
from akimfeedback.petitions.rules import Barred
from akimfeedback.petitions.service.creating import InitiativeText, NewInitiative

KIND = "petitions.initiative"
WAITS = "initiative"  # in the cookie: the token of what waits
HOME_COOKIE = "home"
NEEDED = ("title", "why", "asks")
_KAZAKH = frozenset("әғқңөұүһі")
_RUSSIAN = frozenset("ыэъщ")


@dataclass(frozen=True)
class Warnings:
    """What the author should know before sending; none of it forbids anything."""

    subjects: tuple[Barred, ...]
    single_case: bool
    decided: Petition | None  # the same matter, decided less than a year ago


def waiting() -> dict[str, Any]:
    """Return the draft that waits in this browser, empty when there is none."""
    token = cookie.get(WAITS)
    found = accounts.peek_pending(db.session, token, KIND, now=clock.now()) if token else None
    return dict(found or {})


def keep(fields: Mapping[str, Any]) -> None:
    """Let the draft wait in the database, in the place of the one before."""
    take()
    cookie[WAITS] = accounts.keep_pending(db.session, KIND, fields, now=clock.now())


def take() -> dict[str, Any] | None:
    """Return the draft that waits and mark it used."""
    token = cookie.get(WAITS)
    return accounts.take_pending(db.session, token, KIND, now=clock.now()) if token else None


def key_of_waiting() -> str:
    """Return the idempotency key of the draft that waits: pressed twice, started once."""
    return sha256(f"started:{cookie.get(WAITS, '')}".encode()).hexdigest()[:40]


def addressee(fields: Mapping[str, Any]) -> Addressee | None:
    """Return the office the draft is for: of its okrug, the device's or the account's; None: not chosen."""
    login = signed_in()
    home = login.user.home.kato if login and login.user.home else None
    for code in (request.args.get("okrug"), fields.get("okrug"), request.cookies.get(HOME_COOKIE), home):
        found = choosing.chosen(db.session, code) if code else None
        if found is not None:
            return mandates.addressee_of(db.session, found.id, clock.today())
    return None


def place_of(fields: Mapping[str, Any], unit: Territory) -> Territory:
    """Return the village the draft is about, the whole unit where none was chosen or it is no part of it."""
    chosen = fields.get("place")
    found = next((one for one in geography.places(db.session, unit) if one.id == chosen), None)
    return found or unit


def missing_step(fields: Mapping[str, Any]) -> str | None:
    """Return the first question without an answer; searching comes before anything else."""
    if not fields.get("title"):
        return "title"
    if fields.get("searched") != fields["title"]:
        return "alike"
    return next((step for step in NEEDED if not fields.get(step)), None)


def language_of(text: str, page: str) -> str:
    """Return kk, ru or en of a text by its letters, else the language of the page."""
    letters = frozenset(text.casefold())
    if letters & _KAZAKH:
        return "kk"
    if re.search(r"[а-яё]", text.casefold()) is None:
        return "en" if re.search(r"[a-z]", text.casefold()) else page
    return "ru" if page != "kk" or letters & _RUSSIAN - {"ы"} else "kk"


def text_of(fields: Mapping[str, Any]) -> InitiativeText:
    """Return the text as the service takes it."""
    return InitiativeText(
        title=fields["title"],
        asks=tuple(fields["asks"]),
        why=fields["why"],
        tried=fields.get("tried", ""),
        language=fields["language"],
        tried_case=fields.get("tried_case") or None,
        translation=fields.get("translation") or {},
    )


def initiative_of(fields: Mapping[str, Any], place: Territory, key: str) -> NewInitiative:
    """Return the initiative as the service takes it."""
    login = signed_in()
    name = login.user.name if login and fields.get("shown") else None
    return NewInitiative(
        place_id=place.id,
        topic_code=fields["topic"],
        text=text_of(fields),
        days=int(fields["days"]),
        idempotency_key=key,
        author_shown=short_name(name or "") or None,
    )


def whole_text(fields: Mapping[str, Any]) -> str:
    """Return every word of the draft in every language, a part a line."""
    others = [fields, *(fields.get("translation") or {}).values()]
    plain = [words.get(name) or "" for words in others for name in ("title", "why", "tried")]
    return "\n".join([*plain, *(ask for words in others for ask in words.get("asks") or [])])


def warnings_of(fields: Mapping[str, Any], unit_id: int) -> Warnings:
    """Return what a text touches that has another way."""
    whole = " ".join([fields.get("title", ""), fields.get("why", ""), *fields.get("asks", [])])
    short = " ".join([fields.get("title", ""), *fields.get("asks", [])])
    return Warnings(
        subjects=barred.subjects_in(short),
        single_case=barred.is_single_case(whole),
        decided=similar.within_year(
            db.session, unit_id, fields.get("title", ""), clock.today(), topic_code=fields.get("topic")
        ),
    )


def ladder_of(unit: Territory) -> tuple[tuple[law.Step, ...], int]:
    """Return the steps of a unit today and how many backers a text needs there."""
    people = geography.population_on(db.session, unit.id, clock.today())
    count = people.people if people else None
    return law.ladder(count), law.backers_needed(count)
