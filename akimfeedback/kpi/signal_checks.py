"""All checks of a month, from the facts of all okrugs to a list of checks."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from akimfeedback.kpi import queries, signal_facts
from akimfeedback.kpi.counting import groups
from akimfeedback.kpi.periods import Period, quarter_of
from akimfeedback.kpi.queries import CountedOkrug, Window
from akimfeedback.kpi.signal_facts import Answers, Span
from akimfeedback.kpi.signals import bursts, days, gaps, intake, shares, stamps, texts, topics
from akimfeedback.kpi.signals.chance import usual_shares
from akimfeedback.kpi.signals.rules import Check, Part, SignalCode, check_of
from akimfeedback.law.workdays import WorkCalendar, is_working_day

Group = Mapping[int, Hashable]
PLATFORM: Group = {}
"""Everybody in one group: what is usual on the whole platform."""
LOOK_BACK_DAYS = 14
"""A term that ended so long before the month may have its next working day in it."""
Found = Iterator[tuple[int, Check]]


@dataclass(frozen=True)
class Ground:
    """What the checks of a month stand on."""

    session: Session
    month: Period
    span: Span
    calendar: WorkCalendar
    okrugs: Mapping[int, CountedOkrug]
    peers: Group

    def working_days(self, first: date, last: date) -> list[date]:
        """Return the working days of a stretch, both ends in it."""
        stretch = (first + timedelta(days=step) for step in range((last - first).days + 1))
        return [day for day in stretch if is_working_day(day, self.calendar)]


def ground(session: Session, month: Period, today: date) -> Ground:
    """Return the okrugs, peers and calendar of a month."""
    okrugs = queries.counted_okrugs(session, Window(month.first_day, month.last_day, today))
    return Ground(
        session=session,
        month=month,
        span=Span.of(month),
        calendar=queries.calendar_of(session, month, today),
        okrugs={one.id: one for one in okrugs},
        peers=groups(session, month.year, okrugs) if okrugs else {},
    )


def all_checks(on: Ground) -> list[tuple[int, Check]]:
    """Return every check that could be made, okrug by okrug, of those that have joined."""
    families = (_answers, _last_day, _gaps, _moved, _not_asked, _ratings, _intake, _topics, _withdrawn)
    found = [(unit, check) for family in families for unit, check in family(on)]
    found += list(_period_end(on))
    return [(unit, check) for unit, check in found if unit in on.okrugs]


def exact_checks(on: Ground) -> list[tuple[int, Check]]:
    """Return the stored times that differ from the journal, in the month and the two before."""
    span = Span.of(on.month, signal_facts.STAMP_MONTHS - 1)
    found = signal_facts.stamps(on.session, span)
    made = (
        (unit, check_of(SignalCode.TIMES_CHANGED, stamps.stamp_parts(rows))) for unit, rows in found.items()
    )
    return [(unit, check) for unit, check in made if check is not None and unit in on.okrugs]


def _made(code: SignalCode, parts: Mapping[int, list[Part | None]]) -> Found:
    for unit, found in parts.items():
        check = check_of(code, found)
        if check is not None:
            yield unit, check


def _answers(on: Ground) -> Found:
    """Mass answers and like texts (G2), explained or refused (G13): one pass over the answers."""
    found: dict[int, Answers] = dict(signal_facts.answers(on.session, on.span))
    working = len(on.working_days(on.span.first, on.span.last))
    alike = {unit: (one.twins.k, one.twins.n) for unit, one in found.items() if one.twins}
    usual = usual_shares(alike, on.peers, texts.TWINS_USUAL)
    yield from _made(
        SignalCode.MASS_ANSWERS,
        {
            unit: [
                bursts.burst_part("burst", one.moments, one.rows, working, bursts.SMALLEST_BURST),
                texts.twins_part(one.twins, one.rows, one.replies, usual[unit]) if one.twins else None,
            ]
            for unit, one in found.items()
        },
    )
    declined = {unit: (len(one.declined), one.n) for unit, one in found.items()}
    expected = usual_shares(declined, on.peers, shares.DECLINED.usual)
    yield from _made(
        SignalCode.EXPLAINED_OR_REFUSED,
        {
            unit: [shares.share_part(shares.DECLINED, k, n, expected[unit], found[unit].declined)]
            for unit, (k, n) in declined.items()
        },
    )


def _last_day(on: Ground) -> Found:
    working = on.working_days(on.span.first - timedelta(days=LOOK_BACK_DAYS), on.span.last)
    found = signal_facts.first_answers(on.session, on.span, list(pairwise(working)))
    usual = usual_shares({unit: (row.k, row.n) for unit, row in found.items()}, on.peers, days.LAST_DAY_USUAL)
    yield from _made(
        SignalCode.LAST_DAY,
        {
            unit: [days.last_day_part(row.k, row.after, row.n, usual[unit], row.ids or ())]
            for unit, row in found.items()
        },
    )


def _gaps(on: Ground) -> Found:
    found = signal_facts.words(on.session, on.span)
    sums: dict[Hashable, gaps.Words] = {}
    for unit, one in found.items():
        group = on.peers.get(unit)
        sums[group] = sums.get(group, gaps.NOTHING) + one
    usual = usual_shares(
        {unit: (one.reopened, one.answers) for unit, one in found.items()}, on.peers, gaps.REOPENED_USUAL
    )
    yield from _made(
        SignalCode.DONE_NOT_SOLVED,
        {
            unit: [
                gaps.gap_part(one, sums[on.peers.get(unit)] - one),
                gaps.reopened_part(one, usual[unit]),
            ]
            for unit, one in found.items()
        },
    )


def _moved(on: Ground) -> Found:
    found = signal_facts.moved(on.session, on.span)
    longer = {unit: (row.extended, row.n) for unit, row in found.items()}
    away = {unit: (row.forwarded, row.n) for unit, row in found.items()}
    usual_longer = usual_shares(longer, on.peers, shares.EXTENDED.usual)
    usual_away = usual_shares(away, on.peers, shares.FORWARDED.usual)
    parts: dict[int, list[Part | None]] = {
        unit: [
            shares.share_part(
                shares.EXTENDED, row.extended, row.n, usual_longer[unit], row.extended_ids or ()
            ),
            shares.share_part(
                shares.FORWARDED, row.forwarded, row.n, usual_away[unit], row.forwarded_ids or ()
            ),
        ]
        for unit, row in found.items()
    }
    yield from _made(SignalCode.LATER_AND_ELSEWHERE, parts)


def _against_platform(code: SignalCode, watched: shares.Watched, found: Mapping[int, Any]) -> Found:
    """Hold the share of each okrug against that of all others."""
    counts = {unit: (row.k, row.n) for unit, row in found.items()}
    usual = usual_shares(counts, PLATFORM, watched.usual)
    yield from _made(
        code,
        {
            unit: [shares.share_part(watched, row.k, row.n, usual[unit], row.ids or ())]
            for unit, row in found.items()
        },
    )


def _not_asked(on: Ground) -> Found:
    found = signal_facts.not_asked(on.session, on.span)
    yield from _against_platform(SignalCode.NOT_ASKED, shares.NOT_ASKED, found)


def _ratings(on: Ground) -> Found:
    found = signal_facts.ratings(on.session, on.span)
    working = len(on.working_days(on.span.first, on.span.last))
    quick = {
        unit: (sum(0 <= delay <= bursts.QUICK_SECONDS for delay in one.delays), len(one.delays))
        for unit, one in found.items()
    }
    usual = usual_shares(quick, PLATFORM, bursts.QUICK_USUAL)
    yield from _made(
        SignalCode.RATING_BURST,
        {
            unit: [
                bursts.quick_part(one.delays, one.rows, usual[unit]),
                bursts.burst_part("ratings", one.moments, one.rows, working, bursts.SMALLEST_QUICK),
            ]
            for unit, one in found.items()
        },
    )


def _intake(on: Ground) -> Found:
    received = signal_facts.intake(on.session, on.span)
    standing = signal_facts.standing(on.session, on.span)
    by_group: dict[Hashable, dict[int, intake.Intake]] = {}
    for unit, okrug in on.okrugs.items():
        if unit in standing and okrug.people and okrug.connected_from <= on.span.first:
            seen = intake.Intake(received.get(unit, 0), okrug.people)
            by_group.setdefault(on.peers.get(unit), {})[unit] = seen
    parts = (found for group in by_group.values() for found in intake.parts(group).items())
    yield from _made(SignalCode.FEW_REQUESTS, {unit: [part] for unit, part in parts})


def _topics(on: Ground) -> Found:
    found = signal_facts.topics(on.session, on.span)
    yield from _made(
        SignalCode.TOPIC_MOVED,
        {unit: [topics.moved_part(row.away, row.back, row.ids or ())] for unit, row in found.items()},
    )


def _withdrawn(on: Ground) -> Found:
    found = signal_facts.withdrawn(on.session, on.span)
    yield from _against_platform(SignalCode.WITHDRAWN_AFTER, shares.WITHDRAWN_AFTER, found)


def _period_end(on: Ground) -> Found:
    """Look at the whole quarter in the month that ends it."""
    quarter = quarter_of(on.span.first)
    if quarter.last_day != on.span.last:
        return
    working = on.working_days(quarter.first_day, quarter.last_day)
    found = signal_facts.quarter_end(on.session, Span.of(quarter), working[-days.LAST_DAYS])
    yield from _made(
        SignalCode.PERIOD_END,
        {
            unit: [days.period_end_part(row.k, row.n, len(working), row.ids or ())]
            for unit, row in found.items()
        },
    )
