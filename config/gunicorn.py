"""Gunicorn: threads in a few processes, limits, figures of all processes together.

Settings come from the same files and environment as the application's; a wrong one ends here, in one
sentence.
"""

import logging
import os
import shutil
from pathlib import Path
from typing import Any

from prometheus_client import multiprocess

from akimfeedback.core.boot import settings_or_exit
from akimfeedback.core.db import db
from akimfeedback.core.logging import configure_logging
from akimfeedback.core.production import still_missing

_settings = settings_or_exit()
_figures = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(_settings.var / "metrics")))

wsgi_app = "wsgi:app"
bind = f"{_settings.web.host}:{_settings.web.port}"
workers = _settings.web.workers
threads = _settings.web.threads
worker_class = "gthread"
timeout = _settings.web.request_timeout_s
graceful_timeout = 20
keepalive = 15
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
max_requests = 20_000
max_requests_jitter = 2_000
forwarded_allow_ips = "127.0.0.1,::1"
proc_name = "akimfeedback-web"
control_socket_disable = True
preload_app = True  # one import for all processes; nothing connects before the fork


def on_starting(_server: object) -> None:
    """Begin with empty figures and one way of logging."""
    shutil.rmtree(_figures, ignore_errors=True)
    _figures.mkdir(parents=True, exist_ok=True)
    configure_logging(_settings)
    for name in ("gunicorn.error", "gunicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    for sentence in still_missing(_settings):
        logging.getLogger("akimfeedback.settings").warning(sentence)


def post_fork(server: Any, _worker: object) -> None:
    """Forget connections of the parent, should anything have made one."""
    with server.app.wsgi().app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)


def child_exit(_server: object, worker: object) -> None:
    """Take the ended process out of the live figures."""
    multiprocess.mark_process_dead(getattr(worker, "pid", 0))
