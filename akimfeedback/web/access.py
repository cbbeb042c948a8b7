"""For whom a page is: one decorator on each view, checked before the view runs.

`web` knows no people and no seats: it asks Flask-Login for the reader and
`app.extensions["akf.seats"]` (a callable, set by the app) for the names of the roles held now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, has_request_context, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from akimfeedback.core.errors import NotAllowed
from akimfeedback.web import kept

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True)
class Audience:
    """Who may open a page: everyone, signed in, staff (any seat) or holders of the named seats."""

    kind: str
    seats: frozenset[str] = frozenset()


def _tag(view: View, audience: Audience) -> View:
    view.audience = audience  # type: ignore[attr-defined]
    return view


def for_everyone(view: View) -> View:
    """Let anybody in, signed in or not."""
    return _tag(view, Audience("everyone"))


def for_signed_in(view: View) -> View:
    """Let in whoever has signed in; others go to sign in and come back."""
    return _tag(view, Audience("signed-in"))


def for_staff(view: View) -> View:
    """Let in whoever holds any seat today."""
    return _tag(view, Audience("staff"))


def for_seat(*roles: str) -> Callable[[View], View]:
    """Let in whoever holds one of the named seats today; a seat without a name is a mistake."""
    if not roles:
        raise ValueError("for_seat needs at least one role")

    def tag(view: View) -> View:
        return _tag(view, Audience("seat", frozenset(roles)))

    return tag


def audience_of(app: Flask, endpoint: str) -> Audience | None:
    """Return the audience of an endpoint, None when its view declares none."""
    audience = getattr(app.view_functions.get(endpoint), "audience", None)
    return audience if isinstance(audience, Audience) else None


def views_without_audience(app: Flask) -> list[str]:
    """Return the endpoints a house test must find empty."""
    return sorted(endpoint for endpoint in app.view_functions if audience_of(app, endpoint) is None)


def safe_next(target: str | None, fallback: str = "/") -> str:
    """Return `target` when it is a path of this site, else `fallback`; never another host."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    if any(ord(letter) < 32 for letter in target) or "\\" in target or urlsplit(target).netloc:
        return fallback
    return target


def start_url(target: str) -> str:
    """Return `target`; for the first page, where somebody with a role starts the day (START_ENDPOINT)."""
    endpoint = current_app.config.get("START_ENDPOINT", "portal.start")
    return url_for(endpoint) if target == "/" and endpoint in current_app.view_functions else target


def sign_in_url(came_from: str) -> str:
    """Return the address of the sign-in page that leads back to `came_from`."""
    endpoint = current_app.config.get("SIGN_IN_ENDPOINT", "accounts.sign_in")
    if endpoint in current_app.view_functions:
        return url_for(endpoint, next=came_from)
    return f"/sign-in?{kept.as_query(next=came_from)}"


def may_be_known() -> bool:
    """Say whether the request carries a sign-in at all; asking further would touch session and database."""
    return "_user_id" in session or "remember_token" in request.cookies


def signed_in() -> bool:
    """Say whether the reader has signed in."""
    return bool(has_request_context() and may_be_known() and current_user.is_authenticated)


def seats() -> set[str]:
    """Return the role names held now by whoever asks; empty for residents and visitors."""
    held: Callable[[], set[str]] | None = current_app.extensions.get("akf.seats")
    return set(held()) if held else set()


def check_audience() -> ResponseReturnValue | None:
    """Before each request: refuse a view without an audience, send the unknown to sign in.

    Raises NotAllowed("web.no-audience") and NotAllowed("web.not-for-you").
    """
    if request.endpoint is None or request.method == "OPTIONS":
        return None
    audience = audience_of(current_app, request.endpoint)
    if audience is None:
        raise NotAllowed("web.no-audience", endpoint=request.endpoint)
    if audience.kind == "everyone":
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if _may_enter(audience):
        return None
    raise NotAllowed("web.not-for-you")


def _may_enter(audience: Audience) -> bool:
    if audience.kind == "signed-in":
        return True
    held = seats()
    return bool(held & audience.seats) if audience.kind == "seat" else bool(held)


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method in {"GET", "HEAD"}:
        return redirect(sign_in_url(request.full_path.rstrip("?")))
    return kept.signed_out_page(sign_in_url(kept.form_path()))
