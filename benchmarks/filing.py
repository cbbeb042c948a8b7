"""A signed-in resident presses "send": against one INSERT and COMMIT of a bare view."""

from statistics import median

from flask import Flask

from akimfeedback.core.db import db
from akimfeedback.core.embedded import Servers
from benchmarks import load, world
from benchmarks.counting import statements
from benchmarks.servers import processor_seconds, web
from benchmarks.sizes import Sizes
from benchmarks.table import Line, at_least, at_most, told

MOST_PER_SECOND = 700


def measure(servers: Servers, app: Flask, sizes: Sizes) -> list[Line]:
    """Return the lines of filing; floor and product take turns."""
    queries = _queries(app, sizes)
    floor, ours, floor_work, work = [], [], [], []
    insert = [load.request("POST", "/insert", body=b"a=b")]
    count = int(MOST_PER_SECOND * sizes.seconds)
    with web(servers, "benchmarks.floor:app") as bare, web(servers, "wsgi:app") as product:
        database = servers.pids["postgres"]
        for number in range(-1, sizes.rounds):  # the first round only warms both
            found, spent = _timed(bare, database, insert, sizes, again=True)
            waiting = world.filings(app, count, sizes, f"filing{number}")
            filed, work_of_round = _timed(product, database, waiting, sizes, again=False)
            _only(found, 200)
            _only(filed, 302)
            if number >= 0:
                floor.append(found.per_second)
                floor_work.append(spent)
                ours.append(filed.per_second)
                work.append(work_of_round)
    return [
        at_least("file a request over HTTP", median(floor), median(ours), 0.30, "req/s"),
        at_most("- processor of web + database, each", median(work), 8, "ms", 1),
        told("- the same of the floor", f"{median(floor_work):.1f} ms"),
        at_most("- queries, each", queries, 15, ""),
    ]


def _timed(
    served: tuple[int, int], database: int, requests: list[bytes], sizes: Sizes, *, again: bool
) -> tuple[load.Load, float]:
    """Return what a load did and the milliseconds of processor per request."""
    port, pid = served
    before = processor_seconds(pid, database)
    found = load.run(port, requests, sizes.connections, sizes.seconds, again=again)
    return found, 1000 * (processor_seconds(pid, database) - before) / max(1, found.done)


def _only(found: load.Load, status: int) -> None:
    if set(found.statuses) != {status}:
        raise RuntimeError(f"answers other than {status}: {found.statuses}")


def _queries(app: Flask, sizes: Sizes) -> int:
    """Return the statements of one filing, the second of the process."""
    count = 0
    for wanted in world.filings(app, 2, sizes, "counted"):
        head, _, body = wanted.partition(b"\r\n\r\n")
        cookie = next(line[8:] for line in head.decode().split("\r\n") if line.startswith("Cookie: "))
        with app.app_context():
            engine = db.engine
        with statements(engine) as sent:
            answer = app.test_client(use_cookies=False).post(
                "/write/send", data=body, headers={"Cookie": cookie},
                content_type="application/x-www-form-urlencoded",
            )  # fmt: skip
        if "/mine/" not in (answer.location or ""):
            raise RuntimeError(f"not filed: {answer.status} {answer.location}")
        count = len(sent)
    return count
