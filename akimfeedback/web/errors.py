"""Every refusal and every fault becomes a small page in the reader's language, or JSON under /api/.

The words of a refusal's code come from the packages' `labels.REFUSALS`, which the app hands to
`register_refusals`.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from redis.exceptions import RedisError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from akimfeedback.core.errors import NotAllowed, NotFound, Refusal, RuleBroken, TooMany
from akimfeedback.web import kept
from akimfeedback.web.access import signed_in

_log = structlog.get_logger(__name__)

STATUS_OF: dict[type[Refusal], int] = {RuleBroken: 409, NotAllowed: 403, NotFound: 404, TooMany: 429}
AGAIN = {400, 429, 500, 503}
RETRY_SECONDS = 60

TITLES = {
    400: _l("The form was not understood"),
    401: _l("You are signed out"),
    403: _l("This page is not for you"),
    404: _l("Page not found"),
    405: _l("This cannot be done here"),
    409: _l("This cannot be done now"),
    410: _l("This page is gone"),
    413: _l("This is too big to send"),
    415: _l("This kind of file is not taken"),
    422: _l("Some things to fix"),
    429: _l("Too many tries"),
    500: _l("The fault is ours"),
    503: _l("The service is down for a while"),
}
WHAT_NOW = {
    400: _l("Go back and send the form once more."),
    401: _l("Sign in and go on."),
    403: _l(
        "Your work in this product does not open this page. If it should, ask the district administrator."
    ),
    404: _l("The address may have a mistake, or the page is not open to you. Start from the home page."),
    405: _l("Open the page and use its buttons."),
    409: _l("Somebody may have done it before you, or its time has passed. Look at the page again."),
    410: _l("It was here before and was taken away."),
    413: _l("Send fewer or smaller files. Photos: up to 12 MB each."),
    415: _l("Photos: JPG, PNG, WebP or HEIC."),
    422: _l("Go back and look at the marked fields."),
    429: _l("Wait a little and try again. What you wrote is kept below."),
    500: _l(
        "We have been told. What you wrote is kept. Try again in a few minutes, or call the number below."
    ),
    503: _l("What you wrote is kept. Try again in a few minutes, or call the number below."),
}
REFUSALS: dict[str, Any] = {
    "web.no-audience": _l("This page is closed."),
    "web.not-for-you": WHAT_NOW[403],
    "web.page-too-old": _l("The page was open for too long. Nothing is lost: send it once more."),
}


def register_refusals(words: Mapping[str, Any]) -> None:
    """Take a package's words for its refusal codes."""
    REFUSALS.update(words)


def words_of(code: str) -> str:
    """Return the sentence for a refusal code; a code without words gets none."""
    return str(REFUSALS.get(code, ""))


def wait_words(seconds: float) -> str:
    """Return "Try again in 3 minutes"; never less than a minute."""
    minutes = max(1, -(-int(seconds) // 60))
    return str(ngettext("Try again in %(n)s minute.", "Try again in %(n)s minutes.", minutes, n=minutes))


def wants_json() -> bool:
    """Say whether the answer goes to a machine."""
    return request.path.startswith("/api/")


def error_page(status: int, code: str = "", words: str = "", wait: float = 0) -> Response:
    """Return the page of an error; `words` say more than the status alone, `wait` is in seconds."""
    status = status if status in TITLES else 500 if status >= 500 else 400
    if wants_json():
        body = {"error": code or TITLES_FOR_MACHINES[status], "message": words or str(WHAT_NOW[status])}
        return _with_wait(make_response(jsonify(body), status), wait)
    again = kept.posted_fields() if _may_send_again(status) else []
    values = {
        "status": status,
        "title": str(TITLES[status]),
        "words": words or str(WHAT_NOW[status]),
        "wait": wait_words(wait) if wait else "",
        "again": again,
        "action": request.full_path.rstrip("?"),
    }
    try:
        page = render_template("web/error.html", **values)
    except SQLAlchemyError:  # the shell asks the database who reads
        _as_stranger()
        page = render_template("web/error.html", **values)
    return _with_wait(make_response(page, status), wait)


def _as_stranger() -> None:
    """Show the page as to somebody who is not signed in: that needs no database."""
    manager = getattr(current_app, "login_manager", None)
    if manager is not None:
        manager._update_request_context_with_user()  # noqa: SLF001 - the library's own way to "nobody"


TITLES_FOR_MACHINES = {
    400: "bad-request", 401: "signed-out", 403: "not-allowed", 404: "not-found", 405: "wrong-method",
    409: "conflict", 410: "gone", 413: "too-big", 415: "wrong-type", 422: "invalid", 429: "too-many",
    500: "fault", 503: "unavailable",
}  # fmt: skip


def _with_wait(response: Response, wait: float) -> Response:
    if wait or response.status_code == 503:
        response.headers["Retry-After"] = str(int(wait) or RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_send_again(status: int) -> bool:
    return request.method == "POST" and status in AGAIN and kept.from_our_own_page()


def on_refusal(refusal: Refusal) -> ResponseReturnValue:
    """Answer what the product refused on purpose."""
    status = next((number for kind, number in STATUS_OF.items() if isinstance(refusal, kind)), 409)
    _log.info("refused", refusal=refusal.code, status=status)
    wait = refusal.details.get("wait", 0)
    seconds = float(wait) if isinstance(wait, int | float) else 0.0
    return error_page(status, refusal.code, words_of(refusal.code), seconds)


def on_csrf(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token is missing or old: keep what was typed, offer to send it again."""
    return error_page(400, "web.page-too-old", words_of("web.page-too-old"))


def on_rate(error: RateLimitExceeded) -> ResponseReturnValue:
    """Answer too many requests with the minutes to wait."""
    return error_page(429, "web.too-many", wait=float(error.limit.limit.get_expiry()))


def on_http(error: HTTPException) -> ResponseReturnValue:
    """Answer the errors of HTTP itself; redirects pass."""
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    response = error_page(error.code or 500)
    if error.code == 405:
        response.headers.extend((key, value) for key, value in error.get_headers() if key == "Allow")
    return response


def on_lost_server(error: Exception) -> ResponseReturnValue:
    """Answer when the database or Redis is away: come back soon, nothing is lost."""
    _log.error("server away", kind=type(error).__name__)
    if isinstance(error, SQLAlchemyError):
        _as_stranger()
    return error_page(503, wait=RETRY_SECONDS)


def on_fault(error: Exception) -> ResponseReturnValue:
    """Answer our own fault without a word of its inside; the log has it."""
    _log.exception("fault", kind=type(error).__name__, endpoint=request.endpoint)
    return error_page(500)


def init_app(app: Flask) -> None:
    """Register the handlers; in tests faults are raised through unless TESTING is off."""
    app.register_error_handler(Refusal, _reader_first(on_refusal))
    app.register_error_handler(CSRFError, _reader_first(on_csrf))
    app.register_error_handler(RateLimitExceeded, _reader_first(on_rate))
    app.register_error_handler(HTTPException, _reader_first(on_http))
    app.log_exception = _leave_it_to_on_fault  # type: ignore[method-assign,assignment]
    for lost in (OperationalError, InterfaceError, PoolTimeout, RedisError):
        app.register_error_handler(lost, on_lost_server)
    app.register_error_handler(500, _reader_first(_on_500))


def _reader_first(handler: Callable[[Any], ResponseReturnValue]) -> Callable[[Any], ResponseReturnValue]:
    """Ask who reads before a word is written: without the database it is a stranger."""

    @functools.wraps(handler)
    def answer(error: Any) -> ResponseReturnValue:
        try:
            signed_in()
        except SQLAlchemyError:
            _as_stranger()
        return handler(error)

    return answer


def _leave_it_to_on_fault(_exc_info: object) -> None:
    """Say nothing: Flask would write the address, which may hold a signed link; `on_fault` logs the rest."""


def _on_500(error: Exception) -> ResponseReturnValue:
    return on_fault(getattr(error, "original_exception", None) or error)
