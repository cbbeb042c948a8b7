"""What an office does with a request and what the resident says of it, by the habits of the office. Pure."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from akimfeedback.appeals.rules import ModerationReason, Publicity
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import acts
from akimfeedback.demo.acts import Act, CaseStory
from akimfeedback.demo.answering import Answerer
from akimfeedback.demo.places import Okrug
from akimfeedback.demo.texts import office_voice, resident_voice
from akimfeedback.demo.verdicts import judge
from akimfeedback.demo.writing import Where
from akimfeedback.law import request_terms, workdays
from akimfeedback.law.workdays import WorkCalendar

CLOSES = time(18, 30)
OPENS = time(9, 0)

_GOOD, _MIDDLING = 0.9, 0.75  # share in time from which an office is called so
_LATEST_EXTENSION = 13  # working days after registration
_FORGOTTEN_AFTER = timedelta(days=75)
"""Longer than this nothing stays without an answer in the demo."""


@dataclass
class Desk:
    """One office at work: its habits, its own luck, the moment the story ends."""

    okrug: Okrug
    rng: Random
    now: datetime
    calendar: WorkCalendar

    def chance(self, share: float) -> bool:
        """Return True in this share of cases."""
        return self.rng.random() < share

    def at_work(self, day: date) -> datetime:
        """Return a moment of the office's hours on a day."""
        return datetime.combine(day, OPENS, KAZAKHSTAN) + timedelta(minutes=self.rng.randint(5, 560))

    def at_home(self, day: date) -> datetime:
        """Return a moment when people have the phone in hand."""
        return datetime.combine(day, time(8), KAZAKHSTAN) + timedelta(minutes=self.rng.randint(0, 850))

    def after(self, day: date, working_days: int) -> date:
        """Return the day this many working days later."""
        return workdays.add_working_days(day, working_days, self.calendar) if working_days else day


def live(
    desk: Desk, case: CaseStory, where: Where, routing: str, *, past_the_office: bool
) -> tuple[Act, ...]:
    """Return all that happened to a request until now, in order of time."""
    registered_on = workdays.registration_day(case.filed_at.astimezone(KAZAKHSTAN), desk.calendar, CLOSES)
    due_on = request_terms.answer_due_on(registered_on, desk.calendar)
    found: list[Act] = [*_moderation(desk, case)]
    if desk.chance(0.025):
        found.append(acts.Withdrawn(desk.at_home(registered_on + timedelta(days=desk.rng.randint(1, 6)))))
    elif routing == "other" and not past_the_office and desk.chance(0.5):
        found += _forwarded(desk, case, registered_on)
    else:
        answerer = Answerer(desk.rng, desk.okrug, case, where, routing)
        found += _handled(desk, answerer, registered_on, due_on, assigns=not past_the_office)
    happened = sorted((act for act in found if case.filed_at < act.at < desk.now), key=lambda act: act.at)
    return tuple(happened)


def _moderation(desk: Desk, case: CaseStory) -> list[Act]:
    if not case.public:
        return []
    at = desk.at_work(desk.after(local_day(case.filed_at), desk.rng.choice((1, 1, 1, 2))))
    draw = desk.rng.random()
    if draw < 0.94:
        return [acts.Moderated(at, Publicity.PUBLISHED, None)]
    if draw < 0.97:
        return [acts.Moderated(at, Publicity.HIDDEN, desk.rng.choice(list(ModerationReason)[:3]))]
    return [acts.Moderated(at, Publicity.SENT_BACK, ModerationReason.PERSONAL_DATA)]


def _forwarded(desk: Desk, case: CaseStory, registered_on: date) -> list[Act]:
    bodies = office_voice.FORWARD_BODIES
    body = bodies.get(case.topic, bodies["ROAD_OUT"])[case.language]
    days = desk.rng.randint(1, 3) if desk.chance(desk.okrug.on_time) else desk.rng.randint(4, 9)
    day = desk.after(registered_on, days)
    seen = acts.Seen(desk.at_work(desk.after(registered_on, 1)) - timedelta(hours=8))
    return [seen, acts.Forwarded(desk.at_work(day), body, office_voice.FORWARD_REASON[case.language])]


def _handled(
    desk: Desk, answerer: Answerer, registered_on: date, due_on: date, *, assigns: bool
) -> list[Act]:
    case = answerer.case
    first_day = desk.after(registered_on, 0 if desk.chance(0.4) else 1)
    found: list[Act] = [acts.Seen(max(desk.at_work(first_day), case.filed_at + timedelta(minutes=20)))]
    due_on, extension = _extension(desk, case, registered_on, due_on)
    found += extension
    answered_on = _answer_day(desk, registered_on, due_on, longer=bool(extension))
    if answered_on is None and desk.now - case.filed_at > _FORGOTTEN_AFTER:
        answered_on = desk.after(due_on, desk.rng.randint(15, 30))
    found += _talk(desk, case, first_day, answered_on or due_on, assigns=assigns)
    if answered_on is not None:
        found += _answers(desk, answerer, case, answered_on)
    return found


def _answer_day(desk: Desk, registered_on: date, due_on: date, *, longer: bool) -> date | None:
    """Return the day of the first answer, None when the office forgets the case."""
    habit = desk.okrug.on_time
    if not desk.chance(habit):
        forgets = desk.chance(0.12 if habit < _MIDDLING else 0.05)
        return None if forgets else desk.after(due_on, 1 + int(desk.rng.expovariate(1 / 6)))
    usual = 5.0 if habit >= _GOOD else 7.5 if habit >= _MIDDLING else 10.5
    span = workdays.working_days_between(registered_on, due_on, desk.calendar)
    days = round(desk.rng.lognormvariate(math.log(usual * (1.7 if longer else 1)), 0.5))
    least = _LATEST_EXTENSION + 1 if longer else 1  # more time is asked for before the answer
    return desk.after(registered_on, min(max(days, least), span))


def _extension(desk: Desk, case: CaseStory, registered_on: date, due_on: date) -> tuple[date, list[Act]]:
    if not desk.chance(0.05):
        return due_on, []
    decided_on = desk.after(registered_on, desk.rng.randint(8, _LATEST_EXTENSION))
    latest = request_terms.latest_extension(decided_on, desk.calendar)
    new_due_on = min(desk.after(due_on, desk.rng.choice((5, 10, 15))), latest)
    reason = desk.rng.choice(office_voice.EXTENSIONS[case.language])
    at = desk.at_work(decided_on)
    if at >= desk.now:
        return due_on, []
    return new_due_on, [acts.Extended(at, new_due_on, reason)]


def _talk(desk: Desk, case: CaseStory, first_day: date, last_day: date, *, assigns: bool) -> list[Act]:
    """Return assignment, question and note between the first look and the answer."""
    found: list[Act] = []
    room = workdays.working_days_between(first_day, last_day, desk.calendar)
    if room < 3:
        return found
    if assigns and desk.chance(0.6):
        found.append(acts.Assigned(desk.at_work(desk.after(first_day, 1)) - timedelta(hours=1)))
    if desk.chance(0.09):
        asked_on = desk.after(first_day, 2)
        question = desk.rng.choice(office_voice.QUESTIONS[case.language])
        found.append(acts.Asked(desk.at_work(asked_on), question))
        if room >= 5 and desk.chance(0.8):
            added_at = desk.at_home(asked_on + timedelta(days=1))
            found.append(acts.Added(added_at, desk.rng.choice(resident_voice.ADDITIONS[case.language])))
    if desk.chance(0.05):
        noted_at = desk.at_work(desk.after(first_day, 1))
        found.append(acts.InnerNote(noted_at, desk.rng.choice(office_voice.INNER)))
    return found


def _answers(desk: Desk, answerer: Answerer, case: CaseStory, answered_on: date) -> list[Act]:
    """Return the answer, the verdict, and what follows a "not solved"."""
    at = max(desk.at_work(answered_on), case.filed_at + timedelta(hours=2))
    first = answerer.first(at, until=desk.after(answered_on, 15))
    found: list[Act] = [first]
    if desk.chance(0.7):
        number = f"{desk.okrug.kato[4:6]}-{desk.rng.randint(100, 9999)}"
        found.append(acts.Entered(at - timedelta(minutes=30), number))
    verdict = judge(desk.rng, desk.okrug, case, first, share=0.46)
    if verdict is None:
        return found
    found.append(verdict)
    if not verdict.reopens:
        return found
    return found + _second_round(desk, answerer, case, verdict)


def _second_round(desk: Desk, answerer: Answerer, case: CaseStory, verdict: acts.Judged) -> list[Act]:
    judged_on = local_day(verdict.at)
    found: list[Act] = []
    if desk.chance(0.85) or desk.now - verdict.at > _FORGOTTEN_AFTER:
        days = desk.rng.randint(2, 9) if desk.okrug.on_time >= _MIDDLING else desk.rng.randint(6, 22)
        again_on = desk.after(judged_on, days)
        second = answerer.second(desk.at_work(again_on), until=desk.after(again_on, 10))
        found.append(second)
        after = judge(desk.rng, desk.okrug, case, second, share=0.5, last=True)
        found += [after] if after else []
    if desk.chance(0.8) or desk.now - verdict.at > _FORGOTTEN_AFTER:
        settled_on = desk.after(judged_on, desk.rng.randint(2, 12))
        found.append(acts.Settled(desk.at_work(settled_on), _SETTLED[case.language]))
    return found


_SETTLED = {
    "kk": "Округ әкімімен сөйлестім, қайта орындау мерзімі белгіленді.",
    "ru": "Поговорил с акимом округа, назначен срок повторного исполнения.",
}
