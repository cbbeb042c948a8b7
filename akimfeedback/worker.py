"""The RQ worker: forks for each job and runs it inside an application context.

The parent never connects to the database and never touches the storage: a child that inherits an open pool
can commit a dead job's half work, and a store made before a fork hangs in the child. The child forgets
inherited connections first of all. A killed worker loses nothing: jobs are sweeps over rows, and the
schedule comes again.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Flask
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from sqlalchemy import text

from akimfeedback.app import create_app
from akimfeedback.core import boot
from akimfeedback.core.db import db
from akimfeedback.core.redis import connect
from akimfeedback.core.settings import current_settings

SKIP = "akimfeedback.worker.skip"
_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
_STAY = text("SET LOCAL idle_in_transaction_session_timeout = 0")


class AppWorker(Worker):
    """A forking worker of one application."""

    app: Flask

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run the job in the child: its own connections, its own context, one of a kind at a time."""
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose(close=False)
            with (
                structlog.contextvars.bound_contextvars(job=job.func_name),
                alone(str(job.func_name), job.args) as first,
            ):
                if not first:
                    job.func_name, job.args, job.kwargs = SKIP, (), {}  # RQ has no way to give a job back
                return bool(super().perform_job(job, queue, execution))


@contextmanager
def alone(name: str, arguments: object = ()) -> Iterator[bool]:
    """Tell whether no other process runs the same job with the same arguments."""
    digest = hashlib.sha256(f"{name}{arguments!r}".encode()).digest()
    with db.engine.connect() as connection, connection.begin():
        connection.execute(_STAY)
        yield bool(
            connection.execute(_LOCK, {"key": int.from_bytes(digest[:8], "big", signed=True)}).scalar()
        )


def skip() -> None:
    """Do nothing: the same job is already running, and it looks at the same rows."""


def make_worker(app: Flask) -> AppWorker:
    """Return the worker of an application, listening on its queues in their order."""
    with app.app_context():
        settings = current_settings()
    connection = connect(settings, wait=None)
    queues = [
        Queue(name, connection=connection, default_timeout=settings.worker.job_timeout_s)
        for name in settings.worker.queues
    ]
    worker = AppWorker(queues, connection=connection, log_job_description=False)
    worker.app = app
    return worker


def main() -> None:
    """Work until told to stop; a job in hand is finished first."""
    app = create_app(boot.for_jobs(boot.settings_or_exit()))
    make_worker(app).work()


if __name__ == "__main__":
    main()
