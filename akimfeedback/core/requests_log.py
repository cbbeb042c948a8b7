"""One line and one figure per request: the route's pattern, never the address: it may hold a signed link."""

import re
import time
import uuid

import structlog
from flask import Flask, Response, current_app, request
from prometheus_client import Counter, Histogram

from akimfeedback.core.logging import say_request

REQUEST_ID = "X-Request-ID"
GIVEN_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
UNLOGGED = frozenset({"health.alive", "health.ready", "health.metrics", "static", "web.static", "web.asset"})

REQUESTS = Counter("akimfeedback_requests_total", "Answered requests.", ["endpoint", "method", "status"])
SECONDS = Histogram(
    "akimfeedback_request_seconds", "Time to answer.", ["endpoint"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
_STARTED = "akimfeedback.started"


def init_app(app: Flask) -> None:
    """Give each request an id, and log and count each answer."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def _begin() -> None:
    given = request.headers.get(REQUEST_ID, "")
    own = (
        given if current_app.extensions["akimfeedback.settings"].web.proxies and GIVEN_ID.match(given) else ""
    )
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=own or uuid.uuid4().hex)
    request.environ[_STARTED] = time.perf_counter()


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - request.environ.get(_STARTED, time.perf_counter())
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, response.status_code).inc()
    SECONDS.labels(endpoint).observe(seconds)
    bound = structlog.contextvars.get_contextvars()
    response.headers[REQUEST_ID] = str(bound.get("request_id", ""))
    if endpoint not in UNLOGGED:
        say_request(
            "akimfeedback.requests",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else "none",
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )
    return response


def _forget(_error: BaseException | None) -> None:
    structlog.contextvars.clear_contextvars()
