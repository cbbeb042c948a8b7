"""One request as it is filed: who, what, where, with or without a picture. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import topics_of_life, writing
from akimfeedback.demo.acts import CaseStory
from akimfeedback.demo.office_life import Desk
from akimfeedback.demo.people import Resident
from akimfeedback.law.workdays import WorkCalendar

_NEAR_DEGREES = 0.02


@dataclass(frozen=True)
class World:
    """What the story needs to know of the product it is told for."""

    now: datetime
    calendar: WorkCalendar
    routing: dict[str, str]  # topic -> own | help | other
    past_the_office: frozenset[str]  # topics that the superior answers

    @property
    def today(self) -> date:
        """Return the load day."""
        return local_day(self.now)


def written(
    world: World, desk: Desk, author: Resident, filed_at: datetime, topic: str | None = None
) -> tuple[CaseStory, writing.Where]:
    """Return a request as it was filed, nothing done yet, and the spot it is about."""
    rng, local = desk.rng, filed_at.astimezone(KAZAKHSTAN)
    topic = topic or topics_of_life.pick_topic(rng, local.month)
    village = next(place for place in desk.okrug.villages if place.kato == author.village)
    where = writing.place(rng, village, author.language)
    text = writing.request(rng, topic, where, author.language, local.month)
    located = rng.random() < 0.35
    case = CaseStory(
        okrug=desk.okrug.kato,
        village=village.kato,
        topic=topic,
        kind=topics_of_life.kind_of(rng, topic, text),
        language=author.language,
        text=text,
        place_words=where.words if rng.random() < 0.85 else None,
        lat=round(desk.okrug.lat + rng.uniform(-_NEAR_DEGREES, _NEAR_DEGREES), 5) if located else None,
        lon=round(desk.okrug.lon + rng.uniform(-_NEAR_DEGREES, _NEAR_DEGREES), 5) if located else None,
        author=author,
        filed_at=filed_at,
        hidden=rng.random() < (0.5 if topic in world.past_the_office else 0.08),
        public=topic not in world.past_the_office and rng.random() < 0.85,
        picture=_picture(rng, topic),
        followers=rng.choice((0, 0, 0, 0, 1, 1, 2, 4)) if topic != "THANKS" else 0,
        acts=(),
    )
    return case, where


_PICTURES = {
    "ROAD_IN": "pothole",
    "ROAD_OUT": "pothole",
    "LIGHT": "lamp",
    "POWER": "lamp",
    "WATER": "pipe",
    "SEWER": "pipe",
    "FLOOD": "flood",
    "DUMP": "dump",
    "WASTE": "dump",
    "SNOW": "snow",
    "PLAY": "swing",
    "STRAY": "dog",
    "BRIDGE": "bridge",
}


def _picture(rng: Random, topic: str) -> str | None:
    name = _PICTURES.get(topic)
    return f"{name}-{rng.randint(1, 2)}" if name and rng.random() < 0.4 else None
