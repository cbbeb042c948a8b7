"""Read signals: queues, one signal with its rows, what was found over a year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.geography.models import Territory
from akimfeedback.journal.models import Entry
from akimfeedback.kpi.periods import Period
from akimfeedback.kpi.signal_models import Signal, SignalExplanation
from akimfeedback.kpi.signals.rules import (
    HIDDEN_FROM_OFFICE,
    OKRUGS_FLOOR,
    REVIEWED_FLOOR,
    Finding,
    SignalCode,
)

MOST_SHOWN = 200
SUBJECT = "kpi-month"
TESTED = "kpi.signals-looked-for"


@dataclass(frozen=True)
class Line:
    """A signal in a list, with its okrug and whether the akim has explained."""

    signal: Signal
    territory: Territory
    explained: bool


@dataclass(frozen=True)
class CaseTimes:
    """Number and times of a request behind a signal; no text, nobody's name."""

    number: str
    filed_at: datetime
    first_due_on: date
    answered_at: datetime | None  # first substantive answer
    decision: str | None
    ended_on: date | None


@dataclass(frozen=True)
class AnswerText:
    """What the office wrote in one answer."""

    number: str
    answered_at: datetime
    language: str
    found: str
    done: str


@dataclass(frozen=True)
class Precision:
    """What was found behind the signals of one kind raised in a year; None under the floor."""

    code: str
    reviewed: int | None
    true: int | None
    innocent: int | None
    unclear: int | None


def subject_id(month: Period) -> int:
    """Return the number of a month in the journal: 202607."""
    return month.year * 100 + month.part


def is_tested(session: Session, month: Period) -> bool:
    """Say whether a month has been looked at."""
    acts = select(Entry.id).where(
        Entry.subject == SUBJECT, Entry.subject_id == subject_id(month), Entry.act == TESTED
    )
    return session.scalars(acts.limit(1)).first() is not None


def _hidden(*, hidden: bool) -> ColumnElement[bool]:
    codes = [code.value for code in HIDDEN_FROM_OFFICE]
    return Signal.code.in_(codes) if hidden else Signal.code.not_in(codes)


def queue(
    session: Session, territories: Collection[int], *, judged: bool = False, hidden: bool = False
) -> list[Line]:
    """Return the signals of some okrugs that wait for a finding (or have one), newest month first.

    `hidden` gives only those the office must not know of, otherwise none of them is in the list.
    """
    rows = (
        select(Signal, Territory, SignalExplanation.id)
        .join(Territory, Territory.id == Signal.territory_id)
        .outerjoin(SignalExplanation, SignalExplanation.signal_id == Signal.id)
        .where(Signal.flagged, Signal.territory_id.in_(territories), _hidden(hidden=hidden))
        .where(Signal.finding.is_not(None) if judged else Signal.finding.is_(None))
        .order_by(Signal.month.desc(), Signal.p_value, Signal.id)
        .limit(MOST_SHOWN)
    )
    return [Line(signal, unit, explained is not None) for signal, unit, explained in session.execute(rows)]


def of_office(session: Session, territory_id: int) -> list[Line]:
    """Return what an office reads about itself, newest first; never what passes it."""
    found = [
        line
        for judged in (False, True)
        for line in queue(session, [territory_id], judged=judged, hidden=False)
    ]
    return sorted(found, key=lambda line: (line.signal.month, -line.signal.id), reverse=True)


def signal(session: Session, signal_id: int, *, to_change: bool = False) -> Signal | None:
    """Return one signal, locked when it is to be changed."""
    rows = select(Signal).where(Signal.id == signal_id)
    return session.scalars(rows.with_for_update() if to_change else rows).first()


def explanation(session: Session, signal_id: int) -> SignalExplanation | None:
    """Return the akim's explanation, or None."""
    return session.scalars(select(SignalExplanation).where(SignalExplanation.signal_id == signal_id)).first()


def case_times(session: Session, ids: Collection[int]) -> list[CaseTimes]:
    """Return number and times of requests, in order of filing."""
    rows = (
        select(
            Appeal.number, Appeal.filed_at, Appeal.first_due_on, Appeal.ended_on,
            Reply.answered_at, Reply.decision,
        )
        .outerjoin(Reply, (Reply.appeal_id == Appeal.id) & Reply.first)
        .where(Appeal.id.in_(ids))
        .order_by(Appeal.filed_at, Appeal.id)
    )  # fmt: skip
    return [
        CaseTimes(row.number, row.filed_at, row.first_due_on, row.answered_at, row.decision, row.ended_on)
        for row in session.execute(rows)
    ]


def answer_texts(session: Session, pairs: Sequence[Sequence[int]]) -> list[tuple[AnswerText, AnswerText]]:
    """Return the office's words of pairs of answers, side by side; a pair with a lost answer is left out."""
    ids = {one for pair in pairs for one in pair}
    rows = (
        select(Reply.id, Appeal.number, Reply.answered_at, Reply.language, Reply.found, Reply.done)
        .join(Appeal, Appeal.id == Reply.appeal_id)
        .where(Reply.id.in_(ids))
    )
    found = {
        row.id: AnswerText(row.number, row.answered_at, row.language, row.found, row.done)
        for row in session.execute(rows)
    }
    return [(found[one], found[other]) for one, other in pairs if one in found and other in found]


def rows_before(session: Session, month: Period, code: SignalCode) -> dict[int, set[tuple[str, int]]]:
    """Return the parts and requests told by earlier signals of one kind, by okrug."""
    earlier = select(Signal.territory_id, Signal.evidence).where(
        Signal.code == code.value, Signal.month < str(month), Signal.month >= str(month.shifted(-3))
    )
    found: dict[int, set[tuple[str, int]]] = {}
    for territory_id, evidence in session.execute(earlier):
        told = found.setdefault(territory_id, set())
        told |= {(part["name"], row) for part in evidence["parts"] for row in part["rows"]}
    return found


def years(session: Session) -> list[int]:
    """Return the years with a finding, newest first."""
    year = func.substr(Signal.month, 1, 4)
    return [int(one) for one in session.scalars(
        select(year).where(Signal.flagged, Signal.finding.is_not(None)).distinct().order_by(year.desc())
    )]  # fmt: skip


def precisions(session: Session, year: int) -> list[Precision]:
    """Return what people found behind the signals of a year's months, every kind in order.

    A kind with fewer than five findings has none shown; one the office must not know of, none either
    unless the findings come from five okrugs, so that nobody reads an okrug out of it.
    """
    judged = (Signal.flagged, Signal.finding.is_not(None), Signal.month.like(f"{year}-__"))
    by_finding = select(Signal.code, Signal.finding, func.count()).where(*judged)
    counted: dict[str, dict[str, int]] = {}
    for code, finding, count in session.execute(by_finding.group_by(Signal.code, Signal.finding)):
        counted.setdefault(code, {})[str(finding)] = count
    by_okrug = select(Signal.code, func.count(Signal.territory_id.distinct())).where(*judged)
    okrugs: dict[str, int] = dict(session.execute(by_okrug.group_by(Signal.code)).all())
    return [_precision(code, counted.get(code, {}), okrugs.get(code, 0)) for code in SignalCode]


def _precision(code: SignalCode, counts: dict[str, int], okrugs: int) -> Precision:
    reviewed = sum(counts.values())
    told = reviewed >= REVIEWED_FLOOR and (code not in HIDDEN_FROM_OFFICE or okrugs >= OKRUGS_FLOOR)
    if not told:
        return Precision(code.value, None, None, None, None)
    by_finding = {finding: counts.get(finding.value, 0) for finding in Finding}
    return Precision(
        code.value, reviewed, by_finding[Finding.TRUE], by_finding[Finding.INNOCENT],
        by_finding[Finding.UNCLEAR],
    )  # fmt: skip


def parts_of(found: Signal) -> list[dict[str, Any]]:
    """Return the parts of a signal, the least likely first."""
    parts: list[dict[str, Any]] = found.evidence["parts"]
    return sorted(parts, key=lambda part: part["p"])
