"""The rows of one request as it is told: filed, moved, noted, put on the list and taken off it.

The services act on one case now; a year of a district would take minutes that way. Here the same facts are
computed by the same rules for a moment of the past and kept as rows, written in bulk by `load`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from akimfeedback.appeals import rules, terms
from akimfeedback.appeals.models import Appeal, Escalation, PublicityAct, Reply
from akimfeedback.appeals.rules import EscalationReason, Publicity, Source, State, Visibility
from akimfeedback.appeals.service import filing
from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.demo.acts import CaseStory
from akimfeedback.demo.books import Books
from akimfeedback.mandates.models import Mandate


@dataclass
class Line:
    """One journal entry whose case has no number yet."""

    act: str
    actor_id: int | None
    at: datetime
    data: dict[str, Any]
    reply: Reply | None = None  # its id goes into the data


@dataclass
class History:
    """One case being told into rows."""

    books: Books
    story: CaseStory
    appeal: Appeal
    lines: list[Line] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    publicity: list[PublicityAct] = field(default_factory=list)
    with_pictures: list[Reply] = field(default_factory=list)  # answers the office showed something with

    @property
    def author_id(self) -> int:
        """Return the account of who wrote."""
        return self.books.residents[self.story.author.number].id

    def worker(self, day: date) -> Mandate | None:
        """Return who opens the case for the addressee that day."""
        if self.appeal.past_the_office:
            return self.books.superior
        return self.books.offices[self.story.okrug].worker_on(day)

    def signer(self, day: date) -> Mandate | None:
        """Return who answers for the addressee that day."""
        if self.appeal.past_the_office:
            return self.books.superior
        book = self.books.offices[self.story.okrug]
        return book.akim_on(day) or book.worker_on(day)

    def move(self, then: State) -> None:
        """Take the case to a state, by the table of moves."""
        if not rules.may_become(State(self.appeal.state), then):
            raise ValueError(f"the story of {self.story.filed_at} goes from {self.appeal.state} to {then}")
        self.appeal.state = then

    def write(
        self, act: str, seat_user: int | None, at: datetime, *, quietly: bool = False, **data: object
    ) -> Line:
        """Keep a journal line and mark the case as changed."""
        self.appeal.touched_at = at
        if not quietly:
            self.appeal.version += 1
        line = Line(f"appeals.{act}", seat_user, at, data)
        self.lines.append(line)
        return line

    def escalate(self, reason: EscalationReason, at: datetime) -> None:
        """Put the case on the superior's list."""
        entry = Escalation(territory_id=self.appeal.territory_id, reason=reason, raised_at=at)
        self.escalations.append(entry)

    def settle(self, at: datetime, *reasons: EscalationReason, note: str | None = None) -> bool:
        """Take the case off the list; all reasons when none is named. Return whether it was on it."""
        found = [
            entry
            for entry in self.escalations
            if entry.settled_at is None and (not reasons or entry.reason in reasons)
        ]
        for entry in found:
            entry.settled_at, entry.note = at, note
        return bool(found)


def filed(books: Books, story: CaseStory, number: str) -> History:
    """Return the history of a request at the moment of its filing."""
    book, topic = books.offices[story.okrug], books.topics[story.topic]
    local = story.filed_at.astimezone(KAZAKHSTAN)
    counted = terms.count(local, book.office.closes, books.calendar_on(local.date()))
    akim = book.akim_on(local.date())
    hidden = not story.public or topic.past_the_office
    appeal = Appeal(
        number=number,
        link=filing.new_link(),
        territory_id=book.office.territory_id,
        office_id=book.office.id,
        mandate_id=akim.id if akim else None,
        author_id=books.residents[story.author.number].id,
        topic_code=topic.code,
        routing=topic.routing,
        past_the_office=topic.past_the_office,
        kind=story.kind,
        source=Source.WEB,
        title=rules.title_of(story.text),
        text=story.text,
        language=story.language,
        place_id=books.place_ids[story.village],
        place_words=story.place_words,
        lat=story.lat,
        lon=story.lon,
        visibility=Visibility.HIDDEN if story.hidden else Visibility.OFFICE,
        publicity=Publicity.PRIVATE if hidden else Publicity.PENDING,
        filed_at=story.filed_at,
        registered_on=counted.registered_on,
        first_due_on=counted.due_on,
        due_on=counted.due_on,
        counted=counted.explanation,
        # about the office itself: answered by the superior, never among the office's figures
        out_on=counted.registered_on if topic.past_the_office else None,
        state=State.ACCEPTED,
        touched_at=story.filed_at,
        reopened=0,
        version=0,
    )
    history = History(books, story, appeal)
    if appeal.past_the_office:
        history.escalate(EscalationReason.CONDUCT, story.filed_at)
    history.write(
        "filed", history.author_id, story.filed_at,
        topic=topic.code, kind=story.kind, due_on=counted.due_on.isoformat(), source=Source.WEB,
    )  # fmt: skip
    return history
