"""Packages as files: made once for each version, kept in the store, made anew when they are gone."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session

from akimfeedback.core.storage import Storage
from akimfeedback.kpi.package.content import content, quarters, versions
from akimfeedback.kpi.package.writer import write
from akimfeedback.kpi.periods import Period, parse

FOLDER = "open-data"


def key_of(period: Period, version: int, made_at: datetime) -> str:
    """Return where the archive of a version lies; its moment is in the name.

    A database taken back to an earlier day finds no archive of versions that it does not have.
    """
    return f"{FOLDER}/{period}/v{version}-{made_at:%Y%m%dT%H%M%S%f}.zip"


def make(session: Session, store: Storage, period: Period, version: int, base_url: str) -> bytes | None:
    """Write the archive of a version, keep it and return it; None when there is no such version."""
    made = content(session, period, version)
    if made is None:
        return None
    target = BytesIO()
    write(made, target, base_url)
    store.keep(key_of(period, version, made.made_at), target.getvalue())
    return target.getvalue()


def missing(session: Session, store: Storage) -> Iterator[tuple[Period, int]]:
    """Yield the versions that have no archive yet, the newest quarter first."""
    for name in quarters(session):
        period = parse(name)
        for version, made_at in numbered(versions(session, name)):
            if not store.has(key_of(period, version, made_at)):
                yield period, version


def numbered(moments: Sequence[datetime]) -> list[tuple[int, datetime]]:
    """Return versions with their numbers, the newest first."""
    return list(reversed(list(enumerate(moments, start=1))))
