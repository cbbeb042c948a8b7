"""Who reads a text before it is public, who decides on it, and what numbers and undone acts give away."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.law.initiatives import Rung
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions import personal, policy
from akimfeedback.petitions.models import CoAuthor, Petition
from akimfeedback.petitions.queries import counts, open_data, positions, public
from akimfeedback.petitions.review_rules import Filters
from akimfeedback.petitions.rules import Publication, RejectReason, RemovalReason, ReplyState, SupportState
from akimfeedback.petitions.service import (
    authoring,
    duties,
    hiding,
    moderating,
    objecting,
    passing,
    removing,
    supporting,
)
from akimfeedback.petitions.service.creating import InitiativeText
from akimfeedback.petitions.service.supporting import Supporter
from akimfeedback.petitions.support_models import PetitionTally, Signature, SupportIntent
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page
from tests.petitions.acts import Unit
from tests.petitions.checking import Desk
from tests.petitions.support import PEPPER, add_people, count, facts, sign

BEFORE = (Publication.DRAFT, Publication.BACKING, Publication.MODERATION, Publication.RETURNED)
TITLE = "Балалар алаңын салу"


@pytest.mark.parametrize("state", BEFORE)
def test_what_is_withdrawn_before_it_was_published_is_read_by_nobody_else(
    app: Flask, page: Page, session: Session, state: Publication
) -> None:
    now = clock.now()
    petition = make.petition(session, place=make.village(session), now=now, publication=state)
    authoring.withdraw(session, make.actor(session, petition.author), petition, now=now)
    session.commit()

    for path in ("", "/count.json", "/numbers", "/news.atom", "/history.csv", "/share.png", "/versions"):
        page.client.get("/")
        assert page.client.get(f"/initiatives/{petition.number}{path}").status_code == 404, path
    assert page.client.get(f"/p/{petition.link}").status_code == 404
    assert page.client.get(f"/api/v1/initiatives/{petition.number}").status_code == 404
    for path in ("/initiatives?tab=ended", "/api/v1/initiatives", "/initiatives/feed.atom"):
        assert petition.number not in page.client.get(path).text
    page.get("/initiatives?tab=ended")
    assert TITLE not in page.html


@pytest.mark.parametrize("state", BEFORE)
def test_erasing_its_author_drops_a_text_that_waits(
    app: Flask, session: Session, now: datetime, state: Publication
) -> None:
    petition = make.petition(session, place=make.village(session), now=now, publication=state)
    assert petition.author is not None

    with app.app_context():
        personal.erase(session, petition.author.id, now=now)

    assert petition.publication == Publication.DROPPED
    assert petition.versions[0].why == ""


def test_a_draft_is_read_by_its_author_and_by_no_moderator(app: Flask, page: Page, session: Session) -> None:
    district = make.district(session)
    village = make.village(session, district_unit=district)
    moderator = make.seat(session, unit=district, role=Role.MODERATOR)
    petition = make.petition(session, place=village, now=clock.now(), publication=Publication.DRAFT)
    session.commit()
    assert not policy.can_read_text(moderator, petition)
    assert moderator.user is not None
    sign_in(page, session, moderator.user)

    page.get(f"/initiatives/{petition.number}", status=404)


@pytest.mark.parametrize(
    "state", [*BEFORE, Publication.DROPPED, Publication.LAPSED, Publication.REJECTED, Publication.HIDDEN]
)
def test_the_page_of_adoption_tells_nothing_of_a_text_that_is_not_public(
    app: Flask, page: Page, session: Session, state: Publication
) -> None:
    petition = make.petition(session, place=make.village(session), now=clock.now(), publication=state)
    petition.orphaned_on = clock.today()
    session.commit()
    sign_in(page, session, make.person(session))

    page.get(f"/initiatives/{petition.number}/adopt", status=404)
    assert TITLE not in page.html


def test_who_wrote_a_text_decides_nothing_about_it(session: Session, now: datetime) -> None:
    desk = Desk(session, now)
    petition = desk.waiting()
    for seat in (desk.moderator, desk.assessor):
        petition.author = seat.user
        session.flush()
        assert not policy.can_moderate(seat, petition)
        assert not policy.can_hide(seat, petition)
        assert not policy.can_restore(seat, petition)
        assert not policy.can_review_support(seat, petition)
    petition.author = desk.author
    assert desk.second.user is not None
    session.add(CoAuthor(petition_id=petition.id, user_id=desk.second.user.id, at=now))
    session.flush()
    with pytest.raises(NotAllowed):
        moderating.publish(session, desk.second, petition, now=now)


@pytest.mark.parametrize("state", [Publication.WITHDRAWN, Publication.SUPERSEDED, Publication.CLOSED])
def test_what_was_hidden_after_its_end_comes_back_as_it_ended(
    session: Session, now: datetime, state: Publication
) -> None:
    desk = Desk(session, now)
    petition = make.petition(session, place=desk.village, now=now)
    petition.publication, petition.closed_at = state, now
    proposal = hiding.propose_hide(
        session, desk.moderator, petition, RejectReason.PERSONAL_DATA, word="Телефон бар", now=now
    )
    hiding.confirm_hide(session, desk.second, petition, proposal, now=now)

    hiding.restore(session, desk.assessor, petition, word="Түзетілді", now=now)

    assert petition.publication == state


def _removed(session: Session, desk: Desk, petition: Petition, now: datetime) -> object:
    removal = removing.count_first(
        session, desk.moderator, petition, Filters(line="phone"), RemovalReason.ONE_SOURCE, "Бір көз", now=now
    )
    removing.confirm(session, desk.assessor, petition, removal, "Тексердім", now=now)
    session.flush()
    removing.step(session, removal.id, now=now)
    return removal


def _undone(session: Session, desk: Desk, petition: Petition, removal: object, now: datetime) -> None:
    removing.undo(session, desk.moderator, petition, removal, "Қате", now=now)  # type: ignore[arg-type]
    session.flush()
    removing.step(session, removal.id, now=now)  # type: ignore[attr-defined]


def test_who_withdrew_while_removed_does_not_come_back_when_it_is_undone(
    session: Session, now: datetime
) -> None:
    desk = Desk(session, now)
    petition = make.petition(session, place=desk.village, now=now)
    people = [sign(session, petition, now) for _ in range(3)]
    removal = _removed(session, desk, petition, now)

    supporting.withdraw(session, facts(session, petition), people[0], pepper=PEPPER, now=now)
    _undone(session, desk, petition, removal, now)

    own = [supporting.supports(session, facts(session, petition), one, pepper=PEPPER) for one in people]
    assert [row.state for row in own if row] == [
        SupportState.WITHDRAWN,
        SupportState.VALID,
        SupportState.VALID,
    ]


def test_an_undone_removal_brings_no_consent_to_another_text(session: Session, now: datetime) -> None:
    desk = Desk(session, now)
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    sign(session, petition, now)
    removal = _removed(session, desk, petition, now)
    words = InitiativeText(title="Стадион", asks=("Стадион салу",), why="Керек", tried="", language="kk")
    version = authoring.correct(session, desk.as_author(), petition, words, material=True, now=now)
    authoring.rest_support(session, petition, version, now=now)

    _undone(session, desk, petition, removal, now)

    rows = session.scalars(select(Signature.state).where(Signature.petition_id == petition.id)).all()
    assert rows == [SupportState.LAPSED]


def _asked(session: Session, petition: Petition, many: int, at: datetime, confirmed: datetime | None) -> None:
    """Write codes asked for at a moment, each given at another or not at all."""
    told = {"petition_id": petition.id, "language": "kk", "on": clock.local_day(at), "created_at": at}
    session.add_all(SupportIntent(**told, confirmed_at=confirmed) for _ in range(many))
    session.flush()


def test_24_in_a_small_unit_who_begins_or_confirms_today_moves_no_number(
    app: Flask, session: Session
) -> None:
    now = clock.now()
    village = make.village(session)
    add_people(session, make.okrug_of(session, village), 300)
    petition = make.petition(session, place=village, now=now - timedelta(days=3))
    before = now - timedelta(days=2)
    _asked(session, petition, 12, before, before)
    _asked(session, petition, 1, before, None)
    was = counts.funnel(session, petition), open_data.funnel(session, petition)
    assert (was[0].begun, was[0].confirmed) == (13, 12)

    _asked(session, petition, 1, now, now)
    waiting = select(SupportIntent).where(
        SupportIntent.petition_id == petition.id, SupportIntent.confirmed_at.is_(None)
    )
    session.scalars(waiting).one().confirmed_at = now
    session.flush()

    assert (counts.funnel(session, petition), open_data.funnel(session, petition)) == was


def _tally(session: Session, petition: Petition, area_id: int, n: int, *, after: int = 0) -> None:
    on = clock.local_day(petition.created_at) + timedelta(days=after)
    session.add(PetitionTally(petition_id=petition.id, on=on, area_id=area_id, line="phone", n=n))
    session.flush()


def test_a_village_of_few_supporters_is_not_even_named(
    app: Flask, session: Session, village: Territory, petition: Petition
) -> None:
    okrug = make.okrug_of(session, village)
    _tally(session, petition, village.id, 30)
    _tally(session, petition, okrug.id, 12)
    assert counts.by_area(session, petition) == {village.id: 30, okrug.id: 12}

    _tally(session, petition, make.village(session).id, 1)

    assert counts.by_area(session, petition) == {village.id: 30}


def test_days_on_which_the_first_few_came_are_not_told(
    app: Flask, session: Session, petition: Petition
) -> None:
    start = clock.local_day(petition.created_at)
    for place, n in enumerate((3, 9, -5, 4, -2)):
        _tally(session, petition, petition.place_id or 0, n, after=place)

    told = [(day.on - start, day.count) for day in counts.history(session, petition)]

    assert [(on.days, count) for on, count in told] == [(1, 12), (2, None), (3, 11), (4, None)]


def test_no_number_is_told_of_a_text_that_was_not_published(
    app: Flask, session: Session, petition: Petition
) -> None:
    _tally(session, petition, petition.place_id or 0, 15)
    assert petition.totals is not None
    petition.totals.counted, petition.totals.lines = 15, {"phone": 15}
    petition.publication = Publication.REJECTED

    shown = counts.shown(petition)

    assert (shown.count, shown.lines, shown.outside) == (None, None, None)
    assert (counts.history(session, petition), counts.by_area(session, petition)) == ([], {})


def test_an_authors_news_are_public_and_told_once_a_moderator_has_read_them(
    app: Flask, session: Session, now: datetime
) -> None:
    desk = Desk(session, now)
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    news = authoring.add_news(session, desk.as_author(), petition, "Көршім Асан ұрлық қылды", "kk", now=now)
    assert public.news_of(session, petition.id) == []
    assert "petitions.news" not in desk.told()

    passing.pass_news(session, desk.moderator, petition, news, now=now)
    with pytest.raises(NotFound):
        passing.pass_news(session, desk.second, petition, news, now=now)

    assert [one.id for one in public.news_of(session, petition.id)] == [news.id]
    assert desk.told().count("petitions.news") == 1


def test_neither_of_the_two_who_hid_a_text_decides_on_the_objection(session: Session, now: datetime) -> None:
    desk = Desk(session, now)
    other = make.seat(session, unit=desk.district, role=Role.ASSESSOR)
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    proposal = hiding.propose_hide(
        session, desk.assessor, petition, RejectReason.OFFENCE, word="Балағат", now=now
    )
    hiding.confirm_hide(session, desk.moderator, petition, proposal, now=now)
    objection = objecting.object_to(session, desk.as_author(), petition, "Балағат жоқ", now=now)

    with pytest.raises(NotAllowed, match="second-person"):
        objecting.decide(session, desk.assessor, petition, objection, upheld=False, words="Жоқ", now=now)
    with pytest.raises(RuleBroken, match="second-person"):
        hiding.restore(session, desk.assessor, petition, word="Қайтару", now=now)
    objecting.decide(session, other, petition, objection, upheld=True, words="Рас", now=now)

    assert petition.publication == Publication.OPEN


def test_a_text_an_answer_is_owed_on_keeps_its_substance(session: Session, now: datetime) -> None:
    desk = Desk(session, now)
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    words = InitiativeText(title="Стадион", asks=("Стадион салу",), why="Керек", tried="", language="kk")
    version = authoring.correct(session, desk.as_author(), petition, words, material=True, now=now)
    petition.reply_state = ReplyState.AWAITING

    with pytest.raises(RuleBroken, match="not-possible-now"):
        passing.approve_version(session, desk.moderator, petition, version, now=now)

    petition.reply_state = ReplyState.NONE
    passing.approve_version(session, desk.moderator, petition, version, now=now)
    assert petition.text is version


def test_while_fewer_than_ten_support_it_nothing_moves_when_one_comes(
    app: Flask, session: Session, petition: Petition, now: datetime
) -> None:
    sign(session, petition, now)
    count(session, now)
    before = counts.shown(petition)

    sign(session, petition, now + timedelta(minutes=5))
    sign(session, petition, now + timedelta(minutes=5), home=make.village(session).id)
    count(session, now + timedelta(minutes=5))

    after = counts.shown(petition)
    assert after == before
    assert (after.count, after.lines, after.outside) == (None, None, None)


def test_erasing_a_person_leaves_no_trace_of_the_phone_on_a_support(
    app: Flask, session: Session, petition: Petition, now: datetime
) -> None:
    with app.app_context():
        pepper = personal.pepper()
        who = make.person(session)
        supporter = Supporter(
            user=who, home_id=petition.place_id, birth_year=1990, consent=True, device="d", network="n",
            confirm_seconds=9.0,
        )  # fmt: skip
        supporting.support(session, facts(session, petition), supporter, pepper=pepper, now=now)
        row = session.scalars(select(Signature).where(Signature.petition_id == petition.id)).one()
        assert row.phone_shifted is not None

        personal.erase(session, who.id, now=now)

    session.refresh(row)
    names = ("source_key", "device_key", "network_key", "phone_shifted", "confirm_seconds")
    assert [getattr(row, name) for name in names] == [None] * 5
    assert row.state == SupportState.VALID


def test_deputies_read_no_hidden_text_and_are_not_told_silent_where_nobody_asks(
    app: Flask, page: Page, session: Session
) -> None:
    now = clock.now()
    unit = Unit(session, now=now)
    petition = unit.at_rung(Rung.POSITIONS)
    session.commit()
    assert unit.deputy.user is not None
    seats = [seat.id for seat in unit.deputy.seats]
    assert len(positions.of_seats(session, seats)) == len(open_data.positions(session, petition.id)) == 1

    duties.lost(session, petition, Rung.POSITIONS, now=now)
    session.flush()
    assert open_data.positions(session, petition.id) == []

    petition.publication = Publication.HIDDEN
    session.commit()
    assert positions.of_seats(session, seats) == []
    sign_in(page, session, unit.deputy.user, strong=True)
    page.get(f"/deputy/initiatives/{petition.number}/position", status=404)
    assert TITLE not in page.html
