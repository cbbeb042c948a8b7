"""What happens to one request of the demo, as plain acts in order of time. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from akimfeedback.appeals.rules import Decision, ModerationReason, Publicity, Verdict
from akimfeedback.demo.people import Resident
from akimfeedback.topics.rules import Kind


@dataclass(frozen=True)
class Act:
    """Something done at a moment."""

    at: datetime


@dataclass(frozen=True)
class Seen(Act):
    """The office opened the case."""


@dataclass(frozen=True)
class Assigned(Act):
    """Given to a clerk."""


@dataclass(frozen=True)
class Asked(Act):
    """The office asked the author."""

    text: str


@dataclass(frozen=True)
class Added(Act):
    """The author answered the question."""

    text: str


@dataclass(frozen=True)
class InnerNote(Act):
    """A line for colleagues."""

    text: str


@dataclass(frozen=True)
class Extended(Act):
    """More time, decided before the due date."""

    new_due_on: date
    reason: str


@dataclass(frozen=True)
class Forwarded(Act):
    """Sent to the competent body."""

    body: str
    reason: str


@dataclass(frozen=True)
class Withdrawn(Act):
    """Taken back by the author."""


@dataclass(frozen=True)
class Answered(Act):
    """An answer of the office, first or later."""

    decision: Decision
    found: str
    done: str
    next_steps: str | None
    law: str
    complain: str
    photo: bool = False


@dataclass(frozen=True)
class Judged(Act):
    """The resident's word on the latest answer."""

    verdict: Verdict
    rating: int | None
    comment: str | None
    pass_on: bool

    @property
    def reopens(self) -> bool:
        """Say whether the case goes back to the office."""
        return self.verdict == Verdict.NOT_SOLVED


@dataclass(frozen=True)
class Moderated(Act):
    """What a moderator made public."""

    outcome: Publicity
    reason: ModerationReason | None


@dataclass(frozen=True)
class Settled(Act):
    """The superior closed the entry of the list."""

    note: str


@dataclass(frozen=True)
class Entered(Act):
    """The clerk typed the number of the state register."""

    number: str


@dataclass(frozen=True)
class CaseStory:
    """One request with all that happened to it so far."""

    okrug: str
    village: str
    topic: str
    kind: Kind
    language: str
    text: str
    place_words: str | None
    lat: float | None
    lon: float | None
    author: Resident
    filed_at: datetime
    hidden: bool  # the office does not see who wrote
    public: bool
    picture: str | None
    followers: int
    acts: tuple[Act, ...]
