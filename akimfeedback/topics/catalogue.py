"""Read the catalogue of topics that comes with the product. Pure but for reading its own file."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from akimfeedback.topics.rules import Routing

FILE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True)
class TopicLine:
    """One topic as the catalogue writes it; the fields are columns of the table."""

    code: str
    position: int
    name_kk: str
    name_ru: str
    name_en: str
    routing: str
    executor_kk: str
    executor_ru: str
    executor_en: str
    target_days: int | None
    source: str | None
    icon: str
    urgent: bool
    past_the_office: bool


@cache
def lines() -> tuple[TopicLine, ...]:
    """Return the topics in the order of the file. Raises KeyError or ValueError for a broken file."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(_line(position, topic) for position, topic in enumerate(read["topic"], start=1))


def _line(position: int, topic: dict[str, Any]) -> TopicLine:
    names, executors = topic["name"], topic["executor"]
    return TopicLine(
        code=topic["code"],
        position=position,
        name_kk=names["kk"],
        name_ru=names["ru"],
        name_en=names["en"],
        routing=Routing(topic["routing"]).value,
        executor_kk=executors["kk"],
        executor_ru=executors["ru"],
        executor_en=executors["en"],
        target_days=topic.get("target_days"),
        source=topic.get("source"),
        icon=topic["icon"],
        urgent=topic.get("urgent", False),
        past_the_office=topic.get("past_the_office", False),
    )
