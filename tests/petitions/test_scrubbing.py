"""Forgetting who supported: when, what goes, what stays, and what a legal hold keeps."""

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.journal import queries as journal
from akimfeedback.petitions.models import CoAuthor, Petition, PetitionFollower, PetitionReply, PetitionVersion
from akimfeedback.petitions.rules import Line, Publication, ReplyState
from akimfeedback.petitions.service import scrubbing
from akimfeedback.petitions.support_models import PetitionKey, PetitionTally, Signature, SupportIntent
from tests import make

TRACES = (
    "shown_name", "source_key", "device_key", "network_key", "phone_shifted", "confirm_seconds", "sheet_id",
)  # fmt: skip
PEOPLE = ("user:11", "user:12", "user:12:AIGUL")


def supported(session: Session, now: datetime) -> Petition:
    """Return a closed initiative with three supports whose keys are made of its own key."""
    petition = make.petition(session, place=make.village(session), now=now, publication=Publication.CLOSED)
    key = session.get_one(PetitionKey, petition.id).key
    session.add_all(
        Signature(
            petition_id=petition.id, support_key=hmac.digest(key, person.encode(), "sha256"),
            source_key=hmac.digest(key, b"phone", "sha256"), line=Line.PHONE.value, counted=True,
            version_id=petition.version_id, shown_name="Айгүл С.", on=date(2026, 9, 15), phone_shifted=7,
            device_key=b"d", network_key=b"n", confirm_seconds=3.0,
        )
        for person in PEOPLE
    )  # fmt: skip
    session.add(PetitionTally(petition_id=petition.id, on=date(2026, 9, 15), line="phone", n=3))
    session.add(
        SupportIntent(
            petition_id=petition.id, phone="+77010000001", language="kk", on=date(2026, 9, 15), created_at=now
        )
    )
    session.add(CoAuthor(petition_id=petition.id, user_id=make.person(session).id, at=now))
    if petition.totals:
        petition.totals.counted, petition.totals.lines = 3, {"phone": 3}
    session.flush()
    return petition


def answered(session: Session, petition: Petition, on: date | None) -> None:
    petition.reply_state = ReplyState.ANSWERED.value
    at = datetime(2026, 9, 20, 6, tzinfo=UTC)
    petition.replies.append(
        PetitionReply(
            position=1, text="Салынады", law="", complain="", language="kk", at=at, on=at.date(), late=False,
            publish_by=at.date(), published_on=on,
        )
    )  # fmt: skip
    session.flush()


def count(session: Session, table: type[PetitionKey | CoAuthor | PetitionFollower | SupportIntent]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_after_scrubbing_nobody_can_be_linked_and_counts_stay(session: Session, now: datetime) -> None:
    """Behaviour 21: anonymised at the end, counts stay."""
    petition = supported(session, now)
    old_key = session.get_one(PetitionKey, petition.id).key
    assert petition.totals

    scrubbing.scrub(session, petition, now=now)

    rows = session.execute(select(Signature.__table__)).mappings().all()
    assert len(rows) == 3
    assert petition.totals.counted == 3
    assert session.scalar(select(func.sum(PetitionTally.n))) == 3
    for row in rows:
        left = {
            name
            for name in ("shown_name", "source_key", "device_key", "network_key", "phone_shifted")
            if row[name]
        }
        assert left == set()
        assert row["signed_at"].astimezone(UTC).minute == 0, "the moment of signing is gone too"
    for table in (PetitionKey, CoAuthor, PetitionFollower, SupportIntent):
        assert count(session, table) == 0
    assert (petition.author_id, petition.author_shown) == (None, None)
    assert session.scalars(select(PetitionVersion.by_id)).all() == [None]
    acts = [entry.act for entry in journal.of(session, "petition", petition.id)]
    assert acts[-1] == "petitions.scrubbed"
    everything = b" ".join(bytes(value) for row in rows for value in row.values() if isinstance(value, bytes))
    assert old_key not in everything
    guesses = {hashlib.sha256(person.encode()).digest() for person in PEOPLE}
    assert guesses.isdisjoint(row["support_key"] for row in rows), "no key, no guess"


def test_a_legal_hold_keeps_everything(session: Session, now: datetime) -> None:
    """Behaviour 21: legal hold."""
    petition = supported(session, now)
    petition.legal_hold, petition.scrub_on = True, now.date()

    assert scrubbing.due(session, now=now) == []
    scrubbing.scrub(session, petition, now=now)

    assert count(session, PetitionKey) == 1
    assert petition.scrubbed_at is None


@pytest.mark.parametrize(
    ("days", "is_due"), [(179, False), (180, True), (400, True)], ids=["a day early", "on the day", "late"]
)
def test_scrubbing_is_due_180_days_after_the_answer_was_published(
    session: Session, now: datetime, days: int, *, is_due: bool
) -> None:
    petition = supported(session, now)
    answered(session, petition, date(2026, 9, 21))
    later = datetime(2026, 9, 21, 12, tzinfo=UTC) + timedelta(days=days)

    scrubbing.set_days(session, now=later)

    assert petition.scrub_on == date(2027, 3, 20)
    assert bool(scrubbing.due(session, now=later)) is is_due


def test_a_matter_that_goes_on_has_no_day_and_loses_one_it_had(session: Session, now: datetime) -> None:
    petition = supported(session, now)
    answered(session, petition, None)

    assert scrubbing.set_days(session, now=now) == 0
    assert petition.scrub_on is None, "an answer nobody may read is no end"
    petition.replies[0].published_on = date(2026, 9, 21)
    scrubbing.set_days(session, now=now)
    petition.publication = Publication.OPEN.value
    scrubbing.set_days(session, now=now)

    assert petition.scrub_on is None
