"""Packages as files: made once for each version, kept in the store, made anew when they are gone."""

from collections.abc import Iterator
from io import BytesIO

from sqlalchemy.orm import Session

from akimfeedback.core.storage import Storage
from akimfeedback.kpi.package.content import content, quarters, versions
from akimfeedback.kpi.package.writer import write
from akimfeedback.kpi.periods import Period, parse

FOLDER = "open-data"


def key_of(period: Period, version: int) -> str:
    """Return where the archive of a version lies."""
    return f"{FOLDER}/{period}/v{version}.zip"


def make(session: Session, store: Storage, period: Period, version: int, base_url: str) -> bytes | None:
    """Write the archive of a version, keep it and return it; None when there is no such version."""
    made = content(session, period, version)
    if made is None:
        return None
    target = BytesIO()
    write(made, target, base_url)
    store.keep(key_of(period, version), target.getvalue())
    return target.getvalue()


def missing(session: Session, store: Storage) -> Iterator[tuple[Period, int]]:
    """Yield the versions that have no archive yet, the newest quarter first."""
    for name in quarters(session):
        period = parse(name)
        for version in range(len(versions(session, name)), 0, -1):
            if not store.has(key_of(period, version)):
                yield period, version
