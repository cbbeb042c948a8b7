"""Take in a register kept elsewhere: each line once by its number, facts by the same rules as acts here.

Nothing is sent to anybody, no text becomes public, and a case that was settled here is left alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from akimfeedback.appeals.queries import register
from akimfeedback.appeals.register_facts import Counting
from akimfeedback.appeals.register_rows import REQUIRED, Entry, Fault, parse
from akimfeedback.appeals.register_values import Addressee, Written, written
from akimfeedback.appeals.register_writing import store
from akimfeedback.calendars.queries import calendar_of_years
from akimfeedback.core import clock
from akimfeedback.core.folding import fold
from akimfeedback.geography import queries as geography
from akimfeedback.geography import tables
from akimfeedback.geography.models import Territory
from akimfeedback.journal.service import record
from akimfeedback.law.workdays import CalendarTooShort, WorkCalendar, add_months

EXTENSION_MONTHS = 2
HEADERS = {"a register": REQUIRED}


@dataclass
class Report:
    """What an import does or would do: numbers of lines, and every refused line."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Fault] = field(default_factory=list)
    before_joining: int = 0  # lines from before the office took on the term: never in the on-time count
    long_terms: int = 0  # lines with a later date than an extension could give
    places_unknown: int = 0  # lines whose place is kept as words

    @property
    def refused_lines(self) -> int:
        """Return how many lines are refused; one line may have several faults."""
        return len({fault.line for fault in self.refused})


class Categories:
    """Finds the topic of a category: by the given table, else by the code of the catalogue itself."""

    def __init__(self, codes: Sequence[str], given: Mapping[str, str], default: str | None) -> None:
        self._codes = {code.casefold(): code for code in codes}
        self._given = {_key(category): code.strip().casefold() for category, code in given.items()}
        self._default = default.casefold() if default else None
        for code in (*self._given.values(), *([self._default] if self._default else [])):
            if code not in self._codes:
                raise UnknownTopic(code, sorted(self._codes.values()))

    def topic_of(self, category: str) -> str | None:
        """Return the topic's code; None: refuse the line."""
        wanted = self._given.get(_key(category), category.strip().casefold())
        return self._codes.get(wanted) or (self._codes[self._default] if self._default else None)


def _key(category: str) -> str:
    return " ".join(category.split()).casefold()


class UnknownTopic(ValueError):
    """A table of categories leads to a topic that the catalogue lacks."""

    def __init__(self, code: str, known: Sequence[str]) -> None:
        super().__init__(f"{code!r} is not a topic; topics are {', '.join(known)}")


def import_register(
    session: Session, to: Addressee, content: bytes, categories: Categories, *, commit: bool, now: datetime
) -> Report:
    """Return what a register brings; with `commit` its rows are written, else nothing is.

    The caller commits. Raises geography.tables.BadFile for a file that is no table.
    """
    report = Report()
    entries = _entries(content, categories, report, now)
    if not entries:
        return report
    counting = Counting(
        _calendar(session, entries, now), to.office.closes, clock.KAZAKHSTAN, clock.local_day(now)
    )
    fresh_lines, changed = _sorted(session, to, entries, counting, report, now)
    if commit:
        store(session, to, fresh_lines, changed, now)
        record(
            session, "appeals.register-imported", "office", to.office.id, actor_id=None, at=now,
            new=report.new, changed=report.changed, unchanged=report.unchanged,
            refused=report.refused_lines, sha256=sha256(content).hexdigest(),
        )  # fmt: skip
    return report


def _entries(content: bytes, categories: Categories, report: Report, now: datetime) -> list[Entry]:
    """Return the lines that can be read, one a number; the others go to the report."""
    found: dict[str, Entry] = {}
    for line, cells in tables.read(content, HEADERS).lines:
        one = parse(line, cells, topic_of=categories.topic_of, zone=clock.KAZAKHSTAN, now=now)
        if isinstance(one, list):
            report.refused += one
        elif one.number in found:
            reason = f"the number stands in line {found[one.number].line} already"
            report.refused.append(Fault(line, "number", reason, one.number))
        else:
            found[one.number] = one
    return list(found.values())


def _calendar(session: Session, entries: Sequence[Entry], now: datetime) -> WorkCalendar:
    """Return a calendar from the year of the oldest line to the year after the latest day of any."""
    days = [one.received_at.date() for one in entries]
    days += [one.due_on for one in entries if one.due_on] + [clock.local_day(now)]
    return calendar_of_years(session, min(days).year, max(days).year + 1)


def _sorted(
    session: Session,
    to: Addressee,
    entries: Sequence[Entry],
    counting: Counting,
    report: Report,
    now: datetime,
) -> tuple[list[Written], list[tuple[int, Written]]]:
    """Return the new lines and the changed ones with the ids of their cases; count all in the report."""
    known = register.known(session, to.territory.id)
    new: list[Written] = []
    changed: list[tuple[int, Written]] = []
    for entry in entries:
        there = known.get(entry.number)
        if there is not None and there.row == entry.fingerprint:
            report.unchanged += 1
            continue
        if there is not None and there.settled_here:
            reason = "the case was answered or ended here since: the register no longer speaks for it"
            report.refused.append(Fault(entry.line, "number", reason, entry.number))
            continue
        one = _written(entry, to, counting, report, now)
        if one is None:
            continue
        _warn(one, to, report)
        if there is None:
            new.append(one)
        else:
            changed.append((there.id, one))
    report.new, report.changed = len(new), len(changed)
    return new, changed


def _written(
    entry: Entry, to: Addressee, counting: Counting, report: Report, now: datetime
) -> Written | None:
    try:
        return written(entry, to, counting, now)
    except CalendarTooShort:
        report.refused.append(
            Fault(entry.line, "received_at", "the calendar of days off does not reach its dates")
        )
        return None


def _warn(one: Written, to: Addressee, report: Report) -> None:
    joined, registered_on = to.office.connected_from, one.case["registered_on"]
    report.before_joining += joined is None or registered_on < joined
    report.long_terms += one.case["first_due_on"] > _latest(registered_on)
    report.places_unknown += bool(one.case["place_words"])


def _latest(registered_on: date) -> date:
    """Return a day no lawful extension goes past: two months after the longest own term."""
    return add_months(registered_on + timedelta(days=31), EXTENSION_MONTHS)


def folded_places(session: Session, okrug: Territory) -> dict[str, int]:
    """Return the places of an okrug by their folded names in three languages, with and without the kind."""
    found: dict[str, int] = {}
    for place in (okrug, *geography.places(session, okrug)):
        names = (place.name_kk, place.name_ru, place.name_en)
        for name in (*place.search.split("|"), *(fold(name) for name in names)):
            if name:
                found[name] = place.id
    return found
