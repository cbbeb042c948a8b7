"""What the office, the public and the moderator see."""

from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session

from akimfeedback.appeals import policy
from akimfeedback.appeals.queries import cases, district, office, public
from akimfeedback.appeals.queries.office import OfficeFilters
from akimfeedback.appeals.rules import ModerationReason, Publicity, Visibility
from akimfeedback.appeals.service import moderating
from akimfeedback.appeals.service.moderating import PublicForm
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates.actor import VISITOR
from akimfeedback.mandates.rules import Role
from tests import make
from tests.appeals.conftest import Place, at, day
from tests.appeals.test_filing import statements

FILED = at("2026-09-15")
TODAY = day("2026-10-20")


def test_the_office_sees_the_author_unless_hidden(session: Session, place: Place) -> None:
    open_one = make.request(session, village=place.village, now=FILED)
    hidden = make.request(session, village=place.village, now=FILED, visibility=Visibility.HIDDEN)

    assert policy.can_see_author(place.akim, open_one)
    assert not policy.can_see_author(place.akim, hidden)
    for who in (place.superior, place.moderator, place.resident, VISITOR):
        assert not policy.can_see_author(who, open_one)


def test_nobody_of_the_office_sees_a_case_about_it(session: Session, place: Place) -> None:
    case = make.request(session, village=place.village, now=FILED, topic_code="CONDUCT")
    session.flush()

    listed = office.office_list(session, place.okrug.id, OfficeFilters(which="all"), today=TODAY)
    assert not policy.can_see_as_staff(place.akim, case)
    assert policy.can_work(place.superior, case)
    assert listed.rows == []
    assert public.public_case(session, case.number) is None
    assert public.public_list(session, place.okrug.id).rows == []


def test_before_moderation_the_public_sees_topic_place_state_and_dates_only(
    session: Session, place: Place
) -> None:
    case = make.request(session, village=place.village, now=FILED, place_words="Абай көшесі 5")
    make.answer(session, case, by=place.akim, now=at("2026-09-22"))
    session.flush()

    seen = public.public_case(session, case.number)

    assert seen is not None
    assert (seen.text, seen.title, seen.place_words, seen.answer, seen.photo_ids) == (
        None,
        None,
        None,
        None,
        (),
    )
    assert (seen.topic_code, seen.state, seen.registered_on) == ("LIGHT", "answered", day("2026-09-15"))
    assert seen.place_kk == place.village.name_kk


def test_a_published_case_shows_the_moderators_wording(session: Session, place: Place) -> None:
    case = make.whole(session, make.request(session, village=place.village, now=FILED))

    moderating.decide_publicity(
        session,
        place.moderator,
        case,
        Publicity.PUBLISHED,
        form=PublicForm(title="Шам", text="Шам жанбайды"),
        now=FILED,
    )
    session.flush()

    seen = public.public_case(session, case.number)
    assert seen is not None
    assert (seen.title, seen.text, seen.reason) == ("Шам", "Шам жанбайды", None)
    assert case.text != seen.text, "the request itself stays as it was filed"


def test_a_hidden_case_leaves_a_tombstone_with_the_reason(session: Session, place: Place) -> None:
    case = make.whole(session, make.request(session, village=place.village, now=FILED))
    moderating.decide_publicity(session, place.moderator, case, Publicity.PUBLISHED, now=FILED)

    moderating.decide_publicity(
        session, place.moderator, case, Publicity.HIDDEN, reason=ModerationReason.INSULT, now=FILED
    )
    session.flush()

    seen = public.public_case(session, case.number)
    assert seen is not None
    assert (seen.publicity, seen.reason, seen.text, seen.title) == ("hidden", "insult", None, None)


def test_only_a_moderator_outside_the_office_decides(session: Session, place: Place) -> None:
    case = make.whole(
        session, make.request(session, village=place.village, now=FILED, author=place.resident.user)
    )
    both = make.seat(session, unit=place.okrug, role=Role.CLERK, user=place.moderator.user)
    mine = make.whole(
        session, make.request(session, village=place.village, now=FILED, author=place.moderator.user)
    )

    for who in (place.akim, place.clerk, place.superior, place.resident, both, VISITOR):
        with pytest.raises(NotAllowed, match=r"appeals.moderator-outside-the-office"):
            moderating.decide_publicity(session, who, case, Publicity.PUBLISHED, now=FILED)
    with pytest.raises(NotAllowed):
        moderating.decide_publicity(session, place.moderator, mine, Publicity.PUBLISHED, now=FILED)


def test_hiding_needs_a_reason_and_private_stays_private(session: Session, place: Place) -> None:
    case = make.whole(session, make.request(session, village=place.village, now=FILED))
    private = make.whole(session, make.request(session, village=place.village, now=FILED, public=False))

    with pytest.raises(RuleBroken, match=r"appeals.reason-missing"):
        moderating.decide_publicity(session, place.moderator, case, Publicity.HIDDEN, now=FILED)
    with pytest.raises(RuleBroken, match=r"appeals.author-keeps-it-private"):
        moderating.decide_publicity(session, place.moderator, private, Publicity.PUBLISHED, now=FILED)


def test_the_author_words_anew_what_was_sent_back(session: Session, place: Place) -> None:
    case = make.whole(
        session, make.request(session, village=place.village, now=FILED, author=place.resident.user)
    )
    moderating.decide_publicity(
        session, place.moderator, case, Publicity.SENT_BACK, reason=ModerationReason.PERSONAL_DATA, now=FILED
    )

    moderating.offer_public_text(session, place.resident, case, "Шам жанбайды.", now=FILED)
    session.flush()

    assert case.publicity == Publicity.PENDING
    assert [one.id for one in district.pending_moderation(session, [place.okrug.id])] == [case.id]
    moderating.decide_publicity(session, place.moderator, case, Publicity.PUBLISHED, now=FILED)
    session.flush()
    seen = public.public_case(session, case.number)
    assert seen is not None
    assert seen.text == "Шам жанбайды."


def few(session: Session) -> AbstractContextManager[list[str]]:
    """Count statements from an empty session."""
    session.flush()
    session.expunge_all()
    return statements(session)


@pytest.mark.parametrize("rows", [3, 12])
def test_lists_take_the_same_few_statements_for_any_number_of_rows(
    session: Session, place: Place, rows: int
) -> None:
    for _ in range(rows):
        make.request(session, village=place.village, now=FILED)
    okrug_id, resident_id = place.okrug.id, place.resident.user_id

    with few(session) as sent:
        found = office.office_list(session, okrug_id, OfficeFilters(), today=TODAY)
        office.office_today(session, okrug_id, today=TODAY, week_ends_on=TODAY)
    assert (len(found.rows), len(sent)) == (rows, 4)
    with few(session) as sent:
        assert len(public.public_list(session, okrug_id).rows) == rows
    assert len(sent) <= 3
    with few(session) as sent:
        board = district.district_board(session, [okrug_id], TODAY)
        late = district.overdue(session, [okrug_id], TODAY)
        district.pending_moderation(session, [okrug_id])
        cases.of_author(session, resident_id or 0)
    assert (board[okrug_id].overdue, board[okrug_id].silent, len(late)) == (rows, rows, rows)
    assert late[0].days_late == 14
    assert len(sent) <= 7


def test_the_office_list_is_most_urgent_first_and_pages(session: Session, place: Place) -> None:
    later = make.request(session, village=place.village, now=at("2026-09-20"))
    sooner = make.request(session, village=place.village, now=at("2026-09-15"))
    session.flush()

    first = office.office_list(session, place.okrug.id, OfficeFilters(), today=TODAY, per_page=1)
    second = office.office_list(session, place.okrug.id, OfficeFilters(), today=TODAY, per_page=1, page=2)

    assert ([row.id for row in first.rows], first.has_more) == ([sooner.id], True)
    assert ([row.id for row in second.rows], second.has_more) == ([later.id], False)
    assert office.next_due(session, place.okrug.id) == sooner.id


def test_similar_open_cases_are_found_across_languages_of_the_keyboard(
    session: Session, place: Place
) -> None:
    here = make.request(session, village=place.village, now=FILED, text="Мектеп жолындағы шам жанбайды")
    make.request(session, village=place.village, now=FILED, text="Қоқыс шығарылмай жатыр, иіс шықты")
    session.flush()

    found = cases.similar(session, place.village.id, "LIGHT", "мектеп жолындагы шам жанбайды уш кун")

    assert [one.appeal_id for one in found] == [here.id]
    assert found[0].title is None, "nothing of an unmoderated text is shown"
