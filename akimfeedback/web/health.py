"""Pages for machines: is the process alive, is it ready, how much did it do."""

import hmac
import os

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess

from akimfeedback.core.db import db
from akimfeedback.core.health import Parts, readiness
from akimfeedback.core.redis import redis_client
from akimfeedback.core.settings import current_settings
from akimfeedback.core.storage import storage
from akimfeedback.web.access import for_everyone

bp = Blueprint("health", __name__)
LOOPBACK = ("127.0.0.1", "::1")


@bp.get("/healthz")
@for_everyone
def alive() -> ResponseReturnValue:
    """Say that the process answers; asks nobody else."""
    return _uncached(jsonify(alive=True))


@bp.get("/readyz")
@for_everyone
def ready() -> ResponseReturnValue:
    """Say part by part whether a request can be served; 503 when one part is missing."""
    parts = Parts(db.engine, redis_client(), storage(), current_settings().worker.scheduler_stale_s)
    checks = readiness(parts)
    all_ready = all(check.ready for check in checks)
    found = {check.part: {"ready": check.ready, "note": check.note} for check in checks}
    body: dict[str, object] = {"ready": all_ready, "parts": found}
    if not current_settings().secrets.journal_key:
        body["warning"] = "JOURNAL_KEY is not set: acts are recorded, and none is sealed."
    return _uncached(jsonify(body)), 200 if all_ready else 503


@bp.get("/metrics")
@for_everyone
def metrics() -> ResponseReturnValue:
    """Give Prometheus its figures; to this machine itself, or to whoever shows the token."""
    if not _may_read_metrics():
        abort(404)
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return _uncached(Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST))


def _may_read_metrics() -> bool:
    token = current_app.extensions["akimfeedback.settings"].secrets.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if token and given:
        return hmac.compare_digest(token.encode(), given.encode())
    came_through_proxy = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in LOOPBACK and not came_through_proxy


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
