"""What every visitor finds on the day of the load: due today, late, a question, a "not solved". Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from akimfeedback.appeals.rules import Decision, Publicity, Verdict
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import acts, places
from akimfeedback.demo.acts import Act, CaseStory
from akimfeedback.demo.answering import Answerer
from akimfeedback.demo.filing import World, written
from akimfeedback.demo.office_life import Desk
from akimfeedback.demo.people import Resident
from akimfeedback.demo.texts import office_voice, resident_voice
from akimfeedback.law import request_terms, workdays

_BUSY_GOOD, _BUSY_BAD, _NEW_OFFICE = places.OKRUGS[0], places.OKRUGS[1], places.OKRUGS[10]
_LONGEST_TERM = 60  # days back, holidays included


@dataclass
class _Day:
    world: World
    desk: Desk
    people: list[Resident]

    def case(self, topic: str, filed_at: datetime, *happened: Act, author: int = 0) -> CaseStory:
        """Return a request with exactly these acts, open to the public and to the office."""
        story, _ = written(self.world, self.desk, self.people[author], filed_at, topic)
        kept = tuple(sorted((act for act in happened if act.at < self.world.now), key=lambda act: act.at))
        public = topic not in self.world.past_the_office
        return replace(story, hidden=False, public=public, acts=kept)

    def due(self, topic: str, day: date, *, author: int) -> CaseStory:
        """Return an open request whose last day is this day."""
        filed_at = self.desk.at_work(self._registered_for(day))
        seen = acts.Seen(filed_at + timedelta(hours=20))
        shown = acts.Moderated(filed_at + timedelta(hours=26), Publicity.PUBLISHED, None)
        taken = acts.Assigned(filed_at + timedelta(hours=44))
        return self.case(topic, filed_at, seen, shown, taken, author=author)

    def _registered_for(self, due_on: date) -> date:
        for back in range(1, _LONGEST_TERM):
            day = due_on - timedelta(days=back)
            if workdays.is_working_day(day, self.world.calendar) and due_on == request_terms.answer_due_on(
                day, self.world.calendar
            ):
                return day
        raise LookupError(f"no day whose answer is due on {due_on}")

    def working_day(self, back: int) -> date:
        """Return the working day this many working days before today, today itself for 0 when it is one."""
        day = self.world.today
        while True:
            if workdays.is_working_day(day, self.world.calendar):
                if back == 0:
                    return day
                back -= 1
            day -= timedelta(days=1)

    def ago(self, hours: float) -> datetime:
        """Return the moment so many hours before now."""
        return self.world.now - timedelta(hours=hours)


def of_today(world: World, people: dict[str, list[Resident]]) -> list[CaseStory]:
    """Return the requests that make the day of the load worth looking at."""
    return [*_good_office(world, people), *_bad_office(world, people), *_new_office(world, people)]


def _day(world: World, people: dict[str, list[Resident]], okrug: places.Okrug) -> _Day:
    luck = Random(f"today {okrug.kato} {world.today}")  # noqa: S311
    desk = Desk(okrug, luck, world.now, world.calendar)
    return _Day(world, desk, people[okrug.kato])


def _good_office(world: World, people: dict[str, list[Resident]]) -> list[CaseStory]:
    day = _day(world, people, _BUSY_GOOD)
    today = workdays.working_day_from(world.today, world.calendar)
    tomorrow = workdays.next_working_day(today, world.calendar)
    late = day.working_day(2)
    fresh = [
        day.case(topic, day.ago(hours), author=author)
        for topic, hours, author in (("LIGHT", 3, 4), ("STRAY", 17, 5), ("WASTE", 29, 6), ("WATER", 41, 7))
    ]
    return [
        day.due("ROAD_IN", today, author=8),
        day.due("WATER", today, author=9),
        day.due("CREDIT", today, author=10),
        day.due("CATTLE", tomorrow, author=11),
        day.due("PLAY", late, author=12),
        *fresh,
        _own_open(day),
        _waits_for_the_resident(day),
        _fresh_answer(day),
    ]


def _own_open(day: _Day) -> CaseStory:
    """Return an open case of the first resident, so that the demo's sign-in finds one of its own."""
    filed_at = day.ago(24 * 6)
    seen = acts.Seen(filed_at + timedelta(hours=20))
    shown = acts.Moderated(filed_at + timedelta(hours=30), Publicity.PUBLISHED, None)
    return day.case("ROAD_IN", filed_at, seen, shown)


def _waits_for_the_resident(day: _Day) -> CaseStory:
    filed_at = day.ago(24 * 4)
    story = day.case("WATER", filed_at)
    asked = acts.Asked(day.ago(22), office_voice.QUESTIONS[story.language][0])
    shown = acts.Moderated(day.ago(24 * 3), Publicity.PUBLISHED, None)
    return replace(story, acts=(acts.Seen(day.ago(24 * 3.2)), shown, asked))


def _fresh_answer(day: _Day) -> CaseStory:
    """Return a case answered yesterday whose author has not said a word yet."""
    filed_at = day.ago(24 * 9)
    story, where = written(day.world, day.desk, day.people[0], filed_at, "LIGHT")
    answerer = Answerer(day.desk.rng, replace(_BUSY_GOOD, on_time=1), story, where, "own")
    answer = replace(
        answerer.first(day.ago(20), until=day.world.today), decision=Decision.DONE, next_steps=None
    )
    shown = acts.Moderated(day.ago(24 * 7), Publicity.PUBLISHED, None)
    return replace(story, hidden=False, public=True, acts=(acts.Seen(day.ago(24 * 8)), shown, answer))


def _bad_office(world: World, people: dict[str, list[Resident]]) -> list[CaseStory]:
    day = _day(world, people, _BUSY_BAD)
    today = workdays.working_day_from(world.today, world.calendar)
    return [
        day.due("LIGHT", today, author=2),
        day.due("DUMP", today, author=3),
        day.due("WATER", day.working_day(3), author=4),
        day.due("ROAD_IN", day.working_day(7), author=5),
        day.case("CONDUCT", day.ago(24 * 5), author=6),
        _fresh_not_solved(day),
    ]


def _fresh_not_solved(day: _Day) -> CaseStory:
    filed_at = datetime.combine(local_day(day.ago(24 * 20)), time(11, 20), KAZAKHSTAN)
    story, where = written(day.world, day.desk, day.people[1], filed_at, "ROAD_IN")
    answerer = Answerer(day.desk.rng, _BUSY_BAD, story, where, "own")
    answer = answerer.first(day.ago(24 * 4), until=day.world.today)
    comment = resident_voice.NOT_SOLVED[story.language][0]
    verdict = acts.Judged(day.ago(16), Verdict.NOT_SOLVED, rating=1, comment=comment, pass_on=True)
    shown = acts.Moderated(day.ago(24 * 18), Publicity.PUBLISHED, None)
    seen = acts.Seen(day.ago(24 * 18.5))
    return replace(story, hidden=False, public=True, acts=(seen, shown, answer, verdict))


def _new_office(world: World, people: dict[str, list[Resident]]) -> list[CaseStory]:
    day = _day(world, people, _NEW_OFFICE)
    return [day.case("PASTURE", day.ago(7), author=0), day.case("NET", day.ago(33), author=1)]
