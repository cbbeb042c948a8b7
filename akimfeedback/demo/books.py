"""What the loader knows while it writes: who sits where, rows by code, the calendar of the moment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import local_day
from akimfeedback.files.models import StoredFile
from akimfeedback.law.workdays import WorkCalendar
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.mandates.rules import in_force
from akimfeedback.topics.models import Topic


@dataclass
class OfficeBook:
    """One office with everybody who ever sat in it."""

    office: Office
    akims: list[Mandate]
    clerks: list[Mandate]

    def akim_on(self, day: date) -> Mandate | None:
        """Return the akim of a day; None: the seat was vacant."""
        return next((seat for seat in self.akims if in_force(seat.starts_on, seat.ends_on, day)), None)

    def worker_on(self, day: date) -> Mandate | None:
        """Return who opens and assigns cases that day: a clerk, else the akim."""
        return next(
            (seat for seat in self.clerks if in_force(seat.starts_on, seat.ends_on, day)), self.akim_on(day)
        )


@dataclass
class Books:
    """Rows that exist before the first request."""

    now: datetime
    calendar_of_year: Callable[[int], WorkCalendar]
    offices: dict[str, OfficeBook]  # by code of the okrug
    place_ids: dict[str, int]  # of villages, by code
    residents: dict[int, User]  # by running number
    seats: dict[str, Mandate]  # by code of the official
    topics: dict[str, Topic]
    pictures: dict[str, StoredFile]
    _calendars: dict[int, WorkCalendar] = field(default_factory=dict)

    @property
    def superior(self) -> Mandate:
        """Return the district superior's seat."""
        return self.seats["superior"]

    @property
    def moderator(self) -> Mandate:
        """Return the moderator's seat."""
        return self.seats["moderator"]

    def neighbours(self, number: int) -> range:
        """Return running numbers of residents of about the same place."""
        first, last = min(self.residents), max(self.residents)
        return range(max(first, number - 12), min(last, number + 12) + 1)

    def calendar_on(self, day: date) -> WorkCalendar:
        """Return the calendar a service would have used that day."""
        if day.year not in self._calendars:
            self._calendars[day.year] = self.calendar_of_year(day.year)
        return self._calendars[day.year]

    @property
    def today(self) -> date:
        """Return the load day."""
        return local_day(self.now)
