"""The author's verbs, likeness in two languages, closed subjects, differences, and what time does."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.petitions import barred, wording
from akimfeedback.petitions.models import CoAuthor, Petition, PetitionReply
from akimfeedback.petitions.queries.similar import ALIKE, likeness, similar, within_year
from akimfeedback.petitions.rules import Barred, Outcome, Publication, ReplyState, SupportState
from akimfeedback.petitions.service import authoring, resting
from akimfeedback.petitions.service.creating import InitiativeText
from tests import make
from tests.petitions.support import sign, state_of

OTHER = InitiativeText(title="Стадион салу", asks=("Стадион салу",), why="Керек", tried="", language="kk")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Балалар алаңын салу", "Построить детскую площадку"),
        ("Көше жарығын орнату", "Установить освещение на улице Абая"),
        ("Ауызсу құбырын тарту", "Провести водопровод в дома"),
        ("Жолды жөндеу", "Отремонтировать дорогу к школе"),
        ("Зиратты қоршау", "Огородить кладбище"),
        ("Repair the road", "Жолды жөндеу"),
        ("балалар аланын салу", "Балалар алаңы"),
    ],
)
def test_the_same_matter_is_alike_in_two_languages(one: str, other: str) -> None:
    assert likeness(one, other) >= ALIKE
    assert likeness(one, other) == pytest.approx(likeness(other, one), abs=0.15)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Мектепке автобус", "Вывоз мусора по субботам"),
        ("Көпірді жөндеу", "Көше шамы"),
        ("Жолды жөндеу", "Су құбырын жөндеу"),
    ],
)
def test_another_matter_is_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) < ALIKE


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Әкімді ауыстыру керек", Barred.ELECTIONS),
        ("Снять акима с должности", Barred.ELECTIONS),
        ("Ауылда мектеп ашу", Barred.STATE_BODIES),
        ("Отменить решение суда", Barred.POLICE_AND_COURTS),
        ("Мемлекеттік тіл мәртебесі", Barred.LANGUAGE),
        ("Поднять зарплату доярок", Barred.PENAL_AND_LABOUR),
    ],
)
def test_closed_subjects_are_recognised_in_plain_words(text: str, subject: Barred) -> None:
    assert subject in barred.subjects_in(text)


@pytest.mark.parametrize(
    "text", ["Балалар алаңын салу", "Построить площадку", "Судьба парка", "Выбор места для скамейки"]
)
def test_plain_proposals_are_not_warned_of(text: str) -> None:
    assert barred.subjects_in(text) == ()


WORDS = st.lists(st.sampled_from(["алаң", "салу", "жол", "су", "мектеп"]), max_size=12).map(" ".join)


@given(before=WORDS, after=WORDS)
def test_a_difference_holds_every_word_of_both(before: str, after: str) -> None:
    found = wording.pieces(before, after)

    def of(*kinds: str) -> list[str]:
        return " ".join(piece.text for piece in found if piece.kind in kinds).split()

    assert of(wording.SAME, wording.NEW) == after.split()
    assert of(wording.SAME, wording.OLD) == before.split()
    assert wording.changed(found) == (before.split() != after.split())


def test_enough_backers_submit_and_a_frozen_text_is_not_edited(
    session: Session, village: Territory, now: datetime
) -> None:
    row = make.petition(session, place=village, now=now, publication=Publication.DRAFT)
    who = make.actor(session, row.author)
    authoring.start_backing(session, who, row, now=now)
    authoring.edit(session, who, row, OTHER, now=now)
    assert row.text
    assert row.text.title == OTHER.title

    for _ in range(row.backers_needed):
        sign(session, row, now)

    assert (row.publication, row.moderation_due_on is not None) == (Publication.MODERATION, True)
    with pytest.raises(RuleBroken, match="text-frozen"):
        authoring.edit(session, who, row, OTHER, now=now)


def test_a_change_of_substance_asks_the_first_backers_again(
    session: Session, village: Territory, now: datetime
) -> None:
    row = make.petition(session, place=village, now=now, publication=Publication.BACKING)
    backer, *_others = [sign(session, row, now) for _ in range(row.backers_needed)]
    row.publication = Publication.RETURNED
    who = make.actor(session, row.author)

    authoring.correct(session, who, row, OTHER, material=True, now=now)

    assert str(row.publication) == Publication.BACKING
    assert state_of(session, row, backer) == SupportState.LAPSED
    for _ in range(row.backers_needed):
        sign(session, row, now)
    assert row.publication == Publication.MODERATION


def test_a_later_version_waits_and_an_old_page_is_refused(
    session: Session, petition: Petition, now: datetime
) -> None:
    who = make.actor(session, petition.author)
    with pytest.raises(RuleBroken, match="changed-meanwhile"):
        authoring.correct(session, who, petition, OTHER, material=True, seen=petition.version - 1, now=now)

    version = authoring.correct(session, who, petition, OTHER, material=True, seen=petition.version, now=now)

    assert petition.text is not version
    with pytest.raises(RuleBroken, match="version-waits"):
        authoring.correct(session, who, petition, OTHER, material=True, now=now)


def test_withdrawing_ends_where_an_answer_is_owed(
    session: Session, petition: Petition, now: datetime
) -> None:
    who, stranger = make.actor(session, petition.author), make.actor(session, make.person(session))
    petition.reply_state = ReplyState.AWAITING
    with pytest.raises(RuleBroken, match="answer-is-owed"):
        authoring.withdraw(session, who, petition, now=now)
    with pytest.raises(NotAllowed):
        authoring.withdraw(session, stranger, petition, now=now)


def test_the_same_matter_within_a_year_is_found(
    session: Session, village: Territory, petition: Petition, now: datetime
) -> None:
    today = now.date()
    assert within_year(session, petition.territory_id, "Построить детскую площадку", today) is None
    session.add(
        PetitionReply(
            petition_id=petition.id, position=1, outcome=Outcome.REFUSED.value, text="Жоқ", law="",
            complain="", language="kk", at=now, on=today, late=False, publish_by=today, published_on=today,
        )
    )  # fmt: skip
    session.flush()

    found = within_year(
        session, petition.territory_id, "Балалар алаңын салу керек", today, topic_code=petition.topic_code
    )

    assert found is petition
    assert (
        within_year(session, petition.territory_id, "Балалар алаңын салу", today + timedelta(days=400))
        is None
    )
    assert [one.petition for one in similar(session, petition.territory_id, "детская площадка")] == [petition]


def test_silence_makes_it_dormant_then_free_for_a_co_author_first(
    session: Session, petition: Petition, village: Territory, now: datetime
) -> None:
    friend, neighbour = make.person(session), make.person(session)
    session.add(CoAuthor(petition_id=petition.id, user_id=friend.id, at=now))
    petition.closes_on = now.date() + timedelta(days=400)
    assert resting.fall_asleep(session, now=now + timedelta(days=60)) == 0
    later = now + timedelta(days=61)
    assert (resting.fall_asleep(session, now=later), resting.fall_asleep(session, now=later)) == (1, 0)
    much_later = later + timedelta(days=61)
    assert (resting.orphan(session, now=much_later), resting.orphan(session, now=much_later)) == (1, 0)

    one = make.actor(session, neighbour)
    with pytest.raises(RuleBroken, match="co-authors-first"):
        authoring.adopt(session, one, petition, supports_it=True, now=much_later)
    afterwards = much_later + timedelta(days=14)
    with pytest.raises(RuleBroken, match="support-first"):
        authoring.adopt(session, one, petition, supports_it=False, now=afterwards)
    authoring.adopt(session, make.actor(session, friend), petition, supports_it=False, now=much_later)

    assert (petition.author_id, petition.orphaned_on, petition.dormant_on) == (friend.id, None, None)
    with pytest.raises(RuleBroken, match="not-orphaned"):
        authoring.adopt(session, one, petition, supports_it=True, now=much_later)


def test_too_few_backers_in_time_let_it_lapse_once(
    session: Session, village: Territory, now: datetime
) -> None:
    row = make.petition(session, place=village, now=now, publication=Publication.BACKING)
    assert resting.lapse(session, now=now + timedelta(days=30)) == 0

    assert resting.lapse(session, now=now + timedelta(days=31)) == 1

    assert row.publication == Publication.LAPSED
    assert resting.lapse(session, now=now + timedelta(days=31)) == 0
