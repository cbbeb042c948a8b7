"""Take petitions of other systems in as closed history: tallies by day, no signatures, no people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.journal.service import record
from akimfeedback.mandates.models import Office
from akimfeedback.petitions.models import (
    Petition,
    PetitionNumber,
    PetitionReply,
    PetitionTotal,
    PetitionVersion,
)
from akimfeedback.petitions.past import Fault, Past
from akimfeedback.petitions.rules import Line, Part, Publication, ReplyState, number_of
from akimfeedback.petitions.support_models import PetitionRung, PetitionTally

LINK = "i"  # links of imported ones are their number: nobody has to keep them secret


@dataclass
class Report:
    """What an import does or would do."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    supports: int = 0
    refused: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Shelf:
    """Where the history is put: an okrug's office, a topic, and the name of the system it came from."""

    office: Office
    topic_code: str
    source: str


def take_in(session: Session, shelf: Shelf, found: Sequence[Past], *, commit: bool, now: datetime) -> Report:
    """Return what the file brings; with `commit` it is written. Each number of a source is taken once.

    A petition that stands already gets the days of the new file when they differ; the caller commits.
    """
    report = Report(supports=sum(past.count for past in found))
    held = _held(session, shelf.source)
    fresh: list[Past] = []
    for past in found:
        standing = held.get(past.number)
        if standing is None:
            fresh.append(past)
        elif standing[1] == dict(past.days):
            report.unchanged += 1
        else:
            report.changed += 1
            if commit:
                _write_days(session, {standing[0]: past}, now)
    report.new = len(fresh)
    if commit:
        _store(session, shelf, fresh, now)
        record(
            session, "petitions.imported", "office", shelf.office.id, actor_id=None, at=now,
            new=report.new, changed=report.changed, unchanged=report.unchanged, source=shelf.source,
        )  # fmt: skip
    return report


def _held(session: Session, source: str) -> dict[str, tuple[int, dict[date, int]]]:
    """Return id and days of what a source brought before, by its number there."""
    known = select(Petition.id, Petition.outside_number).where(Petition.outside_source == source)
    found = {row.id: (row.outside_number or "", dict[date, int]()) for row in session.execute(known)}
    tallies = select(PetitionTally.petition_id, PetitionTally.on, PetitionTally.n).join(
        Petition, Petition.id == PetitionTally.petition_id
    )
    for row in session.execute(tallies.where(Petition.outside_source == source)):
        found[row.petition_id][1][row.on] = row.n
    return {number: (petition_id, days) for petition_id, (number, days) in found.items()}


def _store(session: Session, shelf: Shelf, fresh: Sequence[Past], now: datetime) -> None:
    numbers = _numbers(session, Counter(_year(past) for past in fresh))
    rows = [(past, _petition(shelf, past, numbers[_year(past)].pop(0), now)) for past in fresh]
    session.add_all([row for _, row in rows])
    session.flush()
    for past, row in rows:
        version = _version(row, past)
        session.add(version)
        row.text = version
        session.add_all(_replies(row, past))
    session.flush()
    _write_days(session, {row.id: past for past, row in rows}, now)


def _year(past: Past) -> int:
    return local_day(past.opened_at).year


def _numbers(session: Session, wanted: Counter[int]) -> dict[int, list[int]]:
    """Return free running numbers of each year, taken in one statement a year."""
    found = {}
    for year, many in sorted(wanted.items()):
        first = upsert(PetitionNumber).values(year=year, last=many)
        taken = first.on_conflict_do_update(
            index_elements=[PetitionNumber.year], set_={"last": PetitionNumber.last + many}
        ).returning(PetitionNumber.last)
        last = session.execute(taken).scalar_one()
        found[year] = list(range(last - many + 1, last + 1))
    return found


def _petition(shelf: Shelf, past: Past, running: int, now: datetime) -> Petition:
    number = number_of(_year(past), running)
    opened, closed = local_day(past.opened_at), local_day(past.closed_at)
    published = past.publication == Publication.CLOSED
    return Petition(
        number=number, link=LINK + number, territory_id=shelf.office.territory_id, office_id=shelf.office.id,
        topic_code=shelf.topic_code, outside_source=shelf.source, outside_number=past.number,
        publication=past.publication.value, reply_state=_reply_state(past).value,
        ladder_version=past.ladder, population=past.population, population_source=past.population_source,
        answer_at=past.answer_at, agenda_at=past.agenda_at, positions_at=past.positions_at,
        portal={"admission": None, "okrug": None, "district_maslikhat": None},
        backers_needed=0, adult_age=0, collection_days=(closed - opened).days,
        created_at=past.opened_at, published_at=past.opened_at if published else None,
        closes_on=closed, closed_at=past.closed_at if published else None, touched_at=now,
        author_seen_on=opened, reject_reason=past.reject_reason, public_note=past.note,
        shown_parts=[part.value for part in Part] if past.reject_reason else [],
    )  # fmt: skip


def _reply_state(past: Past) -> ReplyState:
    if past.answer:
        return ReplyState.ANSWERED
    return (
        ReplyState.AWAITING if past.reached and past.ladder.startswith("we-the-people") else ReplyState.NONE
    )


def _version(row: Petition, past: Past) -> PetitionVersion:
    return PetitionVersion(
        petition_id=row.id, position=1, language=past.language, title=past.title, asks=[past.title],
        why=past.why, tried="", at=past.opened_at, approved_at=past.opened_at,
    )  # fmt: skip


def _replies(row: Petition, past: Past) -> list[PetitionReply]:
    if past.answer is None:
        return []
    on = local_day(past.answer.at)
    return [
        PetitionReply(
            petition_id=row.id,
            position=1,
            text=past.answer.text,
            law="",
            complain="",
            language=past.language,
            at=past.answer.at,
            on=on,
            late=False,
            publish_by=on,
            published_on=on,
        )
    ]


def _write_days(session: Session, pasts: dict[int, Past], now: datetime) -> None:
    """Write journal, total and rungs of history anew; the source is the truth of its own days."""
    if not pasts:
        return
    for table in (PetitionTally, PetitionTotal, PetitionRung):
        session.execute(delete(table).where(table.petition_id.in_(pasts)))
    line = Line.IMPORTED.value
    tallies = [
        {"petition_id": id_, "on": day, "area_id": None, "line": line, "n": n}
        for id_, past in pasts.items()
        for day, n in past.days.items()
    ]
    totals = [
        {
            "petition_id": id_, "counted": past.count, "outside": 0, "lines": {line: past.count},
            "counted_at": now, "checked_at": now, "yesterday": past.count, "yesterday_on": local_day(now),
        }
        for id_, past in pasts.items()
    ]  # fmt: skip
    rungs = [
        {"petition_id": id_, "rung": one.rung.value, "needed": one.needed, "reached_at": one.at}
        for id_, past in pasts.items()
        for one in past.reached
    ]
    for table, rows in ((PetitionTally, tallies), (PetitionTotal, totals), (PetitionRung, rungs)):
        if rows:
            session.execute(insert(table), rows)
