"""A worker of the whole product for tests that kill it: `python -m tests.ops.figures_worker`."""

import os

from akimfeedback.app import create_app
from akimfeedback.core import boot
from akimfeedback.core.settings import load_settings
from akimfeedback.worker import make_worker

if __name__ == "__main__":
    make_worker(create_app(boot.for_jobs(load_settings(os.environ)))).work()
