"""Take an edition of the classifier or a table of populations in, whole or not at all."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.geography import classifier, populations
from akimfeedback.geography.changes import Known, Plan, make_plan
from akimfeedback.geography.models import Edition, FormerTerritory, Population, Territory
from akimfeedback.geography.populations import Figure
from akimfeedback.geography.rules import Change, Level, stem_of
from akimfeedback.geography.tables import Faults

_LOCK = 8_151_201  # one import at a time
_GUARDED = 500  # from so many units on, an edition that closes half of them is taken for a broken file
_PIECE = 2_000  # rows in one statement


@dataclass(frozen=True)
class Report:
    """What an import did; all zero but `units` and `unchanged` when the edition was there already."""

    units: int = 0
    new: int = 0
    closed: int = 0
    reopened: int = 0
    renamed: int = 0
    moved: int = 0
    changed: int = 0  # anything else: type, kind, English name
    unchanged: int = 0
    climbed: int = 0  # units whose nearest existing ancestor is not one level up
    okrugs: int = 0
    places: int = 0


def import_kato(
    session: Session,
    content: bytes,
    *,
    as_of: date,
    now: datetime,
    whole_country: bool = False,
    force: bool = False,
) -> Report:
    """Read an edition of the classifier in force from `as_of` and return what changed.

    Units under the highest units of the file (its roots: 20 top units for the country, one for an oblast)
    that the file does not name are closed with `as_of` less a day; `whole_country` makes the whole classifier
    the root, except made-up codes from 99. Raises BadFile for a bad file,
    RuleBroken("geography.edition-older") for an edition older than the one read last for these units, and
    RuleBroken("geography.edition-empty") when more than half of 500 and more units would close, unless
    `force`. Nothing is stored then.
    """
    units = classifier.read(content)
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    plan = make_plan(units, known_units(session), as_of=as_of, whole_country=whole_country)
    _refuse_older(session, plan, as_of)
    if len(plan.scope) >= _GUARDED and 2 * len(plan.close) > len(plan.scope) and not force:
        raise RuleBroken("geography.edition-empty", closed=len(plan.close), known=len(plan.scope))
    _write(session, plan, as_of)
    report = _report(plan)
    if plan.changes:
        counts = {name: count for name, count in asdict(report).items() if count}
        digest = hashlib.sha256(content).hexdigest()
        session.add(Edition(as_of=as_of, sha256=digest, roots=list(plan.roots), counts=counts, read_at=now))
    session.flush()
    session.expire_all()
    session.execute(text("ANALYZE territory"))
    return report


def known_units(session: Session) -> dict[str, Known]:
    """Return every unit on record by its code."""
    table = Territory.__table__.c
    columns = [table[name] for name in Known.__dataclass_fields__]
    return {row.kato: Known(*row) for row in session.execute(select(*columns))}


def _refuse_older(session: Session, plan: Plan, as_of: date) -> None:
    for edition in session.scalars(select(Edition).where(Edition.as_of > as_of)):
        if plan.changes and _overlap(edition.roots, plan.roots):
            raise RuleBroken("geography.edition-older", as_of=as_of, newest=edition.as_of)


def _overlap(some: list[str], others: tuple[str, ...]) -> bool:
    stems = [stem_of(code) for code in others]
    return any(one.startswith(stem) or stem.startswith(stem_of(one)) for one in some for stem in stems)


def _write(session: Session, plan: Plan, as_of: date) -> None:
    ids = dict(plan.ids)
    for level in Level:
        rows = [row for row in plan.insert if row["level"] == level]
        for start in range(0, len(rows), _PIECE):
            piece = [_with_parent(row, ids) for row in rows[start : start + _PIECE]]
            made = session.execute(insert(Territory).returning(Territory.id, Territory.kato), piece)
            ids |= {kato: id_ for id_, kato in made}
    changes = [_with_parent(row, ids) for row in plan.update]
    if changes:
        session.execute(update(Territory), changes)
    last_day = as_of - timedelta(days=1)
    if plan.close:
        session.execute(update(Territory), [_closing(known, plan, last_day) for known in plan.close])
    former = [_former(known, change, last_day) for known, change in plan.former]
    if former:
        session.execute(insert(FormerTerritory), former)


def _with_parent(row: dict[str, object], ids: dict[str, int]) -> dict[str, object]:
    parent = row["parent_kato"]
    return {name: value for name, value in row.items() if name != "parent_kato"} | {
        "parent_id": ids[str(parent)] if parent else None
    }


def _closing(known: Known, plan: Plan, last_day: date) -> dict[str, object]:
    return {"id": known.id, "valid_to": last_day, "successor_kato": plan.successors.get(known.kato)}


def _former(known: Known, change: Change, last_day: date) -> dict[str, object]:
    names = {"name_kk": known.name_kk, "name_ru": known.name_ru, "name_en": known.name_en}
    return (
        {"territory_id": known.id, "change": change, "parent_id": known.parent_id}
        | names
        | {"valid_to": last_day}
    )


def _report(plan: Plan) -> Report:
    return replace(
        Report(**plan.counts),
        units=plan.units,
        new=len(plan.insert),
        closed=len(plan.close),
        climbed=plan.climbed,
        okrugs=plan.okrugs,
        places=plan.places,
    )


@dataclass(frozen=True)
class PopulationReport:
    """What an import of populations did."""

    rows: int
    new: int
    changed: int
    unchanged: int


def import_population(session: Session, content: bytes, *, now: datetime) -> PopulationReport:
    """Store the figures of a table (kato, as_of, population, source); a figure of the same day is replaced.

    Raises BadFile; nothing is stored then.
    """
    figures = populations.read(content)
    ids = {kato: id_ for id_, kato in session.execute(select(Territory.id, Territory.kato))}
    faults = Faults()
    for figure in figures:
        if figure.kato not in ids:
            faults.add(figure.line, "kato", f"there is no unit {figure.kato}: import the classifier first")
    faults.check()
    before = _figures_on_record(session, {ids[figure.kato] for figure in figures})
    fresh: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    for figure in figures:
        was = before.get((ids[figure.kato], figure.as_of))
        if was != (figure.people, figure.source):
            (changed if was else fresh).append(_population(figure, ids, now))
    rows = fresh + changed
    _store(session, rows)
    return PopulationReport(len(figures), len(fresh), len(changed), len(figures) - len(rows))


def set_population(session: Session, figure: Figure, *, now: datetime) -> None:
    """Store one figure of the administrator in place of another of the same day.

    Raises NotFound("geography.no-such-unit").
    """
    territory_id = session.scalar(select(Territory.id).where(Territory.kato == figure.kato))
    if territory_id is None:
        raise NotFound("geography.no-such-unit", kato=figure.kato)
    _store(session, [_population(figure, {figure.kato: territory_id}, now)])


def _store(session: Session, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), _PIECE):
        statement = upsert(Population).values(rows[start : start + _PIECE])
        new = {name: statement.excluded[name] for name in ("people", "source", "entered_at")}
        session.execute(statement.on_conflict_do_update(index_elements=["territory_id", "as_of"], set_=new))
    session.expire_all()


def _figures_on_record(session: Session, territory_ids: set[int]) -> dict[tuple[int, date], tuple[int, str]]:
    found = select(Population).where(Population.territory_id.in_(territory_ids))
    return {(row.territory_id, row.as_of): (row.people, row.source) for row in session.scalars(found)}


def _population(figure: Figure, ids: dict[str, int], now: datetime) -> dict[str, object]:
    return {
        "territory_id": ids[figure.kato],
        "as_of": figure.as_of,
        "people": figure.people,
        "source": figure.source,
        "entered_at": now,
    }
