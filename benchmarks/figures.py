"""The roll-up of one okrug and of the country: against one bare SELECT … GROUP BY over the same rows."""

import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

from sqlalchemy import text

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.embedded import Servers
from akimfeedback.core.settings import ROOT
from akimfeedback.kpi.jobs import open_periods
from akimfeedback.kpi.periods import Period, quarter_of
from akimfeedback.kpi.queries import Window, counted_okrugs
from akimfeedback.kpi.service.rolling import Near, compute, roll_up
from benchmarks.servers import environ, processor_seconds
from benchmarks.sizes import Sizes
from benchmarks.table import Line, at_most, at_most_times, told

_BARE = text("""
SELECT a.territory_id, date_trunc('quarter', a.first_due_on::timestamp) AS part, count(*),
       count(*) FILTER (WHERE a.on_time), count(*) FILTER (WHERE a.prompt),
       count(r.verdict), count(*) FILTER (WHERE r.verdict = 'solved'),
       count(r.rating), count(*) FILTER (WHERE r.rating >= 4)
FROM appeal a LEFT JOIN reply r ON r.appeal_id = a.id
GROUP BY 1, 2
""")
_FREEZE = text("""
INSERT INTO kpi_snapshot (territory_id, period, version, state, method, calendar, code, input_hash, data_time,
                          computed_at, figures)
SELECT territory_id, period, 1, 'final', method, calendar, code, input_hash, data_time, computed_at, figures
FROM kpi_snapshot WHERE version = 0 ON CONFLICT DO NOTHING
""")


def measure(servers: Servers, sizes: Sizes) -> list[Line]:
    """Return the lines of the roll-up; it runs in a process of its own, whose memory is read."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.figures"],
        cwd=ROOT, env=environ(servers, BENCH_DATABASE_PID=str(servers.pids["postgres"])),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout.splitlines()[-1])
    cases = sizes.okrugs * sizes.cases_each + sizes.inbox
    what = f"roll-up of {sizes.okrugs:,} okrugs, {cases:,} cases, processor"
    return [
        at_most_times(
            what, found["bare"], found["all"], 4, "s"
        ),  # of worker and database: neighbours do not count
        told("- by the clock", f"{found['all_wall']:.1f} s", f"{found['bare_wall']:.1f} s"),
        at_most("- resident memory of the worker", found["memory"], 600, "MB"),
        *[
            told(f"- the same of {size:,} okrugs", f"{seconds:.2f} s", f"{1000 * seconds / size:.2f} ms each")
            for size, seconds in found["grows"]
        ],
        at_most("one okrug after an event, all its open periods, processor", found["one"], 150, "ms"),
    ]


def period() -> Period:
    """Return the last whole quarter."""
    return quarter_of(clock.today()).shifted(-1)


def run() -> dict[str, Any]:
    """Return seconds and megabytes; leaves published figures of the quarters for the other lines."""
    now, quarter = clock.now(), period()
    for before in (4, 3, 2, 1):
        roll_up(db.session, quarter.shifted(-before), now=now)
        db.session.commit()
    bare, whole = [], []
    for _ in range(3):
        bare.append(_seconds(lambda: db.session.execute(_BARE).all()))
        whole.append(_seconds(lambda: roll_up(db.session, quarter, now=now)))
        db.session.commit()
    grows = [_part(quarter, share) for share in (3, 2, 1)]
    roll_up(db.session, quarter.shifted(1), now=now)
    db.session.commit()
    okrug = db.session.scalar(text("SELECT id FROM territory WHERE kato = '900001000'"))
    one = [_seconds(lambda: _after_event(okrug))[1] for _ in range(10)]
    db.session.execute(_FREEZE)
    db.session.commit()
    return {
        "bare": min(bare)[1], "all": min(whole)[1], "one": 1000 * sum(one) / len(one),
        "bare_wall": min(bare)[0], "all_wall": min(whole)[0], "grows": grows,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }  # fmt: skip


def _after_event(okrug: int) -> None:
    """Recount one okrug in every open period, as the sweep does after an event."""
    for one in open_periods():
        roll_up(db.session, one, [okrug], now=clock.now())
    db.session.commit()


def _part(quarter: Period, share: int) -> tuple[int, float]:
    """Return how many okrugs and the processor time of counting a part of the country, nothing kept."""
    now = clock.now()
    window = Window(quarter.first_day, quarter.last_day, now.date())
    okrugs = counted_okrugs(db.session, window)[::share]
    spent = _seconds(lambda: compute(db.session, quarter, okrugs, now=now, near=Near(okrugs)))[1]
    db.session.rollback()
    return len(okrugs), spent


def _seconds(work: object) -> tuple[float, float]:
    """Return how long it took, and the processor time of this process and the database."""
    both = os.getpid(), int(os.environ["BENCH_DATABASE_PID"])
    started, spent = time.perf_counter(), processor_seconds(*both)
    work()  # type: ignore[operator]
    return time.perf_counter() - started, processor_seconds(*both) - spent


if __name__ == "__main__":
    from akimfeedback.app import create_app

    with create_app().app_context():
        print(json.dumps(run()))
