"""Files of one okrug: processor time of the brief, the workbook, the picture of a link; and their weight."""

import time
from collections.abc import Callable

from flask import Flask

from akimfeedback.core.db import db
from akimfeedback.geography.queries import by_kato
from akimfeedback.kpi.queries import latest_published
from benchmarks.table import Line, at_most, told

OKRUG = "900001000"
AGAIN = 3


def measure(app: Flask) -> list[Line]:
    """Return the lines; the first brief also loads fonts and template, so it is measured too."""
    with app.app_context():
        unit = by_kato(db.session, OKRUG)
        found = latest_published(db.session, unit.id) if unit else None
    if found is None:
        raise RuntimeError("no published figures to make a brief of")
    brief, book = (f"/okrugs/{OKRUG}/brief/{found.period}.{{}}.{ending}" for ending in ("pdf", "xlsx"))
    first, _size = _made(app, brief.format("kk"))
    later = [_made(app, brief.format(language)) for language in ("ru", "en")]
    books = [_made(app, book.format(language)) for language in ("kk", "ru", "en")]
    kept = min(_made(app, brief.format("kk"))[0] for _time in range(AGAIN))
    picture = _made(app, f"/okrugs/{OKRUG}/share.kk.png")
    return [
        at_most("brief of two pages, the first of a process, processor", first, 1, "s", 2),
        at_most("- another one", max(spent for spent, _size in later), 1, "s", 2),
        told("- kept from before", f"{1000 * kept:.0f} ms of processor"),
        at_most("- weight", max(size for _spent, size in later) / 1000, 150, "KB", 1),
        at_most("workbook of an okrug, processor", min(spent for spent, _size in books), 1, "s", 2),
        at_most("picture of a shared okrug", picture[1] / 1000, 60, "KB", 1),
    ]


def _made(app: Flask, path: str) -> tuple[float, int]:
    """Return the processor time and the bytes of a file."""
    client = app.test_client(use_cookies=False)
    size, spent = _spent(lambda: client.get(path))
    return spent, size


def _spent(work: Callable[[], object]) -> tuple[int, float]:
    before = time.process_time()
    answer = work()
    spent = time.process_time() - before
    if answer.status_code != 200:  # type: ignore[attr-defined]
        raise RuntimeError(f"no file: {answer}")
    return len(answer.data), spent  # type: ignore[attr-defined]
