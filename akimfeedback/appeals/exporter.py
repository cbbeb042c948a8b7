"""The register of an okrug for the state accounting system; columns in docs/register.md."""

import csv
import io
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.queries import register
from akimfeedback.appeals.rules import EXITS, LEGAL_KINDS, Visibility, printed
from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.journal.service import record
from akimfeedback.topics.rules import Kind

COLUMNS = (
    "number", "received_at", "category", "text", "language", "place", "lat", "lon",
    "registered_on", "due_on", "answered_at", "outcome", "verdict", "rating",
    "okrug_kato", "legal_kind", "category_name", "place_kato", "answer_found", "answer_done", "answer_next",
    "answer_law", "register_number", "register_on",
)  # fmt: skip
IDENTITY = ("author_name", "author_phone")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_register(
    session: Session,
    okrug: Territory,
    *,
    first: date | None,
    last: date | None,
    with_identity: bool,
    now: datetime,
    actor_id: int | None = None,
) -> tuple[str, int]:
    """Return the register as CSV and how many requests it has; the caller commits the journal's line.

    Cells that a spreadsheet would run begin with an apostrophe. A single verdict or rating never leaves: the
    two columns stay empty. Names and phones only on request, never of those who hid from the office.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*COLUMNS, *(IDENTITY if with_identity else ())))
    count = 0
    for appeal in register.lines(session, okrug.id, first, last):
        row = (*_line(appeal, okrug), *(_identity(appeal) if with_identity else ()))
        writer.writerow([safe(cell) for cell in row])
        count += 1
    record(
        session, "appeals.register-exported", "territory", okrug.id, actor_id=actor_id, at=now,
        requests=count, with_identity=with_identity,
        first=first.isoformat() if first else None, last=last.isoformat() if last else None,
    )  # fmt: skip
    return out.getvalue(), count


def safe(cell: object) -> str:
    """Return the cell as text that no spreadsheet takes for a formula; numbers stay numbers."""
    if cell is None:
        return ""
    words = str(cell)
    if isinstance(cell, str) and words.startswith(_FORMULA):
        return "'" + words
    return words


def _line(appeal: Appeal, okrug: Territory) -> tuple[object, ...]:
    reply = appeal.replies[-1] if appeal.replies else None
    place = appeal.place.name_ru if appeal.place else appeal.place_words
    return (
        appeal.outside_number or printed(appeal.number), _moment(appeal.filed_at), appeal.topic_code,
        appeal.text, appeal.language, place, appeal.lat, appeal.lon, appeal.registered_on, appeal.due_on,
        _ended_at(appeal, reply), _outcome(appeal, reply), None, None,
        okrug.kato, LEGAL_KINDS[Kind(appeal.kind)].value, appeal.topic.name_ru,
        appeal.place.kato if appeal.place else None, *_answer(reply),
        appeal.register_number, appeal.register_on,
    )  # fmt: skip


def _answer(reply: Reply | None) -> tuple[object, ...]:
    if reply is None:
        return (None, None, None, None)
    return (reply.found, reply.done, reply.next_steps, reply.law)


def _outcome(appeal: Appeal, reply: Reply | None) -> str | None:
    if appeal.state in EXITS:
        return appeal.state
    return reply.decision if reply else None


def _ended_at(appeal: Appeal, reply: Reply | None) -> str | None:
    if appeal.state in EXITS:
        return appeal.ended_on.isoformat() if appeal.ended_on else None
    return _moment(reply.answered_at) if reply else None


def _moment(at: datetime) -> str:
    return at.astimezone(clock.KAZAKHSTAN).isoformat(" ", "seconds")


def _identity(appeal: Appeal) -> tuple[object, ...]:
    if appeal.author is None or appeal.visibility == Visibility.HIDDEN:
        return (None, None)
    return (appeal.author.name, appeal.author.phone)
