"""The akim's list at 100,000 requests in the okrug: against one bare indexed SELECT of 50 rows."""

import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from akimfeedback.appeals.queries.office import OfficeFilters, office_list
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.embedded import Servers
from akimfeedback.geography import queries as places
from benchmarks import load, world
from benchmarks.counting import statements
from benchmarks.servers import processor_seconds, web
from benchmarks.sizes import Sizes
from benchmarks.table import Line, at_most, at_most_times, told

TIMES = 300
_BARE = text("""
SELECT * FROM appeal WHERE territory_id = :unit AND state IN ('accepted', 'in-work', 'question', 'disputed')
AND NOT past_the_office ORDER BY due_on, id LIMIT 50
""")


def measure(servers: Servers, app: Flask, sizes: Sizes) -> list[Line]:
    """Return the lines of the office's list."""
    with app.app_context():
        unit = places.by_kato(db.session, world.INBOX_KATO)
        if unit is None:
            raise RuntimeError("the okrug of the large list is missing")
        number, today = unit.id, clock.today()

        def bare() -> None:
            db.session.execute(_BARE, {"unit": number}).all()

        def ours() -> None:
            found = office_list(db.session, number, OfficeFilters(), today=today, per_page=50)
            if len(found.rows) != 50:
                raise RuntimeError("the list is not full")
            db.session.expunge_all()

        floor, list_of = _p95(bare, ours)
        engine = db.engine
    who = world.browser(app, 1)
    counts = []
    for path in ("/office/requests", "/office/requests"):
        with statements(engine) as sent:
            answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": who.cookie})
        if answer.status_code != 200 or answer.get_data().count(b"/office/requests/") < 50:
            raise RuntimeError(f"{path} is not the full list: {answer.status}")
        counts.append(len(sent))
    with web(servers, "wsgi:app") as product:
        wanted = load.request("GET", "/office/requests", cookie=who.cookie)
        load.run(product[0], [wanted], 2, 1)
        before = processor_seconds(product[1], servers.pids["postgres"])
        page = load.run(product[0], [wanted], 2, sizes.seconds)
        work = 1000 * (processor_seconds(product[1], servers.pids["postgres"]) - before) / page.done
    return [
        at_most_times(f"akim's list of 50 among {sizes.inbox:,} in the okrug, p95", floor, list_of, 5, "ms"),
        at_most("- queries of the page", counts[-1], 8, ""),
        told("- the whole page over HTTP", f"p95 {page.p95_ms:.0f} ms, {work:.1f} ms of processor"),
    ]


def _p95(*works: Callable[[], None]) -> tuple[float, ...]:
    """Return for each the milliseconds that 95 of 100 runs do not exceed; they take turns."""
    times: list[list[float]] = [[] for _ in works]
    for number in range(TIMES + 20):
        for work, kept in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            if number >= 20:
                kept.append(1000 * (time.perf_counter() - started))
    return tuple(sorted(kept)[int(TIMES * 0.95)] for kept in times)
