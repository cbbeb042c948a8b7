"""What the journal keeps of frozen figures and approved methods: digests, and under what they were counted.

Neither is ever changed, so its act tells its facts once; the nightly self-check compares them with the row as
it stands.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from akimfeedback.journal.facts import Rows, Source
from akimfeedback.journal.records import digest, moment
from akimfeedback.kpi.method import product_rows
from akimfeedback.kpi.models import Method, Snapshot

SNAPSHOT, METHOD = "snapshot", "method"
_NAMES = ("territory_id", "period", "version", "state", "method", "calendar", "code", "input_hash")
_DIGESTS = ("figures", "counted", "reason")

_columns = cast(Table, Snapshot.__table__).c
_ROWS = select(*[_columns[name] for name in ("id", "data_time", *_NAMES, *_DIGESTS)]).order_by(_columns.id)

_METHODS = select(Method.version, Method.valid_from, Method.definition, Method.reason)


def _facts(read: Callable[[str], Any]) -> Rows:
    facts: dict[str, object] = {name: read(name) for name in _NAMES}
    facts |= {name: None if read(name) is None else digest(read(name)) for name in _DIGESTS}
    return {SNAPSHOT: facts | {"state": str(read("state")), "data_time": moment(read("data_time"))}}


def rows_of(snapshot: Snapshot) -> Rows:
    """Return the facts of frozen figures."""
    return _facts(partial(getattr, snapshot))


def read_page(session: Session, after: int, most: int) -> Sequence[tuple[int, Rows]]:
    """Return the next frozen figures after an id, as they stand in the table now."""
    rows = _ROWS.where(_columns.version > 0, _columns.id > after).limit(most)
    return [(row["id"], _facts(row.__getitem__)) for row in session.execute(rows).mappings()]


def rows_of_method(row: Method) -> Rows:
    """Return the facts of an approved version of the method."""
    return _method_facts(partial(getattr, row))


def _method_facts(read: Callable[[str], Any]) -> Rows:
    definition, reason = digest(read("definition")), digest(read("reason"))
    return {
        METHOD: {"valid_from": read("valid_from").isoformat(), "definition": definition, "reason": reason}
    }


_PRODUCT = {row["version"]: _method_facts(row.__getitem__) for row in product_rows()}


def read_methods(session: Session, after: int, most: int) -> Sequence[tuple[int, Rows]]:
    """Return the next approved versions after a number, as they stand in the table now.

    The product's own versions come with its files and have no act: one that stands as it came is left out.
    """
    rows = session.execute(_METHODS.where(Method.state == "approved")).mappings()
    told = {row["version"]: _method_facts(row.__getitem__) for row in rows}
    found = {
        int(version.removeprefix("v")): facts
        for version, facts in told.items()
        if facts != _PRODUCT.get(version)
    }
    return [(number, found[number]) for number in sorted(found) if number > after][:most]


SEALED = (Source(SNAPSHOT, read_page), Source(METHOD, read_methods))
