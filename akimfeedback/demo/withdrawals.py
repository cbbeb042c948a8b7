"""Six people of one okrug who took requests back a few hours after the office opened them. Pure."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from akimfeedback.demo import acts, places
from akimfeedback.demo.acts import CaseStory
from akimfeedback.demo.filing import World, written
from akimfeedback.demo.office_life import Desk
from akimfeedback.demo.people import Resident
from akimfeedback.kpi.signals.rules import month_before
from akimfeedback.law import workdays

OKRUG = places.OKRUGS[1]
TOPICS = ("WATER", "LIGHT", "WASTE", "WATER", "ROAD_IN", "WASTE")
FIRST_AUTHOR = 13


def of_last_month(world: World, people: dict[str, list[Resident]]) -> list[CaseStory]:
    """Return the requests, each filed on a working day of the last month and withdrawn on the next."""
    luck = Random(f"withdrawn {OKRUG.kato} {world.today}")  # noqa: S311
    desk = Desk(OKRUG, luck, world.now, world.calendar)
    day, stories = month_before(world.today).first_day, []
    for place, topic in enumerate(TOPICS):
        day = workdays.add_working_days(day, 2, world.calendar)
        filed_at = desk.at_work(day)
        story, _ = written(world, desk, people[OKRUG.kato][FIRST_AUTHOR + place], filed_at, topic)
        seen = acts.Seen(filed_at + timedelta(hours=19))
        back = acts.Withdrawn(filed_at + timedelta(hours=23))
        stories.append(replace(story, hidden=False, acts=(seen, back)))
    return stories
