"""Between the form and the service: the village, the photos that came, the text that waits. Edge."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from math import isfinite
from typing import Any, BinaryIO, cast

from flask import current_app, request
from flask import session as cookie
from itsdangerous import BadSignature, URLSafeSerializer

from akimfeedback.accounts import service as accounts
from akimfeedback.accounts.session import signed_in
from akimfeedback.appeals.forms import WriteForm
from akimfeedback.appeals.labels import LANDMARKS
from akimfeedback.appeals.queries.public import topics_used
from akimfeedback.appeals.rules import MOST_PHOTOS, Source, Visibility, language_of
from akimfeedback.appeals.service.filing import NewAppeal
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import RuleBroken
from akimfeedback.files import service as files
from akimfeedback.files.labels import REFUSALS as PHOTO_REFUSALS
from akimfeedback.geography import choosing
from akimfeedback.geography.models import Territory
from akimfeedback.topics import queries as topics
from akimfeedback.topics.rules import Kind

PENDING_KIND = "appeals.request"
HOME_COOKIE = "home"
A_YEAR = timedelta(days=365)
FARTHEST_M = 100_000  # a point less sure than that says nothing


def place_of(kato: str | None = None) -> Territory | None:
    """Return the village of the form: the one named, the device's, the account's; None: not chosen."""
    login = signed_in()
    home = login.user.home.kato if login and login.user.home else None
    for code in (kato, request.args.get("in"), request.cookies.get(HOME_COOKIE), home):
        found = choosing.chosen(db.session, code) if code else None
        if found is not None:
            return found
    return None


def tiles_of(unit_id: int) -> list[str]:
    """Return the topic codes shown first: the most used of the okrug's last year."""
    used = topics_used(db.session, unit_id, clock.today() - A_YEAR)
    return [topic.code for topic in topics.tiles_for(db.session, used)]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="write-photos")


def kept_photos(form: WriteForm) -> list[int]:
    """Return the numbers of the photos that came with an earlier try; a forged list is empty."""
    if form.drop.data or not form.kept.data:
        return []
    try:
        return [int(number) for number in _signer().loads(form.kept.data)]
    except BadSignature:
        return []


def receive_photos(form: WriteForm) -> list[str]:
    """Take the photos of this try and put all numbers into the form; return the words of what was refused."""
    numbers, refused = kept_photos(form), []
    login = signed_in()
    for upload in [upload for upload in request.files.getlist("photos") if upload.filename]:
        if len(numbers) >= MOST_PHOTOS:
            refused.append("appeals.too-many-photos")
            break
        try:
            file = files.receive_photo(
                db.session,
                cast(BinaryIO, upload.stream),
                by=login.user.id if login else None,
                now=clock.now(),
            )
        except RuleBroken as wrong:
            refused.append(wrong.code)
            continue
        numbers.append(file.id)
    form.kept.data = _signer().dumps(numbers) if numbers else ""
    form.drop.data = False
    return list(dict.fromkeys(refused))


def photo_words(code: str, words: Mapping[str, Any]) -> str:
    """Return the sentence of a refused photo."""
    return str({**PHOTO_REFUSALS, **words}[code])


def fields_of(form: WriteForm, place: Territory, page_language: str) -> dict[str, Any]:
    """Return what waits until it is sent."""
    text = (form.text.data or "").strip()
    return {
        "place": place.kato,
        "place_id": place.id,
        "topic": form.topic.data,
        "kind": form.kind.data,
        "text": text,
        "language": language_of(text, page_language),
        "landmark": form.landmark.data or "",
        "place_words": (form.place_words.data or "").strip(),
        "lat": _number(form.lat.data),
        "lon": _number(form.lon.data),
        "accuracy": _number(form.accuracy.data),
        "visibility": form.visibility.data,
        "public": bool(form.public.data),
        "photos": kept_photos(form),
        "kept": form.kept.data or "",
    }


def _number(typed: str | None) -> float | None:
    try:
        found = float(typed or "")
    except ValueError:
        return None
    return found if isfinite(found) else None


def where_words(fields: Mapping[str, Any]) -> str | None:
    """Return landmark and street in one line; None when neither was given."""
    landmark = LANDMARKS.get(fields["landmark"])
    parts = [str(landmark) if landmark else "", fields["place_words"]]
    return ", ".join(part for part in parts if part) or None


def keep(fields: Mapping[str, Any]) -> None:
    """Let the text wait in the database under a token of this browser."""
    cookie["pending"] = accounts.keep_pending(db.session, PENDING_KIND, fields, now=clock.now())


def waiting() -> dict[str, Any] | None:
    """Return the text that waits, None when there is none."""
    token = cookie.get("pending")
    return accounts.peek_pending(db.session, token, PENDING_KIND, now=clock.now()) if token else None


def take() -> dict[str, Any] | None:
    """Return the text that waits and mark it used."""
    token = cookie.get("pending")
    return accounts.take_pending(db.session, token, PENDING_KIND, now=clock.now()) if token else None


def key_of_waiting() -> str:
    """Return the idempotency key of the text that waits: pressed twice, filed once."""
    return sha256(f"filed:{cookie.get('pending', '')}".encode()).hexdigest()[:40]


def draft_of(fields: Mapping[str, Any], key: str) -> NewAppeal:
    """Return the request as the service takes it."""
    return NewAppeal(
        topic_code=fields["topic"],
        text=fields["text"],
        place_id=fields["place_id"],
        language=fields["language"],
        kind=Kind(fields["kind"]),
        place_words=where_words(fields),
        lat=_in_range(fields["lat"], 90),
        lon=_in_range(fields["lon"], 180),
        gps_error_m=int(_in_range(fields["accuracy"], FARTHEST_M) or 0) or None,
        visibility=Visibility(fields["visibility"]),
        public=fields["public"],
        photo_ids=_numbers(fields["photos"]),
        idempotency_key=key,
        source=Source.WEB,
    )


def _numbers(photos: Sequence[int]) -> tuple[int, ...]:
    return tuple(photos)


def _in_range(value: float | None, most: float) -> float | None:
    return value if value is not None and -most <= value <= most else None
