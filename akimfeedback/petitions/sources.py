"""Read files of other systems' petitions as history: counts by day, thresholds as stored, faults by row.

Each kind of file knows its columns. What a source does not state is not made up: it is None here, or the
published constant of that system beside its name.
"""

import json
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from akimfeedback.law import initiatives as law
from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.past import Answer, Fault, Past, Reached, Refused, moment, number, table, title
from akimfeedback.petitions.rules import Publication, RejectReason

UK_ANSWER, UK_DEBATE = 10_000, 100_000  # of the UK service since 2015
UKRAINE_ANSWER, UKRAINE_DAYS = 25_000, 92  # law of Ukraine on electronic petitions, 2015
UK_DAYS = 184

Zone = tzinfo


class Kind(StrEnum):
    """Which columns a file has."""

    WE_THE_PEOPLE = "we-the-people"
    UK = "uk-parliament"
    UK_AREAS = "uk-areas"
    UK_HOURS = "uk-hours"
    UKRAINE = "ukraine-president"


@dataclass
class Read:
    """What a file holds."""

    found: list[Past] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)


def read(kind: Kind, content: bytes, name: str, zone: Zone) -> Read:
    """Return the petitions of a file; rows that contradict themselves are refused with a reason.

    `name` is the file's name, `zone` makes days of moments. Raises ValueError for a file of another kind.
    """
    result, seen = Read(), set[str]()
    for row, make in _READERS[kind](content, name, zone):
        try:
            one = _only_once(make(), seen)
        except (Refused, KeyError, ValueError) as fault:
            result.refused.append(Fault(row, str(fault) or type(fault).__name__))
            continue
        seen.add(one.number)
        result.found.append(one)
    return result


def _only_once(one: Past, seen: set[str]) -> Past:
    if one.number in seen:
        raise Refused(f"the number {one.number} stands in the file already")
    return one


Row = tuple[int, Callable[[], Past]]


def _we_the_people(content: bytes, _name: str, zone: Zone) -> Iterator[Row]:
    needed = {
        "id",
        "title",
        "body",
        "signature_threshold",
        "signature_count",
        "signatures_needed",
        "created_at",
    }
    rows = table(content, needed | {"deadline_at", "status", "response_id", "response_at", "url"})
    as_of = max(_moments(row[name] for row in rows for name in ("created_at", "response_at")), default=None)
    for line, row in enumerate(rows, 2):
        yield line, lambda row=row: _white_house(row, as_of, zone)  # type: ignore[misc]


def _moments(texts: Iterable[str]) -> Iterator[datetime]:
    for text in texts:
        with suppress(Refused):
            yield moment(text)


def _white_house(row: Mapping[str, str], as_of: datetime | None, zone: Zone) -> Past:
    threshold = number(row["signature_threshold"], "threshold", 1)
    count = number(row["signature_count"], "count")
    if number(row["signatures_needed"], "needed") != max(0, threshold - count):
        raise Refused("what is needed is not the threshold less the count")
    opened, deadline = moment(row["created_at"]), moment(row["deadline_at"])
    if deadline < opened:
        raise Refused("the deadline is before the beginning")
    closed = max(opened, min(deadline, as_of or deadline))
    answer = None
    if row["response_at"]:
        answer = Answer(moment(row["response_at"]), f"No. {row['response_id']}, {row['url']}")
    reached = (Reached(Rung.ANSWER, threshold, closed),) if count >= threshold else ()
    return Past(
        number=row["id"], title=title(row["title"]), why=row["body"].strip(), language="en",
        opened_at=opened, closed_at=closed, publication=Publication.CLOSED,
        days={closed.astimezone(zone).date(): count}, ladder=f"we-the-people-{threshold}",
        answer_at=threshold, reached=reached, answer=answer,
    )  # fmt: skip


def _ukraine(content: bytes, _name: str, zone: Zone) -> Iterator[Row]:
    as_of = datetime.combine(date(2015, 8, 31), time(12), zone)  # the day the list was taken
    for line, row in enumerate(table(content, {"n", "title", "votes", "days_left"}), 2):
        yield line, lambda row=row: _kyiv(row, as_of)  # type: ignore[misc]


def _kyiv(row: Mapping[str, str], as_of: datetime) -> Past:
    votes = number(row["votes"], "votes")
    left = number(row["days_left"], "days left")
    if left > UKRAINE_DAYS:
        raise Refused(f"{left} days are left of {UKRAINE_DAYS}")
    reached = (Reached(Rung.ANSWER, UKRAINE_ANSWER, as_of),) if votes >= UKRAINE_ANSWER else ()
    return Past(
        number=str(number(row["n"], "number", 1)), title=title(row["title"]), why="", language="uk",
        opened_at=as_of - timedelta(days=UKRAINE_DAYS - left), closed_at=as_of,
        publication=Publication.CLOSED, days={as_of.date(): votes}, ladder="ukraine-2015",
        answer_at=UKRAINE_ANSWER, reached=reached,
    )  # fmt: skip


def _uk(content: bytes, _name: str, zone: Zone) -> Iterator[Row]:
    found = json.loads(content)
    if not isinstance(found, list):
        raise ValueError("the file is no list of petitions")  # noqa: TRY004 - a fault of the file
    for line, row in enumerate(found, 1):
        yield line, lambda row=row: _westminster(row, zone)  # type: ignore[misc]


UK_REASONS = {
    "duplicate": RejectReason.DUPLICATE,
    "irrelevant": RejectReason.NOT_THE_AKIM,
    "no-action": RejectReason.NO_ACTION,
    "honours": RejectReason.NOT_THE_AKIM,
    "fake-name": RejectReason.FALSE_NAME,
    "foi": RejectReason.INFORMATION,
    "libellous": RejectReason.LIBEL,
    "offensive": RejectReason.OFFENCE,
}


def _westminster(row: Mapping[str, Any], zone: Zone) -> Past:
    facts = row["attributes"]
    rejection, answer = facts["rejection"], facts["government_response"]
    opened = moment(facts["open_at"] or facts["created_at"])
    closed = moment(facts["closed_at"] or facts["rejected_at"] or facts["updated_at"])
    reason = UK_REASONS.get(rejection["code"]) if rejection else None
    if rejection and reason is None:
        raise Refused(f"nobody knows the reason {rejection['code']!r}")
    rungs = (
        (Rung.ANSWER, UK_ANSWER, facts["response_threshold_reached_at"]),
        (Rung.AGENDA, UK_DEBATE, facts["debate_threshold_reached_at"]),
    )
    return Past(
        number=str(row["id"]), title=title(facts["action"]), language="en",
        why="\n\n".join(part.strip() for part in (facts["background"], facts["additional_details"]) if part),
        opened_at=opened, closed_at=closed,
        publication=Publication.REJECTED if rejection else Publication.CLOSED,
        days=_track(row, closed, zone), ladder="uk-2015", answer_at=UK_ANSWER, agenda_at=UK_DEBATE,
        reached=tuple(Reached(rung, needed, moment(at)) for rung, needed, at in rungs if at),
        answer=Answer(moment(facts["government_response_at"]), answer["summary"]) if answer else None,
        reject_reason=reason, note=rejection["details"].strip() if rejection else None,
    )  # fmt: skip


def _track(row: Mapping[str, Any], closed: datetime, zone: Zone) -> dict[date, int]:
    """Return the differences between the counts the source kept; its last count must be the stored one."""
    count = number(str(row["attributes"]["signature_count"]), "count")
    steps = [(moment(at), number(str(held), "count")) for at, held in row.get("signature_track") or ()]
    if not steps:
        return {closed.astimezone(zone).date(): count}
    if steps[-1][1] != count:
        raise Refused(f"the track ends at {steps[-1][1]}, the count is {count}")
    days: dict[date, int] = {}
    before = 0
    for at, held in sorted(steps):
        day = at.astimezone(zone).date()
        days[day] = days.get(day, 0) + held - before
        before = held
    return {day: n for day, n in days.items() if n}


def _uk_areas(content: bytes, _name: str, zone: Zone) -> Iterator[Row]:
    """One record a constituency: what was supported there in all petitions, month by month."""
    areas: dict[str, list[tuple[int, dict[str, str]]]] = {}
    columns = {"date", "ons_code", "constituency", "population", "signature_count"}
    for line, row in enumerate(table(content, columns), 2):
        areas.setdefault(row["ons_code"], []).append((line, row))
    for rows in areas.values():
        yield rows[0][0], lambda rows=rows: _constituency([row for _, row in rows], zone)  # type: ignore[misc]


def _constituency(rows: Sequence[Mapping[str, str]], zone: Zone) -> Past:
    people = number(rows[0]["population"], "population", 1)
    if any(row["population"] != rows[0]["population"] for row in rows):
        raise Refused("the population changes from month to month")
    days: dict[date, int] = {}
    for row in rows:
        last = _last_day(row["date"])
        if last in days:
            raise Refused(f"the month {row['date']} stands twice")
        days[last] = number(row["signature_count"], "count")
    needed = {rung: step.needed for step in law.ladder(people) for rung in step.rungs}
    first, end = min(days), max(days)
    return Past(
        number=rows[0]["ons_code"], title=title(f"{rows[0]['constituency']}: all petitions by month"),
        why="", language="en", opened_at=datetime.combine(first.replace(day=1), time(), zone),
        closed_at=datetime.combine(end, time(23, 59), zone), publication=Publication.CLOSED, days=days,
        ladder=law.LADDER_VERSION, answer_at=needed[Rung.ANSWER], agenda_at=needed.get(Rung.AGENDA),
        positions_at=needed.get(Rung.POSITIONS), population=people, population_source="the source's table",
        reached=reached_by(days, needed, zone),
    )  # fmt: skip


def _last_day(month: str) -> date:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as fault:
        raise Refused(f"{month!r} is no month") from fault
    return first.replace(day=monthrange(first.year, first.month)[1])


def reached_by(days: Mapping[date, int], needed: Mapping[Rung, int], zone: Zone) -> tuple[Reached, ...]:
    """Return the rungs a journal holds at its end, each with the day it was passed for good."""
    held, since = 0, dict[Rung, date]()
    for day, n in sorted(days.items()):
        held += n
        for rung, at_least in needed.items():
            if held < at_least:
                since.pop(rung, None)
            else:
                since.setdefault(rung, day)
    return tuple(
        Reached(rung, needed[rung], datetime.combine(day, time(23, 59), zone)) for rung, day in since.items()
    )


def _uk_hours(content: bytes, name: str, zone: Zone) -> Iterator[Row]:
    """One record: the series of one petition; its number is the first number in the file's name."""
    rows = table(content, {"hour_utc", "new_signatures"})
    yield 2, lambda: _series(hours_of(rows), name, zone)


def hours_of(rows: Sequence[Mapping[str, str]]) -> list[tuple[datetime, int]]:
    """Return hour and new supports, rising. Raises Refused for an hour that stands twice."""
    hours = [(moment(row["hour_utc"]), number(row["new_signatures"], "count")) for row in rows]
    if len({at for at, _ in hours}) != len(hours):
        raise Refused("an hour stands twice")
    if not hours:
        raise Refused("the series is empty")
    return sorted(hours)


def read_hours(content: bytes) -> list[tuple[datetime, int]]:
    """Return the hourly series of a file. Raises ValueError for a file of another kind."""
    return hours_of(table(content, {"hour_utc", "new_signatures"}))


def _series(hours: Sequence[tuple[datetime, int]], name: str, zone: Zone) -> Past:
    number = next((part for part in name.replace(".", "_").split("_") if part.isdigit()), "")
    if not number:
        raise Refused("the file's name holds no number")
    days: dict[date, int] = {}
    reached: dict[Rung, Reached] = {}
    held = 0
    for at, n in hours:
        day = at.astimezone(zone).date()
        days[day] = days.get(day, 0) + n
        held += n
        for rung, needed in ((Rung.ANSWER, UK_ANSWER), (Rung.AGENDA, UK_DEBATE)):
            if held >= needed:
                reached.setdefault(rung, Reached(rung, needed, at))
    return Past(
        number=number, title=f"UK petition {number}, hour by hour", why="", language="en",
        opened_at=hours[0][0], closed_at=hours[-1][0], publication=Publication.CLOSED, days=days,
        ladder="uk-2015", answer_at=UK_ANSWER, agenda_at=UK_DEBATE, reached=tuple(reached.values()),
    )  # fmt: skip


_READERS: dict[Kind, Callable[[bytes, str, Zone], Iterator[Row]]] = {
    Kind.WE_THE_PEOPLE: _we_the_people,
    Kind.UK: _uk,
    Kind.UK_AREAS: _uk_areas,
    Kind.UK_HOURS: _uk_hours,
    Kind.UKRAINE: _ukraine,
}
SOURCES = {
    Kind.WE_THE_PEOPLE: "we-the-people",
    Kind.UK: "uk-parliament",
    Kind.UK_HOURS: "uk-parliament",
    Kind.UK_AREAS: "uk-constituencies",
    Kind.UKRAINE: "ukraine-president",
}
"""Name of the system; two files of one system share it, so that a number is one petition."""


def guess(content: bytes) -> Kind | None:
    """Return the kind of a file by its first line; None: nobody knows it."""
    head = content[:4000].decode("utf-8-sig", errors="replace").lstrip()
    marks = {
        "hour_utc,": Kind.UK_HOURS, "date,ons_code,": Kind.UK_AREAS, "n,title,votes": Kind.UKRAINE,
        "id,title,body,issues,signature_threshold": Kind.WE_THE_PEOPLE, "[": Kind.UK,
    }  # fmt: skip
    return next((kind for mark, kind in marks.items() if head.startswith(mark)), None)
