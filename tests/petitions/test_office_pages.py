"""The office's and the deputies' pages after a rung, on real pages."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.law.initiatives import Rung
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import positions as asked
from akimfeedback.petitions.rules import DutyKind, HearingState, Mark, ReplyState, Stance
from tests.accounts.signing import sign_in
from tests.pages import Page
from tests.petitions.acts import Unit, duty_of

ANSWER = {
    "points-0-outcome": "satisfied",
    "points-0-text": "Алаң салынады.",
    "points-0-by_on": "2030-06-01",
    "points-1-outcome": "refused",
    "points-1-text": "Қаражат жоқ.",
    "points-1-by_on": "",
    "text": "Шешім қабылданды.",
    "law": "АППК 90-6",
    "complain": "Аудан әкіміне",
    "language": "kk",
}


@pytest.fixture
def unit(session: Session) -> Unit:
    """Give an okrug whose office has pledged, today."""
    return Unit(session, now=clock.now())


def person_of(actor: Actor) -> User:
    assert actor.user
    return actor.user


def office_in(page: Page, unit: Unit) -> None:
    sign_in(page, unit.session, person_of(unit.akim), strong=True)


def send(page: Page, form_page: str, address: str, form: dict[str, str], *, status: int = 302) -> str:
    """Open a page with a form, send another address; return what came back."""
    page.get(form_page)
    return page.post(address, form, status=status).text


def test_the_office_finds_its_initiatives_by_urgency_and_a_checklist(page: Page, unit: Unit) -> None:
    calm, urgent = unit.petition(title="Көпір салу"), unit.at_rung(Rung.ANSWER, Rung.AGENDA)
    office_in(page, unit)

    listed = page.get("/office/initiatives").text
    shown = page.get(f"/office/initiatives/{urgent.number}").text

    assert listed.index(urgent.number[2:]) < listed.index(calm.number[2:])
    assert shown.count("/duties/") == 3 * 4


def test_an_answer_point_by_point_is_public_at_once(page: Page, unit: Unit) -> None:
    row = unit.at_rung()
    office_in(page, unit)
    version = row.version

    address = f"/office/initiatives/{row.number}/answer"
    send(page, address, address, {**ANSWER, "publish_now": "y", "version": str(version)})

    unit.session.refresh(row)
    (reply,) = row.replies
    assert (row.reply_state, reply.outcome, reply.published_on) == (
        ReplyState.ANSWERED, "partly", clock.today(),
    )  # fmt: skip
    assert [(one.outcome, one.by_on) for one in reply.points] == [
        ("satisfied", date(2030, 6, 1)), ("refused", None),
    ]  # fmt: skip
    page.get(f"/initiatives/{row.number}")
    assert f"/initiatives/{row.number}/answer/{reply.position}/pdf" in page.links()


def test_two_people_at_once_one_wins_and_the_other_keeps_the_text(page: Page, unit: Unit) -> None:
    row = unit.at_rung()
    seen = row.version
    unit.answered(row, now=clock.now(), text="Әріптестің жауабы.")
    office_in(page, unit)
    address = f"/office/initiatives/{row.number}/answer"

    lost = send(page, address, address, {**ANSWER, "version": str(seen)}, status=422)
    (kept,) = [field.get("value") for field in page.all("input") if field.get("name") == "version"]
    page.post(address, {**ANSWER, "version": str(kept)})

    assert "Әріптестің жауабы." in lost
    assert "Шешім қабылданды." in lost
    unit.session.refresh(row)
    assert [reply.text for reply in row.replies] == ["Әріптестің жауабы.", "Шешім қабылданды."]


def test_a_point_left_out_is_said_and_nothing_is_lost(page: Page, unit: Unit) -> None:
    row = unit.at_rung()
    office_in(page, unit)

    address = f"/office/initiatives/{row.number}/answer"
    typed = {**ANSWER, "points-1-text": "", "version": str(row.version)}
    back = send(page, address, address, typed, status=422)

    assert "Алаң салынады." in back
    assert row.replies == []


def test_a_saved_answer_is_published_by_one_press(page: Page, unit: Unit) -> None:
    row = unit.at_rung()
    unit.answered(row, now=clock.now(), published=False)
    office_in(page, unit)
    address = f"/office/initiatives/{row.number}/answer/{row.replies[0].id}/publish"
    assert address in page.get(f"/office/initiatives/{row.number}").text

    page.post(address, {})

    unit.session.expire_all()
    assert row.replies[0].published_on == clock.today()
    assert duty_of(row, DutyKind.STATEMENT).met is True


def test_a_discussion_is_announced_on_a_form_that_says_the_earliest_day(page: Page, unit: Unit) -> None:
    row = unit.at_rung(Rung.AGENDA)
    duty = duty_of(row, DutyKind.DISCUSSION)
    office_in(page, unit)
    address = f"/office/initiatives/{row.number}/duties/{duty.id}/announce"
    far = clock.today() + timedelta(days=10)
    typed = {"at": "18:00", "place": "Мәдениет үйі"}

    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    send(page, address, address, {**typed, "on": tomorrow}, status=422)
    page.post(address, {**typed, "on": far.isoformat()})

    unit.session.refresh(row)
    assert row.hearing_state == HearingState.SCHEDULED
    unit.session.expire_all()
    assert duty.event_at is not None
    assert duty.event_at.astimezone(clock.KAZAKHSTAN).hour == 18


@pytest.mark.parametrize("path", ["give-up", "held"])
def test_a_duty_ends_with_words_everybody_reads(page: Page, unit: Unit, path: str) -> None:
    row = unit.at_rung()
    duty = duty_of(row, DutyKind.SITE_VISIT)
    office_in(page, unit)
    address = f"/office/initiatives/{row.number}/duties/{duty.id}/{path}"

    send(page, address, address, {"words": "", "reason": ""}, status=422)
    page.post(address, {"words": "Орынды көрдік.", "reason": "Орынды көрдік."})

    unit.session.expire_all()
    assert duty.met is True
    assert "Орынды көрдік." in page.get(f"/office/initiatives/{row.number}").text


def test_a_word_in_between_leaves_the_answer_owed(page: Page, unit: Unit) -> None:
    row = unit.at_rung()
    office_in(page, unit)

    address = f"/office/initiatives/{row.number}/word"
    send(page, address, address, {"words": "Есеп жасалуда.", "language": "kk"})

    unit.session.refresh(row)
    assert row.reply_state == ReplyState.HOLDING


@pytest.mark.parametrize("who", ["superior", "deputy", "author"])
def test_nobody_else_opens_the_pages_of_the_office(page: Page, unit: Unit, who: str) -> None:
    row = unit.at_rung()
    user = unit.author if who == "author" else getattr(unit, who).user
    sign_in(page, unit.session, user, strong=True)

    page.get(f"/office/initiatives/{row.number}", status=403)


def test_the_office_next_door_sees_nothing(page: Page, unit: Unit) -> None:
    row = unit.at_rung()
    office_in(page, Unit(unit.session, now=clock.now()))

    page.get(f"/office/initiatives/{row.number}", status=404)


def test_the_author_marks_each_point_in_one_tap(page: Page, unit: Unit) -> None:
    row = unit.at_rung()
    unit.answered(row, now=clock.now())
    sign_in(page, unit.session, unit.author)

    address = f"/initiatives/{row.number}/answer/{row.replies[0].id}/2/mark"
    send(page, f"/initiatives/{row.number}", address, {"verdict": "not-solved"})

    assert [point.mark for point in row.replies[0].points] == [None, Mark.NOT_SOLVED]


def test_the_author_ends_collecting_early(page: Page, unit: Unit) -> None:
    row = unit.petition()
    sign_in(page, unit.session, unit.author)

    send(page, "/profile", f"/initiatives/{row.number}/end", {})

    unit.session.expire_all()
    assert row.closes_on == clock.today()


def test_a_deputy_answers_from_the_list_of_what_is_asked(page: Page, unit: Unit) -> None:
    row = unit.at_rung(Rung.POSITIONS)
    sign_in(page, unit.session, person_of(unit.deputy), strong=True)
    address = f"/deputy/initiatives/{row.number}/position"
    assert address in page.get("/deputy/initiatives").text
    assert page.get(f"/d/{row.link}", status=302).headers["Location"].endswith(address)

    send(page, address, address, {"stance": "for", "words": "", "language": "kk"}, status=422)
    page.post(address, {"stance": "with-changes", "words": "Келер жылы.", "language": "kk"})

    (position,) = asked.of_petition(unit.session, row)
    assert (position.stance, position.words) == (Stance.WITH_CHANGES, "Келер жылы.")


def test_the_district_sees_what_waits_and_what_is_late(page: Page, unit: Unit) -> None:
    row = unit.at_rung(now=clock.now() - timedelta(days=60))
    unit.petition(title="Көпір салу")
    sign_in(page, unit.session, person_of(unit.superior), strong=True)

    board, listed = page.get("/district/").text, page.get("/district/initiatives").text
    file = page.get(f"/district/okrugs/{unit.okrug.kato}").text

    assert "1, кешіккені: 1" in board
    assert listed.index(row.text.title if row.text else "") < listed.index("Көпір салу")
    assert f"/district/initiatives?okrug={unit.okrug.kato}" in file


def test_an_administrator_enters_and_ends_the_pledge(page: Page, session: Session) -> None:
    unit = Unit(session, now=clock.now(), pledged=False)
    sign_in(page, session, person_of(unit.administrator), strong=True)
    address = f"/desk/offices/{unit.okrug.kato}/pledge"

    send(page, address, address, {"from_on": clock.today().isoformat(), "note": "№ 7, 01.11.2026"})
    standing = unit.petition().pledge
    assert standing
    shown = page.get(f"/okrugs/{unit.okrug.kato}").text
    send(page, address, f"{address}/{standing.id}/withdraw", {})

    session.expire_all()
    assert "№ 7, 01.11.2026" in shown
    assert standing.to_on == clock.today()
    assert session.scalars(select(Petition.pledge_id)).all() == [standing.id]


def test_the_list_of_the_office_asks_no_more_for_more_initiatives(page: Page, unit: Unit) -> None:
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    def asked_for(number: int) -> int:
        for _ in range(number):
            unit.at_rung()
        unit.session.commit()
        with page.app.app_context():
            engine = db.engine
        seen.clear()
        event.listen(engine, "before_cursor_execute", note)
        page.get("/office/initiatives")
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    office_in(page, unit)
    page.get("/office/initiatives")

    assert asked_for(1) == asked_for(6)
