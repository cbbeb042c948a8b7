"""The public page of an okrug: warm against a bare view that returns the same bytes, and cold."""

from pathlib import Path
from statistics import median

from flask import Flask

from akimfeedback.core.db import db
from akimfeedback.core.embedded import Servers
from benchmarks import load
from benchmarks.counting import statements
from benchmarks.servers import processor_seconds, web
from benchmarks.sizes import Sizes
from benchmarks.table import Line, at_least, at_most, told

COOKIE = "seen=1; lang=kk"
HIT = "/okrugs/900001000"


def measure(servers: Servers, app: Flask, sizes: Sizes) -> list[Line]:
    """Return the lines of the public page."""
    floor: list[float] = []
    ours: list[float] = []
    with_session: list[float] = []
    wanted = load.request("GET", HIT, cookie=COOKIE)
    first = load.request("GET", HIT, cookie="lang=kk")
    with web(servers, "wsgi:app") as product:
        status, head, body = load.fetch(product[0], wanted)
        if status != 200 or b"content-encoding: br" not in head.lower():
            raise RuntimeError(f"the page of an okrug answers {status}")
        kept = servers.var.parent / "page.br"
        Path(kept).write_bytes(body)
        bare = load.request("GET", "/page", cookie=COOKIE)
        with web(servers, "benchmarks.floor:app", FLOOR_PAGE=str(kept)) as plain:
            for number in range(-1, sizes.rounds):
                found = [
                    load.run(port, [one], sizes.connections, sizes.seconds).per_second
                    for port, one in ((plain[0], bare), (product[0], wanted), (product[0], first))
                ]
                if number >= 0:
                    for many, one in zip((floor, ours, with_session), found, strict=True):
                        many.append(one)
        cold, work = _cold(product, sizes)
    misses, hits = _queries(app)
    return [
        at_least("public page of an okrug, warm", median(floor), median(ours), 0.50, "req/s"),
        at_most("- queries on a hit", hits, 0, ""),
        at_least("- warm, first visits", median(floor), median(with_session), 0.50, "req/s"),
        told("- cold: made anew each time", f"{cold.per_second:,.0f} req/s, {work:.1f} ms of processor"),
        told("- queries on a miss", str(misses)),
    ]


def _cold(product: tuple[int, int], sizes: Sizes) -> tuple[load.Load, float]:
    """Ask for different okrugs, each once."""
    pages = [
        load.request("GET", f"/okrugs/{900000000 + number * 1000}", cookie=COOKIE)
        for number in range(2, sizes.okrugs)
    ]
    before = processor_seconds(product[1])
    found = load.run(product[0], pages, sizes.connections, sizes.seconds * 2, again=False)
    return found, 1000 * (processor_seconds(product[1]) - before) / max(1, found.done)


def _queries(app: Flask) -> tuple[int, int]:
    """Return the statements of a miss and of the hit after it."""
    with app.app_context():
        engine = db.engine
    client = app.test_client(use_cookies=False)
    counts = []
    for _ in range(2):
        with statements(engine) as sent:
            client.get("/okrugs/902001000", headers={"Cookie": "lang=ru", "Accept-Encoding": "br"})
        counts.append(len(sent))
    return counts[0], counts[1]
