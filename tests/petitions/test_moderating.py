"""Texts are checked in time, by the right people, with reasons everybody reads."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, Refusal, RuleBroken
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from akimfeedback.petitions import moderation_rules as rules
from akimfeedback.petitions.models import Petition, PetitionNews
from akimfeedback.petitions.moderation_rules import Act, Waiting
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.rules import TEXT_HIDDEN, Barred, Part, Publication, RejectReason, SupportState
from akimfeedback.petitions.service import hiding, late_moderation, locking, moderating, objecting, passing
from akimfeedback.petitions.service.creating import InitiativeText, add_version
from akimfeedback.petitions.service.moderating import Ruling
from akimfeedback.petitions.support_models import Signature
from tests import make
from tests.petitions.checking import Desk, back

OFFENCE = Ruling(reason=RejectReason.OFFENCE)
CORRECT = Ruling(note="Атауын нақтылаңыз")


@pytest.fixture
def desk(session: Session, now: datetime) -> Desk:
    return Desk(session, now)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def test_a_published_text_collects_under_the_akim_of_the_day(
    session: Session, desk: Desk, now: datetime
) -> None:
    petition = desk.waiting()

    act = moderating.publish(session, desk.moderator, petition, now=now)

    assert petition.publication == Publication.OPEN
    assert petition.closes_on == local_day(now) + timedelta(days=60)
    assert petition.mandate is not None
    assert petition.mandate.user_id == desk.akim.user_id
    assert petition.text is not None
    assert petition.text.approved_at == now
    assert act.in_term is True
    assert desk.told()[-1] == "petitions.published"


def test_moderator_cannot_publish_before_the_author_confirmed(
    session: Session, desk: Desk, now: datetime
) -> None:
    """Behaviour 17."""
    petition = desk.waiting()
    desk.author.phone_confirmed_at = None

    code = refusal(lambda: moderating.publish(session, desk.moderator, petition, now=now))

    assert code == "petitions.author-not-confirmed"
    assert petition.publication == Publication.MODERATION


def test_too_few_backers_keep_a_text_from_the_public(session: Session, desk: Desk, now: datetime) -> None:
    """Behaviour 17."""
    petition = desk.waiting(backers=4)

    code = refusal(lambda: moderating.publish(session, desk.moderator, petition, now=now))

    assert code == "petitions.not-enough-backers"


@pytest.mark.parametrize("reason", list(RejectReason))
def test_every_reason_refuses_and_shows_what_it_may(
    session: Session, desk: Desk, now: datetime, reason: RejectReason
) -> None:
    """Behaviour 17: every reason code, hidden reasons keep the text to themselves."""
    petition = desk.waiting()
    ruling = Ruling(reason=reason, barred=Barred.ELECTIONS)

    moderating.reject(session, desk.moderator, petition, ruling, now=now)

    assert petition.publication == Publication.REJECTED
    assert petition.reject_reason == reason
    assert petition.shown_parts == ([] if reason in TEXT_HIDDEN else [str(part) for part in Part])
    assert (petition.barred is not None) == (reason == RejectReason.BARRED)


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (Ruling(), "petitions.reason-missing"),
        (Ruling(reason=RejectReason.BARRED), "petitions.subject-missing"),
    ],
)
def test_a_refusal_without_its_reason_is_refused(
    session: Session, desk: Desk, now: datetime, ruling: Ruling, code: str
) -> None:
    """Behaviour 17: no reason refused."""
    petition = desk.waiting()

    assert refusal(lambda: moderating.reject(session, desk.moderator, petition, ruling, now=now)) == code


def test_parts_chosen_by_the_moderator_win_over_the_usual(
    session: Session, desk: Desk, now: datetime
) -> None:
    petition = desk.waiting()
    ruling = Ruling(reason=RejectReason.PERSONAL_DATA, parts=("asks", "title"))

    moderating.reject(session, desk.moderator, petition, ruling, now=now)

    assert petition.shown_parts == ["title", "asks"]


def test_a_returned_text_keeps_its_backers(session: Session, desk: Desk, now: datetime) -> None:
    petition = desk.waiting()

    moderating.give_back(session, desk.moderator, petition, CORRECT, now=now)

    assert petition.publication == Publication.RETURNED
    assert moderation.backers(session, petition.id) == 5
    assert desk.told()[-1] == "petitions.returned"
    empty = desk.waiting(title="Екінші")
    code = refusal(lambda: moderating.give_back(session, desk.moderator, empty, Ruling(), now=now))
    assert code == "petitions.note-missing"


def test_a_late_decision_is_stored_as_late(session: Session, desk: Desk, now: datetime) -> None:
    petition = desk.waiting()
    petition.moderation_due_on = local_day(now) - timedelta(days=1)

    act = moderating.reject(session, desk.moderator, petition, OFFENCE, now=now)

    assert act.in_term is False
    month = moderation.by_month(session, local_day(now).replace(day=1))
    assert [(row.decided, row.within) for row in month] == [(1, 0)]


def test_the_office_addressed_never_moderates(session: Session, desk: Desk, now: datetime) -> None:
    petition = desk.waiting()
    both = make.seat(session, unit=desk.okrug, role=Role.CLERK, user=desk.second.user)

    for actor in (desk.akim, both, desk.as_author(), desk.assessor):
        code = refusal(lambda actor=actor: moderating.publish(session, actor, petition, now=now))  # type: ignore[misc]
        assert code == "petitions.moderator-outside-the-office"


def test_a_lock_keeps_colleagues_out_until_taken_over_with_a_word(
    session: Session, desk: Desk, now: datetime
) -> None:
    """Behaviour 17: edit lock taken over."""
    petition = desk.waiting()
    locking.take_lock(session, desk.moderator, petition, word=None, now=now)

    code = refusal(lambda: moderating.publish(session, desk.second, petition, now=now))
    silent = refusal(lambda: locking.take_lock(session, desk.second, petition, word=" ", now=now))
    locking.take_lock(session, desk.second, petition, word="Әріптес демалыста", now=now)
    moderating.publish(session, desk.second, petition, now=now)

    assert (code, silent) == ("petitions.locked", "petitions.locked")
    assert petition.lock_by_id is None
    assert moderation.last_act(session, petition.id, Act.TAKE_OVER) is not None


def test_a_lock_ends_by_itself(session: Session, desk: Desk, now: datetime) -> None:
    petition = desk.waiting()
    locking.take_lock(session, desk.moderator, petition, word=None, now=now)
    later = now + timedelta(minutes=15)

    moderating.publish(session, desk.second, petition, now=later)

    assert petition.publication == Publication.OPEN
    assert rules.locked_since(now + timedelta(minutes=15), now) == now


def test_a_marked_text_needs_a_second_person(session: Session, desk: Desk, now: datetime) -> None:
    petition = desk.waiting()
    locking.flag(session, desk.moderator, petition, on=True, word="Күмәнді", now=now)

    code = refusal(lambda: moderating.publish(session, desk.moderator, petition, now=now))
    moderating.publish(session, desk.second, petition, now=now)

    assert code == "petitions.second-person"
    assert petition.flagged is False


@pytest.mark.parametrize("verb", ["publish", "give_back", "reject"])
def test_a_decision_is_taken_back_within_ten_minutes(
    session: Session, desk: Desk, now: datetime, verb: str
) -> None:
    petition = desk.waiting()
    due = petition.moderation_due_on
    ruling = Ruling(reason=RejectReason.OFFENCE, note="Түзетіңіз")
    getattr(moderating, verb)(session, desk.moderator, petition, ruling, now=now)

    other = refusal(lambda: moderating.undo(session, desk.second, petition, now=now))
    moderating.undo(session, desk.moderator, petition, now=now + timedelta(minutes=9))

    assert other == "petitions.too-late-to-undo"
    assert petition.publication == Publication.MODERATION
    assert petition.moderation_due_on == due
    assert (petition.published_at, petition.closes_on, petition.reject_reason) == (None, None, None)
    assert petition.shown_parts == []
    assert moderation.by_month(session, date(2020, 1, 1)) == []
    assert desk.told()[-1] == "petitions.undone"


def test_a_decision_stands_after_ten_minutes_or_after_support(
    session: Session, desk: Desk, now: datetime
) -> None:
    late, supported = desk.waiting(), desk.waiting(title="Жол жөндеу")
    for petition in (late, supported):
        moderating.publish(session, desk.moderator, petition, now=now)
    back(session, supported, 1, local_day(now), backer=False)

    after = now + timedelta(minutes=10)
    assert refusal(lambda: moderating.undo(session, desk.moderator, late, now=after)) == (
        "petitions.too-late-to-undo"
    )
    assert refusal(lambda: moderating.undo(session, desk.moderator, supported, now=now)) == (
        "petitions.supported-meanwhile"
    )


def test_hiding_takes_two(session: Session, desk: Desk, now: datetime) -> None:
    """Behaviour 17: take-down roles."""
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    proposal = hiding.propose_hide(
        session, desk.moderator, petition, RejectReason.LIBEL, word="Айып тағылған", now=now
    )

    alone = refusal(lambda: hiding.confirm_hide(session, desk.moderator, petition, proposal, now=now))
    still = petition.publication
    hiding.confirm_hide(session, desk.second, petition, proposal, now=now)

    assert alone == "petitions.second-person"
    assert still == Publication.OPEN
    assert petition.publication == Publication.HIDDEN
    assert (petition.reject_reason, petition.shown_parts) == (RejectReason.LIBEL, [])
    assert moderation.open_proposal(session, petition.id) is None


def test_a_declined_proposal_leaves_the_text(session: Session, desk: Desk, now: datetime) -> None:
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    proposal = hiding.propose_hide(session, desk.moderator, petition, RejectReason.LIBEL, word="?", now=now)

    hiding.decline_hide(session, desk.assessor, petition, proposal, word="Айып жоқ", now=now)

    assert petition.publication == Publication.OPEN
    assert desk.told() == []
    again = refusal(lambda: hiding.confirm_hide(session, desk.second, petition, proposal, now=now))
    assert again == "petitions.not-possible-now"


def hidden(session: Session, desk: Desk, now: datetime) -> Petition:
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    proposal = hiding.propose_hide(session, desk.moderator, petition, RejectReason.LIBEL, word="?", now=now)
    hiding.confirm_hide(session, desk.second, petition, proposal, now=now)
    return petition


def test_only_a_senior_restores_and_lost_days_come_back(session: Session, desk: Desk, now: datetime) -> None:
    """Behaviour 17: restore; taking down and restoring are different rights."""
    petition = hidden(session, desk, now)
    closes, later = petition.closes_on, now + timedelta(days=3)

    refused = refusal(lambda: hiding.restore(session, desk.moderator, petition, word="Қате", now=later))
    hiding.restore(session, desk.assessor, petition, word="Қате шешім", now=later)

    assert refused == "petitions.only-a-senior-restores"
    assert petition.publication == Publication.OPEN
    assert closes is not None
    assert petition.closes_on == closes + timedelta(days=3)
    assert petition.reject_reason is None
    assert desk.told()[-1] == "petitions.restored"


def test_a_rejected_text_is_restored_to_the_public(session: Session, desk: Desk, now: datetime) -> None:
    """Behaviour 17: restore and republish."""
    petition = desk.waiting()
    moderating.reject(session, desk.moderator, petition, OFFENCE, now=now)

    hiding.restore(session, desk.assessor, petition, word="Қорлау жоқ", now=now)

    assert petition.publication == Publication.OPEN
    assert petition.published_at == now


def test_who_took_a_text_down_does_not_restore_it(session: Session, desk: Desk, now: datetime) -> None:
    both = make.seat(session, unit=desk.district, role=Role.ASSESSOR, user=desk.moderator.user)
    petition = desk.waiting()
    moderating.reject(session, desk.moderator, petition, OFFENCE, now=now)

    assert refusal(lambda: hiding.restore(session, both, petition, word="Ой", now=now)) == (
        "petitions.second-person"
    )


def test_an_upheld_objection_restores_the_text(session: Session, desk: Desk, now: datetime) -> None:
    petition = desk.waiting()
    moderating.reject(session, desk.moderator, petition, OFFENCE, now=now)
    stranger = refusal(lambda: objecting.object_to(session, desk.second, petition, "Қате", now=now))

    row = objecting.object_to(session, desk.as_author(), petition, "Қорлау жоқ", now=now)
    twice = refusal(lambda: objecting.object_to(session, desk.as_author(), petition, "Тағы", now=now))
    objecting.decide(session, desk.assessor, petition, row, upheld=True, words="Дұрыс", now=now)

    assert (stranger, twice) == ("petitions.not-yours", "petitions.objected-already")
    assert petition.publication == Publication.OPEN
    assert moderation.objections_decided(session, date(2020, 1, 1)) == (1, 1)


def test_a_declined_objection_leaves_the_decision(session: Session, desk: Desk, now: datetime) -> None:
    petition = desk.waiting()
    moderating.reject(session, desk.moderator, petition, OFFENCE, now=now)
    row = objecting.object_to(session, desk.as_author(), petition, "Қорлау жоқ", now=now)
    moderator_decides = refusal(
        lambda: objecting.decide(session, desk.second, petition, row, upheld=True, words="Иә", now=now)
    )

    objecting.decide(session, desk.assessor, petition, row, upheld=False, words="Қорлау бар", now=now)

    assert moderator_decides == "petitions.only-a-senior-restores"
    assert petition.publication == Publication.REJECTED
    assert desk.told()[-1] == "petitions.objection-declined"


def test_late_checks_reach_the_deputies_once(session: Session, desk: Desk, now: datetime) -> None:
    deputy = make.mandate(session, unit=desk.district, role=Role.DEPUTY)
    petition = desk.waiting()
    assert petition.moderation_due_on is not None
    in_time = late_moderation.tell_late(session, now=now)
    after = now + timedelta(days=14)

    first = late_moderation.tell_late(session, now=after)
    again = late_moderation.tell_late(session, now=after + timedelta(days=1))

    assert (in_time, first, again) == (0, 1, 0)
    told = session.scalars(select(Message).where(Message.user_id == deputy.user_id)).all()
    assert {row.kind for row in told} == {"petitions.moderation-late"}


def test_the_queue_holds_every_kind_due_first_on_top(session: Session, desk: Desk, now: datetime) -> None:
    text = desk.waiting()
    text.moderation_due_on = local_day(now) - timedelta(days=2)
    public = make.petition(session, place=desk.village, now=now, author=desk.author)
    words = InitiativeText(title="Жаңа", asks=("Жол",), why="Керек", tried="", language="ru")
    add_version(session, public, words, desk.as_author(), now=now)
    session.add(PetitionNews(petition_id=public.id, by_office=False, text="Жаңалық", language="kk", at=now))
    hiding.propose_hide(session, desk.moderator, public, RejectReason.LIBEL, word="?", now=now)
    refused = desk.waiting(title="Бас тартылған")
    moderating.reject(session, desk.moderator, refused, OFFENCE, now=now)
    objecting.object_to(session, desk.as_author(), refused, "Қате", now=now)
    session.flush()

    units, calendar = {desk.okrug.id}, calendar_on(session, local_day(now))
    items = moderation.queue(session, units, calendar)

    assert items[0].kind == Waiting.TEXT
    assert {item.kind for item in items} == set(Waiting)
    assert [item.due_on for item in items] == sorted(item.due_on for item in items)
    assert moderation.queue(session, {desk.district.id}, calendar) == []
    assert moderation.backlog(session, local_day(now), units).late == 1


def test_a_new_substance_lets_support_rest(session: Session, desk: Desk, now: datetime) -> None:
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    back(session, petition, 3, local_day(now), backer=False)
    words = InitiativeText(title="Көпір салу", asks=("Көпір",), why="Керек", tried="", language="kk")
    version = add_version(session, petition, words, desk.as_author(), now=now, material=True)

    passing.approve_version(session, desk.moderator, petition, version, now=now)

    assert petition.text is version
    states = session.scalars(select(Signature.state).where(Signature.petition_id == petition.id)).all()
    assert set(states) == {SupportState.LAPSED}


def test_a_refused_version_leaves_the_earlier_text(session: Session, desk: Desk, now: datetime) -> None:
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    before = petition.text
    words = InitiativeText(title="Жарнама", asks=("Ал",), why="Керек", tried="", language="kk")
    version = add_version(session, petition, words, desk.as_author(), now=now)

    passing.refuse_version(session, desk.moderator, petition, version, RejectReason.ADVERTISING, now=now)

    assert petition.text is before
    assert moderation.waiting_version(session, petition) is None


def test_hidden_news_keep_their_reason(session: Session, desk: Desk, now: datetime) -> None:
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)
    news = PetitionNews(petition_id=petition.id, by_office=False, text="…", language="kk", at=now)
    session.add(news)
    session.flush()

    passing.hide_news(session, desk.moderator, petition, news, RejectReason.OFFENCE, now=now)

    assert news.hidden_reason == RejectReason.OFFENCE
    assert moderation.news_to_read(session, petition.id) == []
    assert desk.told()[-1] == "petitions.news-hidden"


def test_legal_hold_is_a_senior_s(session: Session, desk: Desk, now: datetime) -> None:
    petition = make.petition(session, place=desk.village, now=now, author=desk.author)

    with pytest.raises(NotAllowed):
        locking.hold(session, desk.moderator, petition, on=True, word="Сот", now=now)
    locking.hold(session, desk.assessor, petition, on=True, word="Сот", now=now)
    with pytest.raises(RuleBroken):
        locking.hold(session, desk.assessor, petition, on=True, word="Сот", now=now)

    assert petition.legal_hold is True


@pytest.mark.parametrize(
    ("on", "taken"), [("2026-09-14", 0), ("2026-09-15", 1), ("2026-09-21", 5), ("2026-09-23", 7)]
)
def test_days_taken_are_the_term_less_what_was_left(session: Session, on: str, taken: int) -> None:
    calendar = calendar_on(session, date(2026, 9, 14))

    assert rules.days_taken(date.fromisoformat(on), date(2026, 9, 21), calendar) == taken
