"""Who may support, when, how often, and what becomes of it when they take it back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed
from akimfeedback.geography.models import Territory
from akimfeedback.journal.models import Entry
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import counts
from akimfeedback.petitions.queries import switches as switch_reads
from akimfeedback.petitions.queries.support import backers
from akimfeedback.petitions.rules import Line, Publication, Relation, SupportState, Switch
from akimfeedback.petitions.service import supporting, switches
from akimfeedback.petitions.service.supporting import Supporter
from akimfeedback.petitions.support_models import (
    PetitionTally,
    Signature,
    SupportIntent,
)
from tests import make
from tests.petitions.support import OF_AGE, PEPPER, count, crowd, facts, refused, sign, state_of


def test_first_backer_freezes_the_text_and_enough_of_them_submit_it(
    session: Session, village: Territory, now: datetime
) -> None:
    """Behaviour 6."""
    draft = make.petition(session, place=village, now=now, publication=Publication.BACKING)
    assert draft.author is not None
    assert draft.frozen_at is None
    sign(session, draft, now, user=draft.author)
    assert backers(session, draft.id) == 0  # an author is no backer of the own text
    sign(session, draft, now)
    assert draft.frozen_at == now
    for _ in range(draft.backers_needed - 2):
        sign(session, draft, now)
    assert draft.publication == Publication.BACKING
    sign(session, draft, now)
    assert draft.publication == Publication.MODERATION
    assert draft.moderation_due_on is not None
    assert counts.backers(session, draft) == counts.Backers(draft.backers_needed, draft.backers_needed)


def test_the_twenty_first_backer_is_refused_and_a_repeat_is_not(
    session: Session, village: Territory, now: datetime
) -> None:
    """Behaviour 7."""
    draft = make.petition(session, place=village, now=now, publication=Publication.BACKING)
    people = [sign(session, draft, now) for _ in range(20)]
    with refused("petitions.enough-backers"):
        sign(session, draft, now)
    sign(session, draft, now, user=people[3])
    assert backers(session, draft.id) == 20
    with refused("petitions.backer-lives-elsewhere"):
        sign(session, draft, now, home=make.village(session).id)


@pytest.mark.parametrize("state", [
    Publication.DRAFT, Publication.RETURNED, Publication.REJECTED, Publication.HIDDEN, Publication.CLOSED,
    Publication.WITHDRAWN, Publication.DROPPED, Publication.LAPSED, Publication.SUPERSEDED,
])  # fmt: skip
def test_a_backer_of_a_published_rejected_closed_or_hidden_initiative_is_refused_or_counted(
    session: Session, petition: Petition, now: datetime, state: Publication
) -> None:
    """Behaviour 8: an open one takes the support as any other, all the rest refuse."""
    user = sign(session, petition, now)
    row = supporting.supports(session, facts(session, petition), user, pepper=PEPPER)
    assert row is not None
    assert not row.backer
    petition.publication = state
    with refused("petitions.closed"):
        sign(session, petition, now)


@pytest.mark.parametrize("again", ["same", "relative", "relative, other spelling"])
def test_signing_twice_from_one_phone_counts_each_adult_once(
    session: Session, petition: Petition, now: datetime, again: str
) -> None:
    """Behaviour 10."""
    user = sign(session, petition, now)
    if again == "same":
        sign(session, petition, now, user=user)
    else:
        sign(session, petition, now, user=user, relative_name="Гүлнар Ә.", relation=Relation.SPOUSE)
        name = "Гүлнар Ә." if again == "relative" else "  гулнар а"
        sign(session, petition, now, user=user, relative_name=name, relation=Relation.SPOUSE)
    count(session, now)
    assert petition.totals is not None
    assert petition.totals.lines == ({"phone": 1} if again == "same" else {"phone": 1, "shared": 1})


def test_a_phone_takes_four_adults_its_owner_among_them(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 10."""
    owner = make.person(session)
    for name in ("Айгүл", "Болат", "Сәуле"):
        sign(session, petition, now, user=owner, relative_name=name, relation=Relation.OTHER)
    with refused("petitions.too-many-on-phone"):
        sign(session, petition, now, user=owner, relative_name="Дәурен", relation=Relation.OTHER)
    sign(session, petition, now, user=owner, relative_name="Болат", relation=Relation.OTHER)
    sign(session, petition, now, user=owner)
    assert count(session, now) == 4


def test_a_new_and_a_repeated_support_get_the_same_receipt(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 10: nobody learns from the answer that somebody supports."""
    who = Supporter(make.person(session), petition.place_id, OF_AGE, consent=True)
    first = supporting.support(session, facts(session, petition), who, pepper=PEPPER, now=now)
    again = supporting.support(session, facts(session, petition), who, pepper=PEPPER, now=now)
    assert first == again


def test_a_code_confirmed_twice_makes_one_support_and_one_confirmation(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 11."""
    first = supporting.begin(session, facts(session, petition), "+77010000001", "kk", now=now)
    assert supporting.begin(session, facts(session, petition), "+77010000001", "kk", now=now).id == first.id
    supporting.confirm_intent(session, first, now=now)
    supporting.confirm_intent(session, first, now=now + timedelta(hours=1))
    assert (first.confirmed_at, first.phone) == (now, None)
    assert counts.funnel(session, petition) == counts.Funnel(None, None)
    assert session.scalar(select(func.count(SupportIntent.id))) == 1


@pytest.mark.parametrize(("asked", "given", "taken"), [
    pytest.param(-1, 23, True, id="asked in time, within a day"),
    pytest.param(-1, 24, False, id="asked in time, a day later"),
    pytest.param(1, 2, False, id="asked after the end"),
])  # fmt: skip
def test_a_code_confirmed_after_the_close_counts_within_its_grace(
    session: Session, petition: Petition, now: datetime, asked: int, given: int, *, taken: bool
) -> None:
    """Behaviour 11; hours from the end of the last day."""
    assert petition.closes_on is not None
    end = now.replace(hour=19, minute=0) + (petition.closes_on - now.date())  # midnight in Kazakhstan
    petition.publication = Publication.CLOSED
    at = end + timedelta(hours=given)
    asked_at = end + timedelta(hours=asked)
    if taken:
        sign(session, petition, at, asked_at=asked_at)
    else:
        with refused("petitions.closed"):
            sign(session, petition, at, asked_at=asked_at)
    assert count(session, at) == taken


def test_a_code_confirmed_after_the_initiative_was_hidden_counts_nothing(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 11."""
    petition.publication = Publication.HIDDEN
    with refused("petitions.closed"):
        sign(session, petition, now, asked_at=now)


def test_withdrawn_support_leaves_the_count_and_comes_back_when_given_anew(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 13."""
    user = crowd(session, petition, now, 1)[0]
    assert petition.totals is not None
    for tomorrow in (now + timedelta(days=1), now + timedelta(days=2)):
        supporting.withdraw(session, facts(session, petition), user, pepper=PEPPER, now=tomorrow)
        assert state_of(session, petition, user) == SupportState.WITHDRAWN
        count(session, tomorrow)
        assert (petition.totals.counted, petition.totals.lines) == (0, {})
        sign(session, petition, tomorrow, user=user)
        count(session, tomorrow)
        assert petition.totals.counted == 1
    days = session.scalars(select(PetitionTally.n).order_by(PetitionTally.on)).all()
    assert days == [1, 0, 0]


def test_removed_support_stays_removed_whatever_the_person_presses(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 13."""
    user = crowd(session, petition, now, 1)[0]
    session.execute(text("UPDATE signature SET state = 'invalidated', changed_at = clock_timestamp()"))
    count(session, now)
    sign(session, petition, now, user=user)
    supporting.withdraw(session, facts(session, petition), user, pepper=PEPPER, now=now)
    sign(session, petition, now, user=user)
    assert state_of(session, petition, user) == SupportState.INVALIDATED
    assert count(session, now) == 0


def test_signing_while_collection_is_paused_is_refused_and_the_days_come_back(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 14."""
    admin = make.seat(session, unit=make.district(session), role=Role.ADMINISTRATOR)
    before = petition.closes_on
    assert before is not None
    with pytest.raises(NotAllowed):
        switches.turn_off(session, make.actor(session, petition.author), Switch.SIGN, {}, now=now)
    with refused("petitions.banner-missing"):
        switches.turn_off(session, admin, Switch.SIGN, {"kk": " ", "ru": "Пауза"}, now=now)
    switches.turn_off(session, admin, Switch.SIGN, {"kk": "Үзіліс", "ru": "Пауза"}, now=now)
    assert switch_reads.banner(session, "ru") == "Пауза"
    assert switch_reads.banner(session, "en") == "Үзіліс"
    with refused("petitions.off"):
        sign(session, petition, now)
    switches.turn_on(session, admin, Switch.SIGN, now=now + timedelta(days=3, hours=5))
    assert (petition.closes_on, petition.paused_days) == (before + timedelta(days=3), 3)
    assert switch_reads.banner(session, "ru") is None
    sign(session, petition, now)
    acts = session.scalars(select(Entry.act).where(Entry.subject == "petition_switch").order_by(Entry.id))
    assert list(acts) == ["petitions.switched-off", "petitions.switched-on"]


def test_a_pause_never_stretches_collection_beyond_six_months(
    session: Session, petition: Petition, now: datetime
) -> None:
    """Behaviour 14."""
    admin = make.seat(session, unit=make.district(session), role=Role.ADMINISTRATOR)
    switches.turn_off(session, admin, Switch.SIGN, {"kk": "Үзіліс", "ru": "Пауза"}, now=now)
    switches.turn_on(session, admin, Switch.SIGN, now=now + timedelta(days=170))
    assert petition.closes_on == now.date().replace(year=2027, month=3)


@pytest.mark.parametrize(("more", "code"), [
    pytest.param({"consent": False}, "petitions.no-consent", id="no consent"),
    pytest.param({"birth_year": None}, "petitions.birth-year", id="no year"),
    pytest.param({"birth_year": 2009}, "petitions.not-adult", id="seventeen"),
    pytest.param({"relative_name": "Айгүл"}, "petitions.relation-missing", id="no relation"),
])  # fmt: skip
def test_support_that_does_not_fit_is_refused(
    session: Session, petition: Petition, now: datetime, more: dict[str, Any], code: str
) -> None:
    with refused(code):
        sign(session, petition, now, **more)


def test_the_row_of_a_support_names_nobody(session: Session, petition: Petition, now: datetime) -> None:
    user = sign(session, petition, now, network="10.0.0.1", device="phone")
    other = make.petition(session, place=session.get_one(Territory, petition.place_id), now=now)
    sign(session, other, now, user=user, network="10.0.0.1", device="phone")
    one, two = session.scalars(select(Signature).order_by(Signature.id)).all()
    for name in ("support_key", "source_key", "network_key", "device_key", "phone_shifted"):
        assert getattr(one, name) != getattr(two, name)
    assert one.line == Line.PHONE
