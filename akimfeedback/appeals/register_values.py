"""From a line of a register to rows of the tables."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from akimfeedback.appeals.register_facts import Counting, Facts
from akimfeedback.appeals.register_rows import Entry
from akimfeedback.appeals.rules import Publicity, Source, State, Visibility, title_of
from akimfeedback.appeals.service import answering, filing
from akimfeedback.core.folding import fold
from akimfeedback.geography.models import Territory
from akimfeedback.geography.queries import search_words
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.mandates.rules import in_force
from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import Kind

KINDS = {"IDEA": Kind.IDEA, "THANKS": Kind.THANKS}
"""Topics that say what the resident wants; any other category reports a problem."""

NEUTRAL: Mapping[str, tuple[str, str, str, str]] = {
    "kk": (
        "Бұл жазба бөлек жүргізілген тізілімнен алынды.",
        "Жауап мәтіні сол тізілімде сақталған.",
        "Бөлек жүргізілген тізілім",
        "Аудан әкіміне",
    ),
    "ru": (
        "Запись перенесена из реестра, который вёлся отдельно.",
        "Текст ответа хранится в том реестре.",
        "Реестр, который вёлся отдельно",
        "Акиму района",
    ),
    "en": (
        "This entry was taken from a register kept elsewhere.",
        "The text of the answer is kept in that register.",
        "A register kept elsewhere",
        "To the akim of the district",
    ),
}
"""What stands in an imported answer: found, done, law, complain."""


@dataclass(frozen=True)
class Addressee:
    """The okrug a register belongs to, with what its lines are matched against."""

    territory: Territory
    office: Office
    topics: Mapping[str, Topic]
    places: Mapping[str, int]  # folded name -> unit
    akims: Sequence[Mandate]
    state_register: bool  # the numbers are those of the state accounting system

    def akim_on(self, day: date) -> int | None:
        """Return the mandate of the akim on a day; None: the seat was vacant or is not known."""
        return next((one.id for one in self.akims if in_force(one.starts_on, one.ends_on, day)), None)

    def place_of(self, words: str) -> int | None:
        """Return the village somebody wrote down, None when the okrug has none of that name."""
        return self.places.get(fold(words)) or self.places.get(" ".join(search_words(words)))


@dataclass(frozen=True)
class Written:
    """The rows of one line: the case, and its answer or forwarding, still without the id of the case."""

    entry: Entry
    case: dict[str, Any]
    reply: dict[str, Any] | None
    forwarding: dict[str, Any] | None

    @property
    def waits_for_superior(self) -> bool:
        """Return whether the case is about the office itself and still open."""
        return bool(self.case["past_the_office"]) and self.case["state"] == State.ACCEPTED


def written(entry: Entry, to: Addressee, counting: Counting, now: datetime) -> Written:
    """Return the rows of a line. Raises CalendarTooShort."""
    topic = to.topics[entry.topic_code]
    kind = str(KINDS.get(topic.code, Kind.PROBLEM))
    facts = counting.case(entry, kind, past_the_office=topic.past_the_office)
    case = _case(entry, to, topic, kind, facts, counting, now)
    return Written(
        entry, case, _reply(entry, to, topic, kind, facts, counting), _forwarding(entry, facts, counting)
    )


def _case(
    entry: Entry, to: Addressee, topic: Topic, kind: str, facts: Facts, counting: Counting, now: datetime
) -> dict[str, Any]:
    place_id = to.place_of(entry.place) if entry.place else None
    text = entry.text or getattr(topic, f"name_{entry.language}")
    counted = facts.counted | {"row": entry.fingerprint, "outcome": entry.outcome or ""}
    registered = (
        {"register_number": entry.number, "register_on": facts.registered_on} if to.state_register else {}
    )
    values = vars(facts) | {
        "counted": counted,
        "due_on": facts.first_due_on,
        "territory_id": to.territory.id,
        "office_id": to.office.id,
        "mandate_id": to.akim_on(counting.day_of(entry.received_at)),
        "topic_code": topic.code,
        "routing": topic.routing,
        "past_the_office": topic.past_the_office,
        "kind": kind,
        "source": Source.REGISTER,
        "title": title_of(text),
        "text": text,
        "language": entry.language,
        "place_id": place_id,
        "place_words": None if place_id else entry.place or None,
        "lat": entry.lat,
        "lon": entry.lon,
        "visibility": Visibility.OFFICE,
        "publicity": Publicity.PRIVATE,
        "outside_number": entry.number,
        "filed_at": entry.received_at,
        "touched_at": now,
    }
    return values | registered


def _reply(
    entry: Entry, to: Addressee, topic: Topic, kind: str, facts: Facts, counting: Counting
) -> dict[str, Any] | None:
    reply = counting.reply(entry, kind, facts)
    if reply is None:
        return None
    found, done, law, complain = NEUTRAL[entry.language]
    return vars(reply) | {
        "territory_id": to.territory.id,
        "routing": topic.routing,
        "kind": kind,
        "mandate_id": None if topic.past_the_office else to.akim_on(reply.answered_on),
        "decision": entry.outcome,
        "found": found,
        "done": done,
        "law": law,
        "complain": complain,
        "language": entry.language,
        "first": reply.substantive,
        "answered_at": entry.answered_at,
        "token_hash": answering.hash_of(secrets.token_hex(16)),  # nobody gets this link
        "verdict": entry.verdict,
        "rating": entry.rating,
        "judged_at": entry.answered_at if entry.verdict else None,
    }


def _forwarding(entry: Entry, facts: Facts, counting: Counting) -> dict[str, Any] | None:
    if entry.outcome != State.FORWARDED:
        return None
    words = NEUTRAL[entry.language]
    return {
        "body": words[2],
        "reason": words[0],
        "forwarded_at": entry.answered_at,
        "in_time": counting.forwarded_in_term(entry, facts),
    }


def fresh(case: dict[str, Any], number: str) -> dict[str, Any]:
    """Return the values of a case that is new here, with the number people read out."""
    return case | {"number": number, "link": filing.new_link(), "reopened": 0, "version": 1}
