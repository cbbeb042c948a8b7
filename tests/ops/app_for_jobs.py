"""A small application with the house's own boot, and the jobs the tests of the worker run.

Started as a program it works off the queues once: `python -m tests.ops.app_for_jobs [open-pool] [plain]`.
"""

import os
import signal
import sys
from pathlib import Path

from flask import Flask
from rq import Worker
from rq.executions import Execution
from rq.job import Job
from rq.queue import Queue
from sqlalchemy import text

from akimfeedback.core import boot
from akimfeedback.core.db import db
from akimfeedback.core.settings import Settings, load_settings
from akimfeedback.web.health import bp as health
from akimfeedback.worker import AppWorker, make_worker

FLAG = "TEST_FLAG_FILE"
NEXT = text("SELECT id FROM work WHERE done_by IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED")
DONE = text("UPDATE work SET done_by = :pid, times = times + 1 WHERE id = :id")


def small_app(settings: Settings) -> Flask:
    """Return an application with engines, Redis, storage, logs and the pages for machines only."""
    app = Flask("small")
    boot.prepare(app, settings)
    app.register_blueprint(health)
    return app


def half() -> None:
    """Write half of something, then die as a power cut does."""
    db.session.execute(text("INSERT INTO work (id) VALUES (666)"))
    os.kill(os.getpid(), signal.SIGKILL)


def whole() -> None:
    """Write and commit something else."""
    db.session.execute(text("INSERT INTO work (id) VALUES (1)"))
    db.session.commit()


def sweep() -> None:
    """Work off the rows one by one; the first time, worker and job die in the middle of the third."""
    flag = Path(os.environ[FLAG])
    while (row := db.session.execute(NEXT).scalar()) is not None:
        db.session.execute(DONE, {"pid": os.getpid(), "id": row})
        if row == 3 and not flag.exists():
            flag.touch()
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        db.session.commit()


class PlainWorker(AppWorker):
    """What the house's worker would be without its first step: the child keeps the inherited connections."""

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Run the job on the parent's pool, which is not even asked whether its connections live."""
        with self.app.app_context():
            db.engine.pool._pre_ping = False
            return bool(Worker.perform_job(self, job, queue, execution))


def main(words: list[str]) -> None:
    """Work off the queues once."""
    app = small_app(boot.for_jobs(load_settings(os.environ)))
    if "open-pool" in words:
        with app.app_context():
            db.session.execute(text("SELECT 1"))
    worker = make_worker(app)
    if "plain" in words:
        worker.__class__ = PlainWorker
    worker.work(burst=True)


if __name__ == "__main__":
    main(sys.argv[1:])
