"""Take a request in: number, date, term and its explanation, receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import Source, Visibility
from akimfeedback.mandates.actor import Actor
from akimfeedback.topics.rules import Kind


@dataclass(frozen=True)
class NewAppeal:
    """What a person wrote."""

    topic_code: str
    text: str
    place_id: int  # village, or the unit itself; the office is found from it
    language: str = "kk"
    kind: Kind = Kind.PROBLEM
    place_words: str | None = None
    lat: float | None = None
    lon: float | None = None
    gps_error_m: int | None = None
    visibility: Visibility = Visibility.OFFICE
    public: bool = True  # False: the author wants text and photos never to become public
    photo_ids: Sequence[int] = ()  # StoredFile.id in order
    idempotency_key: str | None = None
    source: Source = Source.WEB


def file_appeal(session: Session, actor: Actor, draft: NewAppeal, *, now: datetime) -> Appeal:
    """Return the request, filed with the office of the place; the same key returns the first one.

    A vacant seat never refuses. Raises NotAllowed("appeals.sign-in-to-file"),
    RuleBroken("appeals.office-not-connected" | "appeals.no-office" | "appeals.topic-unknown" |
    "appeals.text-missing" | "appeals.too-many-photos").
    """
    raise NotImplementedError
