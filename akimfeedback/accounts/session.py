"""Who is signed in in this request; the row of the session found by a random token. Edge of the house."""

from datetime import timedelta

from flask import Flask, current_app, request
from flask import session as cookie
from flask_login import AnonymousUserMixin, LoginManager, current_user, login_user, logout_user

from akimfeedback.accounts import queries, service
from akimfeedback.accounts.models import RememberedDevice, SignInSession, User
from akimfeedback.accounts.rules import CodeRules, device_family
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.redis import nudge
from akimfeedback.core.settings import current_settings
from akimfeedback.geography.models import Territory

SEEN_EVERY = timedelta(minutes=5)
DEVICE_COOKIE = "device"
KEPT_AT_SIGN_IN = ("pending", "kept", "initiative")


class SignedIn:
    """The person of this request as Flask-Login wants it."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user: User, row: SignInSession, token: str) -> None:
        self.user = user
        self.row = row
        self.token = token
        self.actor: object | None = None  # made and kept by mandates.session

    @property
    def id(self) -> int:
        """Return the account's id."""
        return self.user.id

    @property
    def language(self) -> str:
        """Return the account's language."""
        return self.user.language

    @property
    def theme(self) -> str | None:
        """Return light, dark or None for the system's."""
        return self.user.theme

    @property
    def large_text(self) -> bool:
        """Say whether the person asked for large text."""
        return self.user.large_text

    @property
    def strong(self) -> bool:
        """Say whether a second factor was given in this session."""
        return self.row.strong

    def get_id(self) -> str:
        """Return what the signed cookie keeps: the token of the session, not the person's number."""
        return self.token


def signed_in() -> SignedIn | None:
    """Return the login of this request, None for a visitor."""
    login = current_user._get_current_object()  # noqa: SLF001 - the way Flask-Login names it
    return login if isinstance(login, SignedIn) else None


def load(token: str) -> SignedIn | None:
    """Return the login of a token; notes the visit at most every five minutes."""
    row = queries.live_session(db.session, token, since=clock.now() - session_life())
    if row is None:
        return None
    if clock.now() - row.last_seen_at >= SEEN_EVERY:
        service.note_visit(db.session, row, now=clock.now())
        db.session.commit()
    return SignedIn(row.user, row, token)


def session_life() -> timedelta:
    """Return how long a session lives without a visit."""
    return timedelta(days=current_settings().web.session_days)


def enter(user: User, *, how: str, strong: bool = False) -> SignedIn:
    """Sign this browser in with a new token; whatever the cookie held before is dropped."""
    token, row = service.open_session(
        db.session,
        user,
        how=how,
        strong=strong,
        device=device_family(request.user_agent.string),
        now=clock.now(),
    )
    leave_behind()
    login = SignedIn(user, row, token)
    login_user(login)
    cookie.permanent = not user.shared_phone  # a shared telephone forgets when the browser closes
    return login


def leave_behind() -> None:
    """Empty the cookie but for the texts that wait, so that nothing planted before sign-in survives it."""
    carried = {name: cookie[name] for name in KEPT_AT_SIGN_IN if name in cookie}
    cookie.clear()
    cookie.update(carried)


def leave() -> None:
    """Sign this browser out."""
    login = signed_in()
    if login:
        service.end_session(db.session, login.row, now=clock.now())
    logout_user()
    cookie.clear()


def remembered_device() -> RememberedDevice | None:
    """Return the remembered device of this browser while it may be used."""
    token = request.cookies.get(DEVICE_COOKIE, "")
    return queries.device(db.session, token, clock.now()) if token else None


def code_rules() -> CodeRules:
    """Return the caps on codes and what signs them, from the settings."""
    settings = current_settings()
    caps = settings.codes
    return CodeRules(
        digits=caps.digits,
        minutes=caps.minutes,
        tries=caps.tries,
        resend_seconds=caps.resend_seconds,
        per_day=caps.per_day,
        wrong_per_day=caps.wrong_per_day,
        secret=str(current_app.secret_key),
    )


def hurry_code() -> None:
    """Let a worker send the code now; call it after the commit. One a second carries all that wait."""
    nudge("akimfeedback.notifications.jobs.send_waiting", queue="urgent", at_most_every=1)


def roles_now(user: User) -> frozenset[str]:
    """Return the roles a person holds today, as the package of mandates tells; empty for residents."""
    ask = current_app.extensions.get("akf.roles_of")
    return frozenset(ask(db.session, user.id, clock.today())) if ask else frozenset()


def needs_strong(user: User) -> bool:
    """Say whether a seat held today asks for a second factor."""
    return bool(roles_now(user) & current_app.extensions.get("akf.strong_roles", frozenset()))


def keep_home(territory: Territory) -> None:
    """Keep the chosen village with the account of whoever is signed in; the caller commits."""
    login = signed_in()
    if login is not None:
        login.user.home_id = territory.id


def init_app(app: Flask) -> None:
    """Set up Flask-Login over the rows of sessions."""
    app.extensions["akf.keep_home"] = keep_home
    app.permanent_session_lifetime = app.extensions["akimfeedback.settings"].web.session_days * timedelta(
        days=1
    )
    manager = LoginManager()
    manager.session_protection = None  # telephones change their address; the token is the protection
    manager.anonymous_user = AnonymousUserMixin
    manager.user_loader(load)
    manager.init_app(app)
