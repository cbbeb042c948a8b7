"""Bring the made-up district into the database, once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, CasePhoto, Follower, Reply
from akimfeedback.appeals.rules import Publicity
from akimfeedback.appeals.sealed import rows_of_ids
from akimfeedback.appeals.service import filing
from akimfeedback.calendars.queries import calendar_of_years, calendar_on
from akimfeedback.core.clock import local_day
from akimfeedback.demo import (
    beside_scores,
    figures,
    initiatives_of_demo,
    method_draft,
    news,
    pictures,
    places,
    programmes_of_demo,
    settling,
    signals_of_demo,
    story,
    told,
    year_of_demo,
)
from akimfeedback.demo.acts import CaseStory
from akimfeedback.demo.books import Books
from akimfeedback.demo.filing import World
from akimfeedback.demo.history import History, Line
from akimfeedback.demo.story import Story
from akimfeedback.files import service as files
from akimfeedback.files.models import StoredFile
from akimfeedback.geography.models import Territory
from akimfeedback.journal.models import Entry
from akimfeedback.topics.models import Topic
from akimfeedback.topics.service import load_catalogue

_PIECE = 500  # cases written in one flush


@dataclass(frozen=True)
class Loaded:
    """What a load wrote."""

    okrugs: int
    residents: int
    requests: int
    answers: int
    promises: int


def is_loaded(session: Session) -> bool:
    """Say whether the made-up district is there."""
    return session.scalar(select(Territory.id).where(Territory.kato == places.DISTRICT)) is not None


def load(session: Session, *, now: datetime, share: float = 1.0) -> Loaded | None:
    """Write the whole district and its figures; None when it is there already. The caller commits.

    `share` below one writes a part of the requests, for quick tests.
    """
    if is_loaded(session):
        return None
    load_catalogue(session)
    world = world_of(session, now)
    told_story = story.tell(world, share=share)
    books = settle(session, world, told_story, draw_all(session, now))
    histories = write_cases(session, books, told_story.cases)
    promises = programmes_of_demo.write(session, books)
    became_requests = initiatives_of_demo.write(session, books, share=share)
    news.tell_recent(session, histories, now=now)
    _refresh_statistics(session)
    figures.publish(session, books, now=now)
    signals_of_demo.watch(session, books, now=now)
    beside_scores.enter_facts(session, books)
    beside_scores.remember_campaign(session, books)
    year_of_demo.tell_the_year(session, books)
    method_draft.draft(session, books)
    news.forget_old(session, now=now)
    answers = sum(len(history.appeal.replies) for history in histories)
    people = sum(len(there) for there in told_story.residents.values())
    requests = len(histories) + became_requests
    return Loaded(len(places.OKRUGS), people, requests, answers, promises)


def world_of(session: Session, now: datetime) -> World:
    """Return what the story needs to know of the product at a moment; topics must be there."""
    year = local_day(now).year
    topics = session.scalars(select(Topic)).all()
    return World(
        now=now,
        calendar=calendar_of_years(session, year - 3, year + 2),
        routing={topic.code: topic.routing for topic in topics},
        past_the_office=frozenset(topic.code for topic in topics if topic.past_the_office),
    )


def settle(session: Session, world: World, told_story: Story, drawn: dict[str, StoredFile]) -> Books:
    """Write territories, people and offices; return what the requests stand on."""
    ids = settling.territories(session, now=world.now)
    start = min((case.filed_at for case in told_story.cases), default=world.now)
    users = settling.residents(session, told_story.residents, ids, start=local_day(start))
    seats = settling.officials(session, ids, now=world.now)
    offices = settling.offices(session, ids, seats, now=world.now)
    return Books(
        now=world.now,
        calendar_of_year=lambda year: calendar_on(session, date(year, 1, 1)),
        offices=offices,
        place_ids=ids,
        residents=users,
        seats=seats,
        topics={topic.code: topic for topic in session.scalars(select(Topic))},
        pictures=drawn,
    )


def draw_all(session: Session, now: datetime) -> dict[str, StoredFile]:
    """Send each drawing through the door that residents' photos take."""
    drawn = {}
    for name in pictures.NAMES:
        file = files.receive_photo(session, BytesIO(pictures.draw(name)), by=None, now=now)
        files.start_check(file)
        files.finish_check(file, now=now)
        files.delete_bytes(file)
        drawn[name] = file
    session.flush()
    files.make_public(session, [file.id for file in drawn.values()])
    return drawn


def write_cases(session: Session, books: Books, cases: Sequence[CaseStory]) -> list[History]:
    """Write the requests with all that belongs to them, in order of filing; return their histories."""
    numbers = _numbers(session, cases)
    histories = [told.tell(books, case, number) for case, number in zip(cases, numbers, strict=True)]
    _number_rows(session, [history.appeal for history in histories])
    _number_rows(session, [reply for history in histories for reply in history.appeal.replies])
    for start in range(0, len(histories), _PIECE):
        session.add_all(history.appeal for history in histories[start : start + _PIECE])
        session.flush()
    _write_around(session, books, histories)
    return histories


def _number_rows(session: Session, rows: Sequence[Appeal | Reply]) -> None:
    """Give rows their ids ahead, in order: rows with ids are written several times faster."""
    if not rows:
        return
    series = func.pg_get_serial_sequence(rows[0].__tablename__, "id")
    drawn = select(func.nextval(series)).select_from(func.generate_series(1, len(rows)))
    for row, number in zip(rows, session.scalars(drawn).all(), strict=True):
        row.id = number


def _numbers(session: Session, cases: Iterable[CaseStory]) -> list[str]:
    """Return numbers in order of filing, taken from the series of each year."""
    years = Counter(local_day(case.filed_at).year for case in cases)
    return [
        number
        for year, count in sorted(years.items())
        for number in filing.next_numbers(session, date(year, 1, 1), count)
    ]


def _write_around(session: Session, books: Books, histories: Sequence[History]) -> None:
    """Write journal, superior's list, moderation, photos and followers, which need the cases' ids."""
    for history in histories:
        for escalation in history.escalations:
            escalation.appeal_id = history.appeal.id
        for act in history.publicity:
            act.appeal_id = history.appeal.id
        session.add_all((*history.escalations, *history.publicity))
    lines = [(line.at, history.appeal.id, line) for history in histories for line in history.lines]
    entries = [_entry(case_id, line) for _, case_id, line in sorted(lines, key=lambda one: one[:2])]
    followers = [row for history in histories for row in _followers(books, history)]
    photos = [row for history in histories for row in _photos(books, history)]
    session.flush()
    _tell_facts(session, entries)
    for table, rows in ((Entry, entries), (Follower, followers), (CasePhoto, photos)):
        if rows:
            session.execute(insert(table), rows)


def _tell_facts(session: Session, entries: Sequence[dict[str, Any]]) -> None:
    """Let the last act on each case carry the facts that its rows hold."""
    last = {entry["subject_id"]: entry for entry in entries}
    for case_id, rows in rows_of_ids(session, last).items():
        last[case_id]["data"] = last[case_id]["data"] | {"rows": rows, "whole": True}


def _entry(case_id: int, line: Line) -> dict[str, Any]:
    return {
        "act": line.act,
        "subject": "appeal",
        "subject_id": case_id,
        "actor_id": line.actor_id,
        "at": line.at,
        "data": line.data | ({"reply": line.reply.id} if line.reply else {}),
    }


def _followers(books: Books, history: History) -> Iterable[dict[str, object]]:
    case = history.story
    neighbours = [number for number in books.neighbours(case.author.number) if number != case.author.number]
    rng = Random(history.appeal.number)  # noqa: S311 - repeatable
    for number in rng.sample(neighbours, min(case.followers, len(neighbours))):
        yield {"appeal_id": history.appeal.id, "user_id": books.residents[number].id, "at": case.filed_at}


def _photos(books: Books, history: History) -> Iterable[dict[str, object]]:
    appeal, position = history.appeal, 1
    shown = appeal.publicity == Publicity.PUBLISHED
    if history.story.picture:
        yield _photo(books, history, history.story.picture, position, public=shown)
        position += 1
    for reply in history.with_pictures:
        place = history.with_pictures.index(reply) % len(pictures.EVIDENCE)
        row = _photo(books, history, pictures.EVIDENCE[place], position, public=shown)
        yield row | {"by_office": True, "reply_id": reply.id}
        position += 1


def _photo(books: Books, history: History, name: str, position: int, *, public: bool) -> dict[str, object]:
    return {
        "appeal_id": history.appeal.id,
        "file_id": books.pictures[name].id,
        "position": position,
        "by_office": False,
        "reply_id": None,
        "public": public,
    }


def _refresh_statistics(session: Session) -> None:
    """Tell the planner how many rows there are, so that the first pages are quick."""
    session.flush()
    for table in ("appeal", "reply", "journal_entry", "app_user", "mandate", "petition", "signature"):
        session.execute(text(f"ANALYZE {table}"))
