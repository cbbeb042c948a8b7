"""A next version of the method as the demo's assessor drafts it: tried, and waiting for a second person."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.demo.books import Books
from akimfeedback.demo.texts import year_voice as words
from akimfeedback.kpi.method import Method, method_from
from akimfeedback.kpi.service import methods
from akimfeedback.kpi.service.trying import go_on
from akimfeedback.mandates.queries import actor_of

DRAFTED_BEFORE = timedelta(days=12)
WEIGHTS = {"K2": 0.05, "K3": 0.30}  # what the draft changes


def draft(session: Session, books: Books) -> str:
    """Draft, try and propose a version; return its name."""
    at = books.now - DRAFTED_BEFORE
    assessor = actor_of(session, books.seats["assessor"].user, local_day(at))
    row = methods.draft_from(session, assessor, "v1", now=at)
    method, version = method_from(row.definition), row.version
    methods.change_numbers(
        session, assessor, version, method.valid_from, _numbers(method), now=_after(at, hours=1)
    )  # fmt: skip
    methods.give_reason(session, assessor, version, words.DRAFT_REASON, now=_after(at, hours=2))
    methods.ask_dry_run(session, assessor, version, now=_after(at, hours=2))
    while go_on(session, version, now=_after(at, hours=3)):
        session.flush()
    methods.propose(session, assessor, version, now=_after(at, hours=26))
    return version


def _after(at: datetime, *, hours: int) -> datetime:
    return at + timedelta(hours=hours)


def _numbers(method: Method) -> dict[str, dict[str, float]]:
    """Return the numbers of every indicator, two weights of them moved."""
    return {
        one.code: {
            "weight": WEIGHTS.get(one.code, one.weight), "prior": one.prior, "m0": one.m0,
            "floor": one.floor, "publish_from": one.publish_from,
        }
        for one in method.indicators
    }  # fmt: skip
