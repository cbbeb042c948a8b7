"""Nothing typed is lost: what was posted survives an expired session, an expired page and our own faults.

An expired session: the posted texts wait half an hour in Redis under a random name that only the browser's
session knows; after sign-in the form page (any `web.fields.Form`) shows them again. When Redis is down the
page itself shows them for copying. An expired page or a fault of ours: the error page carries the texts as
hidden inputs with a fresh token and a "send again" button, offered only to posts that came from our own
pages.
"""

import json
import secrets
from urllib.parse import urlencode, urlsplit

from flask import current_app, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from redis import Redis
from redis.exceptions import RedisError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

HALF_AN_HOUR = 1800
MOST_LETTERS = 60_000
SECRET_FIELDS = ("csrf_token", "password", "pin", "code", "otp", "secret", "credential")
_SESSION_KEY = "kept"


def as_query(**values: str) -> str:
    """Return a query string with every value escaped."""
    return urlencode(values)


def is_secret(name: str) -> bool:
    """Say whether a field must never be kept or shown again: tokens, passwords, codes, PINs."""
    parts = name.lower().replace("-", "_").split("_")
    return name in SECRET_FIELDS or any(part in SECRET_FIELDS for part in parts)


def posted_fields() -> list[tuple[str, str]]:
    """Return the texts of this POST without secrets and files; empty when they cannot be read."""
    try:
        pairs = list(request.form.items(multi=True))
    except HTTPException:  # a body over the limit cannot be parsed at all
        return []
    fields = [(name, value) for name, value in pairs if value and not is_secret(name)]
    return fields if sum(len(value) for _, value in fields) <= MOST_LETTERS else []


def from_our_own_page() -> bool:
    """Say whether the browser tells that this POST was sent by one of our pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return bool(origin) and urlsplit(origin or "").netloc == request.host


def form_path() -> str:
    """Return the path of the page whose form was posted: the referring page of ours, else this address."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc == request.host and referrer.path:
        return referrer.path + (f"?{referrer.query}" if referrer.query else "")
    return request.path


def signed_out_page(sign_in: str) -> ResponseReturnValue:
    """Keep what was posted and answer with a page (401) that leads to sign-in and back to the form."""
    fields = posted_fields()
    stored = _store(form_path(), fields)
    page = render_template("web/signed_out.html", sign_in=sign_in, fields=fields, stored=stored)
    return make_response(page, 401)


def _redis() -> "Redis | None":
    return current_app.extensions.get("akimfeedback.redis")


def _store(path: str, fields: list[tuple[str, str]]) -> bool:
    redis = _redis()
    if redis is None or not fields:
        return False
    name = secrets.token_urlsafe(16)
    try:
        record = json.dumps({"path": urlsplit(path).path, "fields": fields})
        redis.set(f"kept:{name}", record, ex=HALF_AN_HOUR)
    except RedisError:
        return False
    session[_SESSION_KEY] = name
    return True


def kept_fields() -> "MultiDict[str, str] | None":
    """Return the texts kept for this page, None when there are none; a GET of the form page asks."""
    name = session.get(_SESSION_KEY)
    redis = _redis()
    if not name or redis is None:
        return None
    try:
        raw = redis.get(f"kept:{name}")
    except RedisError:
        return None
    record = json.loads(str(raw, "utf-8") if isinstance(raw, bytes) else raw) if raw else None
    if not record or record["path"] != request.path:
        return None
    return MultiDict([(name, value) for name, value in record["fields"]])


def forget_kept() -> None:
    """Before each POST: what was kept for this browser has done its duty."""
    name = session.pop(_SESSION_KEY, None) if _SESSION_KEY in session else None
    redis = _redis()
    if name and redis is not None:
        try:
            redis.delete(f"kept:{name}")
        except RedisError:
            current_app.logger.warning("kept text stays until its time: Redis is away")
