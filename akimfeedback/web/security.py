"""What guards every page: strict content policy, cookies, CSRF, rates, proxies."""

import ipaddress
from itertools import chain
from typing import Any

from flask import Flask, abort, request
from flask_login import current_user
from flask_wtf import CSRFProtect
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, ValidationError

from akimfeedback.core.settings import Settings
from akimfeedback.web.access import signed_in
from akimfeedback.web.assets import assets
from akimfeedback.web.cookies import SignedCookies
from akimfeedback.web.headers import Guard
from akimfeedback.web.rates import READING, Rates

csrf = CSRFProtect()
_NOTHING_ELSE = {
    "accelerometer": "()", "browsing-topics": "()", "camera": "()", "display-capture": "()",
    "geolocation": "(self)", "gyroscope": "()", "microphone": "()", "payment": "()", "usb": "()",
}  # fmt: skip
TWO_HOURS = 7200
LARGEST_ROW_NUMBER = 2**31 - 1
TEN_HOURS = 36_000


def who_asks() -> str:
    """Return the key of the rates: the account, else the network (a /64 in IPv6); nothing personal in it."""
    if signed_in():
        return f"account:{current_user.get_id()}"
    return f"net:{network(request.remote_addr or '0.0.0.0')}"  # noqa: S104 - a word for "unknown"


def network(address: str) -> str:
    """Return the network a visitor comes from: the IPv4 address itself, the /64 of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


limiter = Rates(key_func=who_asks)


class RowNumber(IntegerConverter):
    """A number in an address; one that no row can have is no page."""

    def to_python(self, value: str) -> int:
        """Return the number. Raises ValidationError, which the router answers with 404."""
        found = int(super().to_python(value))
        if found > LARGEST_ROW_NUMBER:
            raise ValidationError
        return found


def refuse_zero_bytes() -> None:
    """Stop what the database could not keep: nobody types a zero byte. Raises 404 and 400."""
    if "\0" in request.path:
        abort(404)
    typed = chain(request.args.values(), request.form.values())
    if any("\0" in value for value in typed):
        abort(400)


def _only_reads() -> bool:
    return request.method in READING


def _policy(app: Flask) -> dict[str, str]:
    with app.app_context():
        style_hashes = assets().style_hashes
    return {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' {style_hashes}",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def _set_limits(app: Flask, settings: Settings) -> None:
    app.config["MAX_CONTENT_LENGTH"] = settings.web.max_request_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.web.max_form_bytes
    app.config.setdefault("RATELIMIT_ENABLED", settings.limits.enabled)
    app.config.setdefault("RATELIMIT_STORAGE_URI", settings.limiter_url or "memory://")
    app.config.setdefault("RATELIMIT_STORAGE_OPTIONS", _storage_options(settings))
    app.config.setdefault("RATELIMIT_DEFAULT", settings.limits.changing)
    app.config.setdefault("RATELIMIT_DEFAULTS_EXEMPT_WHEN", _only_reads)
    app.config.setdefault("RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", True)
    app.config.setdefault("RATELIMIT_SWALLOW_ERRORS", True)
    app.config.setdefault("RATELIMIT_KEY_PREFIX", "akf")
    limiter.init_app(app)


def _storage_options(settings: Settings) -> dict[str, Any]:
    if not settings.limiter_url:
        return {}
    return {"socket_connect_timeout": 0.5, "socket_timeout": 1.0, "retry": Retry(NoBackoff(), 0)}


def init_app(app: Flask, settings: Settings) -> None:
    """Set up headers, cookies, CSRF, rates and the trust in proxies."""
    if settings.web.proxies:
        hops = settings.web.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = SignedCookies()
    app.config["SESSION_COOKIE_NAME"] = "session"
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SECURE"] = settings.web.https
    app.config["WTF_CSRF_TIME_LIMIT"] = TEN_HOURS
    app.config["WTF_CSRF_SSL_STRICT"] = False
    _set_limits(app, settings)
    Guard(
        app,
        force_https=settings.web.https,
        strict_transport_security=settings.web.https,
        session_cookie_secure=settings.web.https,
        session_cookie_samesite="Lax",
        content_security_policy=_policy(app),
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy=_NOTHING_ELSE,
    )
    csrf.init_app(app)
    app.before_request(refuse_zero_bytes)
    app.url_map.converters["int"] = RowNumber
