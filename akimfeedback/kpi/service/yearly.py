"""The yearly cycle of a district: open, conclude, sit, approve, contest, answer, decide.

The assessor writes, another person approves and decides; an akim's office may contest. Nothing here ties
figures to a sanction.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.journal.service import record
from akimfeedback.kpi import year_queries, year_rules
from akimfeedback.kpi.periods import Period
from akimfeedback.kpi.service.correcting import propose
from akimfeedback.kpi.year_models import Contest, YearConclusion, YearCycle
from akimfeedback.kpi.year_rules import MOST_LETTERS, Outcome, YearState, YearStep
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.queries import akim_of, members_of
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.service import tell

APPROVERS = (Role.SUPERIOR, Role.ADMINISTRATOR)


def open_year(session: Session, actor: Actor, district: Territory, year: int, *, now: datetime) -> YearCycle:
    """Open the year of a district once the year's figures of all its okrugs are final.

    Raises NotAllowed("kpi.assessor-only"), RuleBroken("kpi.year-not-final" | "kpi.year-open-already").
    """
    _require_assessor(actor, district.id)
    figures = year_queries.figures_of_year(session, district.id, year)
    if not figures or any(one.state not in year_queries.FINAL for one in figures.values()):
        raise RuleBroken("kpi.year-not-final")
    if any(one.year == year for one in year_queries.cycles(session, [district.id])):
        raise RuleBroken("kpi.year-open-already")
    cycle = YearCycle(
        year=year, district_id=district.id, state=YearState.CONCLUSIONS,
        opened_at=now, opened_by_id=actor.user_id,
    )  # fmt: skip
    session.add(cycle)
    session.flush()
    _note(session, "kpi.year-opened", cycle, actor, now, year=year)
    return cycle


def conclude(
    session: Session,
    actor: Actor,
    cycle: YearCycle,
    territory_id: int,
    words: str,
    language: str,
    *,
    now: datetime,
) -> YearConclusion:
    """Write the conclusion on an okrug; it rests on the newest version of the year's figures.

    After the approval only where a contest was upheld. Raises NotAllowed("kpi.assessor-only"),
    RuleBroken("kpi.year-not-now" | "kpi.words-missing" | "kpi.words-too-long" | "kpi.words-of-dismissal" |
    "kpi.not-published").
    """
    _require_assessor(actor, cycle.district_id)
    _check(session, YearStep.CONCLUDE, cycle, now)
    if actor.works_in(territory_id):
        raise NotAllowed("kpi.assessor-only")
    found = year_queries.figures_of_year(session, cycle.district_id, cycle.year).get(territory_id)
    if found is None:
        raise RuleBroken("kpi.not-published")
    written = {one.territory_id: one for one in year_queries.conclusions(session, cycle.id)}
    row = written.get(territory_id)
    if cycle.state == YearState.CONTEST and (row is None or not _is_open_again(session, row)):
        raise RuleBroken("kpi.year-not-now")
    if row is None:
        row = YearConclusion(cycle_id=cycle.id, territory_id=territory_id)
        session.add(row)
    row.words, row.language = _words(words), language
    row.snapshot_id, row.by_id, row.at = found.id, actor.user_id, now
    session.flush()
    _note(
        session, "kpi.year-concluded", cycle, actor, now,
        conclusion=row.id, version=found.version, territory=territory_id,
    )  # fmt: skip
    return row


def _is_open_again(session: Session, conclusion: YearConclusion) -> bool:
    every = year_queries.contests(session, [conclusion.id])
    return any(one.outcome in year_queries.CHANGING for one in every)


def sit(session: Session, actor: Actor, cycle: YearCycle, on: date, words: str, *, now: datetime) -> None:
    """Write down the commission's sitting: its day, who sat by post, what was said.

    Raises NotAllowed("kpi.assessor-only"), RuleBroken("kpi.year-not-now" | "kpi.year-conclusions-missing" |
    "kpi.sitting-day" | "kpi.words-missing" | "kpi.words-too-long" | "kpi.words-of-dismissal").
    """
    _require_assessor(actor, cycle.district_id)
    _check(session, YearStep.SIT, cycle, now)
    if not local_day(cycle.opened_at) <= on <= local_day(now):
        raise RuleBroken("kpi.sitting-day")
    cycle.commission_on, cycle.commission_words = on, _words(words)
    cycle.state = year_rules.after(YearStep.SIT, YearState(cycle.state))
    _note(session, "kpi.year-commission", cycle, actor, now, on=on.isoformat())
    for seat in members_of(session, cycle.district_id, local_day(now), Role.SUPERIOR):
        path = f"/desk/years/{cycle.id}"
        tell(session, seat.user, "kpi.year-waits", at=now, year=cycle.year, path=path)


def approve(session: Session, actor: Actor, cycle: YearCycle, *, now: datetime) -> None:
    """Approve the conclusions: another person than those who wrote them. The akims may contest from now.

    Raises NotAllowed("kpi.superior-approves" | "kpi.another-approves"), RuleBroken("kpi.year-not-now").
    """
    _require_approver(session, actor, cycle)
    _check(session, YearStep.APPROVE, cycle, now)
    today = local_day(now)
    cycle.approved_at, cycle.approved_by_id = now, actor.user_id
    cycle.contest_ends_on = year_rules.contest_end(today, calendar_on(session, today))
    cycle.state = year_rules.after(YearStep.APPROVE, YearState(cycle.state))
    _note(session, "kpi.year-approved", cycle, actor, now, contest_ends=cycle.contest_ends_on.isoformat())
    for one in year_queries.conclusions(session, cycle.id):
        _tell_akim(session, "kpi.year-concluded", cycle, one, now, due_on=cycle.contest_ends_on)


def contest(
    session: Session,
    actor: Actor,
    conclusion: YearConclusion,
    indicator: str,
    words: str,
    language: str,
    *,
    now: datetime,
) -> Contest:
    """Contest a conclusion as a whole ("") or one indicator; once each, until the last day.

    Raises NotAllowed("kpi.akim-contests"), RuleBroken("kpi.year-not-now" | "kpi.contest-over" |
    "kpi.no-such-indicator" | "kpi.contested-already" | "kpi.words-missing" | "kpi.words-too-long").
    """
    if actor.seat_in(conclusion.territory_id, Role.AKIM) is None:
        raise NotAllowed("kpi.akim-contests")
    cycle = _cycle(session, conclusion)
    _check(session, YearStep.CONTEST, cycle, now)
    figures = year_queries.snapshot(session, conclusion.snapshot_id).figures
    if indicator and indicator not in {one["code"] for one in figures["indicators"]}:
        raise RuleBroken("kpi.no-such-indicator")
    if any(one.indicator == indicator for one in year_queries.contests(session, [conclusion.id])):
        raise RuleBroken("kpi.contested-already")
    row = Contest(
        conclusion_id=conclusion.id, indicator=indicator, words=_length_checked(words), language=language,
        by_id=actor.user_id, at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, "kpi.year-contested", cycle, actor, now, contest=row.id, indicator=indicator)
    return row


@dataclass(frozen=True)
class Answer:
    """What is decided about a contest; `quarter` is to be counted again, None: only the words change."""

    outcome: Outcome
    words: str
    language: str
    quarter: Period | None = None


def answer(session: Session, actor: Actor, row: Contest, what: Answer, *, now: datetime) -> Contest:
    """Answer a contest loaded with `to_change=True`; an upheld one may ask for a corrected quarter.

    Raises NotAllowed("kpi.superior-approves" | "kpi.another-approves"), RuleBroken("kpi.year-not-now" |
    "kpi.contest-answered" | "kpi.words-missing" | "kpi.words-too-long" | "kpi.words-of-dismissal" |
    "kpi.quarter-of-the-year") and what `correcting.propose` raises.
    """
    conclusion = session.get_one(YearConclusion, row.conclusion_id)
    cycle = _cycle(session, conclusion)
    _require_approver(session, actor, cycle)
    _check(session, YearStep.ANSWER, cycle, now)
    if row.outcome is not None:
        raise RuleBroken("kpi.contest-answered")
    row.outcome, row.outcome_words = what.outcome, _words(what.words)
    row.decided_by_id, row.decided_at = actor.user_id, now
    if what.quarter is not None and what.outcome in year_queries.CHANGING:
        if what.quarter.year != cycle.year:
            raise RuleBroken("kpi.quarter-of-the-year")
        propose(session, actor, what.quarter, row.outcome_words, what.language, now=now, contest_id=row.id)
    session.flush()
    _note(session, "kpi.year-contest-answered", cycle, actor, now, contest=row.id, outcome=what.outcome)
    _tell_akim(session, "kpi.contest-answered", cycle, conclusion, now)
    return row


def decide(session: Session, actor: Actor, cycle: YearCycle, *, now: datetime) -> None:
    """Publish the decision with everything beside it; the year is closed.

    Raises NotAllowed("kpi.superior-approves" | "kpi.another-approves"), RuleBroken("kpi.year-not-now" |
    "kpi.contest-runs" | "kpi.contests-unanswered" | "kpi.corrections-undecided" |
    "kpi.conclusions-outdated").
    """
    _require_approver(session, actor, cycle)
    _check(session, YearStep.DECIDE, cycle, now)
    cycle.decided_at, cycle.decided_by_id = now, actor.user_id
    cycle.state = year_rules.after(YearStep.DECIDE, YearState(cycle.state))
    _note(session, "kpi.year-decided", cycle, actor, now)
    for one in year_queries.conclusions(session, cycle.id):
        _tell_akim(session, "kpi.year-decided", cycle, one, now)


def _check(session: Session, step: YearStep, cycle: YearCycle, now: datetime) -> None:
    refused = year_rules.refusal(step, year_queries.facts(session, cycle), local_day(now))
    if refused is not None:
        raise RuleBroken(refused, state=cycle.state)


def _require_assessor(actor: Actor, district_id: int) -> None:
    if actor.seat_in(district_id, Role.ASSESSOR) is None:
        raise NotAllowed("kpi.assessor-only")


def _require_approver(session: Session, actor: Actor, cycle: YearCycle) -> None:
    if actor.seat_in(cycle.district_id, *APPROVERS) is None:
        raise NotAllowed("kpi.superior-approves")
    written = year_queries.conclusions(session, cycle.id)
    writers = {one.by_id for one in written} | {cycle.opened_by_id}
    if actor.user_id in writers or any(actor.works_in(one.territory_id) for one in written):
        raise NotAllowed("kpi.another-approves")


def _cycle(session: Session, conclusion: YearConclusion) -> YearCycle:
    return session.get_one(YearCycle, conclusion.cycle_id, with_for_update=True)


def _words(typed: str) -> str:
    words = _length_checked(typed)
    if year_rules.speaks_of_dismissal(words):
        raise RuleBroken("kpi.words-of-dismissal")
    return words


def _length_checked(typed: str) -> str:
    words = typed.strip()
    if not words:
        raise RuleBroken("kpi.words-missing")
    if len(words) > MOST_LETTERS:
        raise RuleBroken("kpi.words-too-long", most=MOST_LETTERS)
    return words


def _tell_akim(
    session: Session,
    kind: str,
    cycle: YearCycle,
    one: YearConclusion,
    now: datetime,
    due_on: date | None = None,
) -> None:
    akim = akim_of(session, one.territory_id, local_day(now))
    if akim is not None:
        path = f"/office/years/{cycle.year}"
        tell(session, akim.user, kind, at=now, year=cycle.year, path=path, due_on=due_on)


def _note(
    session: Session, act: str, cycle: YearCycle, actor: Actor, now: datetime, **data: int | str
) -> None:
    record(session, act, "kpi-year", cycle.id, actor_id=actor.user_id, at=now, **data)
