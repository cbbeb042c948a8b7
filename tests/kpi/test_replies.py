"""The akim's words on the whole and on single indicators."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.geography.models import Territory
from akimfeedback.journal.models import Entry
from akimfeedback.kpi import queries
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.replying import reply_to_each
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.rules import Role
from tests import make
from tests.accounts.signing import sign_in
from tests.kpi.registers import indicator, lines, load, rolled
from tests.pages import Page

Q3 = parse("2026-Q3")
IN_TIME = datetime(2026, 10, 19, 6, 0, tzinfo=UTC)
OVER = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)


@pytest.fixture
def okrug(session: Session) -> Territory:
    return make.okrug_of(session, make.village(session))


def test_words_are_kept_changed_and_taken_back_by_indicator(session: Session, okrug: Territory) -> None:
    akim = make.seat(session, unit=okrug, role=Role.AKIM)
    first = {"": "Жол жөнделді.", "K1": "Екі адам ауырды.", "K3": "  "}

    assert reply_to_each(session, akim, okrug.id, Q3, first, "kk", now=IN_TIME) == 2
    assert reply_to_each(session, akim, okrug.id, Q3, first, "kk", now=IN_TIME) == 0
    assert (
        reply_to_each(session, akim, okrug.id, Q3, {"K1": "", "K3": "Су жүргізілді."}, "kk", now=IN_TIME) == 2
    )

    kept = queries.office_replies(session, okrug.id, "2026-Q3")
    assert {code: row.text for code, row in kept.items()} == {"": "Жол жөнделді.", "K3": "Су жүргізілді."}
    whole = queries.office_reply(session, okrug.id, "2026-Q3")
    assert whole is not None
    assert whole.text == "Жол жөнделді."
    acts = [row.act for row in session.query(Entry).filter_by(subject="kpi-reply").order_by(Entry.id)]
    assert acts == ["kpi.replied", "kpi.replied", "kpi.reply-taken-back", "kpi.replied"]


def test_only_the_akim_in_time_and_about_what_is_measured(session: Session, okrug: Territory) -> None:
    akim = make.seat(session, unit=okrug, role=Role.AKIM)
    clerk = make.seat(session, unit=okrug, role=Role.CLERK)
    with pytest.raises(NotAllowed, match="akim-replies"):
        reply_to_each(session, clerk, okrug.id, Q3, {"K1": "a"}, "kk", now=IN_TIME)
    for words, now, code in (
        ({"K1": "a"}, OVER, "reply-over"),
        ({"K9": "a"}, IN_TIME, "no-such-indicator"),
        ({"K1": "a" * 601}, IN_TIME, "reply-too-long"),
        ({"": "a" * 1501}, IN_TIME, "reply-too-long"),
    ):
        with pytest.raises(RuleBroken, match=code):
            reply_to_each(session, akim, okrug.id, Q3, words, "kk", now=now)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_words_keeps_what_was_typed(
    page: Page, session: Session, okrug: Territory, language: str
) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        seat = make.mandate(session, unit=okrug, role=Role.AKIM)
        assert seat.user is not None
        seat.user.language = language
        roll_up(session, Q3, now=IN_TIME)
        sign_in(page, session, seat.user, strong=True)
        path = "/office/numbers/2026-Q3/words"
        page.get(path, query={"lang": language})

        too_long = page.post(path, {"whole": "Бәрі дұрыс", "k1": "ы" * 601}, status=422)
        assert "Бәрі дұрыс" in too_long.text
        page.post(path, {"whole": "Бәрі дұрыс", "k1": "Екі адам ауырды"})

        kept = queries.office_replies(session, okrug.id, "2026-Q3")
        assert {code: row.text for code, row in kept.items()} == {"": "Бәрі дұрыс", "K1": "Екі адам ауырды"}
        assert "Екі адам ауырды" in page.get(path).text
        page.get("/office/numbers/2026-Q4/words", status=404)
        page.get("/office/numbers/nonsense/words", status=404)


def test_the_page_of_words_tells_no_rating_before_the_publication(
    page: Page, session: Session, okrug: Territory
) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        make.topic(session)
        seat = make.mandate(session, unit=okrug, role=Role.AKIM)
        assert seat.user is not None
        load(session, okrug, [*lines(9, prefix="A"), *lines(5, prefix="B", rating=1)], now=IN_TIME)
        figures = rolled(session, okrug, "2026-Q3", now=IN_TIME)
        assert indicator(figures, "K4")["own"] == [9, 14]
        sign_in(page, session, seat.user, strong=True)

        page.get("/office/numbers/2026-Q3/words", query={"lang": "en"})

        shown = " ".join(page.text.split())
        assert "Counted: 14 / 14" in shown  # in time
        assert "9 / 14" not in shown  # satisfied


def test_a_reply_goes_to_the_office_of_the_page_and_is_kept_when_it_comes_too_late(
    page: Page, session: Session, okrug: Territory
) -> None:
    other = make.okrug_of(session, make.village(session))
    with time_machine.travel(IN_TIME, tick=False):
        seat = make.mandate(session, unit=okrug, role=Role.AKIM)
        make.mandate(session, unit=other, role=Role.AKIM, user=seat.user)
        assert seat.user is not None
        sign_in(page, session, seat.user, strong=True)
        for unit in (other, okrug):
            page.get("/office/numbers", query={"office": unit.kato})
            address = f"/office/numbers/2026-Q3/reply?office={unit.kato}"
            assert address in page.html
            page.post(address, {"words": f"Жауап {unit.kato}"})
            kept = queries.office_reply(session, unit.id, "2026-Q3")
            assert kept is not None
            assert kept.text == f"Жауап {unit.kato}"
        page.post("/office/numbers/2027-Q1/reply", {"words": "Болашақ"}, status=404)
    with time_machine.travel(OVER, tick=False):
        sign_in(page, session, seat.user, strong=True)
        page.get("/profile")
        late = page.post("/office/numbers/2026-Q3/reply", {"words": "Кеш жауап"}, status=422)
        assert "Кеш жауап" in late.text
