"""Pages about promises as people meet them."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import AkimKind, Role
from akimfeedback.programmes import service
from akimfeedback.programmes.models import Programme, ProgrammeReport, Progress, Promise
from akimfeedback.programmes.rules import PromiseState
from akimfeedback.programmes.service import News, ProgrammeText, PromiseText
from tests import make
from tests.accounts.signing import sign_in
from tests.files.pictures import picture
from tests.pages import Page

LONG_AGO = datetime(2024, 3, 1, 7, 0, tzinfo=UTC)


def akim_of(session: Session, kind: AkimKind = AkimKind.ELECTED) -> tuple[Actor, Mandate, Territory]:
    """Return an akim in office today."""
    unit = make.okrug_of(session, make.village(session))
    mandate = make.mandate(session, unit=unit, role=Role.AKIM)
    mandate.akim_kind = kind
    session.flush()
    return make.actor(session, mandate.user, on=clock.today()), mandate, unit


def programme_with(session: Session, akim: Actor, mandate: Mandate, *states: PromiseState) -> Programme:
    text = ProgrammeText("Бес қадам", "kk", "«Ауыл» газеті, №12", date(2024, 2, 1))
    programme = service.enter_programme(session, akim, mandate, text, now=LONG_AGO)
    for number, state in enumerate(states, 1):
        words = PromiseText(f"Уәде нөмірі {number}.", f"Уәде {number}", state=state, source_page="7")
        service.add_promise(session, akim, programme, words, now=LONG_AGO)
    session.flush()
    return programme


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (AkimKind.ELECTED, "Бағдарлама әлі енгізілмеген"),
        (AkimKind.ACTING, "Бағдарлама талап етілмейді"),
        (AkimKind.APPOINTED, "Бағдарлама талап етілмейді"),
    ],
)
def test_a_missing_programme_is_said_only_of_who_owes_one(
    page: Page, session: Session, kind: AkimKind, words: str
) -> None:
    _, _, unit = akim_of(session, kind)
    session.commit()

    page.get(f"/okrugs/{unit.kato}/promises")

    assert words in page.text
    assert (kind != AkimKind.ELECTED) is ("сайланған әкім. " not in page.text)


def test_a_vacant_seat_accuses_nobody(page: Page, session: Session) -> None:
    unit = make.okrug_of(session, make.village(session))
    session.commit()

    page.get(f"/okrugs/{unit.kato}/promises")

    assert "әкім орны бос" in page.text


def test_the_list_leads_with_all_denominators(page: Page, session: Session) -> None:
    akim, mandate, unit = akim_of(session)
    states = [PromiseState.FULFILLED] * 6 + [PromiseState.PARTLY] * 3 + [PromiseState.NOT_FULFILLED] * 2
    states += [PromiseState.THWARTED] + [PromiseState.NOT_DUE] * 5 + [PromiseState.DECLARATION] * 3
    programme_with(session, akim, mandate, *states)
    session.commit()

    page.get(f"/okrugs/{unit.kato}/promises", query={"lang": "en"})

    assert (
        "Fulfilled: 6 of 11 promises with an outcome, that is 55% strictly; 68% with the 3 partly"
        in page.text
    )
    assert "63% when the 1 not done for reasons outside the akim count as not fulfilled" in page.text
    assert "Can be checked: 17 of 20 (85%)." in page.text
    assert "Independent raters have not rated the promises yet." in page.text


def test_the_list_is_filtered_by_status_and_hands(page: Page, session: Session) -> None:
    akim, mandate, unit = akim_of(session)
    programme_with(session, akim, mandate, PromiseState.IN_PROGRESS, PromiseState.NOT_DUE)
    session.commit()

    page.get(f"/okrugs/{unit.kato}/promises", query={"state": "stalled"})
    stalled = page.text
    page.get(f"/okrugs/{unit.kato}/promises", query={"state": "in-progress", "control": "oblast"})

    assert ("«Уәде нөмірі 1.»" in stalled, "«Уәде нөмірі 2.»" in stalled) == (True, False)
    assert "«Уәде нөмірі" not in page.text


def test_queries_do_not_grow_with_promises(app: Flask, page: Page, session: Session) -> None:
    counts = []
    for many in (2, 12):
        akim, mandate, unit = akim_of(session)
        programme_with(session, akim, mandate, *[PromiseState.IN_PROGRESS] * many)
        session.commit()
        with app.app_context(), make_count(app) as seen:
            page.get(f"/okrugs/{unit.kato}/promises")
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 12


def make_count(app: Flask) -> "Counting":
    """Return what counts the statements of a block."""
    return Counting(app)


class Counting:
    """Counts statements while the block runs."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.seen: list[str] = []

    def __enter__(self) -> list[str]:
        from sqlalchemy import Engine, event  # noqa: PLC0415 - only here

        event.listen(Engine, "before_cursor_execute", self._note)
        return self.seen

    def __exit__(self, *_error: object) -> None:
        from sqlalchemy import Engine, event  # noqa: PLC0415 - only here

        event.remove(Engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.seen.append(statement)


def one_promise(session: Session, state: PromiseState = PromiseState.IN_PROGRESS) -> tuple[Actor, Promise]:
    akim, mandate, _ = akim_of(session)
    programme = programme_with(session, akim, mandate, state)
    found = session.scalars(select(Promise).where(Promise.programme_id == programme.id)).one()
    return akim, found


def test_a_promise_stands_word_for_word_with_its_page(page: Page, session: Session) -> None:
    _, promise = one_promise(session)
    session.commit()

    page.get(f"/promises/{promise.id}", query={"lang": "en"})

    assert "«Уәде нөмірі 1.»" in page.text
    assert "page 7" in page.text
    assert "Not yet rated by independent raters" in page.text
    assert "Nothing was shown for this promise since" in page.text


def test_an_unknown_promise_is_not_found(page: Page) -> None:
    page.get("/promises/999999", status=404)
    page.get("/okrugs/000000000/promises", status=404)


def test_a_short_address_leads_to_the_promise(page: Page, session: Session) -> None:
    _, promise = one_promise(session)
    session.commit()

    page.get(f"/u/{promise.id}", status=302)
    page.follow()

    assert page.h1 == "Уәде 1"


def test_a_visitor_who_follows_is_asked_to_sign_in(page: Page, session: Session) -> None:
    _, promise = one_promise(session)
    session.commit()

    page.get(f"/promises/{promise.id}")

    assert f"/sign-in?next=/promises/{promise.id}" in page.links()
    assert page.all("form", method="post") == []


def test_a_resident_follows_hears_and_stops(page: Page, session: Session) -> None:
    akim, promise = one_promise(session)
    resident = make.person(session)
    session.commit()
    sign_in(page, session, resident)
    page.get(f"/promises/{promise.id}")

    page.post(f"/promises/{promise.id}/follow")
    service.report_progress(
        session, akim, promise, News(PromiseState.IN_PROGRESS, "Бес шам тұр.", "kk"), now=clock.now()
    )
    session.commit()
    page.get("/news")

    assert "Уәде бойынша жаңалық: «Уәде 1»" in page.text
    assert f"/u/{promise.id}" in page.links()
    page.get(f"/promises/{promise.id}")
    page.post(f"/promises/{promise.id}/unfollow")
    page.follow()
    assert "Уәдені бақылау" in page.text


def test_the_office_writes_an_update_with_a_photo(page: Page, session: Session) -> None:
    akim, promise = one_promise(session)
    session.commit()
    sign_in(page, session, akim.user)  # type: ignore[arg-type]
    page.get("/office/promises")
    page.get(f"/office/promises/{promise.id}/update")

    page.post(
        f"/office/promises/{promise.id}/update",
        {
            "text": "Он шам орнатылды.",
            "state": "fulfilled",
            "language": "kk",
            "spent_tenge": "1200000",
            "photos": (io.BytesIO(picture()), "IMG_1.jpg"),
        },
        content_type="multipart/form-data",
    )
    page.follow()

    session.expire_all()
    progress = session.scalars(select(Progress).where(Progress.promise_id == promise.id)).one()
    assert (progress.has_evidence, progress.spent_tenge, len(progress.files)) == (True, 1_200_000, 1)
    assert progress.files[0].file.public
    assert "Он шам орнатылды." in page.text
    assert "Сурет тексерілуде" in page.text


@pytest.mark.parametrize(
    ("photo", "words"),
    [(b"<svg/>", "Бұл файл сурет емес"), (b"", "Дәлелін көрсетіңіз")],
    ids=["not a photo", "nothing shown"],
)
def test_a_refused_update_keeps_what_was_typed(
    page: Page, session: Session, photo: bytes, words: str
) -> None:
    akim, promise = one_promise(session)
    session.commit()
    sign_in(page, session, akim.user)  # type: ignore[arg-type]
    page.get(f"/office/promises/{promise.id}/update")
    form: dict[str, object] = {"text": "Он шам орнатылды.", "state": "fulfilled", "language": "kk"}
    if photo:
        form["photos"] = (io.BytesIO(photo), "IMG_1.jpg")

    page.post(f"/office/promises/{promise.id}/update", form, status=422, content_type="multipart/form-data")

    assert words in page.text
    assert "Он шам орнатылды." in page.html
    assert session.scalars(select(Progress)).all() == []


def test_another_office_does_not_find_it(page: Page, session: Session) -> None:
    _, promise = one_promise(session)
    stranger, _, _ = akim_of(session)
    session.commit()
    sign_in(page, session, stranger.user)  # type: ignore[arg-type]

    page.get(f"/office/promises/{promise.id}/update", status=404)


def test_a_resident_does_not_enter_the_office(page: Page, session: Session) -> None:
    resident = make.person(session)
    session.commit()
    sign_in(page, session, resident)

    for path in ("/office/promises", "/office/report", "/office/programme/new", "/office/promises/new"):
        page.get(path, status=403)


def test_an_akim_enters_programme_promise_and_report(page: Page, session: Session) -> None:
    akim, _, unit = akim_of(session)
    session.commit()
    sign_in(page, session, akim.user)  # type: ignore[arg-type]

    page.get("/office/promises")
    assert "/office/programme/new" in page.links()
    page.get("/office/programme/new")
    page.post("/office/programme/new", {"title": "", "source": "", "language": "kk"}, status=422)
    page.post(
        "/office/programme/new",
        {"title": "Бес қадам", "source": "«Ауыл» газеті", "published_on": "2024-02-01", "language": "kk"},
    )
    page.follow()
    wording = "Мектеп көшесіне он шам орнатамын."
    fields = {"wording": wording, "short_name": "Көше шамы", "control": "akim", "state": "in-progress"}
    page.post("/office/promises/new", fields)
    page.get("/office/report")
    text = {"done": "Он шам тұр.", "not_done": "", "next_steps": "Тағы он шам.", "language": "kk"}
    days = {"covers_from": "2025-01-01", "covers_to": clock.today().isoformat()}
    page.post("/office/report", {**text, **days, "save": "1"})
    page.follow()
    assert "Он шам тұр." in page.html
    page.post("/office/report", {**text, **days, "publish": "1"})
    page.follow()

    report = session.scalars(select(ProgrammeReport)).one()
    assert page.h1 == "Бағдарлама бойынша есеп"
    assert report.facts["requests"] == {"filed": 0, "answered": 0, "on_time": 0, "solved": 0, "not_solved": 0}
    assert "Тағы он шам." in page.text
    page.get(f"/okrugs/{unit.kato}/promises")
    assert f"/programme-reports/{report.id}" in page.links()
    assert f"«{wording}»" in page.text
    pdf = page.client.get(f"/programme-reports/{report.id}/pdf")
    assert pdf.data.startswith(b"%PDF")
    assert pdf.data.count(b"/Type /Page\n") + pdf.data.count(b"/Type/Page/") <= 1


def test_a_report_of_tomorrow_is_refused(page: Page, session: Session) -> None:
    akim, mandate, _ = akim_of(session)
    programme_with(session, akim, mandate)
    session.commit()
    sign_in(page, session, akim.user)  # type: ignore[arg-type]
    page.get("/office/report")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    fields = {"done": "Бәрі.", "next_steps": "Бәрі.", "language": "kk"}

    page.post("/office/report", {**fields, "covers_from": "2025-01-01", "covers_to": tomorrow}, status=422)

    assert "Есеп күндерінің реті дұрыс емес" in page.text


def test_a_draft_is_not_public(page: Page, session: Session) -> None:
    page.get("/programme-reports/1", status=404)
    page.get("/re/1", status=302)


def test_an_earlier_akims_programme_stays_in_the_archive(page: Page, session: Session) -> None:
    akim, mandate, unit = akim_of(session)
    old = programme_with(session, akim, mandate, PromiseState.FULFILLED)
    mandate.ends_on = clock.today() - timedelta(days=1)
    session.commit()

    page.get(f"/okrugs/{unit.kato}/promises")
    listed = page.links()
    page.get(f"/okrugs/{unit.kato}/promises", query={"programme": str(old.id)})

    assert f"/okrugs/{unit.kato}/promises?programme={old.id}" in listed
    assert "Бұл – бұрынғы әкімнің бағдарламасы" in page.text
    assert "«Уәде нөмірі 1.»" in page.text
