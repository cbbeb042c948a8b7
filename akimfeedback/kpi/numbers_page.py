"""What the office's own page shows, gathered: a period's lines, what moved, the funnel, the trend."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.folding import kazakh_key
from akimfeedback.kpi import office_page, own_cases, peer_rows, pictures, queries
from akimfeedback.kpi.method_queries import method_of
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.office_page import Line
from akimfeedback.kpi.periods import LifeDates, Period, PeriodKind, life_dates, parse, period_of
from akimfeedback.kpi.pictures import Named, Picture
from akimfeedback.kpi.queries import Window
from akimfeedback.mandates.models import Mandate
from akimfeedback.web.product import named

TREND_MONTHS = 24


def life_of(session: Session, period: Period) -> LifeDates:
    """Return the dates of a period's figures by today's calendar."""
    return life_dates(period, calendar_on(session, clock.today()))


@dataclass(frozen=True)
class Block:
    """Figures of one period as the office sees them: public or live."""

    period: Period
    life: LifeDates
    snapshot: Snapshot | None
    lines: list[Line]


def block(session: Session, seat: Mandate, period: Period, snapshot: Snapshot | None) -> Block:
    """Return a period's lines; ratings of live figures come in steps."""
    rated = _rated(session, seat, period) if snapshot and not snapshot.version else None
    lines = office_page.lines(snapshot.figures, rated=rated) if snapshot else []
    return Block(period, life_of(session, period), snapshot, lines)


def _rated(session: Session, seat: Mandate, period: Period) -> tuple[int, int]:
    window = Window(period.first_day, period.last_day, clock.today())
    return own_cases.rated(session, seat.territory_id, window)


def moved(
    session: Session, seat: Mandate, public: Snapshot | None, live: Snapshot | None, period: Period
) -> Picture | None:
    """Return what moved the score since the last public figures; None while one of both has no score."""
    if public is None or live is None:
        return None
    before, after = (method_of(session, parse(one.period)) for one in (public, live))
    return office_page.moved(
        office_page.parts(public.figures, before),
        office_page.parts(live.figures, after, _rated(session, seat, period)),
        {code: _cases_url(seat, period, code) for code in office_page.WITH_CASES},
    )


def _cases_url(seat: Mandate, period: Period, code: str) -> str:
    return url_for("kpi_office.cases", period=str(period), code=code, office=seat.territory.kato)


def funnel(session: Session, seat: Mandate, public: Snapshot | None) -> Picture | None:
    """Return where the office lies among similar okrugs, with the early limits that nobody else sees."""
    if public is None:
        return None
    units = peer_rows.members(session, public.figures["group"], parse(public.period).year)
    counts = peer_rows.in_time_of(session, [unit.id for unit in units], public.period)
    okrugs = [Named(unit.kato, named(unit), counts[unit.id]) for unit in units if unit.id in counts]
    okrugs.sort(key=lambda one: kazakh_key(one.name))
    return pictures.funnel_picture(okrugs, seat.territory.kato, early=True)


def trends(session: Session, seat: Mandate, today: date) -> list[Picture]:
    """Return the months of two years that are over: answered in time, and waiting."""
    month = period_of(today, PeriodKind.MONTH)
    window = Window(month.shifted(-TREND_MONTHS).first_day, month.shifted(-1).last_day, today)
    calendar = queries.calendar_of(session, month.shifted(-TREND_MONTHS), today)
    found = (
        pictures.in_time_trend(own_cases.months(session, seat.territory_id, window)),
        pictures.waiting_trend(own_cases.waits(session, seat.territory_id, window, calendar)),
    )
    return [one for one in found if one]
