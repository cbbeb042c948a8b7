"""Facts of an imported request, by the same rules that the acts of an office are judged by. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from akimfeedback.appeals import terms
from akimfeedback.appeals.register_rows import Entry
from akimfeedback.appeals.rules import State, Verdict
from akimfeedback.law import request_terms, workdays
from akimfeedback.law.request_terms import Exit
from akimfeedback.law.workdays import WorkCalendar

GIVEN_TERM = "register"  # the date stood in the register


@dataclass(frozen=True)
class Facts:
    """What figures are counted from; names as in the table of requests."""

    registered_on: date
    first_due_on: date
    counted: dict[str, Any]
    state: str
    answered_on: date | None = None
    on_time: bool | None = None
    prompt: bool | None = None
    working_days: int | None = None
    out_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class ReplyFacts:
    """What figures are counted from; names as in the table of answers."""

    answered_on: date
    substantive: bool
    late: bool
    window_ends_on: date
    judged_change_ends_on: date | None


class Counting:
    """Counts terms of one office under one calendar; explanations are made once a day of registration."""

    def __init__(self, calendar: WorkCalendar, closes: time, zone: ZoneInfo, today: date) -> None:
        self.calendar, self.closes, self.zone, self.today = calendar, closes, zone, today
        self._explained: dict[date, dict[str, Any]] = {}

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment in Kazakhstan."""
        return moment.astimezone(self.zone).date()

    def reply(self, entry: Entry, kind: str, facts: Facts) -> ReplyFacts | None:
        """Return the facts of the answer, None when there is none. Raises CalendarTooShort."""
        if entry.answered_at is None or not entry.is_answer:
            return None
        on = self.day_of(entry.answered_at)
        window_end = request_terms.verdict_window_end(on, self.calendar)
        change_end = request_terms.verdict_change_end(on, window_end, self.calendar)
        return ReplyFacts(
            answered_on=on,
            substantive=request_terms.is_substantive(str(entry.outcome), kind, parts_complete=True),
            late=request_terms.is_late(facts.first_due_on, on),
            window_ends_on=window_end,
            judged_change_ends_on=change_end if entry.verdict else None,
        )

    def case(self, entry: Entry, kind: str, *, past_the_office: bool) -> Facts:
        """Return the facts of the request. Raises CalendarTooShort."""
        begun = self._begun(entry, past_the_office=past_the_office)
        if entry.answered_at is None:
            return begun
        on = self.day_of(entry.answered_at)
        if entry.is_answer:
            return self._answered(entry, kind, begun, on)
        return self._ended(entry, begun, on)

    def _begun(self, entry: Entry, *, past_the_office: bool) -> Facts:
        local = entry.received_at.astimezone(self.zone)
        registered_on = entry.registered_on or workdays.registration_day(local, self.calendar, self.closes)
        if entry.due_on is None:
            due_on = request_terms.answer_due_on(registered_on, self.calendar)
            counted = self._explain(registered_on)
        else:
            due_on = max(entry.due_on, registered_on)
            counted = {"rule": GIVEN_TERM, "due_on": due_on.isoformat()}
        # about the office itself: never among the office's figures
        out_on = registered_on if past_the_office else None
        return Facts(registered_on, due_on, counted, State.ACCEPTED, out_on=out_on)

    def _explain(self, registered_on: date) -> dict[str, Any]:
        if registered_on not in self._explained:
            self._explained[registered_on] = terms.explain(registered_on, self.calendar)
        return dict(self._explained[registered_on])

    def _answered(self, entry: Entry, kind: str, begun: Facts, on: date) -> Facts:
        window_end = request_terms.verdict_window_end(on, self.calendar)
        values = {**vars(begun), "state": _state_of_answered(entry, window_is_over=self.today > window_end)}
        if not request_terms.is_substantive(str(entry.outcome), kind, parts_complete=True):
            return Facts(**{**values, "ended_on": on})
        values |= {
            "answered_on": on,
            "on_time": not request_terms.is_late(begun.first_due_on, on),
            "prompt": request_terms.is_prompt(begun.registered_on, on, self.calendar),
            "working_days": max(0, workdays.working_days_between(begun.registered_on, on, self.calendar)),
        }
        return Facts(**values)

    def _ended(self, entry: Entry, begun: Facts, on: date) -> Facts:
        how = Exit(str(entry.outcome))
        in_term = self.forwarded_in_term(entry, begun)
        leaves = request_terms.leaves_cohort(how, on, begun.first_due_on, forwarded_in_term=in_term)
        out_on = begun.out_on or (on if leaves else None)
        return Facts(**{**vars(begun), "state": str(entry.outcome), "ended_on": on, "out_on": out_on})

    def forwarded_in_term(self, entry: Entry, facts: Facts) -> bool:
        """Return whether a request was forwarded, and in time. Raises CalendarTooShort."""
        if entry.outcome != Exit.FORWARDED or entry.answered_at is None:
            return False
        on = self.day_of(entry.answered_at)
        return request_terms.is_forwarded_in_term(facts.registered_on, on, self.calendar)


def _state_of_answered(entry: Entry, *, window_is_over: bool) -> str:
    """Return the state of an answered request; an import opens nothing again."""
    if window_is_over:
        return State.CLOSED
    return State.CONFIRMED if entry.verdict in (Verdict.SOLVED, Verdict.PARTLY) else State.ANSWERED
