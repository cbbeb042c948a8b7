"""What the pages of the open data say: versions by quarter, tables with their columns, example rows."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from akimfeedback.core.storage import Storage
from akimfeedback.kpi.package import keeping
from akimfeedback.kpi.package.content import quarters, versions
from akimfeedback.kpi.package.layout import TABLES, column_title, table_title
from akimfeedback.kpi.periods import Period

EXAMPLES = ("requests", "verdicts", "figures")
EXAMPLE_ROWS = 3
ROW_WORDS = {
    "on-time-prompt": _l("Answered in time and within 5 working days"),
    "on-time": _l("Answered in time, later than 5 working days"),
    "late-prompt": _l("Answered within 5 working days, but late"),
    "late": _l("Late, or no answer yet"),
    "solved": _l("The resident says “solved”"),
    "not-solved": _l("The resident says “not solved” or “partly”"),
    "satisfied": _l("Rating 4 or 5"),
    "not-satisfied": _l("Rating 1, 2 or 3"),
    "promise-updated": _l("Update of a promise"),
    "initiative-decided": _l("Publication of a decision on an initiative"),
    "meeting-held": _l("Meeting with residents"),
    "meeting-record": _l("Record of a meeting"),
    "reception-held": _l("Reception of residents"),
    "question-answered": _l("Answer to a public question"),
    "monthly-report": _l("Monthly report"),
    "budget-published": _l("Publication of the budget"),
    "done": _l("Done"),
    "not-done": _l("Not done"),
    "yes": _l("counts as done"),
    "no": _l("does not count as done"),
}


@dataclass(frozen=True)
class Quarter:
    """One quarter with its versions, the newest first."""

    period: str
    versions: list[tuple[int, datetime]]


def quarters_of(session: Session) -> list[Quarter]:
    """Return every quarter with public figures and all its versions."""
    return [Quarter(name, keeping.numbered(versions(session, name))) for name in quarters(session)]


@dataclass(frozen=True)
class Table:
    """A table of the package in words."""

    name: str
    title: str
    columns: list[tuple[str, str]]


def tables(language: str) -> list[Table]:
    """Return every table with what its columns mean."""
    return [
        Table(name, table_title(name, language), [(one, column_title(one, language)) for one in columns])
        for name, columns in TABLES.items()
    ]


def examples(
    store: Storage, period: Period, version: int, made_at: datetime
) -> list[tuple[str, list[str], list[list[str]]]]:
    """Return name, head and first rows of some tables; nothing while the archive is not made."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(store.read(keeping.key_of(period, version, made_at))))
    except FileNotFoundError:
        return []
    found = []
    with archive:
        for name in EXAMPLES:
            with archive.open(f"{name}.csv") as member:
                lines = csv.reader(io.TextIOWrapper(member, "utf-8", newline=""))
                head = next(lines)
                rows = [line for line, _place in zip(lines, range(EXAMPLE_ROWS), strict=False)]
            found.append((name, head, rows))
    return found
