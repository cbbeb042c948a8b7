"""Read programmes, promises, duties and reports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ARRAY, ColumnElement, Integer, and_, any_, case, func, literal, select
from sqlalchemy.orm import Session, joinedload, selectinload

from akimfeedback.accounts.models import User
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import AkimKind
from akimfeedback.programmes import rules
from akimfeedback.programmes.models import (
    Programme,
    ProgrammeReport,
    Progress,
    ProgressFile,
    Promise,
    PromiseFollower,
    UpdateDuty,
)
from akimfeedback.programmes.rules import Counts, PromiseState, Shares


@dataclass(frozen=True)
class Summary:
    """What the page of an okrug says about promises."""

    territory_id: int
    akim: Mandate | None  # None: the seat is vacant
    programme: Programme | None
    owed: bool  # an elected akim owes a programme; an acting or appointed one does not
    counts: Counts
    shares: Shares
    last_report: ProgrammeReport | None

    @property
    def missing(self) -> bool:
        """Say whether a programme is owed and not entered."""
        return self.owed and self.programme is None


def shown_on() -> ColumnElement[date]:
    """Return the day of the last evidence, the day of entry where there is none, in SQL."""
    entered_on = func.date(func.timezone("Asia/Almaty", Promise.entered_at))
    return func.coalesce(Promise.last_evidence_on, entered_on)


def stalled(today: date) -> ColumnElement[bool]:
    """Return `rules.is_stalled` in SQL."""
    return and_(Promise.state == PromiseState.IN_PROGRESS, shown_on() < today - rules.UPDATE_EVERY)


def programme_of(session: Session, territory_id: int, on: date) -> Programme | None:
    """Return the programme of the akim who holds the unit on a day; None when there is none."""
    rows = (
        select(Programme)
        .join(Programme.mandate)
        .where(Programme.territory_id == territory_id, mandates.holding(on))
        .options(joinedload(Programme.mandate))
    )
    return session.scalars(rows).first()


def archive(session: Session, territory_id: int, before: date) -> Sequence[Programme]:
    """Return the programmes of akims whose term ended before the day, newest first."""
    rows = (
        select(Programme)
        .join(Programme.mandate)
        .where(Programme.territory_id == territory_id, Mandate.ends_on < before)
        .options(joinedload(Programme.mandate))
        .order_by(Mandate.starts_on.desc())
    )
    return session.scalars(rows).all()


def counts(session: Session, programme_ids: Collection[int], today: date) -> dict[int, Counts]:
    """Return the counts by state of each programme; one grouped statement for all."""
    state = case((stalled(today), "stalled"), else_=Promise.state)
    rows = (
        select(Promise.programme_id, state, func.count())
        .where(Promise.programme_id.in_(programme_ids))
        .group_by(Promise.programme_id, state)
    )
    found: dict[int, dict[str, int]] = {number: {} for number in programme_ids}
    for programme_id, name, count in session.execute(rows):
        found[programme_id][_FIELDS[name]] = count
    return {number: Counts(**fields) for number, fields in found.items()}


_FIELDS = {state.value: state.value.replace("-", "_") for state in PromiseState} | {
    "declaration": "declarations",
    "stalled": "stalled",
}


def promises(
    session: Session, programme_id: int, *, state: str | None = None, control: str | None = None, today: date
) -> Sequence[tuple[Promise, bool]]:
    """Return promises in the programme's order, each with whether it is stalled; updates loaded.

    `state` may be a state or "stalled"; stalled promises are not among those in progress.
    """
    rows = (
        select(Promise, stalled(today))
        .where(Promise.programme_id == programme_id)
        .options(selectinload(Promise.progress))
        .order_by(Promise.position, Promise.id)
    )
    if control:
        rows = rows.where(Promise.control == control)
    if state:
        rows = rows.where(case((stalled(today), "stalled"), else_=Promise.state) == state)
    return [(promise, bool(still)) for promise, still in session.execute(rows)]


def promise(session: Session, promise_id: int, *, to_change: bool = False) -> Promise | None:
    """Return one promise with programme, updates and their files; locked when it is to change."""
    rows = select(Promise).where(Promise.id == promise_id)
    if to_change:
        return session.scalars(rows.with_for_update()).first()
    history = selectinload(Promise.progress).selectinload(Progress.files).joinedload(ProgressFile.file)
    owner = joinedload(Promise.programme).joinedload(Programme.mandate).joinedload(Mandate.territory)
    source = joinedload(Promise.programme).joinedload(Programme.source_file)
    return session.scalars(rows.options(owner, source, history)).first()


def open_duty(session: Session, promise_id: int) -> UpdateDuty | None:
    """Return the duty of a promise that waits for an update."""
    rows = select(UpdateDuty).where(
        UpdateDuty.promise_id == promise_id, UpdateDuty.met.is_(None), UpdateDuty.cancelled_on.is_(None)
    )
    return session.scalars(rows.order_by(UpdateDuty.id.desc())).first()


def open_duties(session: Session, programme_id: int) -> dict[int, date]:
    """Return by which day each promise of a programme waits for an update."""
    rows = (
        select(UpdateDuty.promise_id, UpdateDuty.due_on)
        .join(Promise, Promise.id == UpdateDuty.promise_id)
        .where(Promise.programme_id == programme_id)
        .where(UpdateDuty.met.is_(None), UpdateDuty.cancelled_on.is_(None))
        .order_by(UpdateDuty.id)
    )
    return {row[0]: row[1] for row in session.execute(rows)}


def missed_duties(session: Session, today: date, limit: int = 200) -> Sequence[UpdateDuty]:
    """Return open duties whose day is over, locked; those another worker holds are skipped."""
    rows = (
        select(UpdateDuty)
        .where(UpdateDuty.met.is_(None), UpdateDuty.cancelled_on.is_(None), UpdateDuty.due_on < today)
        .order_by(UpdateDuty.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(rows).all()


def duty_counts(
    session: Session, first: date, last: date, territory_ids: Collection[int] | None = None
) -> Mapping[int, tuple[int, int]]:
    """Return (k, n) of each unit for duties due between two days, both included; one statement.

    A promise counts once a period: n is promises with a duty due, k those that met every one of them. So a
    promise updated every day earns no more than one updated in time. Cancelled duties are in neither.
    """
    each = (
        select(
            UpdateDuty.territory_id,
            UpdateDuty.promise_id,
            func.bool_and(func.coalesce(UpdateDuty.met, False)).label("met"),
        )
        .where(UpdateDuty.due_on.between(first, last), UpdateDuty.cancelled_on.is_(None))
        .group_by(UpdateDuty.territory_id, UpdateDuty.promise_id)
    )
    if territory_ids is not None:
        # one array, not thousands of parameters: a roll-up names every okrug of the country
        each = each.where(UpdateDuty.territory_id == any_(literal(list(territory_ids), ARRAY(Integer))))
    one = each.subquery()
    rows = select(one.c.territory_id, func.count().filter(one.c.met), func.count()).group_by(
        one.c.territory_id
    )
    return {territory_id: (met, due) for territory_id, met, due in session.execute(rows)}


def stalled_counts(session: Session, today: date, territory_ids: Collection[int]) -> dict[int, int]:
    """Return how many promises of the akims in office are stalled in each unit that has one; for deputies."""
    rows = (
        select(Promise.territory_id, func.count())
        .join(Promise.programme)
        .join(Programme.mandate)
        .where(Promise.territory_id.in_(territory_ids), stalled(today), mandates.holding(today))
        .group_by(Promise.territory_id)
    )
    return {row[0]: row[1] for row in session.execute(rows)}


def touched_since(session: Session, moment: object) -> set[int]:
    """Return the units where something about promises changed since a moment; for the roll-up."""
    rows = select(Promise.territory_id).join(Promise.progress).where(Progress.at >= moment).distinct()
    return set(session.scalars(rows))


def reports(session: Session, programme_id: int, *, published: bool = True) -> Sequence[ProgrammeReport]:
    """Return the reports on a programme, newest first; drafts only for the office."""
    rows = select(ProgrammeReport).where(ProgrammeReport.programme_id == programme_id)
    if published:
        rows = rows.where(ProgrammeReport.published_on.is_not(None))
    return session.scalars(rows.order_by(ProgrammeReport.made_at.desc(), ProgrammeReport.id.desc())).all()


def report(session: Session, report_id: int) -> ProgrammeReport | None:
    """Return a published report; None for drafts."""
    rows = select(ProgrammeReport).where(ProgrammeReport.id == report_id)
    return session.scalars(rows.where(ProgrammeReport.published_on.is_not(None))).first()


def programme(session: Session, programme_id: int) -> Programme | None:
    """Return one programme with its akim's mandate."""
    rows = select(Programme).where(Programme.id == programme_id)
    return session.scalars(rows.options(joinedload(Programme.mandate).joinedload(Mandate.territory))).first()


def progress_between(session: Session, programme_id: int, first: date, last: date) -> Sequence[Progress]:
    """Return the updates of a programme between two days, both included, oldest first, promise loaded."""
    rows = (
        select(Progress)
        .join(Progress.promise)
        .where(Promise.programme_id == programme_id, Progress.on.between(first, last))
        .options(joinedload(Progress.promise))
        .order_by(Progress.id)
    )
    return session.scalars(rows).all()


def follows(session: Session, promise_id: int, user_id: int | None) -> bool:
    """Say whether a person follows a promise."""
    return user_id is not None and session.get(PromiseFollower, (promise_id, user_id)) is not None


def followers(session: Session, promise_id: int) -> Sequence[User]:
    """Return those who follow a promise."""
    rows = select(User).join(PromiseFollower, PromiseFollower.user_id == User.id)
    return session.scalars(rows.where(PromiseFollower.promise_id == promise_id).order_by(User.id)).all()


def followers_of_programme(session: Session, programme_id: int) -> Sequence[User]:
    """Return those who follow any promise of a programme, each once."""
    promises_of = select(Promise.id).where(Promise.programme_id == programme_id)
    follow = select(PromiseFollower.user_id).where(PromiseFollower.promise_id.in_(promises_of))
    return session.scalars(select(User).where(User.id.in_(follow)).order_by(User.id)).all()


def summary(session: Session, territory_id: int, on: date) -> Summary:
    """Return what the okrug's page says about promises on a day; four queries."""
    akim = mandates.akim_of(session, territory_id, on)
    found = programme_of(session, territory_id, on)
    counted = counts(session, [found.id], on)[found.id] if found else Counts()
    published = reports(session, found.id) if found else []
    return Summary(
        territory_id=territory_id,
        akim=akim,
        programme=found,
        owed=akim is not None and akim.akim_kind == AkimKind.ELECTED,
        counts=counted,
        shares=rules.shares(counted),
        last_report=published[0] if published else None,
    )
