"""Counts of requests for the akim's report, handed to a package that may not know this one."""

from datetime import date

from flask import Flask
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.rules import Verdict


def request_figures(session: Session, territory_id: int, first: date, last: date) -> dict[str, int]:
    """Return plain counts of an office between two days, both included; two queries.

    `filed` registered then, `answered` and `on_time` by first answers of then, `solved` and `not_solved` by
    the verdicts residents gave on answers of those days. No shares, no ratings.
    """
    registered = Appeal.registered_on.between(first, last)
    answered = Appeal.answered_on.between(first, last)
    cases = select(
        func.count().filter(registered),
        func.count().filter(answered),
        func.count().filter(and_(answered, Appeal.on_time.is_(True))),
    ).where(Appeal.territory_id == territory_id)
    judged = select(
        func.count().filter(Reply.verdict == Verdict.SOLVED),
        func.count().filter(Reply.verdict == Verdict.NOT_SOLVED),
    ).where(Reply.territory_id == territory_id, Reply.answered_on.between(first, last), ~Reply.by_staff)
    numbers = [*session.execute(cases).one(), *session.execute(judged).one()]
    return dict(zip(("filed", "answered", "on_time", "solved", "not_solved"), numbers, strict=True))


def init_app(app: Flask) -> None:
    """Hand the counts over."""
    app.extensions["akf.request_figures"] = request_figures
