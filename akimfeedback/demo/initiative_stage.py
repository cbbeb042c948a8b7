"""The stage of one made-up initiative: who plays, and a plan of acts in order of time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo.books import Books
from akimfeedback.demo.initiative_story import InitiativeStory
from akimfeedback.law.workdays import working_day_from
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.queries import actor_of
from akimfeedback.petitions.models import Petition

Act = Callable[[datetime], None]


@dataclass
class Stage:
    """One initiative with its people. An act planned after the present moment does not happen."""

    session: Session
    books: Books
    story: InitiativeStory
    petition: Petition
    author: User
    rng: Random
    _plan: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def plan(self, at: datetime, act: Act) -> None:
        """Let something happen at a moment that has passed."""
        if at < self.books.now:
            heapq.heappush(self._plan, (at, next(self._order), act))

    def play(self) -> None:
        """Do what is planned, in order of time."""
        while self._plan:
            at, _, act = heapq.heappop(self._plan)
            act(at)
            self.session.flush()

    def as_author(self, at: datetime) -> Actor:
        """Return the author as an actor of that day."""
        return actor_of(self.session, self.author, local_day(at))

    def as_official(self, code: str, at: datetime) -> Actor:
        """Return an official of the district as an actor of that day."""
        return actor_of(self.session, self.books.seats[code].user, local_day(at))

    def as_akim(self, at: datetime) -> Actor:
        """Return the akim of that day."""
        seat = self.books.offices[self.story.okrug].akim_on(local_day(at))
        return actor_of(self.session, seat.user if seat else None, local_day(at))

    def after(self, moment: datetime, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a moment so many days after another, on a working day."""
        day = local_day(moment) + timedelta(days=days)
        return on(working_day_from(day, self.books.calendar_on(day)), hour, minute)


def on(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day, Kazakhstan time."""
    return datetime.combine(day, time(hour, minute), KAZAKHSTAN)
