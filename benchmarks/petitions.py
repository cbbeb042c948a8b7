"""A storm of support: all to one initiative, spread over a thousand, and everybody refreshing the count."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import text

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.embedded import Servers
from akimfeedback.petitions.jobs.counting import count_supports
from akimfeedback.petitions.service import counting
from benchmarks import initiatives, load
from benchmarks.counting import statements
from benchmarks.servers import processor_seconds, web
from benchmarks.sizes import Sizes
from benchmarks.table import Line, at_least, at_most, told

MOST_PER_SECOND = 700
A_MINUTE = 60.0
QUICK_MINUTE = 12.0
COUNT_EVERY = 10.0
_ROWS = text("SELECT count(*) FROM signature")
_COUNTED = text("SELECT coalesce(sum(counted), 0) FROM petition_total")


class Crowd:
    """People who have not supported anything yet."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.next = initiatives.FIRST

    def supports(self, many: int, numbers: list[str]) -> list[bytes]:
        """Return a request of each of the next people."""
        first, self.next = self.next, self.next + many
        return initiatives.supports(self.app, first, many, numbers)


def measure(servers: Servers, app: Flask, sizes: Sizes) -> list[Line]:
    """Return the lines of the storm; the counter runs beside it as it does in the product."""
    number, _ = initiatives.make(app)
    crowd, spread = Crowd(app), initiatives.spread_numbers()
    queries = _queries(app, crowd.supports(2, [number]))
    floor, hot, wide, work = [], [], [], []
    insert = [load.request("POST", "/insert", body=b"a=b")]
    with _counter(app), web(servers, "benchmarks.floor:app") as bare:
        with web(servers, "wsgi:app", AKF_WEB__PROXIES="1") as product:
            count = int(MOST_PER_SECOND * sizes.seconds)
            for turn in range(-1, sizes.rounds):  # the first round only warms both
                found = load.run(bare[0], insert, sizes.connections, sizes.seconds)
                before = processor_seconds(product[1], servers.pids["postgres"])
                one = _run(product[0], crowd.supports(count, [number]), sizes, sizes.seconds)
                spent = processor_seconds(product[1], servers.pids["postgres"]) - before
                many = _run(product[0], crowd.supports(count, spread), sizes, sizes.seconds)
                if turn >= 0:
                    floor.append(found.per_second)
                    hot.append(one.per_second)
                    wide.append(many.per_second)
                    work.append(1000 * spent / max(1, one.done))
            minute = A_MINUTE if sizes.seconds >= QUICK_MINUTE / 2 else QUICK_MINUTE
            waiting = crowd.supports(int(MOST_PER_SECOND * minute * 0.6), [number])
            long = _run(product[0], waiting, sizes, minute)
        behind = _seconds_behind(app)
    wrong = _wrong(app)
    return [
        at_least("support: all one initiative", median(floor), median(hot), 0.40, "req/s"),
        at_least("- spread over 1,000", median(floor), median(wide), 0.40, "req/s"),
        at_least(f"- one initiative for {minute:.0f} s", 100, long.per_second, 1, "req/s"),
        at_most("- p95 of it", long.p95_ms, 300, "ms"),
        at_most("- the count is right after", behind, 60, "s", 1),
        at_most("- supports counted wrong", wrong, 0, ""),
        at_most("- queries, each", queries, 12, ""),
        told("- processor of web + database, each", f"{median(work):.1f} ms"),
        *_reading(servers, app, sizes, number),
    ]


def _run(port: int, requests: list[bytes], sizes: Sizes, seconds: float) -> load.Load:
    found = load.run(port, requests, sizes.connections, seconds, again=False)
    if set(found.statuses) != {302}:
        raise RuntimeError(f"answers other than 302: {found.statuses}")
    return found


@contextmanager
def _counter(app: Flask) -> Iterator[None]:
    """Count every ten seconds, as the schedule does."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(COUNT_EVERY):
            with app.app_context():
                count_supports()

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _seconds_behind(app: Flask) -> float:
    """Return how long after the last support the figures hold all of them."""
    started = time.monotonic()
    with app.app_context():
        while db.session.scalar(_ROWS) != db.session.scalar(_COUNTED):
            db.session.rollback()
            if time.monotonic() - started > 2 * A_MINUTE:
                break
            time.sleep(0.2)
    return time.monotonic() - started


def _wrong(app: Flask) -> int:
    """Return how far rows and figures are apart, held ones and alarms too."""
    with app.app_context():
        counting.settle(db.session, now=clock.now())
        alarms = counting.recount(db.session, now=clock.now())
        rows, counted = db.session.scalar(_ROWS) or 0, db.session.scalar(_COUNTED) or 0
        db.session.commit()
        return int(abs(rows - counted)) + alarms


def _reading(servers: Servers, app: Flask, sizes: Sizes, number: str) -> list[Line]:
    """Return the lines of who only looks: the count again and again, and the page."""
    floor: list[float] = []
    ours: list[float] = []
    pages: list[float] = []
    wanted = load.request("GET", f"/initiatives/{number}/count.json")
    page = load.request("GET", f"/initiatives/{number}", cookie="seen=1; lang=kk")
    with web(servers, "wsgi:app") as product:
        status, _, body = load.fetch(product[0], wanted)
        if status != 200:
            raise RuntimeError(f"the count answers {status}")
        kept = servers.var.parent / "count.json"
        Path(kept).write_bytes(body)
        bare = load.request("GET", "/page")
        with web(servers, "benchmarks.floor:app", FLOOR_PAGE=str(kept)) as plain:
            for turn in range(-1, sizes.rounds):
                found = [
                    load.run(port, [one], sizes.connections, sizes.seconds).per_second
                    for port, one in ((plain[0], bare), (product[0], wanted), (product[0], page))
                ]
                if turn >= 0:
                    for some, one in zip((floor, ours, pages), found, strict=True):
                        some.append(one)
    return [
        at_least("refresh storm on the count", median(floor), median(ours), 0.70, "req/s"),
        at_most("- queries on a hit", _hits(app, f"/initiatives/{number}/count.json"), 0, ""),
        told("page of the hot initiative, warm", f"{median(pages):,.0f} req/s"),
        at_most("- queries on a hit", _hits(app, f"/initiatives/{number}"), 0, ""),
    ]


def _hits(app: Flask, path: str) -> int:
    """Return the statements of the second reading."""
    with app.app_context():
        engine = db.engine
    client = app.test_client(use_cookies=False)
    counts = []
    for _ in range(2):
        with statements(engine) as sent:
            client.get(path, headers={"Cookie": "lang=ru", "Accept-Encoding": "br"})
        counts.append(len(sent))
    return counts[1]


def _queries(app: Flask, requests: list[bytes]) -> int:
    """Return the statements of one support, the second of the process."""
    with app.app_context():
        engine = db.engine
    count = 0
    for wanted in requests:
        head, _, body = wanted.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        cookie = next(line[8:] for line in lines if line.startswith("Cookie: "))
        with statements(engine) as sent:
            answer = app.test_client(use_cookies=False).post(
                lines[0].split(" ")[1], data=body, headers={"Cookie": cookie},
                content_type="application/x-www-form-urlencoded",
            )  # fmt: skip
        if answer.status_code != 302:
            raise RuntimeError(f"not supported: {answer.status} {answer.get_data(as_text=True)[:3000]}")
        count = len(sent)
    return count
