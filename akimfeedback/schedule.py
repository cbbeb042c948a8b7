"""What runs when: one list, read by `rq cron akimfeedback/schedule.py`.

Add a line for each sweep: the dotted path of a function without arguments, how often, and the queue. The
function runs in a worker, inside an application context, with a session of its own; it must be safe to run
twice and safe to run late, because the scheduler replays nothing and two schedulers double every tick. A
job that is still running is not started a second time (`akimfeedback.worker`), and one that no worker took
within its time is dropped: the next tick does the same work.

A job that should also run right after an event is nudged by the view after its commit, with
`akimfeedback.core.redis.nudge("akimfeedback.kpi.jobs.roll_up_touched")`; the rows stay the truth.
"""

import os
import time
from dataclasses import dataclass
from pkgutil import resolve_name

from rq import cron

KAZAKHSTAN = "Asia/Almaty"
SECONDS_KEPT = 60
FAILURES_KEPT_SECONDS = 7 * 86_400


@dataclass(frozen=True)
class Sweep:
    """One line of the schedule: `every` seconds, or `at` as a cron line in the time of Kazakhstan."""

    job: str
    every: int | None = None
    at: str | None = None
    queue: str = "default"


SWEEPS: tuple[Sweep, ...] = (
    Sweep("akimfeedback.core.jobs.tick", every=5, queue="urgent"),
    Sweep("akimfeedback.notifications.jobs.send_waiting", every=5, queue="urgent"),
    Sweep("akimfeedback.files.jobs.check_quarantined", every=5),
    Sweep("akimfeedback.kpi.jobs.roll_up_touched", every=20),
    Sweep("akimfeedback.kpi.method_jobs.try_methods", every=30, queue="slow"),
    Sweep("akimfeedback.appeals.jobs.tell_overdue", every=15 * 60),
    Sweep("akimfeedback.appeals.jobs.remind_due", every=10 * 60),
    Sweep("akimfeedback.notifications.jobs.tell_of_refused_photos", every=60),
    Sweep("akimfeedback.petitions.jobs.counting.count_supports", every=10),
    Sweep("akimfeedback.petitions.jobs.reviewing.go_on_with_removals", every=20),
    Sweep("akimfeedback.petitions.jobs.reviewing.raise_signals", every=10 * 60, queue="slow"),
    Sweep("akimfeedback.petitions.jobs.reviewing.forget_traces", at="15 3 * * *", queue="slow"),
    Sweep("akimfeedback.petitions.jobs.duties.close_ended", every=10 * 60),
    Sweep("akimfeedback.petitions.jobs.duties.remind_offices", every=30 * 60),
    Sweep("akimfeedback.desk.jobs.hand_over_initiatives", every=30 * 60),
    Sweep("akimfeedback.journal.jobs.seal_waiting", every=60 * 60),
    Sweep("akimfeedback.desk.jobs.check_journal", at="20 4 * * *", queue="slow"),
    Sweep("akimfeedback.petitions.jobs.resting.rest", at="5 0 * * *", queue="slow"),
    Sweep("akimfeedback.petitions.jobs.duties.miss_duties", at="25 0 * * *", queue="slow"),
    Sweep("akimfeedback.appeals.jobs.close_windows", at="10 0 * * *", queue="slow"),
    Sweep("akimfeedback.programmes.jobs.mark_missed_duties", at="20 0 * * *", queue="slow"),
    Sweep("akimfeedback.kpi.jobs.roll_up_all", at="30 1 * * *", queue="slow"),
    Sweep("akimfeedback.kpi.jobs.freeze_due", at="10 2 * * *", queue="slow"),
    Sweep("akimfeedback.kpi.jobs.make_corrections", every=60, queue="slow"),
    Sweep("akimfeedback.kpi.package_jobs.keep_packages", every=5 * 60, queue="slow"),
    Sweep("akimfeedback.kpi.signal_jobs.look_for_signals", at="40 4 * * *", queue="slow"),
    Sweep("akimfeedback.appeals.jobs.ask_verdicts", at="0 10 * * *", queue="slow"),
    Sweep("akimfeedback.petitions.jobs.moderating.tell_late", at="40 8 * * *", queue="slow"),
    Sweep("akimfeedback.accounts.jobs.forget_old", at="45 2 * * *", queue="slow"),
    Sweep("akimfeedback.petitions.jobs.reminding.remind_unconfirmed", every=30 * 60),
    Sweep("akimfeedback.petitions.jobs.counting.roll_yesterday", at="2 0 * * *"),
    Sweep("akimfeedback.petitions.jobs.counting.recount", at="50 2 * * *", queue="slow"),
    Sweep("akimfeedback.petitions.jobs.reminding.forget_unconfirmed", at="40 2 * * *", queue="slow"),
    Sweep("akimfeedback.petitions.jobs.scrubbing.scrub_due", at="15 2 * * *", queue="slow"),
    Sweep("akimfeedback.files.jobs.delete_unwanted", at="0 3 * * *", queue="slow"),
    Sweep("akimfeedback.notifications.jobs.forget_addresses", at="30 3 * * *", queue="slow"),
)


def _register() -> None:
    """Hand the list to RQ, which reads cron lines in the local time of its process."""
    os.environ["TZ"] = KAZAKHSTAN
    time.tzset()
    for sweep in SWEEPS:
        module, _, name = sweep.job.rpartition(".")
        cron.register(
            resolve_name(f"{module}:{name}"),
            sweep.queue,
            interval=sweep.every,
            cron=sweep.at,
            ttl=max(SECONDS_KEPT, sweep.every or 0) if sweep.at is None else None,
            result_ttl=0,
            failure_ttl=FAILURES_KEPT_SECONDS,
        )


_register()
