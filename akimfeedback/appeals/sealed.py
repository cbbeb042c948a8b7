"""What the journal keeps of a request and its answers: the facts that figures are counted from.

Each act that changes one of them carries them as they are after it; the nightly self-check compares them with
the rows. Texts are kept as digests under the case's own random link, names and comments not at all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.journal.facts import Rows, Source
from akimfeedback.journal.records import moment

CASE = "appeal"
_CASE_FACTS = (
    "number", "territory_id", "mandate_id", "topic_code", "routing", "past_the_office", "kind",
    "filed_at", "registered_on", "first_due_on", "due_on", "answered_on", "on_time", "prompt", "working_days",
    "out_on", "ended_on", "reopened",
)  # fmt: skip
_REPLY_FACTS = (
    "territory_id", "mandate_id", "routing", "kind", "decision", "substantive", "first", "late",
    "answered_at", "answered_on", "window_ends_on", "verdict", "rating", "by_staff",
)  # fmt: skip
_PARTS = ("found", "done", "next_steps", "law", "complain")

Facts = dict[str, object]
Reads = Callable[[str], Any]

_cases, _replies = cast(Table, Appeal.__table__).c, cast(Table, Reply.__table__).c
_CASES = select(*[_cases[name] for name in ("id", "link", "text", *_CASE_FACTS)]).order_by(_cases.id)
_REPLIES = select(*[_replies[name] for name in ("id", "appeal_id", "rater_id", *_PARTS, *_REPLY_FACTS)])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def _text_digest(link: str, *texts: str | None) -> str:
    """Return a digest of texts; the link keeps outsiders from trying likely ones."""
    return sha256("\n".join((link, *(text or "" for text in texts))).encode()).hexdigest()


def case_facts(read: Reads) -> Facts:
    """Return the facts of a request, whose columns `read` gives by name."""
    facts: Facts = {name: _plain(read(name)) for name in _CASE_FACTS}
    return facts | {"text": _text_digest(read("link"), read("text"))}


def reply_facts(read: Reads, link: str) -> Facts:
    """Return the facts of an answer, whose columns `read` gives by name, to the request with that link."""
    facts: Facts = {name: _plain(read(name)) for name in _REPLY_FACTS}
    words = _text_digest(link, *(read(part) for part in _PARTS))
    return facts | {"rated": read("rater_id") is not None, "text": words}


def rows_of(appeal: Appeal, replies: Collection[Reply] = ()) -> Rows:
    """Return the facts of a request and of the answers that an act touched."""
    found = {CASE: case_facts(partial(getattr, appeal))}
    for reply in replies:
        found[_name(reply.id)] = reply_facts(partial(getattr, reply), appeal.link)
    return found


def rows_at_filing(values: Mapping[str, Any]) -> Rows:
    """Return the facts of a request from its columns as they are written."""
    return {CASE: case_facts(values.get)}


def rows_of_ids(session: Session, ids: Collection[int]) -> dict[int, Rows]:
    """Return the facts of many requests with all their answers, as they stand in the tables now."""
    return _read(session, _cases.id.in_(ids))


def read_page(session: Session, after: int, most: int) -> Sequence[tuple[int, Rows]]:
    """Return the next requests after an id with their answers, as they stand in the tables now."""
    return list(_read(session, _cases.id > after, most).items())


def _read(session: Session, which: ColumnElement[bool], most: int | None = None) -> dict[int, Rows]:
    page = session.execute(_CASES.where(which).limit(most)).mappings().all()
    links = {row["id"]: row["link"] for row in page}
    found = {row["id"]: {CASE: case_facts(row.__getitem__)} for row in page}
    for row in session.execute(_REPLIES.where(_replies.appeal_id.in_(links))).mappings():
        of = row["appeal_id"]
        found[of][_name(row["id"])] = reply_facts(row.__getitem__, links[of])
    return dict(found)


def _name(reply_id: int) -> str:
    return f"reply:{reply_id}"


SEALED = (Source("appeal", read_page),)
